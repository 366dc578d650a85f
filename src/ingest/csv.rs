//! Reads a CSV file row by row: which line a row begins on, and nothing longer than it may be.
//!
//! The `csv` crate splits the cells. Its line numbers are one short after `\r\n` and at blank lines, so lines are
//! counted here, on the bytes that it reads.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use ::csv::{ByteRecord, Reader, ReaderBuilder};

use super::fault::{Fault, Reason};

/// Bytes that a row may have; what is longer is an open quotation mark, or no table at all.
pub const ROW_LIMIT: usize = 1 << 20;

/// A file whose header is read.
#[derive(Debug)]
pub struct Table<R = File> {
    reader: Reader<Counted<R>>,
    header: Vec<String>,
    record: ByteRecord,
}

/// A row's cells, not yet looked at.
#[derive(Clone, Copy, Debug)]
pub struct Cells<'t> {
    /// Where in the file it begins, from 1.
    pub line: u64,
    header: &'t [String],
    record: &'t ByteRecord,
}

impl Table {
    /// Opens a file and reads its header.
    pub fn open(path: &Path) -> Result<Self, Fault> {
        let file = File::open(path).map_err(|error| Fault::of_file(unreadable(&error)))?;
        Self::new(file)
    }
}

impl<R: Read> Table<R> {
    /// Reads the header.
    pub fn new(source: R) -> Result<Self, Fault> {
        let counted = Counted {
            source,
            n_read: 0,
            n_taken: 0,
            newlines: VecDeque::new(),
            n_lines: 0,
            at: At::Start,
            last: None,
            is_over: false,
        };
        let reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(counted);
        let mut table = Self { reader, header: Vec::new(), record: ByteRecord::new() };
        if table.next_line()?.is_none() {
            return Err(Fault::of_file(Reason::EmptyFile));
        }
        table.header = header(&table.record)?;
        Ok(table)
    }

    /// The columns' names.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The next row; `None` at the end. After a fault there is no going on.
    pub fn next_row(&mut self) -> Result<Option<Cells<'_>>, Fault> {
        let Some(line) = self.next_line()? else { return Ok(None) };
        Ok(Some(Cells { line, header: &self.header, record: &self.record }))
    }

    /// Bytes taken so far.
    pub fn n_bytes(&self) -> u64 {
        self.reader.get_ref().n_taken
    }

    /// Reads a row and finds its first line.
    fn next_line(&mut self) -> Result<Option<u64>, Fault> {
        let more = self.reader.read_byte_record(&mut self.record);
        let end = self.reader.position().byte();
        let inside: usize = self.record.iter().map(|cell| line_ends(cell, None).count()).sum();
        let last_line = self.reader.get_mut().take_to(end);
        let line = last_line.saturating_sub(inside as u64).max(1);
        match more {
            // The crate ends an open quotation with the file, and would call the rest of it one cell.
            Ok(true) if self.reader.get_ref().is_open_at(end) => {
                Err(Fault { line, column: None, value: None, reason: Reason::OpenQuote })
            }
            Ok(true) => Ok(Some(line)),
            Ok(false) => Ok(None),
            Err(error) => Err(Fault { line: last_line, column: None, value: None, reason: too_long_or(&error) }),
        }
    }
}

impl<'t> Cells<'t> {
    /// Refuses a row with too many or too few cells.
    pub fn counted(self) -> Result<Self, Fault> {
        let (n_cells, n_columns) = (self.record.len(), self.header.len());
        if n_cells == n_columns {
            return Ok(self);
        }
        let is_open = self.record.as_slice().contains(&b'\n');
        let reason = Reason::CellCount { n_cells, n_columns, is_open };
        Err(Fault { line: self.line, column: None, value: None, reason })
    }

    /// The text of the cell in a column, without the blanks around it.
    pub fn text(&self, place: usize) -> Result<&'t str, Fault> {
        let cell = self.record.get(place).unwrap_or_default();
        let text = std::str::from_utf8(cell).map_err(|_| Reason::NotUtf8);
        let text = text.and_then(|text| if text.contains('\0') { Err(Reason::ZeroByte) } else { Ok(text.trim()) });
        text.map_err(|reason| self.fault(place, &String::from_utf8_lossy(cell), reason))
    }

    /// A fault of the cell in a column.
    pub fn fault(&self, place: usize, value: &str, reason: Reason) -> Fault {
        // An empty cell says so in the reason already.
        let value = if value.is_empty() { None } else { Some(value.to_owned()) };
        Fault { line: self.line, column: self.header.get(place).cloned(), value, reason }
    }
}

fn header(record: &ByteRecord) -> Result<Vec<String>, Fault> {
    let bytes = record.as_slice();
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) || bytes.contains(&0) {
        return Err(Fault::of_file(Reason::Utf16));
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return Err(Fault::of_file(Reason::NotUtf8)) };
    let separators = [(';', "semicolons"), ('\t', "tabs"), ('|', "bars")];
    let other = separators.into_iter().find(|(separator, _)| record.len() == 1 && text.contains(*separator));
    if let Some((_, name)) = other {
        return Err(Fault::of_file(Reason::NotCommas(name)));
    }
    let names: Vec<String> = record.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
    let twice = names.iter().enumerate().find(|(place, name)| names[..*place].contains(name));
    match twice {
        Some((_, name)) => Err(Fault::of_column(name, Reason::ColumnTwice)),
        None => Ok(names),
    }
}

fn unreadable(error: &io::Error) -> Reason {
    Reason::Unreadable(error.to_string())
}

fn too_long_or(error: &::csv::Error) -> Reason {
    if let ::csv::ErrorKind::Io(error) = error.kind()
        && error.kind() == io::ErrorKind::FileTooLarge
    {
        return Reason::RowTooLong { limit: ROW_LIMIT };
    }
    Reason::Unreadable(error.to_string())
}

/// Counts lines in what is read ahead, and stops a row that does not end.
#[derive(Debug)]
struct Counted<R> {
    source: R,
    n_read: u64,
    n_taken: u64,
    /// Where the newlines are in what was read and not yet taken.
    newlines: VecDeque<u64>,
    n_lines: u64,
    /// Where the last byte that was read left us.
    at: At,
    /// The last byte that was read.
    last: Option<u8>,
    is_over: bool,
}

/// Where lines end in `bytes`, which come after `last`: as rows do, at `\n`, at `\r\n`, and at a `\r` by itself.
fn line_ends(bytes: &[u8], last: Option<u8>) -> impl Iterator<Item = usize> {
    let with_last = bytes.iter().scan(last, |last, byte| Some((*byte, last.replace(*byte))));
    let ends = with_last.enumerate().filter(|(_, (byte, last))| match byte {
        b'\r' => true,
        b'\n' => *last != Some(b'\r'),
        _ => false,
    });
    ends.map(|(at, _)| at)
}

/// Where in a cell a byte stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// Before the first byte of a cell, the only place where a quotation mark opens one.
    Start,
    /// In a cell, or past the quotation in one.
    Inside,
    /// In a quotation.
    Quoted,
    /// After a quotation mark that ends the quotation, unless another follows.
    Closing,
}

impl At {
    fn after(self, byte: u8) -> Self {
        match (self, byte) {
            (Self::Quoted, b'"') => Self::Closing,
            (Self::Start | Self::Closing, b'"') | (Self::Quoted, _) => Self::Quoted,
            (_, b',' | b'\n' | b'\r') => Self::Start,
            (_, _) => Self::Inside,
        }
    }
}

impl<R> Counted<R> {
    /// Whether the source ends in an open quotation, in the row that ends at this byte.
    fn is_open_at(&self, end: u64) -> bool {
        self.is_over && end == self.n_read && self.at == At::Quoted
    }

    /// Takes a row that ends at this byte; says which line its last byte is on.
    fn take_to(&mut self, end: u64) -> u64 {
        // The row's own terminator is its last byte, and belongs to its line. An open quotation has no terminator.
        let content_end = if self.is_open_at(end) { end } else { end.saturating_sub(1) };
        while self.newlines.front().is_some_and(|newline| *newline < content_end) {
            self.newlines.pop_front();
            self.n_lines += 1;
        }
        self.n_taken = end;
        self.n_lines + 1
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if ROW_LIMIT as u64 + self.n_taken < self.n_read {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let n = self.source.read(buffer)?;
        self.is_over = n == 0;
        self.at = buffer[..n].iter().fold(self.at, |at, byte| at.after(*byte));
        self.newlines.extend(line_ends(&buffer[..n], self.last).map(|at| self.n_read + at as u64));
        self.last = buffer[..n].last().copied().or(self.last);
        self.n_read += n as u64;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &[u8]) -> Result<Vec<(u64, Vec<String>)>, Fault> {
        let mut table = Table::new(text)?;
        let mut rows = Vec::new();
        while let Some(cells) = table.next_row()? {
            let cells = cells.counted()?;
            let texts = (0..cells.header.len()).map(|place| cells.text(place).map(str::to_owned));
            rows.push((cells.line, texts.collect::<Result<_, _>>()?));
        }
        Ok(rows)
    }

    #[track_caller]
    fn lines(text: &str, expected: &[(u64, &str)]) {
        let rows = rows(text.as_bytes()).expect("a table");
        let found: Vec<(u64, &str)> = rows.iter().map(|(line, cells)| (*line, cells[0].as_str())).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[track_caller]
    fn refuses(text: &[u8], expected: &str) {
        assert_eq!(rows(text).expect_err("no table").to_string(), expected);
    }

    #[test]
    fn lines_are_those_that_an_editor_shows() {
        lines("a,b\n1,2\n3,4", &[(2, "1"), (3, "3")]);
        lines("a,b\r\n1,2\r\n3,4\r\n", &[(2, "1"), (3, "3")]);
        lines("a,b\r\n1,2\r\n\r\n\r\n5,6\r\n", &[(2, "1"), (5, "5")]);
        lines("\u{feff}a,b\n\"x\ny\",\"2\n\n\"\n3,4\n", &[(2, "x\ny"), (6, "3")]);
        lines("a,b\r\n\"x\r\ny\",2\r\n3,4\r\n", &[(2, "x\r\ny"), (4, "3")]);
        lines("a,b\n", &[]);
    }

    #[test]
    fn a_carriage_return_by_itself_ends_a_line_as_it_ends_a_row() {
        lines("a,b\r1,2\r3,4", &[(2, "1"), (3, "3")]);
        lines("a,b\r\r1,2\n\r3,4\r\n5,6", &[(3, "1"), (5, "3"), (6, "5")]);
        lines("a,b\r\"x\ry\r\",\"\nz\"\r3,4\r", &[(2, "x\ry"), (6, "3")]);
    }

    #[test]
    fn cells_lose_the_blanks_around_them_and_keep_the_rest() {
        lines("a,b\n5\" pipe,x\n", &[(2, "5\" pipe")]);
        lines("a,b\n =1+1 ,x\n\"say \"\"hi\"\"\",y\n", &[(2, "=1+1"), (3, "say \"hi\"")]);
    }

    #[test]
    fn what_is_no_table_says_what_to_do() {
        refuses(b"", "line 1: the file is empty; its first line must name the columns");
        refuses(
            b"a;b\n1;2\n",
            "line 1: the header is one cell with semicolons in it; save the file with commas between the cells",
        );
        refuses(b"a,b,a\n", "line 1, a: the header names this column twice");
        refuses(b"a,b\n1,2\n3\n", "line 3: 1 cells where the header has 2");
        refuses(b"a,b\n1,2,\"\n\"\n", "line 2: 3 cells where the header has 2; perhaps a quotation mark is not closed");
        refuses(b"a,b\n1,\"2\n3,4\n", "line 2: a quotation mark is opened in this row and never closed");
        refuses(b"a,b\r\n1,caf\xe9\r\n", "line 2, b: \"caf\u{fffd}\" is not UTF-8; save the file as \"CSV UTF-8\"");
        refuses(b"a,b\n1,x\0\n", "line 2, b: \"x\\0\" holds a zero byte");
        refuses(b"\xff\xfea\0,\0b\0\n\0", "line 1: the file is UTF-16; save it as \"CSV UTF-8\"");
    }

    #[test]
    fn a_row_without_an_end_is_stopped() {
        let mut text = b"a,b\n1,\"".to_vec();
        text.extend(std::iter::repeat_n(b'x', 8 * ROW_LIMIT));
        let fault = rows(&text).expect_err("too long");
        assert_eq!(fault.reason, Reason::RowTooLong { limit: ROW_LIMIT });
    }
}

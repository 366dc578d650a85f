//! A book as a file of comma-separated values, and what its asker hears of it.

use super::kit::{clean, context, count, section};
use super::message::Message;
use super::words::{band_in_a_line, phase, reason_phrase, segment, trend_word};
use crate::domain::listing::{BookFile, FileRow};
use crate::domain::money::Money;

/// What a spreadsheet takes for the beginning of a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Why a file did not arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileTrouble {
    /// The bot may not upload files.
    NoScope,
    /// Slack did not take it.
    NotTaken,
    /// Slack gave no clear answer.
    Unclear,
}

/// The file: a line of names, then a line for each account. Fails when a line cannot be written, which memory never refuses.
pub fn book_csv(file: &BookFile) -> Result<Vec<u8>, csv::Error> {
    let mut lines = csv::Writer::from_writer(Vec::new());
    lines.write_record([
        say!("account"),
        say!("domain"),
        say!("segment"),
        say!("phase"),
        say!("owner"),
        say!("team"),
        say!("ARR amount"),
        say!("currency"),
        say!("band"),
        say!("score"),
        say!("trend"),
        say!("renewal date"),
        say!("days"),
        say!("reason"),
    ])?;
    for row in &file.rows {
        lines.write_record(line(row))?;
    }
    lines.into_inner().map_err(|error| error.into_error().into())
}

fn line(of: &FileRow) -> [String; 14] {
    let row = &of.row;
    let owner = row.owner.as_ref().map(|owner| safe(&owner.name));
    let score = row.score.filter(|_| row.band.is_some()).map(|score| score.points().to_string());
    [
        safe(&row.account.name),
        of.domain.as_deref().map(safe).unwrap_or_default(),
        of.segment.map(segment).unwrap_or_default().to_owned(),
        phase(of.phase).to_owned(),
        owner.unwrap_or_default(),
        of.team.as_deref().map(safe).unwrap_or_default(),
        decimal(row.arr),
        row.arr.currency.to_string(),
        band_in_a_line(row.band).to_owned(),
        score.unwrap_or_default(),
        trend_word(row.trend).unwrap_or(say!("steady")).to_owned(),
        of.renews_on.map(|day| day.to_string()).unwrap_or_default(),
        row.renewal_in_days.map(|days| days.to_string()).unwrap_or_default(),
        row.reason.as_ref().map(|reason| safe(&plain(&reason_phrase(reason)))).unwrap_or_default(),
    ]
}

/// Text of other people's that no spreadsheet reckons with.
fn safe(text: &str) -> String {
    if text.starts_with(FORMULA) { format!("'{text}") } else { text.to_owned() }
}

/// What is marked up for Slack, for a cell.
fn plain(words: &str) -> String {
    words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace('\u{A0}', " ")
}

/// `45000.00`: a number as every spreadsheet reads it, in whichever language.
fn decimal(money: Money) -> String {
    let per_whole = money.currency.minor_per_whole();
    let (whole, part) = (money.minor / per_whole, money.minor % per_whole);
    let digits = per_whole.checked_ilog10().unwrap_or(0) as usize;
    if digits == 0 { whole.to_string() } else { format!("{whole}.{part:0digits$}", part = part.abs()) }
}

/// The private answer once the file is there.
pub fn book_file_sent(file: &BookFile, file_name: &str) -> Message {
    let n_rows = i64::try_from(file.rows.len()).unwrap_or(i64::MAX);
    let accounts = count(n_rows, say!("account"), say!("accounts"));
    let name = clean(file_name, 100);
    let text = if n_rows < file.n_matching {
        say!(
            "Your list is in your messages: {name}, the first {accounts} of {n_matching}",
            name,
            accounts,
            n_matching = file.n_matching
        )
    } else {
        say!("Your list is in your messages: {name}, {accounts}", name, accounts)
    };
    Message::of(&text, [section(&text), context(say!("🔒 Only visible to you"))])
}

/// While it takes its time.
pub fn book_file_on_its_way() -> Message {
    let text = say!("Your list is on its way; it comes to your messages.");
    Message::of(text, [section(text)])
}

/// The private answer where it did not arrive.
pub fn book_file_failed(trouble: FileTrouble) -> Message {
    let text = match trouble {
        FileTrouble::NoScope => say!(
            "Slack does not let me upload files here, so none was sent. Whoever runs the bot can add the scope `files:write` \
             and install it again; until then the pages of the list show the same."
        ),
        FileTrouble::NotTaken => {
            say!("Slack did not take the file, so none was sent. Press the button once more in a minute.")
        }
        FileTrouble::Unclear => say!(
            "Slack did not say whether it took the file. Look into your messages; where it is not there, press the button once \
             more."
        ),
    };
    Message::of(text, [section(text), context(say!("🔒 Only visible to you"))])
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::samples::book;
    use super::*;
    use crate::domain::account::{AccountRef, BookRow};
    use crate::domain::lifecycle::Phase;
    use crate::domain::money::Currency;
    use crate::domain::person::PersonRef;
    use crate::domain::segment::Segment;

    fn row(row: BookRow) -> FileRow {
        FileRow {
            row,
            domain: Some("techcorp.example".into()),
            segment: Some(Segment::MidTouch),
            phase: Phase::Adoption,
            team: Some("emea".into()),
            renews_on: "2026-06-01".parse().ok(),
        }
    }

    fn file() -> BookFile {
        let rows: Vec<FileRow> = book().rows.into_iter().map(row).collect();
        BookFile { n_matching: i64::try_from(rows.len()).unwrap_or(0), rows }
    }

    #[test]
    fn a_file_has_a_line_for_each_account() {
        let text = String::from_utf8(book_csv(&file()).expect("written")).expect("text");
        assert_snapshot!(text, @r"
        account,domain,segment,phase,owner,team,ARR amount,currency,band,score,trend,renewal date,days,reason
        TechCorp,techcorp.example,mid-touch,adoption,Ana Ruiz,emea,45000.00,USD,red,41,falling fast,2026-06-01,91,usage −45 %
        Globex & Sons,techcorp.example,mid-touch,adoption,Ben Okafor,emea,120000.00,USD,yellow,62,falling,2026-06-01,44,critical ticket 52 h
        Initech,techcorp.example,mid-touch,adoption,Ana Ruiz,emea,8250.00,USD,yellow,55,steady,2026-06-01,-3,
        Northwind Labs,techcorp.example,mid-touch,adoption,Ana Ruiz,emea,4000.00,USD,not enough data,,steady,2026-06-01,300,never spoken to
        ");
    }

    #[test]
    fn no_cell_is_a_formula() {
        let evil = |name: &str| {
            let first = book().rows.swap_remove(0);
            let owner = first.owner.clone().map(|owner| PersonRef { name: "=1+1".into(), ..owner });
            let account = AccountRef { name: name.into(), ..first.account.clone() };
            FileRow {
                team: Some("@sum".into()),
                domain: Some("\tx".into()),
                ..row(BookRow { account, owner, ..first })
            }
        };
        for name in ["=cmd|' /C calc'!A0", "+1", "-1", "@x", "\tx", "\rx"] {
            let file = BookFile { rows: vec![evil(name)], n_matching: 1 };
            let written = book_csv(&file).expect("written");
            let mut read = csv::Reader::from_reader(written.as_slice());
            let cells = read.records().next().expect("a line").expect("whole");
            assert_eq!(cells.get(0), Some(format!("'{name}").as_str()));
            assert!([1, 5].iter().all(|at| cells.get(*at).expect("a cell").starts_with('\'')), "{cells:?}");
        }
    }

    #[test]
    fn amounts_are_plain_numbers() {
        assert_eq!(decimal(Money::new(4_500_005, Currency::EUR)), "45000.05");
        assert_eq!(decimal(Money::new(45_000, Currency::parse("JPY").expect("yen"))), "45000");
    }

    #[test]
    fn the_answer_says_how_many_there_are() {
        let sent = |n_matching| book_file_sent(&BookFile { n_matching, ..file() }, "book.csv").text;
        assert_eq!(sent(4), "Your list is in your messages: book.csv, 4\u{A0}accounts");
        assert_eq!(sent(61_000), "Your list is in your messages: book.csv, the first 4\u{A0}accounts of 61,000");
    }
}

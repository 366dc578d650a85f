//! Tables that can be sorted and looked through. Their cells are raw: Slack reads no marks in them.

use slack_morphism::prelude::*;

use super::text::clean;

/// What stands in a cell without anything to say; Slack refuses empty ones.
const NONE: &str = "–";
const CELL: usize = 80;
/// Rows that stand there before one turns the page.
const PAGE: u32 = 10;

/// Words.
pub fn text_cell(text: &str) -> SlackDataTableCell {
    let text = clean(text, CELL);
    if text.is_empty() { NONE.into() } else { text.into() }
}

/// A number, by which its column is sorted, and what is read.
pub fn number_cell(value: i64, text: &str) -> SlackDataTableCell {
    SlackDataTableRawNumberCell::new(value.into(), text.to_owned()).into()
}

/// A head and its rows, each as long as the head; the first cell of a row says whose it is.
pub fn data_table(caption: &str, head: Vec<&str>, rows: Vec<Vec<SlackDataTableCell>>) -> SlackBlock {
    let head = head.into_iter().map(text_cell).collect();
    let rows = [head].into_iter().chain(rows).collect();
    SlackDataTableBlock::new(clean(caption, CELL), rows).with_page_size(PAGE).with_row_header_column_index(0).into()
}

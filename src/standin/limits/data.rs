//! Tables and charts.

use std::collections::BTreeSet;

use super::elements::{self, Seat};
use super::node::Node;
use super::rich_text;

const COLUMNS: usize = 20;

/// Checks a `table`.
pub(super) fn table(block: &Node<'_>) {
    block.only(&["type", "block_id", "rows", "column_settings"]);
    block.needs("rows");
    block.count("rows", 1, 100);
    for row in block.items("rows") {
        let cells = row.entries();
        row_length(&row, cells.len());
        for cell in cells {
            raw_or_rich(&cell);
        }
    }
    block.count("column_settings", 0, COLUMNS);
    for setting in block.items("column_settings").iter().filter(|setting| !setting.value().is_null()) {
        setting.only(&["align", "is_wrapped"]);
        setting.one_of("align", &["left", "center", "right"]);
        setting.booleans(&["is_wrapped"]);
    }
}

fn row_length(row: &Node<'_>, cells: usize) {
    if cells == 0 || COLUMNS < cells {
        row.wrong_here(&format!("must have from 1 to {COLUMNS} cells, has {cells}"));
    }
}

fn raw_or_rich(cell: &Node<'_>) {
    match cell.kind() {
        "raw_text" => {
            cell.only(&["type", "text"]);
            cell.needs("text");
            cell.string("text", 1, 3_000);
        }
        "raw_number" => {
            cell.only(&["type", "value", "text"]);
            cell.needs("text");
            cell.string("text", 1, 3_000);
            number(cell, "value");
        }
        "rich_text" => rich_text::block(cell),
        other => cell.wrong("type", &format!("unsupported type: {other}")),
    }
}

fn number(node: &Node<'_>, field: &str) {
    node.needs(field);
    if node.at(field).is_some_and(|value| !value.value().is_number()) {
        node.wrong(field, "must be a number");
    }
}

/// Checks a `data_table`: a header and at most a hundred rows, all of one length.
pub(super) fn data_table(block: &Node<'_>) {
    block.only(&["type", "block_id", "caption", "rows", "page_size", "row_header_column_index"]);
    block.needs("caption");
    block.string("caption", 1, 3_000);
    block.needs("rows");
    block.count("rows", 2, 101);
    block.integer("page_size", 1, 100);
    block.integer("row_header_column_index", 0, COLUMNS as u64 - 1);
    let rows = block.items("rows");
    let width = rows.first().map_or(0, |row| row.value().as_array().map_or(0, Vec::len));
    let mut buttons = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        let cells = row.entries();
        row_length(row, cells.len());
        if cells.len() != width {
            row.wrong_here("every row must have as many cells as the header");
        }
        for cell in cells {
            if number == 0 && !matches!(cell.kind(), "raw_text" | "raw_number") {
                cell.wrong("type", "header cells must be raw_text or raw_number");
            }
            buttons.extend(table_cell(&cell));
        }
    }
    elements::unique_action_ids(&buttons);
}

/// Checks a cell; returns the button in it, if it has one.
fn table_cell<'a>(cell: &Node<'a>) -> Option<Node<'a>> {
    if cell.kind() != "action_cell" {
        raw_or_rich(cell);
        return None;
    }
    cell.only(&["type", "element", "fallback"]);
    if let Some(fallback) = cell.at("fallback") {
        fallback.one_of("type", &["raw_text", "raw_number"]);
        raw_or_rich(&fallback);
    }
    let element = cell.need("element")?;
    elements::check(&element, Seat::Button);
    Some(element)
}

/// Checks a `data_visualization`.
pub(super) fn visualization(block: &Node<'_>) {
    block.only(&["type", "block_id", "title", "chart"]);
    block.needs("title");
    block.string("title", 1, 50);
    let Some(chart) = block.need("chart") else {
        return;
    };
    match chart.kind() {
        "pie" => pie(&chart),
        "bar" | "line" | "area" => series_chart(&chart),
        other => chart.wrong("type", &format!("unsupported type: {other}")),
    }
}

fn pie(chart: &Node<'_>) {
    chart.only(&["type", "segments"]);
    chart.needs("segments");
    chart.count("segments", 1, 12);
    for segment in chart.items("segments") {
        segment.only(&["label", "value"]);
        segment.needs("label");
        segment.string("label", 1, 20);
        number(&segment, "value");
        if segment.value()["value"].as_f64().is_some_and(|value| value <= 0.0) {
            segment.wrong("value", "must be more than 0");
        }
    }
}

fn series_chart(chart: &Node<'_>) {
    chart.only(&["type", "series", "axis_config"]);
    chart.needs("series");
    chart.count("series", 1, 6);
    let categories = chart.need("axis_config").map(|axis| categories(&axis)).unwrap_or_default();
    let mut names = BTreeSet::new();
    for series in chart.items("series") {
        series.only(&["name", "data"]);
        series.needs("name");
        series.string("name", 1, 20);
        if !names.insert(series.text("name").unwrap_or_default()) {
            series.wrong("name", "series names must be unique");
        }
        points(&series, &categories);
    }
}

fn categories<'a>(axis: &Node<'a>) -> Vec<&'a str> {
    axis.only(&["categories", "x_label", "y_label"]);
    axis.string("x_label", 1, 50);
    axis.string("y_label", 1, 50);
    axis.needs("categories");
    axis.count("categories", 1, 20);
    let mut seen: Vec<&str> = Vec::new();
    for category in axis.items("categories") {
        let Some(text) = category.value().as_str() else {
            category.wrong_here("must be a string");
            continue;
        };
        if text.is_empty() || 20 < text.chars().count() {
            category.wrong_here("must have from 1 to 20 characters");
        }
        if seen.contains(&text) {
            category.wrong_here("categories must be unique");
        }
        seen.push(text);
    }
    seen
}

fn points(series: &Node<'_>, categories: &[&str]) {
    series.needs("data");
    let data = series.items("data");
    let mut labels: Vec<&str> = Vec::new();
    for point in &data {
        point.only(&["label", "value"]);
        point.needs("label");
        number(point, "value");
        labels.extend(point.text("label"));
    }
    let (mut given, mut asked) = (labels, categories.to_vec());
    given.sort_unstable();
    asked.sort_unstable();
    if given != asked {
        series.wrong("data", "must have one point for every category");
    }
}

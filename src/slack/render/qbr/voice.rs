//! The customer's own voice in the pack: what they asked of the product.

use super::super::advocacy::{kind_word, stage_told};
use super::document::{Line, Section};
use super::parts::{of_quarter, part};
use super::review::day;
use crate::domain::advocacy::AdvocacyStage;
use crate::domain::feedback::FeedbackTheme;
use crate::domain::qbr::QbrPack;

/// What they asked for in the quarter; no part where nobody recorded anything.
pub fn asks(pack: &QbrPack) -> Option<Section> {
    let (lines, n) = &pack.asks;
    let shown = i64::try_from(lines.len()).unwrap_or(i64::MAX);
    let more = (shown < *n).then(|| Line::ours(say!("+{shown} more before", shown = n - shown)));
    let lines = lines.iter().map(|line| {
        let themes: Vec<&str> = line.themes.iter().map(FeedbackTheme::as_str).collect();
        Line::default()
            .theirs(themes.join(", "))
            .and(format!(", {}: {}", day(pack, line.on), say!("“")))
            .theirs(&line.words)
            .and(say!("”"))
    });
    let lines: Vec<Line> = lines.chain(more).collect();
    (!lines.is_empty()).then(|| part(say!("What they asked for"), of_quarter(pack), lines))
}

/// What they agreed to do for us in the quarter, or did: what they were asked for and declined is nobody's topic there.
pub fn advocacy(pack: &QbrPack) -> Option<Section> {
    let told = |stage| matches!(stage, AdvocacyStage::Agreed | AdvocacyStage::Done);
    let lines = pack.advocacy.iter().filter(|of| told(of.stage)).map(|of| {
        let line =
            Line::ours(format!("{} {} {}", kind_word(of.kind), stage_told(of.stage), day(pack, of.at.date_naive())));
        if of.note.is_empty() { line } else { line.and(": ").theirs(&of.note) }
    });
    let lines: Vec<Line> = lines.collect();
    (!lines.is_empty()).then(|| part(say!("What they do for us"), of_quarter(pack), lines))
}

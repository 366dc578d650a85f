//! A score explained in plain lines, for a terminal: the same words as the answer to `why`.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::factors::Rows;
use super::kit::date;
use super::why::{changed, lift, made_by};
use super::words::{band_word, health};
use crate::domain::account::Explained;

/// Columns that are aligned at their right.
const RIGHT: [bool; 6] = [false, true, false, true, false, true];

/// The explanation, ready to print.
pub fn explained(view: &Explained, today: NaiveDate) -> String {
    let score = &view.health;
    let scored = score.scored_at.format("%Y-%m-%d %H:%M UTC").to_string();
    let title = format!("{}: {}", view.account.name, health(score.band, score.score));
    let mut lines = vec![title, say!("{made_by} · scored {scored}", made_by = made_by(score), scored), String::new()];
    lines.extend(aligned(&Rows::of(score).words(today)));
    lines.push(String::new());
    if let Some(pulse) = &view.pulse {
        let mark = if pulse.differs_from(score.band) { "⚠ " } else { "" };
        let (by, until) = (&pulse.by.name, date(pulse.expires_on, today));
        lines.push(say!(
            "{mark}{by} calls it {band} until {until}: {reason}",
            mark,
            by,
            band = band_word(Some(pulse.band)),
            until,
            reason = pulse.reason
        ));
    }
    let told = [changed(&view.moved, score, Tz::UTC, today), view.lift.as_ref().map(lift)];
    // A terminal shows Slack's markup as it is.
    lines.extend(told.into_iter().flatten().map(|text| text.replace('*', "")));
    let text = lines.iter().fold(String::new(), |text, line| text + line.trim_end() + "\n");
    // What a customer or a colleague wrote must not steer the terminal.
    text.replace('\u{A0}', " ").chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}

fn aligned(rows: &[[String; 6]]) -> Vec<String> {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; 6] = std::array::from_fn(width);
    rows.iter().map(|row| line(row, widths)).collect()
}

fn line(row: &[String; 6], widths: [usize; 6]) -> String {
    let cells =
        row.iter().zip(widths).zip(RIGHT).map(|((cell, width), is_right)| {
            if is_right { format!("{cell:>width$}") } else { format!("{cell:<width$}") }
        });
    cells.collect::<Vec<_>>().join("  ")
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::samples::{today, why};
    use super::*;

    #[test]
    fn a_terminal_shows_the_same() {
        let why = why();
        let health = why.account.health.clone().expect("a score");
        let account = why.account.account;
        let view = Explained { account, health, pulse: None, moved: why.moved, lift: why.lift };
        assert_snapshot!(explained(&view, today()), @r"
        TechCorp: 🔴 Red 41
        model default v1, confidence high · scored 2026-03-02 06:12 UTC

        Factor              Lost  Now                    Points  Usual       As of
        Core features      −13.8  25 %                1.2 of 15  –           1 Mar
        Days in use        −11.2  8 of 28 days        3.8 of 15  –           1 Mar
        Usage trend          −10  −45 %                 0 of 10  212 a day   1 Mar
        Champion              −6  no                     0 of 6  –           1 Mar
        Executive contact     −6  never                  0 of 6  –           1 Mar
        Last contact        −4.8  1.6× its cadence     3.2 of 8  –           1 Mar
        NPS                   −4  7 of 10               6 of 10  –          12 Jan
        Auto-renewal          −3  no                     0 of 3  –           2 Mar
        Ticket volume          0  1× usual               8 of 8  –           1 Mar
        Critical ticket        0  none                   8 of 8  –           1 Mar
        Escalations            0  0                      4 of 4  –           1 Mar
        Overdue invoices       0  none                   4 of 4  –           2 Mar
        Contraction            0  none                   3 of 3  –           2 Mar
        CSAT                   –  no data                     –  –               –
        Score              −58.8  41.2              41.2 of 100  –               –

        What changed since 27 Feb (Yellow → Red)
        • Usage trend: 10 → 0 points (−10)
        • Champion: 6 → 0 points (−6)
        Yellow needs +12 (the edge, and 3 points past it or 3 days there, for it was Yellow before): for example 73 % of the core features in use
        ");
    }
}

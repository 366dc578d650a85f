//! What follows `play stats`: `[playbook] [period]`, in any order.

use super::complaint::{Complaint, Problems};
use super::text::collapsed;
use super::words::{first_word, is_quoted, quoted};
use crate::domain::playbook::StatsAsk;
use crate::domain::portfolio::PeriodAsked;

/// The longest name of a playbook.
const MOST_CHARS: usize = 60;

/// Reads it. A word that is a period is one; the others are the playbook's name.
pub(super) fn play_stats(rest: &str) -> Result<StatsAsk, Complaint> {
    let mut ask = StatsAsk::default();
    let mut names: Vec<String> = Vec::new();
    let mut rest = collapsed(rest);
    while !rest.is_empty() {
        let is_name = is_quoted(&rest);
        let (word, more) = first_word(&rest)?;
        match PeriodAsked::parse(&word).filter(|_| !is_name) {
            Some(period) if ask.period.is_none_or(|known| known == period) => ask.period = Some(period),
            Some(period) => {
                let expected = "one period only";
                return Err(Complaint::new(Problems::bad("play stats", &period.to_string(), expected)));
            }
            None => names.push(word),
        }
        rest = more.to_owned();
    }
    let name = names.join(" ");
    if MOST_CHARS < name.chars().count() {
        let expected = format!("a playbook's name of at most {MOST_CHARS} characters");
        return Err(Problems::bad("play stats", &name, &expected).into());
    }
    ask.playbook = Some(name).filter(|name| !name.is_empty());
    Ok(ask)
}

/// As it is typed, with a space before each word.
pub(super) fn text(ask: &StatsAsk) -> String {
    let name = ask.playbook.as_ref().map(|name| {
        let is_word = !is_quoted(name) && !name.contains(' ') && PeriodAsked::parse(name).is_none();
        format!(" {}", if is_word { name.clone() } else { quoted(name) })
    });
    let period = ask.period.map(|period| format!(" {period}"));
    format!("{}{}", name.unwrap_or_default(), period.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_a_period_both_or_neither() {
        let ask = |playbook: Option<&str>, period: Option<&str>| StatsAsk {
            playbook: playbook.map(str::to_owned),
            period: period.and_then(PeriodAsked::parse),
        };
        for (typed, expected) in [
            ("", ask(None, None)),
            ("qtd", ask(None, Some("qtd"))),
            ("renewal", ask(Some("renewal"), None)),
            ("rescue 2026-q1", ask(Some("rescue"), Some("2026-q1"))),
            ("12m red account rescue", ask(Some("red account rescue"), Some("12m"))),
            ("\"qtd\"", ask(Some("qtd"), None)),
        ] {
            let read = play_stats(typed).expect(typed);
            assert_eq!(read, expected, "{typed}");
            assert_eq!(play_stats(&text(&read)).expect("printed"), expected, "{typed}");
        }
        assert!(play_stats("qtd ytd").is_err());
        assert!(play_stats(&"long ".repeat(30)).is_err());
    }
}

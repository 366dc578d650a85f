//! What follows `play stats`: `[playbook] [period] [team:name]`, in any order.

use super::complaint::{Complaint, Problems};
use super::filters::{Filter, Key};
use super::hint::{TEAM_NAME, hint};
use super::text::collapsed;
use super::words::{first_filter, first_word, is_quoted, quoted};
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
        let (word, more) = first_filter(&rest);
        if is_team(word) {
            let filter = Filter::parse(word).map_err(|misread| Complaint::from(misread.problem))?;
            let Filter::Team(name) = filter else { return Err(Problems::bad("team", word, TEAM_NAME).into()) };
            if ask.team.as_ref().is_some_and(|known| *known != name) {
                return Err(Problems::bad("team", &name, hint!("one team only")).into());
            }
            ask.team = Some(name);
            rest = more.to_owned();
            continue;
        }
        let is_name = is_quoted(&rest);
        let (word, more) = first_word(&rest)?;
        match PeriodAsked::parse(&word).filter(|_| !is_name) {
            Some(period) if ask.period.is_none_or(|known| known == period) => ask.period = Some(period),
            Some(period) => {
                let problem = Problems::bad("play stats", &period.to_string(), hint!("one period only"));
                return Err(problem.into());
            }
            None => names.push(word),
        }
        rest = more.to_owned();
    }
    let name = names.join(" ");
    if MOST_CHARS < name.chars().count() {
        let expected = hint!("a playbook's name of at most {most} characters", most = MOST_CHARS);
        return Err(Problems::bad("play stats", &name, expected).into());
    }
    ask.playbook = Some(name).filter(|name| !name.is_empty());
    Ok(ask)
}

fn is_team(word: &str) -> bool {
    word.split_once(':').and_then(|(key, _)| Key::parse(key)) == Some(Key::Team)
}

/// As it is typed, with a space before each word.
pub(super) fn text(ask: &StatsAsk) -> String {
    let name = ask.playbook.as_ref().map(|name| {
        let is_word = !is_quoted(name) && !name.contains(' ') && PeriodAsked::parse(name).is_none() && !is_team(name);
        format!(" {}", if is_word { name.clone() } else { quoted(name) })
    });
    let period = ask.period.map(|period| format!(" {period}"));
    let team = ask.team.clone().map(|team| format!(" {}", Filter::Team(team)));
    format!("{}{}{}", name.unwrap_or_default(), period.unwrap_or_default(), team.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_a_period_both_or_neither() {
        let ask = |playbook: Option<&str>, period: Option<&str>| StatsAsk {
            playbook: playbook.map(str::to_owned),
            period: period.and_then(PeriodAsked::parse),
            ..StatsAsk::default()
        };
        let of_team = |ask: StatsAsk, team: &str| StatsAsk { team: Some(team.to_owned()), ..ask };
        for (typed, expected) in [
            ("", ask(None, None)),
            ("qtd", ask(None, Some("qtd"))),
            ("renewal", ask(Some("renewal"), None)),
            ("rescue 2026-q1", ask(Some("rescue"), Some("2026-q1"))),
            ("12m red account rescue", ask(Some("red account rescue"), Some("12m"))),
            ("\"qtd\"", ask(Some("qtd"), None)),
            ("team:emea", of_team(ask(None, None), "emea")),
            ("rescue TEAM:\"emea  west\" qtd", of_team(ask(Some("rescue"), Some("qtd")), "emea west")),
            ("\"team:x\" team:x team:x", of_team(ask(Some("team:x"), None), "x")),
        ] {
            let read = play_stats(typed).expect(typed);
            assert_eq!(read, expected, "{typed}");
            assert_eq!(play_stats(&text(&read)).expect("printed"), expected, "{typed}");
        }
        assert!(play_stats("qtd ytd").is_err());
        assert!(play_stats("team:emea team:amer").is_err());
        assert!(play_stats("team:").is_err());
        assert!(play_stats(&"long ".repeat(30)).is_err());
    }
}

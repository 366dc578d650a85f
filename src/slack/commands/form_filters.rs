//! Filters out of a form: each answer is read as if it were typed behind its key, and what is wrong with one is said in the
//! words that a typed one would hear.

use super::amounts::whole_units_text;
use super::complaint::Complaint;
use super::filters::{Filter, Filters};
use super::parse_error::{ParseError, Problem};
use super::words::{is_quote, value_text};
use crate::domain::account::BookFilter;
use crate::domain::signal::SignalKind;

/// The filters of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FiltersRead {
    /// Of which accounts.
    pub filter: BookFilter,
    /// Which signals; empty: all.
    pub kinds: Vec<SignalKind>,
    /// Somebody, as typed: their accounts, whatever the filter's scope says.
    pub owner: Option<String>,
}

/// What stands in the questions of a form that are answered in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilterTexts {
    /// `<60d`.
    pub renew: String,
    /// `>50k`.
    pub arr: String,
    /// Whose team.
    pub team: String,
    /// `"gold tier",beta`.
    pub tags: String,
    /// Rows of a page.
    pub limit: String,
}

impl FilterTexts {
    /// Of a filter, as its reader would type it.
    pub fn of(filter: &BookFilter) -> Self {
        Self {
            renew: filter.renews_within_days.map(|days| format!("<{days}d")).unwrap_or_default(),
            arr: filter.arr_above.map(|whole| format!(">{}", whole_units_text(whole))).unwrap_or_default(),
            team: filter.team.clone().unwrap_or_default(),
            tags: filter.tags.iter().map(|tag| value_text(tag)).collect::<Vec<_>>().join(","),
            limit: filter.limit.map(|rows| rows.to_string()).unwrap_or_default(),
        }
    }
}

/// Reads answers, each with its question and the key that it stands behind; the first that cannot stand there, of each
/// question.
pub fn read_filters<Question: Copy>(
    answers: &[(Question, &str, String)],
) -> Result<FiltersRead, Vec<(Question, ParseError)>> {
    let (mut filters, mut faults) = (Filters::default(), Vec::new());
    for (question, key, answer) in answers {
        let word = format!("{key}:{}", value(key, answer));
        let read: Result<(), Problem> =
            Filter::parse(&word).map_err(|misread| misread.problem).and_then(|filter| filters.add(filter));
        if let Err(problem) = read {
            faults.push((*question, Complaint::new(problem).into_error(answer, |_| false)));
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let (kinds, owner) = (filters.signals(), filters.owner());
    let (filter, _) = filters.book();
    Ok(FiltersRead { filter, kinds, owner })
}

/// Behind a key spaces end a name; in a question of its own they need no marks. Elsewhere they mean nothing.
fn value(key: &str, answer: &str) -> String {
    let answer = answer.trim();
    match key {
        "team" if !answer.contains(is_quote) => value_text(answer),
        "tag" if !answer.contains(is_quote) => {
            answer.split(',').map(|tag| value_text(tag.trim())).collect::<Vec<_>>().join(",")
        }
        "team" | "tag" => answer.to_owned(),
        _ => answer.split_whitespace().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::account::BookScope;
    use crate::domain::health::Band;

    fn read(answers: &[(&'static str, &str)]) -> Result<FiltersRead, Vec<(&'static str, Problem)>> {
        let answers: Vec<_> = answers.iter().map(|(key, answer)| (*key, *key, (*answer).to_owned())).collect();
        let faulty = |(question, error): (&'static str, ParseError)| (question, error.problem);
        read_filters(&answers).map_err(|faults| faults.into_iter().map(faulty).collect())
    }

    #[test]
    fn answers_are_read_as_if_they_were_typed() {
        let all = read(&[
            ("owner", "all"),
            ("health", "yellow,red"),
            ("renew", " < 60 d"),
            ("arr", "> 50k"),
            ("tag", "gold tier, beta"),
            ("signal", "t5,t4"),
            ("limit", "20"),
        ]);
        let filter = BookFilter {
            scope: BookScope::All,
            bands: vec![Band::Red, Band::Yellow],
            renews_within_days: Some(60),
            arr_above: Some(50_000),
            tags: vec!["gold tier".into(), "beta".into()],
            limit: Some(20),
            ..BookFilter::default()
        };
        let kinds = vec![SignalKind::CriticalTicket, SignalKind::RenewalAtRisk];
        assert_eq!(all, Ok(FiltersRead { filter, kinds, owner: None }));
        let of_team = read(&[("team", "emea west")]).expect("a team");
        assert_eq!((of_team.filter.team.as_deref(), of_team.filter.scope), (Some("emea west"), BookScope::All));
        assert_eq!(read(&[("owner", "@U1")]).expect("somebody").owner.as_deref(), Some("@U1"));
        assert_eq!(read(&[]), Ok(FiltersRead::default()));
    }

    #[test]
    fn every_text_is_read_back() {
        let filter = BookFilter {
            scope: BookScope::All,
            renews_within_days: Some(45),
            arr_above: Some(1_200_000),
            team: Some("emea \"west\"".into()),
            tags: vec!["gold, tier".into(), "a\"b".into()],
            limit: Some(25),
            ..BookFilter::default()
        };
        let texts = FilterTexts::of(&filter);
        let team = value_text("emea \"west\"");
        let answers = [("team", team.as_str()), ("tag", &texts.tags), ("renew", &texts.renew), ("arr", &texts.arr)];
        let answers: Vec<_> = answers.into_iter().chain([("limit", texts.limit.as_str())]).collect();
        assert_eq!(read(&answers).map(|read| read.filter), Ok(filter));
    }

    #[test]
    fn what_is_wrong_is_told_at_each_question() {
        let faults = read(&[("arr", "50k"), ("limit", "99"), ("health", "red"), ("renew", "soon")]);
        let faults = faults.expect_err("three of them");
        assert_eq!(faults.iter().map(|(question, _)| *question).collect::<Vec<_>>(), ["arr", "limit", "renew"]);
        let both = read(&[("owner", "none"), ("team", "emea")]).expect_err("nobody is of a team");
        assert_eq!(both[0].0, "team");
        let two = read(&[("owner", "all"), ("owner", "@U1")]).expect_err("one or all");
        assert!(matches!(&two[0].1, Problem::BadValue { key, .. } if key == "owner"));
    }
}

//! What follows `subscribe`, `unsubscribe` and `subscriptions`: what a channel hears of.
//!
//! ```text
//! subscribe   = topic { filter | "signal:" signals | "team:" word }
//! unsubscribe = number | topic
//! topic       = "signals" | "bands" | "renewals" | "plays" | "feedback"
//! ```
//!
//! Filters are those of `book`; without an owner everybody's accounts are meant. Only `signals` can be filtered by signal.

use std::fmt::{self, Write};

use super::complaint::{Complaint, Problems, nothing_more};
use super::filters::{Filter, Key, write_book};
use super::grammar::Command;
use super::hint::{Hint, hint};
use super::read_filters::filters_after;
use super::verb::Verb;
use super::words::first_word;
use crate::domain::account::{BookFilter, BookScope};
use crate::domain::nearest::nearest;
use crate::domain::signal::SignalKind;
use crate::domain::subscription::{SubscriptionFilter, Topic, WhichSubscriptions};

const TOPICS: Hint = hint!("signals, bands, renewals, plays or feedback");
const MOST_NUMBER: i32 = 9_999;

/// What to do about what a channel hears of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubscribeCommand {
    /// It is to hear of something.
    Set(Box<SubscribeTyped>),
    /// It is to hear of something no more.
    End(WhichSubscriptions),
    /// What it hears of.
    Show,
}

/// What it is to hear of, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubscribeTyped {
    /// What kind of news.
    pub topic: Topic,
    /// Which signals; none named: all.
    pub kinds: Vec<SignalKind>,
    /// Of which accounts.
    pub accounts: BookFilter,
    /// Somebody, as typed: their accounts, whatever the filter's scope says.
    pub owner: Option<String>,
    /// Of whose team's accounts.
    pub team: Option<String>,
}

/// Reads what follows one of the verbs.
pub(super) fn subscribe(verb: Verb, rest: &str) -> Result<Command, Complaint> {
    let read = if verb == Verb::Subscribe {
        set(rest)
    } else if verb == Verb::Unsubscribe {
        which(rest).map(SubscribeCommand::End)
    } else {
        nothing_more(rest).map(|()| SubscribeCommand::Show)
    };
    read.map(Command::Subscribe)
}

fn set(rest: &str) -> Result<SubscribeCommand, Complaint> {
    let (word, after) = first_word(rest)?;
    let topic = topic("subscribe", &word, after)?;
    let allowed = if topic == Topic::Signals { &Key::OF_SIGNALS[..] } else { &Key::OF_NEWS[..] };
    let filters = filters_after((Verb::Subscribe, &format!("subscribe {}", topic.as_str())), after, allowed)?;
    let (kinds, owner, is_named) = (filters.signals(), filters.owner(), filters.has(Key::Owner));
    let (mut accounts, _) = filters.book();
    let team = accounts.team.take();
    if !is_named {
        accounts.scope = BookScope::All;
    }
    Ok(SubscribeCommand::Set(Box::new(SubscribeTyped { topic, kinds, accounts, owner, team })))
}

fn which(rest: &str) -> Result<WhichSubscriptions, Complaint> {
    let (word, after) = first_word(rest)?;
    nothing_more(after)?;
    let digits = word.trim_start_matches('#');
    if let Some(number) = digits.parse().ok().filter(|number| (1..=MOST_NUMBER).contains(number)) {
        return Ok(WhichSubscriptions::Number(number));
    }
    topic("unsubscribe", &word, "").map(WhichSubscriptions::Topic)
}

/// The topic of a word; a near one is offered with what follows it.
fn topic(verb: &str, word: &str, after: &str) -> Result<Topic, Complaint> {
    if word.is_empty() {
        let what = if verb == "subscribe" {
            hint!("what to hear of: signals, bands, renewals, plays or feedback")
        } else {
            hint!("its number or topic")
        };
        return Err(Problems::missing(what).into());
    }
    Topic::parse(word).ok_or_else(|| {
        let near = nearest(word, Topic::ALL.map(Topic::as_str));
        let near = near.first().copied().unwrap_or(Topic::Signals.as_str());
        Complaint::new(Problems::bad(verb, word, TOPICS)).with([format!("{verb} {near} {after}")])
    })
}

impl SubscribeCommand {
    /// The verb that asks for it.
    pub(super) fn verb(&self) -> Verb {
        match self {
            Self::Set(_) => Verb::Subscribe,
            Self::End(_) => Verb::Unsubscribe,
            Self::Show => Verb::Subscriptions,
        }
    }
}

/// With a space before it.
impl fmt::Display for SubscribeCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Show => Ok(()),
            Self::End(WhichSubscriptions::Number(number)) => write!(f, " {number}"),
            Self::End(WhichSubscriptions::Topic(topic)) => write!(f, " {}", topic.as_str()),
            Self::Set(typed) => {
                write!(f, " {}", typed.topic.as_str())?;
                let owner = typed.owner.as_deref();
                let owner = owner.or((typed.accounts.scope == BookScope::Mine).then_some("@me"));
                write_filter(f, (&typed.kinds, owner, typed.team.as_deref()), &typed.accounts)
            }
        }
    }
}

fn write_filter(
    f: &mut impl Write,
    (kinds, owner, team): (&[SignalKind], Option<&str>, Option<&str>),
    accounts: &BookFilter,
) -> fmt::Result {
    if !kinds.is_empty() {
        write!(f, " {}", Filter::Signals(kinds.to_vec()))?;
    }
    owner.map_or(Ok(()), |owner| write!(f, " owner:{owner}"))?;
    team.map_or(Ok(()), |team| write!(f, " {}", Filter::Team(team.to_owned())))?;
    // Everybody's accounts are what is meant without a word.
    let scope = if accounts.scope == BookScope::Nobody { BookScope::Nobody } else { BookScope::Mine };
    write_book(f, &BookFilter { scope, ..accounts.clone() }, 0)
}

/// A subscription's filter as it is typed, with its owner's name; nothing where it takes all.
pub fn filter_text(filter: &SubscriptionFilter, owner: Option<&str>) -> String {
    let mut text = String::new();
    let owner = owner.map(|name| format!("@{name}"));
    // Nothing fails to be written into a string.
    let _ = write_filter(&mut text, (&filter.kinds, owner.as_deref(), filter.team.as_deref()), &filter.accounts());
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::grammar::parse;
    use super::super::parse_error::Problem;
    use super::*;
    use crate::domain::health::Band;
    use crate::domain::segment::Segment;

    #[track_caller]
    fn check(text: &str, expected: SubscribeCommand) {
        let expected = Command::Subscribe(expected);
        assert_eq!(parse(text, None).as_ref(), Ok(&expected), "{text}");
        assert_eq!(parse(&expected.to_string(), None).as_ref(), Ok(&expected), "{expected}");
    }

    fn typed(topic: Topic) -> SubscribeTyped {
        let accounts = BookFilter { scope: BookScope::All, ..BookFilter::default() };
        SubscribeTyped { topic, kinds: Vec::new(), accounts, owner: None, team: None }
    }

    fn set(typed: SubscribeTyped) -> SubscribeCommand {
        SubscribeCommand::Set(Box::new(typed))
    }

    #[test]
    fn a_topic_and_filters_of_a_book() {
        for topic in Topic::ALL {
            check(&format!("SUBSCRIBE {}", topic.as_str().to_uppercase()), set(typed(topic)));
        }
        let accounts = BookFilter {
            scope: BookScope::All,
            bands: vec![Band::Red],
            segments: vec![Segment::HighTouch],
            arr_above: Some(50_000),
            ..BookFilter::default()
        };
        let full = SubscribeTyped {
            kinds: vec![SignalKind::CriticalTicket],
            accounts: accounts.clone(),
            team: Some("emea".into()),
            ..typed(Topic::Signals)
        };
        check("subscribe signals health:red seg:high team:emea signal:t4 arr:>50k", set(full));
        let mine = BookFilter { scope: BookScope::Mine, ..BookFilter::default() };
        check("subscribe plays owner:@me", set(SubscribeTyped { accounts: mine.clone(), ..typed(Topic::Plays) }));
        let of_bo = SubscribeTyped { accounts: mine, owner: Some("@bo".into()), ..typed(Topic::Bands) };
        check("subscribe bands owner:@bo", set(of_bo));
        let nobody = BookFilter { scope: BookScope::Nobody, ..BookFilter::default() };
        check("subscribe feedback owner:none", set(SubscribeTyped { accounts: nobody, ..typed(Topic::Feedback) }));
    }

    #[test]
    fn ended_by_number_or_topic() {
        check("unsubscribe 2", SubscribeCommand::End(WhichSubscriptions::Number(2)));
        check("unsubscribe #2", SubscribeCommand::End(WhichSubscriptions::Number(2)));
        check("Unsubscribe renewals", SubscribeCommand::End(WhichSubscriptions::Topic(Topic::Renewals)));
        check("subscriptions", SubscribeCommand::Show);
    }

    #[test]
    fn what_is_wrong_runs_nothing() {
        let error = |text: &str| parse(text, None).expect_err("no command");
        let topics = "what to hear of: signals, bands, renewals, plays or feedback";
        assert_eq!(error("subscribe").problem, Problem::Missing { what: topics.into() });
        assert!(matches!(error("unsubscribe").problem, Problem::Missing { .. }));
        assert!(matches!(error("unsubscribe 0").problem, Problem::BadValue { .. }));
        assert!(matches!(error("subscriptions all").problem, Problem::Extra { .. }));
        let near = error("subscribe signls health:red");
        assert!(matches!(near.problem, Problem::BadValue { .. }));
        assert_eq!(near.examples[0], "subscribe signals health:red");
        let of_signals = error("subscribe plays signal:t4");
        assert!(matches!(of_signals.problem, Problem::UnknownKey { .. }), "{of_signals:?}");
        let twice = error("subscribe signals health:red health:green");
        assert!(
            matches!(&twice.problem, Problem::BadValue { expected, .. } if expected.to_string().contains("health:red,green"))
        );
        assert_eq!(twice.examples[0], "subscribe signals health:red");
        let contradiction = error("subscribe signals arr:>50k arr:<10k");
        assert!(matches!(&contradiction.problem, Problem::BadValue { key, .. } if key == "arr"), "{contradiction:?}");
        assert!(matches!(error("subscribe signals page:2").problem, Problem::UnknownKey { .. }));
        assert!(matches!(error("subscribe bands tag:gold").problem, Problem::UnknownKey { .. }));
    }

    #[test]
    fn a_filter_is_shown_as_it_is_typed() {
        let filter = SubscriptionFilter {
            kinds: vec![SignalKind::CriticalTicket],
            bands: vec![Band::Red],
            team: Some("emea".into()),
            ..SubscriptionFilter::default()
        };
        assert_eq!(filter_text(&filter, Some("Ana Ruiz")), "signal:t4 owner:@Ana Ruiz team:emea health:red");
        assert_eq!(filter_text(&SubscriptionFilter::default(), None), "");
        let of_nobody = SubscriptionFilter { of_nobody: true, ..SubscriptionFilter::default() };
        assert_eq!(filter_text(&of_nobody, None), "owner:none");
    }
}

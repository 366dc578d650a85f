//! The command: text becomes a [`Command`] here, once, and nobody below sees the text.
//!
//! ```text
//! command  = [ "today" ]
//!          | [ "account" ] account
//!          | "why" account
//!          | "book" { filter }
//!          | "risks" risks
//!          | "renewals" { window | filter }
//!          | "capacity" whose | "team" whose
//!          | "segment" account ( "tech" | "low" | "mid" | "high" | "auto" ) "because" reason
//!          | "expansions" expansions
//!          | "metrics" metrics | "quiet" { filter }
//!          | "renewals" ( "slipped" | "diff" ) { owner | team }
//!          | "forecast" forecast
//!          | "play" [ "list" ]
//!          | "play" "start" playbook account
//!          | "play" ( "show" ( account | playbook | playbook account ) | "stats" [ playbook ] [ period ] )
//!          | "play" step
//!          | "pulse" pulse
//!          | "note" note | "contact" contact | "feedback" feedback | "advocacy" advocacy
//!          | "mute" mute | "unmute" unmute | "link" link | "unlink"
//!          | "plan" plan | "qbr" qbr
//!          | "digest" digest
//!          | "subscribe" subscribe | "unsubscribe" unsubscribe | "subscriptions"
//!          | "status" | "audit" audit | "roles" roles
//!          | "away" away | "quiet-hours" hours
//!          | ( "help" | "?" ) [ verb ]
//! account  = all words to the end | quoted | nothing, in a channel that is linked to an account
//! playbook = word | quoted
//! quoted   = a text in double quotation marks of any shape; \" and \\ stand for the characters themselves
//! filter   = "health:" colours | "seg:" segments | "phase:" phases | "renew:" [ "<" ] window | "arr:>" amount
//!          | owner | team | "tag:" names | "sort:" order | "limit:" number | "page:" number | "forecast:" outlooks
//! owner    = [ "owner:" ] ( "@me" | "mine" | "all" ) | "owner:" ( person | "none" )
//! team     = "team:" name
//! names    = one or several with commas: any of them
//! name     = word | quoted
//! order    = "risk" | "arr" | "renewal" | "health" | "name"
//! whose    = [ "team:" text | "owner:" ( "@me" | person ) | "all" ]
//! person   = "@" name | a mention
//! colours, segments, phases, outlooks = one or several with commas: any of them
//! window   = number [ "d" | "w" | "m" | "y" ], a month of 30 days
//! amount   = 50k, 1.2m, 50,000: whole units of each account's own currency
//! time     = 8:30, 8, 8am, 8:30 pm
//! ```
//!
//! What follows `advocacy`, `audit`, `away`, `contact`, `feedback`, `quiet-hours`, `digest`, `forecast`, `link`, `note`, `pulse`, `risks`, `roles`, `subscribe` and `plan` is read in the modules of that name,
//! what follows `qbr` in [`super::plan`], what follows `metrics` and `expansions` in [`super::portfolio`],
//! what is done to a step in [`super::steps`].
//!
//! The filter `forecast` is one of `renewals` alone. Whose team it is says more than whose accounts: without an owner
//! everybody's in it are meant. Verbs, keys and values may be in any case. A text that begins with no
//! verb names an account, unless it holds a filter: then a verb was meant. Filters of one key that differ contradict each
//! other. What is not understood runs nothing and comes back as a [`ParseError`].

use std::fmt;

use super::audit::{audit, write_audit};
use super::away::{AwayCommand, QuietCommand, away, quiet_hours};
use super::complaint::{Complaint, Problems, nothing_more};
use super::digest::{DigestCommand, digest};
use super::filters::{Key, write_book, write_owner};
use super::forecast::{ForecastCommand, forecast};
use super::help_ask::help;
use super::hint::at_most;
use super::leaders::{Leads, leads};
use super::owner::owners_by_id;
use super::parse_error::{ParseError, Problem};
use super::plan::{PlanCommand, QbrCommand, plan, qbr};
use super::play::{play, write_start};
use super::play_show::PlayPreview;
use super::play_stats;
use super::portfolio::{ExpansionsAsk, expansions, metrics, write_expansions, write_metrics};
use super::pulse::{PulseCommand, pulse};
use super::quiet::{QuietAsk, quiet};
pub(super) use super::read_filters::filters;
use super::record::{RecordCommand, linked, recorded};
use super::renewals::renewals;
use super::risks::{risks, write_risks};
use super::roles::{RolesCommand, roles};
use super::segment::{segment, write_segment};
use super::steps::StepCommand;
use super::subscribe::{SubscribeCommand, subscribe};
use super::text::plain;
use super::verb::{Verb, nearest_verbs};
pub use super::wanted::{MOST_NAME_CHARS, Wanted};
pub(super) use super::wanted::{account_name, playbook_name, wanted};
use super::weekly::channels_by_id;
use super::words::{filter_words, first_word, is_quoted, quoted};
use crate::domain::account::BookFilter;
use crate::domain::audit::AuditAsk;
use crate::domain::ids::AccountId;
use crate::domain::playbook::StatsAsk;
use crate::domain::portfolio::MetricsAsk;
use crate::domain::risks::RisksFilter;
use crate::domain::segment::Segment;

/// Slack sends at most so many characters of a message.
pub const MOST_CHARS: usize = 3_000;

/// What somebody asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// My day, now.
    Today,
    /// What there is.
    Help {
        /// One verb, or all.
        verb: Option<Verb>,
    },
    /// An account's card.
    Account(Wanted),
    /// Where its score comes from.
    Why(Wanted),
    /// Accounts.
    Book {
        /// Which.
        filter: BookFilter,
        /// Somebody, as typed: their accounts, whatever the filter's scope says.
        owner: Option<String>,
        /// Counted from 0.
        page: i64,
    },
    /// Signals that are going on.
    Risks {
        /// Which.
        filter: RisksFilter,
        /// Whose, as typed, when that is somebody else.
        owner: Option<String>,
        /// Counted from 0.
        page: i64,
    },
    /// Contract ends.
    Renewals {
        /// Days from today; `None`: the renewal window.
        window_days: Option<i64>,
        /// Which of them.
        filter: BookFilter,
        /// Somebody, as typed: their accounts, whatever the filter's scope says.
        owner: Option<String>,
        /// Counted from 0.
        page: i64,
    },
    /// What each CSM carries.
    Capacity(Leads),
    /// A leader's view.
    Team(Leads),
    /// An account's segment, set by a person.
    Segment {
        /// Of which account.
        account: Wanted,
        /// `None`: what the revenue says.
        segment: Option<Segment>,
        /// Why.
        reason: String,
    },
    /// Growing accounts.
    Expansions(ExpansionsAsk),
    /// The portfolio's figures.
    Metrics {
        /// Which.
        ask: MetricsAsk,
        /// Somebody, as typed: of their accounts, whatever `ask` says.
        owner: Option<String>,
    },
    /// Silent accounts.
    Quiet(QuietAsk),
    /// What slipped since last week.
    Slipped {
        /// Whose, and of which team.
        filter: BookFilter,
        /// Somebody, as typed: theirs, whatever the filter's scope says.
        owner: Option<String>,
    },
    /// One renewal: how it stands, or what somebody says of it.
    Forecast(ForecastCommand),
    /// The playbooks that there are.
    PlayList,
    /// A playbook on an account, from now on.
    PlayStart {
        /// Its name, as typed.
        playbook: String,
        /// On which account.
        account: Wanted,
    },
    /// How an account's plays are going; the name may be a playbook's, or both names in a row.
    PlayShow(Wanted),
    /// Something of a step, or of a whole run.
    Step(StepCommand),
    /// A playbook laid out on an account; nothing is started.
    PlayPreview(PlayPreview),
    /// What came of them.
    PlayStats(StatsAsk),
    /// One's own call on an account.
    Pulse {
        /// On which.
        account: Wanted,
        /// What of it.
        what: PulseCommand,
    },
    /// Something to be written down.
    Record(RecordCommand),
    /// A success plan.
    Plan(PlanCommand),
    /// The pack of a quarterly review.
    Qbr(QbrCommand),
    /// A digest by the clock.
    Digest(DigestCommand),
    /// What a channel hears of.
    Subscribe(SubscribeCommand),
    /// How the bot itself is doing.
    Status,
    /// Who did what.
    Audit(AuditAsk),
    /// Who may do what.
    Roles(RolesCommand),
    /// Quiet hours.
    QuietHours(QuietCommand),
    /// Leave.
    Away(AwayCommand),
}

/// Reads a command. `text` is what follows the slash command or the mention, as Slack sends it; `here` is the account
/// that the channel is linked to, if any.
pub fn parse(text: &str, here: Option<AccountId>) -> Result<Command, ParseError> {
    let typed = plain(&channels_by_id(&owners_by_id(text)));
    let typed = typed.trim();
    read(typed, here).map_err(|complaint| complaint.into_error(typed, |text| read(text, here).is_ok()))
}

/// Reads a plain text.
fn read(text: &str, here: Option<AccountId>) -> Result<Command, Complaint> {
    if MOST_CHARS < text.chars().count() {
        return Err(Problems::bad("text", text, at_most(MOST_CHARS)).into());
    }
    let (word, rest) = first_word(text)?;
    let verb = if is_quoted(text) { None } else { Verb::parse(&word) };
    let Some(verb) = verb else {
        return if text.is_empty() { Ok(Command::Today) } else { bare(text, here) };
    };
    match verb {
        Verb::Today => nothing_more(rest).map(|()| Command::Today),
        Verb::Account => wanted(rest, here).map(Command::Account),
        Verb::Why => wanted(rest, here).map(Command::Why),
        Verb::Book => book(rest),
        Verb::Risks => risks(rest),
        Verb::Renewals => renewals(rest),
        Verb::Capacity => leads(rest).map(Command::Capacity),
        Verb::Team => leads(rest).map(Command::Team),
        Verb::Segment => segment(rest, here),
        Verb::Expansions => expansions(rest).map(Command::Expansions),
        Verb::Metrics => metrics(rest).map(|(ask, owner)| Command::Metrics { ask, owner }),
        Verb::Quiet => quiet(rest).map(Command::Quiet),
        Verb::Forecast => forecast(rest, here).map(Command::Forecast),
        Verb::Play => play(rest, here),
        Verb::Pulse => pulse(rest, here),
        Verb::Note | Verb::Contact | Verb::Feedback | Verb::Advocacy | Verb::Mute | Verb::Unmute => {
            recorded(verb, rest, here).map(Command::Record)
        }
        Verb::Link | Verb::Unlink => linked(verb, rest).map(Command::Record),
        Verb::Plan => plan(rest, here).map(Command::Plan),
        Verb::Qbr => qbr(rest, here).map(Command::Qbr),
        Verb::Digest => digest(rest).map(Command::Digest),
        Verb::Subscribe | Verb::Unsubscribe | Verb::Subscriptions => subscribe(verb, rest),
        Verb::Status => nothing_more(rest).map(|()| Command::Status),
        Verb::Audit => audit(rest).map(Command::Audit),
        Verb::Roles => roles(rest).map(Command::Roles),
        Verb::QuietHours => quiet_hours(rest).map(Command::QuietHours),
        Verb::Away => away(rest).map(Command::Away),
        Verb::Help => help(rest),
    }
    .map_err(|complaint| complaint.about(verb, text))
}

/// A text without a verb is an account's name, unless it holds a filter.
fn bare(text: &str, here: Option<AccountId>) -> Result<Command, Complaint> {
    let words = filter_words(text);
    let is_filter = |word: &String| word.split_once(':').is_some_and(|(key, _)| Key::parse(key).is_some());
    let Some(at) = words.iter().position(is_filter).filter(|_| !is_quoted(text)) else {
        return wanted(text, here).map(Command::Account);
    };
    let first = if words[0].to_lowercase().starts_with("signal") { Verb::Risks } else { Verb::Book };
    let verbs = if at == 0 { vec![first] } else { nearest_verbs(text) };
    let problem = match verbs.as_slice() {
        [] => Problem::Extra { text: words[at..].join(" ") },
        verbs => Problem::UnknownVerb { nearest: verbs.iter().map(|verb| verb.as_str().into()).collect() },
    };
    let after = if at == 0 { text } else { text.split_once(' ').map_or("", |(_, rest)| rest) };
    let filters = words[at..].join(" ");
    let instead = verbs.iter().map(|verb| format!("{} {after}", verb.as_str()));
    let instead = instead.chain([format!("{} {filters}", first.as_str()), words[..at].join(" "), quoted(text)]);
    Err(Complaint::new(problem).with(instead))
}

fn book(rest: &str) -> Result<Command, Complaint> {
    let filters = filters(Verb::Book, rest, &Key::OF_BOOK)?;
    let owner = filters.owner();
    let (filter, page) = filters.book();
    Ok(Command::Book { filter, owner, page })
}

impl Command {
    /// The verb that asks for it.
    pub fn verb(&self) -> Verb {
        match self {
            Self::Today => Verb::Today,
            Self::Help { .. } => Verb::Help,
            Self::Account(_) => Verb::Account,
            Self::Why(_) => Verb::Why,
            Self::Book { .. } => Verb::Book,
            Self::Risks { .. } => Verb::Risks,
            Self::Renewals { .. } | Self::Slipped { .. } => Verb::Renewals,
            Self::Forecast(_) => Verb::Forecast,
            Self::Capacity(_) => Verb::Capacity,
            Self::Team(_) => Verb::Team,
            Self::Segment { .. } => Verb::Segment,
            Self::Expansions(_) => Verb::Expansions,
            Self::Metrics { .. } => Verb::Metrics,
            Self::Quiet(_) => Verb::Quiet,
            Self::PlayList
            | Self::PlayStart { .. }
            | Self::PlayShow(_)
            | Self::PlayPreview(_)
            | Self::PlayStats(_)
            | Self::Step(_) => Verb::Play,
            Self::Pulse { .. } => Verb::Pulse,
            Self::Record(record) => record.verb(),
            Self::Plan(_) => Verb::Plan,
            Self::Qbr(_) => Verb::Qbr,
            Self::Digest(_) => Verb::Digest,
            Self::Subscribe(what) => what.verb(),
            Self::Status => Verb::Status,
            Self::Audit(_) => Verb::Audit,
            Self::Roles(_) => Verb::Roles,
            Self::QuietHours(_) => Verb::QuietHours,
            Self::Away(_) => Verb::Away,
        }
    }
}

/// As it is typed, in plain text: escape it before it goes into a message.
impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.verb().as_str())?;
        match self {
            Self::Today | Self::Status | Self::Help { verb: None } => Ok(()),
            Self::Help { verb: Some(verb) } => write!(f, " {}", verb.as_str()),
            Self::Account(account) | Self::Why(account) => write!(f, "{account}"),
            Self::Book { filter, owner, page } => {
                write_owner(f, owner.as_ref())?;
                write_book(f, filter, *page)
            }
            Self::Risks { filter, owner, page } => {
                write_owner(f, owner.as_ref())?;
                write_risks(f, filter, *page)
            }
            Self::Capacity(leads) | Self::Team(leads) => write!(f, "{leads}"),
            Self::Segment { account, segment, reason } => write_segment(f, account, *segment, reason),
            Self::Renewals { window_days, filter, owner, page } => {
                write_owner(f, owner.as_ref())?;
                window_days.map_or(Ok(()), |days| write!(f, " {days}d"))?;
                write_book(f, filter, *page)
            }
            Self::Expansions(ask) => write_expansions(f, ask),
            Self::Metrics { ask, owner } => write_owner(f, owner.as_ref()).and_then(|()| write_metrics(f, ask)),
            Self::Quiet(ask) => write!(f, "{ask}"),
            Self::Slipped { filter, owner } => {
                f.write_str(" slipped")?;
                write_owner(f, owner.as_ref())?;
                write_book(f, filter, 0)
            }
            Self::Forecast(forecast) => write!(f, "{forecast}"),
            Self::PlayList => f.write_str(" list"),
            Self::PlayShow(account) => write!(f, " show{account}"),
            Self::Step(step) => write!(f, "{step}"),
            Self::PlayPreview(preview) => preview.fmt(f),
            Self::PlayStats(ask) => write!(f, " stats{}", play_stats::text(ask)),
            Self::PlayStart { playbook, account } => write_start(f, playbook, account),
            Self::Pulse { account, what } => what.write(f, account),
            Self::Record(record) => write!(f, "{record}"),
            Self::Plan(plan) => write!(f, "{plan}"),
            Self::Qbr(qbr) => write!(f, "{qbr}"),
            Self::Digest(digest) => write!(f, "{digest}"),
            Self::Subscribe(what) => write!(f, "{what}"),
            Self::Audit(ask) => write_audit(f, ask),
            Self::Roles(what) => write!(f, "{what}"),
            Self::QuietHours(quiet) => write!(f, "{quiet}"),
            Self::Away(away) => write!(f, "{away}"),
        }
    }
}

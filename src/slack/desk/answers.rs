//! What a command answers: operations find it, `render` words it.

use chrono::{DateTime, Utc};

use super::{Desk, Visit};
use crate::domain::account::{AccountRef, BookFilter, BookScope, Found};
use crate::domain::ids::AccountId;
use crate::domain::person::Person;
use crate::domain::playbook::Started;
use crate::domain::refusal::Refusal;
use crate::domain::risks::RisksFilter;
use crate::domain::team::Whose;
use crate::operations::pulse::Said;
use crate::operations::{Failure, book, digest, lookup, play, team};
use crate::slack::action::{Action, DigestSection, ExpansionsPage, PortfolioClick, SystemClick, Then};
use crate::slack::commands::{self, Command, ParseError, Unverbed, Wanted};
use crate::slack::render::{self, Message, Onlookers, RunStarted, Trouble};

impl Desk {
    /// Answers a line of text, whatever it says.
    pub async fn answer(&self, visit: &Visit, text: &str) -> Message {
        match self.obey(visit, text).await {
            Ok(message) => message,
            Err(failure) => self.apology(visit, &failure),
        }
    }

    /// The words for a failure: what the person can do, or a reference for whoever reads the log.
    pub(super) fn apology(&self, visit: &Visit, failure: &Failure) -> Message {
        let reader = self.reader(&visit.actor.person);
        match failure {
            Failure::Refused(refusal) => {
                tracing::debug!("refused");
                render::refusal(&reader, refusal, self.app.clock.now())
            }
            Failure::Broken(error) => {
                let reference = reference(&visit.key);
                tracing::error!(reference, error = format!("{error:#}"), "a request failed");
                render::trouble(&Trouble::Internal { reference })
            }
        }
    }

    async fn obey(&self, visit: &Visit, text: &str) -> Result<Message, Failure> {
        let here = match &visit.channel {
            Some(place) => lookup::of_channel(&self.app, &visit.actor, &place.id).await?,
            None => None,
        };
        let command = match commands::parse(text, here.map(|account| account.id)) {
            Ok(command) => command,
            Err(error) => return Ok(render::not_understood(&self.command, &error)),
        };
        match self.unknown_verb(visit, text).await? {
            Some(error) => Ok(render::not_understood(&self.command, &error)),
            None => self.run(visit, command).await,
        }
    }

    /// What is wrong with a line that names no account and begins with a word that was meant as a verb.
    async fn unknown_verb(&self, visit: &Visit, text: &str) -> Result<Option<ParseError>, Failure> {
        let Some(line) = Unverbed::of(text) else { return Ok(None) };
        let Some(unnamed) = lookup::unnamed(&self.app, &visit.actor, &line.typed, &line.rest).await? else {
            return Ok(None);
        };
        let near: Vec<&str> = unnamed.near.iter().map(|account| account.name.as_str()).collect();
        Ok((line.is_near_a_verb() || unnamed.is_of_rest).then(|| line.complaint(&near)))
    }

    async fn run(&self, visit: &Visit, command: Command) -> Result<Message, Failure> {
        match command {
            Command::Today => self.show(visit, Action::Today).await,
            Command::Help { verb } => Ok(self.help(verb.and_then(commands::help_of))),
            Command::Account(wanted) => self.show_wanted(visit, wanted, Then::Card).await,
            Command::Why(wanted) => self.show_wanted(visit, wanted, Then::Why).await,
            Command::Book { filter, owner, page } => {
                let filter = self.book_of(visit, filter, owner).await?;
                self.show(visit, Action::BookPage { filter, page }).await
            }
            Command::Risks { filter, owner, page } => {
                let accounts = self.book_of(visit, filter.accounts, owner).await?;
                self.show(visit, Action::RisksPage { kinds: filter.kinds, filter: accounts, page }).await
            }
            Command::Renewals { window_days, filter, owner, page } => {
                let filter = self.book_of(visit, filter, owner).await?;
                self.show(visit, Action::FilteredRenewals { window_days, filter, page }).await
            }
            Command::Capacity(leads) => {
                let whose = self.whose(visit, leads).await?;
                self.show(visit, Action::Capacity { whose }).await
            }
            Command::Team(leads) => {
                let whose = self.whose(visit, leads).await?;
                self.show(visit, Action::Team { whose }).await
            }
            Command::Segment { account, segment, reason } => self.set_segment(visit, account, segment, &reason).await,
            Command::Expansions(ask) => {
                let (filter, page) = (self.book_of(visit, ask.filter, ask.owner).await?, ask.page);
                let page = ExpansionsPage { filter, page };
                self.show(visit, Action::Portfolio(PortfolioClick::Expansions(page))).await
            }
            Command::Metrics { ask, owner } => {
                let ask = self.metrics_of(visit, ask, owner).await?;
                self.show(visit, Action::Portfolio(PortfolioClick::Metrics { ask })).await
            }
            Command::Quiet(ask) => {
                let (filter, page) = (self.book_of(visit, ask.filter, ask.owner).await?, ask.page);
                self.show(visit, Action::Portfolio(PortfolioClick::Quiet { filter, page })).await
            }
            Command::Slipped { filter, owner } => {
                let filter = self.book_of(visit, filter, owner).await?;
                self.show(visit, Action::Portfolio(PortfolioClick::Slipped { filter })).await
            }
            Command::Forecast(forecast) => self.forecast(visit, forecast).await,
            Command::PlayList => self.show(visit, Action::ListPlays).await,
            Command::PlayStart { playbook, account } => {
                self.show_wanted(visit, account, Then::Start { playbook }).await
            }
            Command::Step(step) => self.step_said(visit, step).await,
            Command::PlayShow(Wanted::Named(typed)) => self.show_play(visit, typed).await,
            Command::PlayStats(ask) => self.show(visit, Action::Portfolio(PortfolioClick::PlayStats { ask })).await,
            Command::PlayShow(wanted) => self.show_wanted(visit, wanted, Then::Runs).await,
            Command::PlayPreview(ask) => {
                self.show_wanted(visit, ask.account, Then::Preview { playbook: ask.playbook }).await
            }
            Command::Pulse { account, what } => {
                let then = self.then_of(visit, what).await?;
                self.show_wanted(visit, account, then).await
            }
            Command::Record(what) => self.record_said(visit, what).await,
            Command::Plan(plan) => self.show_wanted(visit, plan.account, Then::Plan(plan.ask)).await,
            Command::Qbr(pack) => {
                let then = Then::Qbr { quarter: pack.quarter, shape: pack.shape };
                self.show_wanted(visit, pack.account, then).await
            }
            Command::Digest(what) => self.digest(visit, what).await,
            Command::Subscribe(what) => self.subscribe_said(visit, what).await,
            Command::Status => self.show(visit, Action::System(SystemClick::Status)).await,
            Command::Audit(ask) => self.show(visit, Action::System(SystemClick::Audit { ask })).await,
            Command::Roles(what) => self.roles_said(visit, what).await,
            Command::QuietHours(what) => self.quiet_hours(visit, what).await,
            Command::Away(what) => self.away(visit, what).await,
        }
    }

    /// Shows something of the account that somebody named; asks which, when several could be meant.
    pub(super) async fn show_wanted(
        &self,
        visit: &Visit,
        wanted: commands::Wanted,
        what: Then,
    ) -> Result<Message, Failure> {
        let typed = match wanted {
            commands::Wanted::OfChannel(account) => return self.show(visit, what.of(account)).await,
            commands::Wanted::Named(typed) => typed,
        };
        match lookup::find(&self.app, &visit.actor, &typed).await? {
            Found::One(account) => self.show(visit, what.of(account.id)).await,
            Found::Several(candidates) => Ok(render::picker(&typed, &candidates, &what)),
            Found::None(nearest) => Ok(self.nobody(&visit.actor.person, &typed, nearest)),
        }
    }

    /// No account of that name.
    pub(super) fn nobody(&self, person: &Person, typed: &str, nearest: Vec<AccountRef>) -> Message {
        let refusal = Refusal::NoSuchAccount { wanted: typed.to_owned(), nearest };
        render::refusal(&self.reader(person), &refusal, self.app.clock.now())
    }

    /// What a button or a command shows. Nothing is changed in here but by a play that starts, a call, or a move of an
    /// expansion, whose answer is the list again.
    pub(super) async fn show(&self, visit: &Visit, action: Action) -> Result<Message, Failure> {
        let (app, actor, now) = (&self.app, &visit.actor, self.app.clock.now());
        let reader = self.reader_at(visit);
        Ok(match action {
            Action::Today => {
                let view = digest::today(app, actor).await?;
                render::digest(&view, &self.command, Onlookers::Members, now)
            }
            Action::Help => self.help(None),
            Action::ListPlays => render::plays(&reader, &play::list(app, actor).await?, None),
            Action::PickPlay { account } => {
                let view = lookup::card(app, actor, account).await?;
                render::plays(&reader, &play::list(app, actor).await?, Some(&view.account))
            }
            Action::StartPlay { account, playbook } => self.start(visit, account, &playbook).await?,
            Action::OpenAccount { account } => {
                let view = lookup::card(app, actor, account).await?;
                render::account_card(&reader, &view, &visit.audience(), now)
            }
            Action::OpenWhy { account } => {
                let view = lookup::why(app, actor, account).await?;
                render::why(&reader, &view, now)
            }
            Action::OpenRuns { account } => {
                let view = lookup::card(app, actor, account).await?;
                render::runs(&reader, &play::running(app, actor, Some(account)).await?, Some(&view.account), now)
            }
            Action::BookPage { filter, page } => self.book(visit, filter, page, now).await?,
            Action::RenewalsPage { window_days, scope, page } => {
                let filter = BookFilter { scope, ..BookFilter::default() };
                self.renewals(visit, window_days, filter, page).await?
            }
            Action::Capacity { whose } => self.capacity(visit, whose, now).await?,
            Action::Team { whose } => render::team(&reader, &team::team(app, actor, whose).await?, now),
            Action::OpenCsm { person } => self.capacity(visit, Whose::Person(person), now).await?,
            Action::OpenPart { person, part } => self.part(visit, person, part, now).await?,
            Action::Portfolio(click) => self.portfolio(visit, click).await?,
            Action::Playbook(click) => self.playbook(visit, click).await?,
            Action::System(click) => self.system(visit, click).await?,
            Action::FilteredRenewals { window_days, filter, page } => {
                self.renewals(visit, window_days, filter, page).await?
            }
            Action::Record(click) => self.record(visit, click).await?,
            Action::Said(click) => self.said(visit, click).await?,
            Action::Leader(click) => self.leader(visit, click).await?,
            Action::Subscribe(click) => self.subscribe_done(visit, click).await?,
            Action::Plan(click) => self.plan(visit, click).await?,
            Action::Qbr(click) => self.qbr(visit, click).await?,
            Action::Slipped { scope } => self.slipped(visit, &BookFilter { scope, ..BookFilter::default() }).await?,
            Action::OpenForecast { account } => self.one_renewal(visit, account).await?,
            Action::RisksPage { kinds, filter, page } => {
                self.risks(visit, RisksFilter { kinds, accounts: filter }, page).await?
            }
            Action::Personal(click) => self.personal(visit, &click).await?,
            Action::Home(_) => self.tab_body(visit, &action).await?,
            Action::OpenSignal { episode } => self.signal(visit, episode).await?,
            Action::Step(click) => self.step_shown(visit, click).await?,
            Action::AskPulse { .. } => self.offer_pulse(visit, &action).await?,
            Action::SetPulse { account, band, until, reason } => {
                self.set_pulse(visit, account, &Said { band, reason, until }).await?
            }
            Action::WithdrawPulse { account } => self.withdraw_pulse(visit, account).await?,
            Action::ShowMore { section } => self.more(visit, section, None).await?,
            Action::ClaimSignal { .. }
            | Action::SnoozeSignal { .. }
            | Action::AskSnoozeSignal { .. }
            | Action::AskDismiss { .. }
            | Action::StartSignalPlay { .. }
            | Action::Share(_)
            | Action::Acknowledge { .. }
            | Action::AskFinish { .. }
            | Action::AskForecast { .. }
            | Action::Snooze { .. }
            | Action::AskSnooze { .. } => return Err(Refusal::Gone.into()),
        })
    }

    async fn book(&self, visit: &Visit, filter: BookFilter, page: i64, now: DateTime<Utc>) -> Result<Message, Failure> {
        let view = book::book(&self.app, &visit.actor, filter, page).await?;
        // Whoever has no book of their own means everybody's.
        let view = if view.n_total == 0 && view.filter.scope == BookScope::Mine {
            let filter = BookFilter { scope: BookScope::All, ..view.filter };
            book::book(&self.app, &visit.actor, filter, page).await?
        } else {
            view
        };
        Ok(render::book(&self.reader(&visit.actor.person), &view, now))
    }

    /// All rows of a section of a digest: of the one that the message is, where it was posted by the clock; else of the
    /// asker's own day.
    pub(super) async fn more(
        &self,
        visit: &Visit,
        section: DigestSection,
        message_ts: Option<&str>,
    ) -> Result<Message, Failure> {
        let (app, actor) = (&self.app, &visit.actor);
        let posted = match (&visit.channel, message_ts) {
            (Some(place), Some(ts)) => digest::posted(app, actor, &place.id, ts).await?,
            (_, _) => None,
        };
        let view = match posted {
            Some(view) => view,
            None => digest::today(app, actor).await?,
        };
        Ok(render::digest_section(&view, section, app.clock.now()))
    }

    async fn start(&self, visit: &Visit, account: AccountId, playbook: &str) -> Result<Message, Failure> {
        self.check_prompts(visit, account).await?;
        let started = play::start(&self.app, &visit.actor, account, playbook).await?;
        Ok(self.run_started(visit, &started))
    }

    /// A play whose prompts could not be posted would be one that nobody hears of.
    pub(super) async fn check_prompts(&self, visit: &Visit, account: AccountId) -> Result<(), Failure> {
        match play::channel_of(&self.app, &visit.actor, account).await? {
            Some(channel) => self.check_channel(&channel).await,
            None => Ok(()),
        }
    }

    /// What a play that has begun means, for whoever started it.
    pub(super) fn run_started(&self, visit: &Visit, started: &Started) -> Message {
        self.bell.notify_one();
        let run = RunStarted {
            account: &started.account,
            title: &started.title,
            n_prompts: started.n_prompts,
            ends_at: started.ends_at,
            slack_days: started.slack_days,
            channel_id: &started.channel_id,
            beside: started.beside.as_ref(),
        };
        render::run_started(&self.reader(&visit.actor.person), &run)
    }

    fn help(&self, of: Option<&commands::HelpEntry>) -> Message {
        render::help(&self.command, commands::HELP, of)
    }
}

/// A short name for a failure, which stands in the log as well.
fn reference(key: &str) -> String {
    let id = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, key.as_bytes()).simple().to_string();
    id[..8].to_owned()
}

//! What a command answers: operations find it, `render` words it.

use chrono::{DateTime, NaiveTime, Timelike, Utc};

use super::{Desk, Visit};
use crate::domain::account::{AccountRef, BookFilter, BookScope, Found};
use crate::domain::cadence::CronText;
use crate::domain::ids::AccountId;
use crate::domain::refusal::Refusal;
use crate::operations::{Failure, book, digest, lookup, play, timetable};
use crate::slack::action::{self, Action, DigestSection};
use crate::slack::commands::{self, Command, DigestCommand};
use crate::slack::render::{self, Message};

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
                tracing::debug!(refusal = ?refusal, "refused");
                render::refusal(refusal, &reader, self.app.clock.now())
            }
            Failure::Broken(error) => {
                let reference = reference(&visit.key);
                tracing::error!(reference, error = format!("{error:#}"), "a request failed");
                render::broken(&reference)
            }
        }
    }

    async fn obey(&self, visit: &Visit, text: &str) -> Result<Message, Failure> {
        let here = match &visit.channel {
            Some(place) => lookup::of_channel(&self.app, &visit.actor, &place.id).await?,
            None => None,
        };
        match commands::parse(text, here.map(|account| account.id)) {
            Ok(command) => self.run(visit, command).await,
            Err(error) => Ok(render::not_understood(&error, &self.command)),
        }
    }

    async fn run(&self, visit: &Visit, command: Command) -> Result<Message, Failure> {
        match command {
            Command::Today => self.show(visit, Action::Today).await,
            Command::Help { verb } => Ok(self.help(verb.and_then(commands::help_of))),
            Command::Account(wanted) => self.show_wanted(visit, wanted, action::Wanted::Card).await,
            Command::Why(wanted) => self.show_wanted(visit, wanted, action::Wanted::Why).await,
            Command::Book { filter, page } => self.show(visit, Action::BookPage { filter, page }).await,
            Command::Renewals { window_days, scope, page } => {
                self.show(visit, Action::RenewalsPage { window_days, scope, page }).await
            }
            Command::PlayList => self.show(visit, Action::ListPlays).await,
            Command::PlayStart { playbook, account } => {
                self.show_wanted(visit, account, action::Wanted::Start { playbook }).await
            }
            Command::PlayShow(wanted) => self.show_wanted(visit, wanted, action::Wanted::Runs).await,
            Command::Digest(what) => self.digest(visit, what).await,
        }
    }

    /// Shows something of the account that somebody named; asks which, when several could be meant.
    async fn show_wanted(
        &self,
        visit: &Visit,
        wanted: commands::Wanted,
        what: action::Wanted,
    ) -> Result<Message, Failure> {
        let typed = match wanted {
            commands::Wanted::OfChannel(account) => return self.show(visit, what.of(account)).await,
            commands::Wanted::Named(typed) => typed,
        };
        match lookup::find(&self.app, &visit.actor, &typed).await? {
            Found::One(account) => self.show(visit, what.of(account.id)).await,
            Found::Several(accounts) => Ok(render::picker(&typed, &accounts, &what)),
            Found::None(nearest) => Ok(self.nobody(&typed, nearest)),
        }
    }

    /// No account of that name; perhaps a verb was meant.
    fn nobody(&self, typed: &str, nearest: Vec<AccountRef>) -> Message {
        let verbs: Vec<&str> = commands::nearest_verbs(typed).into_iter().map(commands::Verb::as_str).collect();
        render::no_such_account(typed, &nearest, &verbs, &self.command)
    }

    /// What a button or a command shows. Nothing is changed in here but by [`Action::StartPlay`].
    pub(super) async fn show(&self, visit: &Visit, action: Action) -> Result<Message, Failure> {
        let (app, actor, now) = (&self.app, &visit.actor, self.app.clock.now());
        let reader = self.reader(&actor.person);
        Ok(match action {
            Action::Today => {
                let view = digest::today(app, actor).await?;
                render::today(&view, &self.command, now)
            }
            Action::Help => self.help(None),
            Action::ListPlays => render::plays(&play::list(app, actor).await?, &self.command),
            Action::PickPlay { account } => {
                let view = lookup::card(app, actor, account).await?;
                render::plays_for(&view.account, &play::list(app, actor).await?)
            }
            Action::StartPlay { account, playbook } => self.start(visit, account, &playbook, now).await?,
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
                render::runs(&view.account, &play::running(app, actor, Some(account)).await?, &reader, now)
            }
            Action::BookPage { filter, page } => self.book(visit, filter, page, now).await?,
            Action::RenewalsPage { window_days, scope, page } => {
                let view = book::renewals(app, actor, window_days, scope, page).await?;
                render::renewals(&reader, &view, now)
            }
            Action::ShowMore { section } => self.more(visit, section, now).await?,
            Action::Share { .. }
            | Action::Acknowledge { .. }
            | Action::AskFinish { .. }
            | Action::Snooze { .. }
            | Action::AskSnooze { .. } => return Err(Refusal::Gone.into()),
        })
    }

    async fn book(
        &self,
        visit: &Visit,
        filter: BookFilter,
        page: i64,
        now: DateTime<Utc>,
    ) -> Result<Message, Failure> {
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

    async fn more(&self, visit: &Visit, section: DigestSection, now: DateTime<Utc>) -> Result<Message, Failure> {
        let view = digest::today_in_full(&self.app, &visit.actor).await?;
        Ok(render::digest_section(&view, section, now))
    }

    async fn start(
        &self,
        visit: &Visit,
        account: AccountId,
        playbook: &str,
        now: DateTime<Utc>,
    ) -> Result<Message, Failure> {
        let started = play::start(&self.app, &visit.actor, account, playbook).await?;
        self.bell.notify_one();
        Ok(render::started(&started, &self.reader(&visit.actor.person), now))
    }

    fn help(&self, of: Option<&commands::HelpEntry>) -> Message {
        render::help(commands::HELP, of, &self.command)
    }

    async fn digest(&self, visit: &Visit, what: DigestCommand) -> Result<Message, Failure> {
        let (app, actor) = (&self.app, &visit.actor);
        let reader = self.reader(&actor.person);
        Ok(match what {
            DigestCommand::Show => render::digest_set(timetable::digest_of(app, actor, None).await?.as_ref(), &reader),
            DigestCommand::Now => self.show(visit, Action::Today).await?,
            DigestCommand::Off => {
                let had = timetable::stop_digest(app, actor, None).await?;
                render::digest_off(had, &reader)
            }
            DigestCommand::Daily { at } => {
                let expression = on_working_days(at, &actor.person.working_days)?;
                let made = timetable::set_digest(app, actor, None, &expression).await?;
                render::digest_set(Some(&made), &reader)
            }
        })
    }
}

/// The person's working days, at a time of theirs.
fn on_working_days(at: NaiveTime, days: &[i32]) -> Result<CronText, Failure> {
    let days: Vec<String> = days.iter().map(ToString::to_string).collect();
    let days = if days.is_empty() { "1-5".to_owned() } else { days.join(",") };
    let text = format!("{} {} * * {days}", at.minute(), at.hour());
    CronText::parse(&text).map_err(|refusal| Failure::Broken(anyhow::anyhow!("{text}: {refusal:?}")))
}

/// A short name for a failure, which stands in the log as well.
fn reference(key: &str) -> String {
    let id = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, key.as_bytes()).simple().to_string();
    id[..8].to_owned()
}

//! What people do about signals: look, claim, put off, start a play, say that it is no risk. What they do shows on the card
//! that everybody sees; whoever comes second hears who was first.

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde_json::{Value, json};

use super::clicks::Told;
use super::forms::{day, text};
use super::{Desk, Visit};
use crate::domain::cadence::{at_local, local_day};
use crate::domain::ids::EpisodeId;
use crate::domain::person::Person;
use crate::domain::refusal::Refusal;
use crate::domain::risks::RisksFilter;
use crate::domain::signal::Dismissal;
use crate::operations::{Failure, risks, signals};
use crate::slack::action::{Field, ModalKind};
use crate::slack::inbound::{Entered, View};
use crate::slack::render::{self, Message, Titled, view_json};

impl Desk {
    /// A page of accounts with signals.
    pub(super) async fn risks(&self, visit: &Visit, filter: RisksFilter, page: i64) -> Result<Message, Failure> {
        let view = risks::risks(&self.app, &visit.actor, filter, page).await?;
        Ok(render::risks(&self.reader(&visit.actor.person), &view, self.app.clock.now()))
    }

    /// A signal's card, for the asker alone.
    pub(super) async fn signal(&self, visit: &Visit, id: EpisodeId) -> Result<Message, Failure> {
        let card = signals::of(&self.app, &visit.actor, id).await?;
        Ok(render::signal_alone(&card, &self.app.rules.signals, self.app.clock.now()))
    }

    /// "I look after it."
    pub(super) async fn claim(&self, visit: &Visit, id: EpisodeId, version: i32) -> Result<(), Failure> {
        signals::claim(&self.app, &visit.actor, id, version).await.map(|_| ())
    }

    /// Puts it off by so many days, to the morning of the clicker's.
    pub(super) async fn put_off(&self, visit: &Visit, id: EpisodeId, version: i32, days: u32) -> Result<(), Failure> {
        let person = &visit.actor.person;
        let today = local_day(self.app.clock.now(), person.zone);
        let until = morning(person, today + Days::new(days.into()));
        signals::snooze(&self.app, &visit.actor, id, version, until).await.map(|_| ())
    }

    /// Starts a play that the signal calls for.
    pub(super) async fn start_for(
        &self,
        visit: &Visit,
        seen: (EpisodeId, i32),
        playbook: &str,
    ) -> Result<Message, Failure> {
        let account = signals::of(&self.app, &visit.actor, seen.0).await?.account.id;
        self.check_prompts(visit, account).await?;
        let started = signals::start_play(&self.app, &visit.actor, seen, playbook).await?;
        Ok(self.run_started(visit, &started))
    }

    /// Asks why it is no risk.
    pub(super) async fn ask_dismiss(
        &self,
        visit: &Visit,
        id: EpisodeId,
        version: i32,
        trigger_id: Option<&str>,
    ) -> Result<Told, Failure> {
        let card = signals::to_move(&self.app, &visit.actor, id).await?;
        let kind = ModalKind::Dismiss { episode: id, version };
        let form = render::dismiss_form(&self.reader(&visit.actor.person), &kind, &card, self.app.clock.now());
        self.open(trigger_id, &view_json(&form)).await
    }

    /// Asks until when it can wait.
    pub(super) async fn ask_put_off(
        &self,
        visit: &Visit,
        id: EpisodeId,
        version: i32,
        trigger_id: Option<&str>,
    ) -> Result<Told, Failure> {
        let card = signals::to_move(&self.app, &visit.actor, id).await?;
        let kind = ModalKind::SnoozeSignal { episode: id, version };
        let form = render::snooze_signal_form(&self.reader(&visit.actor.person), &kind, &card, self.app.clock.now());
        self.open(trigger_id, &view_json(&form)).await
    }

    /// Carries a signal's form out; the body is the answer when a question was not answered well.
    pub(super) async fn dismissed(
        &self,
        visit: &Visit,
        (id, version): (EpisodeId, i32),
        view: &View,
    ) -> Result<Value, Failure> {
        let chosen = match view.entered(Field::Dismissal.id(), Field::Dismissal.id()) {
            Some(Entered::Choice(Some(word))) => Dismissal::parse(&word),
            _ => None,
        };
        let Some(reason) = chosen else { return Ok(fault(Field::Dismissal)) };
        let note = text(view, Field::Reason);
        signals::dismiss(&self.app, &visit.actor, id, version, reason, &note).await?;
        self.done(visit, id).await
    }

    /// The same for the form that puts it off.
    pub(super) async fn put_off_until(
        &self,
        visit: &Visit,
        (id, version): (EpisodeId, i32),
        view: &View,
    ) -> Result<Value, Failure> {
        let Some(day) = day(view) else { return Ok(fault(Field::SnoozeUntil)) };
        let until = morning(&visit.actor.person, day);
        match signals::snooze(&self.app, &visit.actor, id, version, until).await {
            Err(Failure::Refused(Refusal::SnoozeInThePast { .. })) => Ok(fault(Field::SnoozeUntil)),
            done => {
                done?;
                self.done(visit, id).await
            }
        }
    }

    /// The form gives way to the signal as it stands now: it may have no card that anybody sees.
    async fn done(&self, visit: &Visit, id: EpisodeId) -> Result<Value, Failure> {
        let view = view_json(&render::answer(Titled::Signal, &self.signal(visit, id).await?));
        Ok(json!({ "response_action": "update", "view": view }))
    }
}

fn fault(field: Field) -> Value {
    super::forms::errors(field, render::signal_fault(field))
}

/// When somebody begins to work on a day.
fn morning(person: &Person, day: NaiveDate) -> DateTime<Utc> {
    at_local(person.zone, day, person.working_from)
}

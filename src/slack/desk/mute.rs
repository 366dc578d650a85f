//! Silent signals by command, click and form.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::clicks::Told;
use super::record::answered;
use super::{Desk, Visit};
use crate::domain::cadence::local_day;
use crate::domain::ids::AccountId;
use crate::domain::mute::{MuteRefusal, MuteSaid, USUAL_DAYS};
use crate::domain::record::RecordRefusal;
use crate::domain::refusal::Refusal;
use crate::domain::signal::SignalKind;
use crate::operations::{Failure, signals};
use crate::slack::action::{MuteClick, MuteField, Then, ThenMute, ThenRecord};
use crate::slack::commands::MuteCommand;
use crate::slack::inbound::{Entered, View};
use crate::slack::render::{self, Message, Titled, view_json};

impl Desk {
    /// What `mute`, `unmute` and their words do.
    pub(super) async fn mute_said(&self, visit: &Visit, what: MuteCommand) -> Result<Message, Failure> {
        let today = local_day(self.app.clock.now(), visit.actor.person.zone);
        let (account, then) = match what {
            MuteCommand::Show { is_all } => return self.mute_done(visit, MuteClick::Show { is_all }).await,
            MuteCommand::Of(account) => (account, ThenMute::Of),
            MuteCommand::Set { account, kinds, until, reason } => {
                let until = self.any_day_ahead(visit, until).await?.unwrap_or(today + TimeDelta::days(USUAL_DAYS));
                (account, ThenMute::Set(MuteSaid { kinds, until, reason }))
            }
            MuteCommand::Lift { account, kinds } => (account, ThenMute::Lift(kinds)),
        };
        self.show_wanted(visit, account, Then::Record(ThenRecord::Mute(then))).await
    }

    /// What a click without a form of its own does and answers.
    pub(super) async fn mute_done(&self, visit: &Visit, click: MuteClick) -> Result<Message, Failure> {
        let (app, actor, now) = (&self.app, &visit.actor, self.app.clock.now());
        let reader = self.reader(&actor.person);
        match click {
            MuteClick::Show { is_all } => {
                Ok(render::mutes(&reader, &signals::all_mutes(app, actor, is_all).await?, now))
            }
            MuteClick::Of { account } => {
                Ok(render::mutes(&reader, &signals::mutes_of(app, actor, account).await?, now))
            }
            MuteClick::Set { account, said } => self.mute(visit, account, &said).await,
            MuteClick::Lift { account, kinds } => {
                let (account, lifted) = signals::unmute(app, actor, account, &kinds).await?;
                self.bell.notify_one();
                Ok(render::unmuted(&account, &lifted))
            }
            MuteClick::Ask { .. } => Err(Refusal::Gone.into()),
        }
    }

    /// The same with the permission to open a form.
    pub(super) async fn mute_clicked(
        &self,
        visit: &Visit,
        click: MuteClick,
        trigger_id: Option<&str>,
    ) -> Result<Told, Failure> {
        let MuteClick::Ask { account } = click else {
            return Ok(Told::Privately(Box::new(self.mute_done(visit, click).await?)));
        };
        signals::may_mute(&self.app, &visit.actor, account).await?;
        let account = self.account(visit, account).await?;
        let until = local_day(self.app.clock.now(), visit.actor.person.zone) + TimeDelta::days(USUAL_DAYS);
        self.open(trigger_id, &view_json(&render::mute_form(&account, until))).await
    }

    async fn mute(&self, visit: &Visit, account: AccountId, said: &MuteSaid) -> Result<Message, Failure> {
        let set = signals::mute(&self.app, &visit.actor, account, said).await?;
        self.bell.notify_one();
        Ok(render::muted(&self.reader(&visit.actor.person), &set, self.app.clock.now()))
    }

    /// A form that was sent.
    pub(super) async fn mute_submitted(&self, visit: &Visit, account: AccountId, view: &View) -> Value {
        let [kinds, until, reason] =
            [MuteField::Kinds, MuteField::Until, MuteField::Reason].map(|field| view.entered(field.id(), field.id()));
        let Some(Entered::Choices(kinds)) = kinds else { return errors(MuteField::Kinds) };
        let kinds: Vec<SignalKind> = kinds.iter().filter_map(|kind| SignalKind::parse(kind)).collect();
        if kinds.is_empty() {
            return errors(MuteField::Kinds);
        }
        let Some(Entered::Date(Some(until))) = until else { return errors(MuteField::Until) };
        let Some(Entered::Text(Some(reason))) = reason else { return errors(MuteField::Reason) };
        match self.mute(visit, account, &MuteSaid { kinds, until, reason }).await {
            Ok(message) => answered(Titled::MuteSignals, &message),
            Err(Failure::Refused(Refusal::Record(RecordRefusal::Mute(refusal)))) => errors(match refusal {
                MuteRefusal::BadDay { .. } => MuteField::Until,
                MuteRefusal::NoReason | MuteRefusal::TooLong { .. } | MuteRefusal::NotMuted => MuteField::Reason,
            }),
            Err(failure) => answered(Titled::MuteSignals, &self.apology(visit, &failure)),
        }
    }
}

/// Keeps the form open, with words under one of its questions.
fn errors(field: MuteField) -> Value {
    json!({ "response_action": "errors", "errors": { field.id(): render::mute_fault(field) } })
}

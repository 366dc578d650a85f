//! Clicks: what they change is changed before Slack hears 200, so that a click that was heard is a click that counts.

use serde_json::{Value, json};

use super::modals;
use super::pane::Thread;
use super::{Desk, Visit};
use crate::domain::ids::StepId;
use crate::domain::playbook::StepWish;
use crate::operations::{Failure, step};
use crate::slack::action::{Action, Field, ListClick, ModalKind, PortfolioClick, StepClick, SystemClick, ticked};
use crate::slack::client::CallError;
use crate::slack::inbound::{BlockAction, Entered, Interaction, ResponseUrl, View};
use crate::slack::render::{self, Message, Titled, Trouble, view_json};
use crate::slack::sending;

/// What is left to say after a click.
pub(super) enum Told {
    /// The card says it itself, when it is drawn again.
    ByTheCard,
    /// The clicker alone.
    Privately(Box<Message>),
    /// A form was opened.
    ByAForm,
}

impl Desk {
    /// Does what a click asks for, and tells the clicker what the card itself does not.
    pub async fn clicked(&self, visit: &Visit, interaction: &Interaction, clicks: &[BlockAction], view: Option<&View>) {
        for click in clicks {
            let action = match asked_for(click) {
                Asked::Nothing => continue,
                Asked::Unknown => {
                    self.tell(interaction, view, &render::trouble(&Trouble::OldButton), false).await;
                    continue;
                }
                Asked::For(action) => *action,
            };
            if let Some(page) = page_of(view)
                && action.home_tab().is_some()
            {
                let pressed_at = click.pressed_at().unwrap_or_else(|| self.app.clock.now());
                if let Err(failure) = self.turn_home(visit, page.hash.as_deref(), &action, pressed_at).await {
                    self.tell(interaction, view, &self.apology(visit, &failure), false).await;
                }
                continue;
            }
            let answer = async {
                self.looked_at_home(visit, view).await;
                self.answered(visit, interaction, view, &action).await;
            };
            // Over the home tab there is no other place for an answer.
            if action.asks() || page_of(view).is_some() && !action.changes_home() {
                Box::pin(self.with_patience(interaction.trigger_id.as_deref(), answer)).await;
            } else {
                answer.await;
            }
        }
    }

    async fn answered(&self, visit: &Visit, interaction: &Interaction, view: Option<&View>, action: &Action) {
        let (told, replaces) = match self.act(visit, interaction, action.clone()).await {
            Ok(told) => (told, is_page(action)),
            // What was refused stands beside the list, which is still there to try again.
            Err(failure) => (Told::Privately(Box::new(self.apology(visit, &failure))), false),
        };
        if let Some(anew) = self.redrawn(visit, interaction, view, action).await {
            self.tell(interaction, view, &anew, true).await;
        }
        if view.is_some() && action.changes_home() {
            self.home_again(visit);
        }
        if let Told::Privately(message) = told {
            self.tell(interaction, view, &message, replaces).await;
        }
    }

    async fn act(&self, visit: &Visit, interaction: &Interaction, action: Action) -> Result<Told, Failure> {
        let (app, actor, trigger_id) = (&self.app, &visit.actor, interaction.trigger_id.as_deref());
        match action {
            Action::Acknowledge { step, version } => {
                step::apply(app, actor, (step, version), &StepWish::Acknowledge).await?;
            }
            Action::Snooze { step, version, working_days } => {
                return self.snooze_step(visit, (step, version), working_days, trigger_id).await;
            }
            Action::AskFinish { step, version } => {
                return self.ask_step(visit, ModalKind::Finish { step, version }, trigger_id).await;
            }
            Action::AskSnooze { step, version } => {
                return self.ask_step(visit, ModalKind::Snooze { step, version }, trigger_id).await;
            }
            Action::Step(click) => return self.step_clicked(visit, click, trigger_id).await,
            Action::AskForecast { account, category } => {
                return self.ask_forecast(visit, account, category, trigger_id).await;
            }
            Action::AskPulse { account, band, until } => {
                let form = self.pulse_form(visit, account, (band, until)).await?;
                return self.open(trigger_id, &form).await;
            }
            Action::ClaimSignal { episode, version } => self.claim(visit, episode, version).await?,
            Action::SnoozeSignal { episode, version, days } => self.put_off(visit, episode, version, days).await?,
            Action::StartSignalPlay { episode, version, playbook } => {
                return Ok(Told::Privately(Box::new(self.start_for(visit, (episode, version), &playbook).await?)));
            }
            Action::AskDismiss { episode, version } => {
                return self.ask_dismiss(visit, episode, version, trigger_id).await;
            }
            Action::AskSnoozeSignal { episode, version } => {
                return self.ask_put_off(visit, episode, version, trigger_id).await;
            }
            Action::Personal(click) => return self.personal_clicked(visit, click, trigger_id).await,
            Action::Home(click) => return self.home_clicked(visit, &click, interaction).await,
            Action::Share(click) => return self.share(visit, click, interaction).await,
            Action::Record(click) => return self.record_clicked(visit, click, trigger_id).await,
            Action::Leader(click) => return self.leader_clicked(visit, click, trigger_id).await,
            Action::System(SystemClick::AskRole) => return self.ask_role(visit, trigger_id).await,
            Action::Subscribe(click) => return self.subscribe_clicked(visit, click, trigger_id).await,
            Action::Plan(click) => return self.plan_clicked(visit, click, trigger_id).await,
            Action::Qbr(click) => return self.qbr_clicked(visit, click, interaction).await,
            Action::Portfolio(PortfolioClick::AskWon(seen)) => return self.ask_won(visit, &seen, trigger_id).await,
            Action::Portfolio(PortfolioClick::AskLost(seen)) => return self.ask_lost(visit, &seen, trigger_id).await,
            Action::Portfolio(PortfolioClick::List(ListClick::Ask { list })) => {
                return self.ask_filters(visit, list, interaction).await;
            }
            Action::Portfolio(PortfolioClick::List(ListClick::File { filter })) => {
                return self.book_file_clicked(visit, filter, interaction).await;
            }
            Action::ShowMore { section } => {
                let ts = interaction.message.as_ref().map(|message| message.ts.as_str());
                return Ok(Told::Privately(Box::new(self.more(visit, section, ts).await?)));
            }
            Action::Today
            | Action::Help
            | Action::ListPlays
            | Action::PickPlay { .. }
            | Action::StartPlay { .. }
            | Action::OpenAccount { .. }
            | Action::OpenWhy { .. }
            | Action::SetPulse { .. }
            | Action::WithdrawPulse { .. }
            | Action::OpenRuns { .. }
            | Action::OpenSignal { .. }
            | Action::RisksPage { .. }
            | Action::BookPage { .. }
            | Action::RenewalsPage { .. }
            | Action::FilteredRenewals { .. }
            | Action::Slipped { .. }
            | Action::OpenForecast { .. }
            | Action::Capacity { .. }
            | Action::Team { .. }
            | Action::OpenCsm { .. }
            | Action::OpenPart { .. }
            | Action::Playbook(_)
            | Action::Said(_)
            | Action::System(_)
            | Action::Portfolio(_) => return Ok(Told::Privately(Box::new(self.show(visit, action).await?))),
        }
        self.bell.notify_one();
        Ok(Told::ByTheCard)
    }

    /// A private card whose buttons an action has used up, as it stands now: nobody but its reader's own answer draws it
    /// again. Whether the action was done or came too late, what it offered is over.
    async fn redrawn(
        &self,
        visit: &Visit,
        interaction: &Interaction,
        view: Option<&View>,
        action: &Action,
    ) -> Option<Message> {
        if !is_private(interaction) && modal_of(view).is_none() {
            return None;
        }
        self.show(visit, card_again(action)?).await.ok()
    }

    /// Tells the clicker something before the answer. Where a window waits for that, it says so itself.
    pub(super) async fn tell_meanwhile(&self, interaction: &Interaction, message: &Message) {
        if interaction.response_url.is_some() && !modals::is_waited_for() {
            self.tell(interaction, None, message, false).await;
        }
    }

    /// Tells the clicker alone: beside the message, in its place when they turn its pages, or over the home tab.
    async fn tell(&self, interaction: &Interaction, view: Option<&View>, message: &Message, replaces: bool) {
        if modals::is_waited_for() {
            let modal = view_json(&render::answer(Titled::Steward, message));
            return heard(self.stand(interaction.trigger_id.as_deref(), &modal).await);
        }
        if let (Some(thread), Some(clicked)) = (Thread::clicked(interaction), &interaction.message) {
            return heard(self.tell_in_thread(&thread, &clicked.ts, message, replaces).await);
        }
        let address = interaction.response_url.as_deref();
        let address = address.and_then(|url| ResponseUrl::parse(url, self.responses_below.as_ref()).ok());
        let told = match (address, view) {
            (Some(address), _) => self.respond(&address, message, replaces && is_private(interaction)).await,
            (None, Some(_)) => {
                let modal = view_json(&render::answer(Titled::Steward, message));
                if let Some(id) = modal_of(view).filter(|_| replaces) {
                    let updated = self.slack.call("views.update", &json!({ "view_id": id, "view": modal })).await;
                    return heard(updated);
                }
                self.stand(interaction.trigger_id.as_deref(), &modal).await
            }
            (None, None) => Ok(()),
        };
        heard(told);
    }

    /// Answers at the address that came along, and logs it when that fails.
    pub async fn tell_later(&self, address: &ResponseUrl, message: &Message) {
        if let Err(error) = self.respond(address, message, false).await {
            tracing::warn!(error = %error, "could not answer");
        }
    }

    /// Posts a private answer to the address that came along; without newer blocks where Slack refuses those.
    pub(super) async fn respond(
        &self,
        address: &ResponseUrl,
        message: &Message,
        replace: bool,
    ) -> Result<(), CallError> {
        let body = |mut body: Value| {
            body["response_type"] = json!("ephemeral");
            body["replace_original"] = json!(replace);
            body
        };
        // A private answer that was shown all the same is shown twice, which is better than not at all.
        let was_not_shown =
            |error: &CallError| matches!(error, CallError::Ambiguous { .. } | CallError::Refused { .. });
        Box::pin(sending::send(&self.slack, message.said(), was_not_shown, |json| {
            let body = body(json);
            async move { self.slack.respond(address.url(), &body).await }
        }))
        .await
    }
}

/// The card that shows what came of an action, in the place of the one that it was chosen on.
fn card_again(action: &Action) -> Option<Action> {
    match action {
        Action::StartPlay { account, .. } | Action::WithdrawPulse { account } => {
            Some(Action::OpenAccount { account: *account })
        }
        Action::Plan(click) => click.card_again().map(Action::Plan),
        Action::ClaimSignal { episode, .. }
        | Action::SnoozeSignal { episode, .. }
        | Action::StartSignalPlay { episode, .. } => Some(Action::OpenSignal { episode: *episode }),
        Action::Acknowledge { step, .. } | Action::Snooze { step, .. } => Some(step_card(*step)),
        Action::Step(click) => click.step().map(step_card),
        Action::Today
        | Action::Help
        | Action::ListPlays
        | Action::PickPlay { .. }
        | Action::OpenAccount { .. }
        | Action::OpenWhy { .. }
        | Action::OpenRuns { .. }
        | Action::OpenSignal { .. }
        | Action::Share(_)
        | Action::BookPage { .. }
        | Action::RisksPage { .. }
        | Action::RenewalsPage { .. }
        | Action::Playbook(_)
        | Action::Portfolio(_)
        | Action::Record(_)
        | Action::Subscribe(_)
        | Action::Leader(_)
        | Action::Said(_)
        | Action::Qbr(_)
        | Action::Personal(_)
        | Action::Home(_)
        | Action::FilteredRenewals { .. }
        | Action::Slipped { .. }
        | Action::OpenForecast { .. }
        | Action::AskForecast { .. }
        | Action::ShowMore { .. }
        | Action::AskFinish { .. }
        | Action::AskSnooze { .. }
        | Action::AskSnoozeSignal { .. }
        | Action::AskDismiss { .. }
        | Action::AskPulse { .. }
        | Action::SetPulse { .. }
        | Action::Capacity { .. }
        | Action::Team { .. }
        | Action::OpenCsm { .. }
        | Action::System(_)
        | Action::OpenPart { .. } => None,
    }
}

fn step_card(step: StepId) -> Action {
    Action::Step(StepClick::Open { step })
}

/// Whether an answer is another page of the message that was clicked on.
fn is_page(action: &Action) -> bool {
    if let Action::Portfolio(click) = action {
        return click.turns_the_page();
    }
    if let Action::Leader(click) = action {
        return click.turns_the_page();
    }
    if let Action::Subscribe(click) = action {
        return click.turns_the_page();
    }
    if let Action::Share(click) = action {
        return click.shares();
    }
    matches!(
        action,
        Action::Personal(_)
            | Action::System(SystemClick::Audit { .. })
            | Action::BookPage { .. }
            | Action::RenewalsPage { .. }
            | Action::FilteredRenewals { .. }
            | Action::RisksPage { .. }
    )
}

/// Whether the clicker alone sees the message that was clicked on.
pub(super) fn is_private(interaction: &Interaction) -> bool {
    interaction.message.as_ref().is_some_and(|message| message.is_ephemeral) || Thread::clicked(interaction).is_some()
}

/// A failure to tell somebody is logged; what they did is done.
fn heard<T>(told: Result<T, CallError>) {
    if let Err(error) = told {
        tracing::warn!(error = %error, "could not tell the clicker");
    }
}

/// The modal that was clicked in: it is drawn anew, for only three can lie on each other.
fn modal_of(view: Option<&View>) -> Option<&str> {
    let view = view.filter(|view| view.kind.as_deref() == Some("modal"))?;
    view.id.as_deref()
}

/// The page that was clicked on.
fn page_of(view: Option<&View>) -> Option<&View> {
    view.filter(|view| view.kind.as_deref() == Some("home"))
}

/// What a click asks for.
enum Asked {
    /// A select that only holds a value, or a link.
    Nothing,
    /// One of ours.
    For(Box<Action>),
    /// Something that no button of ours says: a tampered or an old message.
    Unknown,
}

fn asked_for(click: &BlockAction) -> Asked {
    let value = match &click.entered {
        Entered::Button(value) | Entered::Choice(value) => value.as_deref(),
        Entered::Choices(values) => {
            return ticked(&click.action_id, values).map_or(Asked::Nothing, |action| Asked::For(Box::new(action)));
        }
        Entered::Text(_)
        | Entered::User(_)
        | Entered::Users(_)
        | Entered::Conversation(_)
        | Entered::Conversations(_)
        | Entered::Date(_)
        | Entered::Time(_)
        | Entered::Moment(_)
        | Entered::Other(_) => None,
    };
    let Some(value) = value else { return Asked::Nothing };
    if let Some(action) = Action::parse(&click.action_id, value) {
        return Asked::For(Box::new(action));
    }
    // Radio buttons of our forms hold a value until the form is sent.
    if Field::ALL.iter().any(|field| field.id() == click.action_id) {
        return Asked::Nothing;
    }
    tracing::warn!(slack.action = %click.action_id, "a click that means nothing here; a tampered or an old message");
    Asked::Unknown
}

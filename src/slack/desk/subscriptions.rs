//! What a channel hears of: commands, clicks and the form.

use serde_json::{Value, json};

use super::clicks::Told;
use super::{Desk, Visit};
use crate::domain::person::Role;
use crate::domain::refusal::Refusal;
use crate::domain::subscription::{
    Subscription, SubscriptionFilter, SubscriptionRefusal, SubscriptionWish, Told as Posted, Topic,
};
use crate::operations::weekly::{self, Weekly};
use crate::operations::{Failure, handover, product, subscriptions, timetable};
use crate::slack::action::{SubscribeClick, SubscribeField, SubscribeForm};
use crate::slack::client::CallError;
use crate::slack::commands::{self, Command, SubscribeCommand, SubscribeTyped};
use crate::slack::inbound::{Entered, View};
use crate::slack::render::{self, Audience, Message, Titled, view_json};

impl Desk {
    /// What `subscribe`, `unsubscribe` and `subscriptions` do.
    pub(super) async fn subscribe_said(&self, visit: &Visit, what: SubscribeCommand) -> Result<Message, Failure> {
        let here = channel_of(visit);
        match what {
            SubscribeCommand::Show => self.subscriptions(visit, here, None).await,
            SubscribeCommand::Set(typed) => {
                let channel = here.ok_or(refused(SubscriptionRefusal::NoChannelHere))?;
                self.check_subscriber(visit, channel).await?;
                self.subscribe(visit, channel, *typed).await
            }
            SubscribeCommand::End(which) => {
                let channel = here.ok_or(refused(SubscriptionRefusal::NoChannelHere))?;
                self.check_inside(visit, channel).await?;
                let ended = subscriptions::unsubscribe(&self.app, &visit.actor, channel, which).await?;
                self.subscriptions(visit, here, Some(&render::unsubscribed(&ended))).await
            }
        }
    }

    /// What a click without a form of its own does and answers.
    pub(super) async fn subscribe_done(&self, visit: &Visit, click: SubscribeClick) -> Result<Message, Failure> {
        match click {
            SubscribeClick::List { channel } => self.subscriptions(visit, channel.as_deref(), None).await,
            SubscribeClick::End { id, list } => {
                let meant = subscriptions::one(&self.app, &visit.actor, id).await?;
                self.check_ender(visit, &meant).await?;
                let ended = subscriptions::end(&self.app, &visit.actor, vec![meant]).await?;
                self.subscriptions(visit, list.as_deref(), Some(&render::unsubscribed(&ended))).await
            }
            SubscribeClick::Stop { told, channel, team, list } => {
                let stopped = self.stop_posted(visit, (told, channel.as_deref(), team.as_deref())).await?;
                let done = render::no_longer_posted(told, stopped);
                self.subscriptions(visit, list.as_deref(), Some(&done)).await
            }
            SubscribeClick::Ask { .. } => Err(Refusal::Gone.into()),
        }
    }

    /// The same with the permission to open a form.
    pub(super) async fn subscribe_clicked(
        &self,
        visit: &Visit,
        click: SubscribeClick,
        trigger_id: Option<&str>,
    ) -> Result<Told, Failure> {
        let SubscribeClick::Ask { channel } = click else {
            return Ok(Told::Privately(Box::new(self.subscribe_done(visit, click).await?)));
        };
        if visit.actor.person.role < Role::Csm {
            return Err(Refusal::NotAllowed { needs: Role::Csm }.into());
        }
        self.open(trigger_id, &view_json(&render::subscribe_form(&channel))).await
    }

    /// A form that was sent: the first shows how far it reaches, the second subscribes.
    pub(super) async fn subscribe_submitted(&self, visit: &Visit, form: SubscribeForm, view: &View) -> Value {
        let (channel, topic, filters, is_sure) = match form {
            SubscribeForm::New { channel } => {
                let Some(Entered::Choice(Some(topic))) = entered(view, SubscribeField::Topic) else {
                    return errors(SubscribeField::Topic, render::subscribe_fault(SubscribeField::Topic));
                };
                let Some(topic) = Topic::parse(&topic) else {
                    return errors(SubscribeField::Topic, render::subscribe_fault(SubscribeField::Topic));
                };
                let filters = match entered(view, SubscribeField::Filters) {
                    Some(Entered::Text(Some(text))) => text.trim().to_owned(),
                    _ => String::new(),
                };
                (channel, topic, filters, false)
            }
            SubscribeForm::Sure { channel, topic, filters } => (channel, topic, filters, true),
        };
        let typed = match self.typed(topic, &filters) {
            Ok(typed) => typed,
            Err(words) => return errors(SubscribeField::Filters, &words),
        };
        let done = if is_sure {
            self.subscribe_surely(visit, &channel, typed).await
        } else {
            self.preview_subscription(visit, &channel, (typed, &filters)).await
        };
        match done {
            Ok(view) => json!({ "response_action": "update", "view": view }),
            Err(Failure::Refused(refusal)) if !is_sure && is_of_filters(&refusal) => {
                let message = self.apology(visit, &Failure::Refused(refusal));
                errors(SubscribeField::Filters, &render::filters_fault(&message))
            }
            Err(failure) => self.refused(visit, &failure),
        }
    }

    /// Filters as they would be typed after the verb.
    fn typed(&self, topic: Topic, filters: &str) -> Result<SubscribeTyped, String> {
        match commands::parse(&format!("subscribe {} {filters}", topic.as_str()), None) {
            Ok(Command::Subscribe(SubscribeCommand::Set(typed))) => Ok(*typed),
            Ok(_) => Err(render::subscribe_fault(SubscribeField::Filters).to_owned()),
            Err(error) => Err(render::filters_fault(&render::not_understood(&self.command, &error))),
        }
    }

    async fn preview_subscription(
        &self,
        visit: &Visit,
        channel: &str,
        (typed, filters): (SubscribeTyped, &str),
    ) -> Result<Value, Failure> {
        self.check_subscriber(visit, channel).await?;
        let topic = typed.topic;
        let filter = self.subscription_filter(visit, typed).await?;
        let reach = subscriptions::preview(&self.app, &visit.actor, &filter).await?;
        Ok(view_json(&render::subscribe_sure(channel, topic, filters, &reach)))
    }

    async fn subscribe_surely(&self, visit: &Visit, channel: &str, typed: SubscribeTyped) -> Result<Value, Failure> {
        self.check_subscriber(visit, channel).await?;
        let message = self.subscribe(visit, channel, typed).await?;
        Ok(view_json(&render::answer(Titled::Subscribe, &message)))
    }

    async fn subscribe(&self, visit: &Visit, channel: &str, typed: SubscribeTyped) -> Result<Message, Failure> {
        let topic = typed.topic;
        let filter = self.subscription_filter(visit, typed).await?;
        let wish = SubscriptionWish { channel: channel.to_owned(), topic, filter };
        let (set, reach) = subscriptions::subscribe(&self.app, &visit.actor, &wish).await?;
        Ok(render::subscribed(&self.reader(&visit.actor.person), &set, &reach))
    }

    async fn subscription_filter(&self, visit: &Visit, typed: SubscribeTyped) -> Result<SubscriptionFilter, Failure> {
        let SubscribeTyped { kinds, accounts, owner, team, .. } = typed;
        let accounts = self.book_of(visit, accounts, owner).await?;
        Ok(SubscriptionFilter::of(kinds, accounts, team, visit.actor.id()))
    }

    async fn subscriptions(
        &self,
        visit: &Visit,
        channel: Option<&str>,
        done: Option<&str>,
    ) -> Result<Message, Failure> {
        let view = subscriptions::view(&self.app, &visit.actor, channel).await?;
        Ok(render::subscriptions(&self.reader(&visit.actor.person), &view, done, self.app.clock.now()))
    }

    /// Ends what is posted by the clock, by the rules of its own command; says whether it was posted still.
    async fn stop_posted(
        &self,
        visit: &Visit,
        (told, channel, team): (Posted, Option<&str>, Option<&str>),
    ) -> Result<bool, Failure> {
        let (app, actor) = (&self.app, &visit.actor);
        match told {
            Posted::Daily => timetable::stop_digest(app, actor, channel).await,
            Posted::Weekly => weekly::stop(app, actor, &Weekly { team, channel }).await,
            Posted::Product => product::stop(app, actor, channel).await,
            Posted::Handover => {
                let (Some(channel), Some(team)) = (channel, team) else { return Err(Refusal::Gone.into()) };
                handover::stop(app, actor, (team, channel)).await
            }
        }
    }

    /// Only who is in a channel says what it hears of, and only where accounts may be spoken of.
    async fn check_subscriber(&self, visit: &Visit, channel: &str) -> Result<(), Failure> {
        self.check_channel(channel).await?;
        self.check_inside(visit, channel).await
    }

    /// Whoever set it may end it from anywhere, and so may leaders.
    async fn check_ender(&self, visit: &Visit, meant: &Subscription) -> Result<(), Failure> {
        let is_theirs = meant.set.by.id == visit.actor.id() || Role::Csm < visit.actor.person.role;
        if is_theirs { Ok(()) } else { self.check_inside(visit, &meant.channel).await }
    }

    async fn check_inside(&self, visit: &Visit, channel: &str) -> Result<(), Failure> {
        let user = visit.actor.person.who.slack_user_id.as_deref().unwrap_or_default();
        match self.slack.is_in(channel, user).await {
            Ok(Some(true)) => Ok(()),
            Ok(None) => Err(refused(SubscriptionRefusal::TooLarge { channel: channel.to_owned() }).into()),
            Ok(Some(false)) | Err(CallError::Refused { .. }) => {
                Err(refused(SubscriptionRefusal::NotAMember { channel: channel.to_owned() }).into())
            }
            Err(error) => Err(Failure::Broken(error.into())),
        }
    }
}

fn channel_of(visit: &Visit) -> Option<&str> {
    match visit.audience() {
        Audience::Alone => None,
        Audience::Group { .. } | Audience::Channel { .. } | Audience::Outside => {
            visit.channel.as_ref().map(|place| place.id.as_str())
        }
    }
}

fn refused(refusal: SubscriptionRefusal) -> Refusal {
    Refusal::Subscription(refusal)
}

/// Whether other filters would do.
fn is_of_filters(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::NoSuchTeam { .. } | Refusal::NoSuchPerson { .. })
}

fn entered(view: &View, field: SubscribeField) -> Option<Entered> {
    view.entered(field.id(), field.id())
}

/// Keeps the form open, with words under one of its questions.
fn errors(field: SubscribeField, words: &str) -> Value {
    json!({ "response_action": "errors", "errors": { field.id(): words } })
}

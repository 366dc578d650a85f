//! What leaders see to from their week.

use serde_json::{Value, json};

use super::clicks::Told;
use super::record::answered;
use super::{Desk, Visit};
use crate::domain::ids::{AccountId, PersonId};
use crate::domain::leader::LedList;
use crate::domain::refusal::Refusal;
use crate::operations::{Failure, leaders};
use crate::slack::action::{ASSIGNEE, LeaderClick};
use crate::slack::inbound::{Entered, View};
use crate::slack::render::{self, Message, Titled, view_json};

impl Desk {
    /// What a click without a form does and answers.
    pub(super) async fn leader(&self, visit: &Visit, click: LeaderClick) -> Result<Message, Failure> {
        match click {
            LeaderClick::NoPlan { team } => self.led(visit, LedList::NoPlan { team }, None).await,
            LeaderClick::NoOwner => self.led(visit, LedList::NoOwner, None).await,
            LeaderClick::AskPlan { account, team } => {
                let (account, asked) = leaders::ask_plan(&self.app, &visit.actor, account).await?;
                self.bell.notify_one();
                self.led(visit, LedList::NoPlan { team }, Some(&render::plan_asked(&account, &asked))).await
            }
            LeaderClick::AskOwner { .. } | LeaderClick::AskSegment { .. } => Err(Refusal::Gone.into()),
        }
    }

    /// The same with the permission to open a form.
    pub(super) async fn leader_clicked(
        &self,
        visit: &Visit,
        click: LeaderClick,
        trigger_id: Option<&str>,
    ) -> Result<Told, Failure> {
        if let LeaderClick::AskSegment { account } = click {
            return self.ask_segment(visit, account, trigger_id).await;
        }
        let LeaderClick::AskOwner { account } = click else {
            return Ok(Told::Privately(Box::new(self.leader(visit, click).await?)));
        };
        let account = leaders::unowned(&self.app, &visit.actor, account).await?;
        self.open(trigger_id, &view_json(&render::owner_form(&account))).await
    }

    /// A form that was sent.
    pub(super) async fn owner_submitted(&self, visit: &Visit, account: AccountId, view: &View) -> Value {
        let chosen = match view.entered(ASSIGNEE, ASSIGNEE) {
            Some(Entered::Choice(Some(id))) => id.parse::<PersonId>().ok(),
            _ => None,
        };
        let Some(owner) = chosen else {
            return json!({ "response_action": "errors", "errors": { ASSIGNEE: render::owner_fault() } });
        };
        match leaders::assign(&self.app, &visit.actor, (account, owner)).await {
            Ok((account, owner)) => {
                self.bell.notify_one();
                answered(Titled::AssignOwner, &render::owner_assigned(&account, &owner))
            }
            Err(failure) => answered(Titled::AssignOwner, &self.apology(visit, &failure)),
        }
    }

    /// The people that the form offers while somebody types.
    pub(super) async fn assignees(&self, visit: &Visit, typed: &str) -> Value {
        match leaders::suggest(&self.app, &visit.actor, typed).await {
            Ok(people) => json!({ "options": render::person_options(&people) }),
            Err(Failure::Refused(_)) => json!({ "options": [] }),
            Err(failure) => {
                tracing::error!(error = %failure, "cannot look people up for a menu");
                json!({ "options": [] })
            }
        }
    }

    async fn led(&self, visit: &Visit, list: LedList, done: Option<&str>) -> Result<Message, Failure> {
        let view = leaders::list(&self.app, &visit.actor, list).await?;
        Ok(render::led(&view, done))
    }
}

//! Who may do what, as admins set it.

use serde_json::Value;

use super::clicks::Told;
use super::forms::field_error;
use super::record::answered;
use super::{Desk, Visit};
use crate::domain::person::Role;
use crate::domain::refusal::Refusal;
use crate::domain::roles::RolesRefusal;
use crate::operations::{Failure, roles};
use crate::slack::action::{ROLE, ROLE_PERSON};
use crate::slack::commands::RolesCommand;
use crate::slack::inbound::{Entered, View};
use crate::slack::render::{self, Message, Titled, view_json};

impl Desk {
    /// Answers what was asked of the roles.
    pub(super) async fn roles_said(&self, visit: &Visit, what: RolesCommand) -> Result<Message, Failure> {
        match what {
            RolesCommand::Show => self.roles(visit).await,
            RolesCommand::Person { name, role } => {
                let change = roles::set(&self.app, &visit.actor, &name, role).await?;
                Ok(render::role_set(&change, role.is_some()))
            }
            RolesCommand::Group { handle, role } => {
                roles::may_change(&visit.actor)?;
                // What gives a role is taken out as we know it: Slack may show another group of that handle here, or none.
                let known = match role {
                    None => self.mapped(visit, &handle).await?,
                    Some(_) => None,
                };
                let is_known = known.is_some();
                let (id, handle) = match known {
                    Some(known) => known,
                    None => self.group(&handle).await?,
                };
                if is_known || role.is_some() {
                    roles::map(&self.app, &visit.actor, (&id, &handle), role).await?;
                }
                self.bell.notify_one();
                Ok(render::group_mapped(&handle, role))
            }
        }
    }

    /// Opens the form that gives somebody a role.
    pub(super) async fn ask_role(&self, visit: &Visit, trigger_id: Option<&str>) -> Result<Told, Failure> {
        roles::may_change(&visit.actor)?;
        self.open(trigger_id, &view_json(&render::role_form())).await
    }

    /// The form that was sent; what is wrong stands beside its field.
    pub(super) async fn role_submitted(&self, visit: &Visit, view: &View) -> Value {
        let Some(Entered::User(Some(user))) = view.entered(ROLE_PERSON, ROLE_PERSON) else {
            return field_error(ROLE_PERSON, render::role_fault());
        };
        let role = match view.entered(ROLE, ROLE) {
            Some(Entered::Choice(Some(choice))) => Role::parse(&choice),
            _ => return field_error(ROLE, render::role_fault()),
        };
        match roles::set(&self.app, &visit.actor, &format!("@{user}"), role).await {
            Ok(change) => answered(Titled::Steward, &render::role_set(&change, role.is_some())),
            Err(Failure::Refused(Refusal::NoSuchPerson { .. })) => field_error(ROLE_PERSON, render::unknown_cover()),
            Err(failure) => answered(Titled::Steward, &self.apology(visit, &failure)),
        }
    }

    /// Shows them.
    pub(super) async fn roles(&self, visit: &Visit) -> Result<Message, Failure> {
        Ok(render::roles(&self.command, &roles::view(&self.app, &visit.actor).await?))
    }

    /// The group of a handle that gives a role. Of several it is the one in the workspace of whoever asks.
    async fn mapped(&self, visit: &Visit, handle: &str) -> Result<Option<(String, String)>, Failure> {
        match roles::mapped(&self.app, &visit.actor, handle).await {
            Err(several) => match self.group(handle).await {
                Ok((id, _)) => Ok(Some(roles::mapped(&self.app, &visit.actor, &id).await?.ok_or(several)?)),
                Err(_) => Err(several),
            },
            known => known,
        }
    }

    /// The user group of a handle, in the workspace of whoever asks.
    async fn group(&self, handle: &str) -> Result<(String, String), Failure> {
        let answer = self.slack.read("usergroups.list", &[]).await.map_err(|error| {
            tracing::warn!(error = %error, "cannot read the user groups");
            Refusal::Roles(RolesRefusal::GroupsUnknown)
        })?;
        let wanted = handle.trim_start_matches('@');
        let groups = answer.get("usergroups").and_then(Value::as_array).into_iter().flatten();
        let text = |group: &Value, field: &str| group.get(field).and_then(Value::as_str).map(str::to_owned);
        let groups: Vec<_> = groups.filter_map(|group| Some((text(group, "id")?, text(group, "handle")?))).collect();
        let found =
            groups.iter().find(|(id, handle)| handle.eq_ignore_ascii_case(wanted) || id.eq_ignore_ascii_case(wanted));
        let handles = || groups.iter().map(|(_, handle)| handle.clone()).collect();
        let found =
            found.cloned().ok_or_else(|| RolesRefusal::NoSuchGroup { wanted: wanted.to_owned(), handles: handles() });
        found.map_err(|refusal| Refusal::Roles(refusal).into())
    }
}

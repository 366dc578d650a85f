//! The people of a playbook's run.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use sqlx::PgConnection;

use super::{Failure, calendars};
use crate::domain::account::AccountRef;
use crate::domain::cadence::Calendar;
use crate::domain::ids::{OrgId, PersonId};
use crate::domain::person::{Person, Role};
use crate::domain::playbook::{OwnerRole, OwnerRoles, Player};
use crate::domain::preferences::{Event, Way};
use crate::domain::refusal::Refusal;
use crate::store::{accounts, people, preferences};

/// The people of a run: who does what, by which calendar, and where they are prompted.
pub(super) struct Cast {
    pub(super) owner: Person,
    manager: Option<Person>,
    account_executive: Option<Person>,
    executive_sponsor: Option<Person>,
    /// By which their work is laid out.
    calendars: HashMap<PersonId, Calendar>,
    pub(super) channel_id: String,
}

impl Cast {
    /// Those of an account, with their calendars from `now` on.
    pub(super) async fn of(
        conn: &mut PgConnection,
        org: OrgId,
        account: &AccountRef,
        now: DateTime<Utc>,
    ) -> Result<Self, Failure> {
        let no_owner = || Refusal::NoOwner { account: account.clone() };
        let staff = accounts::staff(conn, org, account.id).await?.ok_or(Refusal::Gone)?;
        let owner = staff.owner.ok_or_else(no_owner)?;
        let ids: Vec<PersonId> = [staff.account_executive, staff.executive_sponsor].into_iter().flatten().collect();
        // Whoever left cannot be prompted, nor who may not press the buttons: others play their part.
        let mut people = Vec::new();
        for id in ids {
            people.extend(people::present(conn, org, id).await?.filter(plays_a_part));
        }
        let found = |id: Option<PersonId>| people.iter().find(|person| Some(person.who.id) == id).cloned();
        let owner = people::present(conn, org, owner).await?.ok_or_else(no_owner)?;
        let manager = people::manager_of(conn, org, owner.who.id).await?.filter(plays_a_part);
        let wishes = preferences::of(conn, org, owner.who.id).await?;
        let of_account = staff.channel_id.filter(|_| wishes.way(Event::Steps) == Way::Channel);
        let channel = of_account.or_else(|| owner.who.slack_user_id.clone());
        let (account_executive, executive_sponsor) = (found(staff.account_executive), found(staff.executive_sponsor));
        let everybody = [Some(&owner), manager.as_ref(), account_executive.as_ref(), executive_sponsor.as_ref()];
        let ids: Vec<PersonId> = everybody.into_iter().flatten().map(|person| person.who.id).collect();
        let calendars = calendars::of_work(conn, org, &ids, now).await?;
        let channel_id = channel.ok_or_else(no_owner)?;
        Ok(Self { owner, manager, account_executive, executive_sponsor, calendars, channel_id })
    }

    /// The clock of the account's owner.
    pub(super) fn owner_zone(&self) -> Tz {
        self.owner.zone
    }

    /// Whoever does a step, with the part that they play.
    pub(super) fn player(&self, roles: &OwnerRoles) -> Player {
        let (role, person) = self.part(roles);
        Player { role, name: Some(person.who.name.clone()), calendar: self.calendar(roles) }
    }

    pub(super) fn person(&self, roles: &OwnerRoles) -> &Person {
        self.part(roles).1
    }

    fn part(&self, roles: &OwnerRoles) -> (OwnerRole, &Person) {
        let (role, found) = roles.first(|role| match role {
            OwnerRole::Csm => Some(&self.owner),
            OwnerRole::Manager => self.manager.as_ref(),
            OwnerRole::AccountExecutive => self.account_executive.as_ref(),
            OwnerRole::ExecutiveSponsor => self.executive_sponsor.as_ref(),
        });
        (role, found.unwrap_or(&self.owner))
    }

    pub(super) fn calendar(&self, roles: &OwnerRoles) -> Calendar {
        let person = self.person(roles);
        let calendar = self.calendars.get(&person.who.id).cloned();
        calendar.unwrap_or_else(|| Calendar::ordinary(person.zone))
    }
}

fn plays_a_part(person: &Person) -> bool {
    Role::Csm <= person.role && person.who.slack_user_id.is_some()
}

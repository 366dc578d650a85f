//! What leaders ask for: whom they mean, and what stands behind a number.

use chrono::{DateTime, Utc};

use super::{Desk, Visit};
use crate::domain::account::{BookFilter, BookScope};
use crate::domain::health::Band;
use crate::domain::ids::PersonId;
use crate::domain::portfolio::MetricsAsk;
use crate::domain::team::{NEAR_RENEWAL_DAYS, Part, Whose};
use crate::operations::{Failure, narrowed, team};
use crate::slack::action::Action;
use crate::slack::commands::Leads;
use crate::slack::render::{self, Message};

impl Desk {
    /// Whose CSMs a leader means.
    pub(super) async fn whose(&self, visit: &Visit, leads: Leads) -> Result<Whose, Failure> {
        Ok(match leads {
            Leads::Own => Whose::Own,
            Leads::All => Whose::All,
            Leads::Me => Whose::Person(visit.actor.id()),
            Leads::Team(name) => Whose::Team(name),
            Leads::Person(typed) => Whose::Person(team::person(&self.app, &visit.actor, &typed).await?.id),
        })
    }

    /// The filter of a book, of whomever was named, with the team and the tags as they are known here.
    pub(super) async fn book_of(
        &self,
        visit: &Visit,
        filter: BookFilter,
        owner: Option<String>,
    ) -> Result<BookFilter, Failure> {
        narrowed::settled(&self.app, &visit.actor, filter, owner.as_deref()).await
    }

    /// The same of figures.
    pub(super) async fn metrics_of(
        &self,
        visit: &Visit,
        ask: MetricsAsk,
        owner: Option<String>,
    ) -> Result<MetricsAsk, Failure> {
        let MetricsAsk { scope, team, tags, .. } = ask.clone();
        let filter = BookFilter { scope, team, tags, ..BookFilter::default() };
        let BookFilter { scope, team, tags, .. } = self.book_of(visit, filter, owner).await?;
        Ok(MetricsAsk { scope, team, tags, ..ask })
    }

    /// What CSMs carry; of one alone everything that is known.
    pub(super) async fn capacity(&self, visit: &Visit, whose: Whose, now: DateTime<Utc>) -> Result<Message, Failure> {
        let view = team::capacity(&self.app, &visit.actor, whose).await?;
        let reader = self.reader(&visit.actor.person);
        Ok(match (&view.whose, &view.rows[..]) {
            (Whose::Person(_), [row]) => render::csm(&reader, row, &view, now),
            _ => render::capacity(&reader, &view, now),
        })
    }

    /// The accounts behind a number: a book, or a list with the reason of each.
    pub(super) async fn part(
        &self,
        visit: &Visit,
        person: PersonId,
        part: Part,
        now: DateTime<Utc>,
    ) -> Result<Message, Failure> {
        let book = BookFilter { scope: BookScope::Of(person), ..BookFilter::default() };
        let filter = match part {
            Part::Book => book,
            Part::Red => BookFilter { bands: vec![Band::Red], ..book },
            Part::Renewals => BookFilter { renews_within_days: Some(NEAR_RENEWAL_DAYS), ..book },
            Part::Overdue | Part::Signals | Part::Wrong | Part::Disagreements => {
                let view = team::part(&self.app, &visit.actor, person, part).await?;
                return Ok(render::part(&self.reader(&visit.actor.person), &view, now));
            }
        };
        Box::pin(self.show(visit, Action::BookPage { filter, page: 0 })).await
    }
}

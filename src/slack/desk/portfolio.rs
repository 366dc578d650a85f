//! The portfolio's figures, the accounts behind them, and growing accounts.

use serde_json::{Value, json};

use super::clicks::Told;
use super::{Desk, Visit};
use crate::domain::account::{BookFilter, BookScope};
use crate::domain::ids::ExpansionId;
use crate::domain::money::{Money, Sign};
use crate::domain::portfolio::{ExpansionEnd, ExpansionMove, Lost, MetricsAsk, MetricsView};
use crate::domain::refusal::Refusal;
use crate::operations::metrics::{self, Asker, BehindAsk};
use crate::operations::{Failure, expansion, plays, quiet};
use crate::slack::action::{ExpansionSeen, ExpansionsPage, Field, ListClick, ModalKind, PortfolioClick};
use crate::slack::render::{self, Message, Titled, view_json};

impl Desk {
    /// Answers a click or a command; a move of an expansion is made first, and answered with the list as it is then.
    pub(super) async fn portfolio(&self, visit: &Visit, click: PortfolioClick) -> Result<Message, Failure> {
        let (app, actor, now) = (&self.app, &visit.actor, self.app.clock.now());
        let reader = self.reader(&actor.person);
        Ok(match click {
            PortfolioClick::Metrics { ask } => render::metrics(&reader, &self.metrics(visit, ask).await?, now),
            PortfolioClick::Behind { ask, figure, key, page, .. } => {
                let wanted = BehindAsk { ask, figure, key, page, page_size: metrics::PAGE_ROWS };
                let view = metrics::behind(app, Asker::Person(actor), wanted).await?;
                render::metrics_behind(&reader, &view, now)
            }
            PortfolioClick::Expansions(page) => self.expansions(visit, page).await?,
            PortfolioClick::Slipped { filter } => self.slipped(visit, &filter).await?,
            PortfolioClick::Quiet { filter, page } => self.quiet(visit, filter, page).await?,
            PortfolioClick::Choose(seen) => self.move_on(visit, seen, ExpansionMove::Choose).await?,
            PortfolioClick::Contact(seen) => self.move_on(visit, seen, ExpansionMove::Contact).await?,
            PortfolioClick::PlayStats { ask } => {
                render::play_stats(&reader, &plays::stats(app, plays::Asker::Person(actor), &ask).await?)
            }
            PortfolioClick::List(ListClick::File { filter }) => self.book_file(visit, filter).await?,
            PortfolioClick::AskWon(_) | PortfolioClick::AskLost(_) | PortfolioClick::List(ListClick::Ask { .. }) => {
                return Err(Refusal::Gone.into());
            }
        })
    }

    /// Whoever has no accounts of their own means everybody's.
    async fn metrics(&self, visit: &Visit, ask: MetricsAsk) -> Result<MetricsView, Failure> {
        let asker = Asker::Person(&visit.actor);
        let view = metrics::metrics(&self.app, asker, ask).await?;
        let is_empty = view.periods.iter().all(|period| period.groups.is_empty());
        let is_own_book = view.ask.scope == BookScope::Mine && view.ask.team.is_none() && view.ask.tags.is_empty();
        if !is_empty || !is_own_book || !view.ask.segments.is_empty() {
            return Ok(view);
        }
        metrics::metrics(&self.app, asker, MetricsAsk { scope: BookScope::All, ..view.ask }).await
    }

    async fn expansions(&self, visit: &Visit, page: ExpansionsPage) -> Result<Message, Failure> {
        let ExpansionsPage { filter, page } = page;
        let view = expansion::list(&self.app, &visit.actor, filter, page).await?;
        let is_empty = view.n_open == 0 && view.funnel.steps[0].n == 0;
        let view = if is_empty && view.filter.scope == BookScope::Mine && !view.filter.narrows() {
            let filter = BookFilter { scope: BookScope::All, ..view.filter };
            expansion::list(&self.app, &visit.actor, filter, page).await?
        } else {
            view
        };
        Ok(render::expansions(&self.reader(&visit.actor.person), &view, self.app.clock.now()))
    }

    /// Whoever has no book of their own means everybody's.
    async fn quiet(&self, visit: &Visit, filter: BookFilter, page: i64) -> Result<Message, Failure> {
        let view = quiet::quiet(&self.app, &visit.actor, filter, page).await?;
        let view = if view.n_total == 0 && view.filter.scope == BookScope::Mine {
            let filter = BookFilter { scope: BookScope::All, ..view.filter };
            quiet::quiet(&self.app, &visit.actor, filter, page).await?
        } else {
            view
        };
        Ok(render::quiet(&self.reader(&visit.actor.person), &view, self.app.clock.now()))
    }

    async fn move_on(&self, visit: &Visit, seen: ExpansionSeen, step: ExpansionMove) -> Result<Message, Failure> {
        expansion::go(&self.app, &visit.actor, (seen.expansion, seen.version), step).await?;
        self.expansions(visit, seen.page).await
    }

    pub(super) async fn ask_won(
        &self,
        visit: &Visit,
        seen: &ExpansionSeen,
        trigger_id: Option<&str>,
    ) -> Result<Told, Failure> {
        let (account, arr) = expansion::named(&self.app, &visit.actor, seen.expansion).await?;
        let kind = ModalKind::ExpansionWon { expansion: seen.expansion, version: seen.version };
        self.open(trigger_id, &view_json(&render::won_form(&kind, &account, arr))).await
    }

    pub(super) async fn ask_lost(
        &self,
        visit: &Visit,
        seen: &ExpansionSeen,
        trigger_id: Option<&str>,
    ) -> Result<Told, Failure> {
        let (account, _) = expansion::named(&self.app, &visit.actor, seen.expansion).await?;
        let kind = ModalKind::ExpansionLost { expansion: seen.expansion, version: seen.version };
        self.open(trigger_id, &view_json(&render::lost_form(&kind, &account))).await
    }

    /// Carries out the form for what was won; an amount without a currency is of the account's.
    pub(super) async fn won(&self, visit: &Visit, which: (ExpansionId, i32), typed: &str) -> Value {
        let (_, arr) = match expansion::named(&self.app, &visit.actor, which.0).await {
            Ok(named) => named,
            Err(failure) => return self.refused(visit, &failure),
        };
        match Money::typed(typed, arr.currency, Sign::NotNegative) {
            Ok(amount) if 0 < amount.minor => {
                self.end(visit, which, ExpansionMove::End(ExpansionEnd::Won(amount))).await
            }
            Ok(_) | Err(_) => fault(Field::Amount, render::form_fault(Field::Amount)),
        }
    }

    /// Carries out the form for why nothing came of it.
    pub(super) async fn lost(&self, visit: &Visit, which: (ExpansionId, i32), reason: &str) -> Value {
        let reason = reason.trim().to_owned();
        if reason.is_empty() {
            return fault(Field::Reason, render::form_fault(Field::Reason));
        }
        self.end(visit, which, ExpansionMove::End(ExpansionEnd::Lost(Lost { reason }))).await
    }

    async fn end(&self, visit: &Visit, which: (ExpansionId, i32), step: ExpansionMove) -> Value {
        match expansion::go(&self.app, &visit.actor, which, step).await {
            Ok(moved) => {
                let message = render::expansion_ended(&moved.account, moved.won);
                json!({ "response_action": "update", "view": view_json(&render::answer(Titled::Expansion, &message)) })
            }
            Err(failure) => self.refused(visit, &failure),
        }
    }
}

fn fault(field: Field, words: &str) -> Value {
    json!({ "response_action": "errors", "errors": { field.id(): words } })
}

//! A card of news, gathered anew whenever it is drawn.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use sqlx::PgConnection;

use crate::domain::cadence::local_day;
use crate::domain::ids::{AccountId, OrgId};
use crate::domain::news::{News, NewsCard, NewsWhat};
use crate::domain::notice::{Drawing, Notice};
use crate::domain::reason::Reason;
use crate::domain::rules::Rules;
use crate::operations::{Failure, lookup};
use crate::store::card_facts::{self, AccountFacts};
use crate::store::cards::Card;
use crate::store::{health, news_facts, people, plans, runs};

/// News as they stand; `None` when the account, or what it was about, is gone.
pub async fn draw(
    conn: &mut PgConnection,
    (card, account): (&Card, AccountId),
    rules: &Rules,
    now: DateTime<Utc>,
) -> Result<Option<Drawing>, Failure> {
    let (org, Notice::News { news, at, .. }) = (card.org, &card.notice) else { return Ok(None) };
    let Some(facts) = card_facts::of(conn, org, account, now, Tz::UTC).await? else { return Ok(None) };
    let owner = match &facts.owner {
        Some(owner) => people::by_ids(conn, org, &[owner.id]).await?.pop(),
        None => None,
    };
    let zone = owner.map_or(Tz::UTC, |owner| owner.zone);
    let Some(what) = what(conn, (org, account), news).await? else { return Ok(None) };
    let stored = health::of(conn, org, account).await?;
    let standing = stored.as_ref().and_then(|stored| stored.standing.filter(|_| stored.assessment.score.is_some()));
    let score = stored.as_ref().and_then(|stored| stored.assessment.score);
    let window_days = rules.lifecycle.renewal_window_days;
    let reasons = |facts: &AccountFacts| -> Vec<Reason> {
        let stored = stored.as_ref();
        let today = (local_day(now, zone), zone);
        stored.map(|stored| lookup::why_now(&stored.assessment, facts, window_days, today)).unwrap_or_default()
    };
    let card = NewsCard {
        reasons: reasons(&facts),
        account: facts.account,
        arr: facts.arr,
        health: (standing.map(|standing| standing.band), score),
        renewal: facts.renewal,
        owner: facts.owner,
        what,
        at: *at,
        zone,
    };
    Ok(Some(Drawing::News(Box::new(card))))
}

async fn what(
    conn: &mut PgConnection,
    (org, account): (OrgId, AccountId),
    told: &News,
) -> Result<Option<NewsWhat>, Failure> {
    Ok(match told {
        News::Band(change) => {
            news_facts::band_change(conn, org, *change).await?.map(|(from, to)| NewsWhat::Band { from, to })
        }
        News::Crossed(days) => Some(NewsWhat::Crossed(*days)),
        News::NoticeDue(on) => Some(NewsWhat::NoticeDue(*on)),
        News::Slipped { since, moves, said } => {
            Some(NewsWhat::Slipped { since: *since, moves: moves.clone(), said: said.clone() })
        }
        News::PlayBegan(run) => news_facts::play_began(conn, org, *run).await?.map(NewsWhat::PlayBegan),
        News::Feedback(id) => Some(match news_facts::feedback(conn, org, *id).await? {
            Some((themes, words, by)) => NewsWhat::Feedback { themes, words, by },
            None => NewsWhat::TakenBack,
        }),
        News::PlanAsked(by) => Some(NewsWhat::PlanAsked {
            by: by.clone(),
            play: runs::names_of(conn, org, account).await?.into_iter().next().map(|(.., title)| title),
            has_plan: plans::of(conn, org, account).await?.is_some_and(|planned| planned.plan.is_some()),
        }),
        News::OwnerGiven(by) => Some(NewsWhat::OwnerGiven { by: by.clone() }),
    })
}

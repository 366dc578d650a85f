//! The card of an episode, gathered anew whenever it is drawn.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use sqlx::PgConnection;

use crate::domain::cadence::local_day;
use crate::domain::health::{Band, Milli};
use crate::domain::ids::{AccountId, EpisodeId, OrgId};
use crate::domain::reason::Reason;
use crate::domain::rules::Rules;
use crate::domain::signal::{EpisodeState, SignalCard, SignalKind};
use crate::operations::{Failure, calendars, lookup, plays};
use crate::store::card_facts::{self, AccountFacts};
use crate::store::signals::{self, CardRow};
use crate::store::{health, runs};

/// The episode as it stands; `None` when it is gone.
pub(in crate::operations) async fn card(
    conn: &mut PgConnection,
    org: OrgId,
    id: EpisodeId,
    rules: &Rules,
    now: DateTime<Utc>,
) -> Result<Option<SignalCard>, Failure> {
    let Some(row) = signals::card(conn, org, id).await? else { return Ok(None) };
    let today = local_day(now, row.zone);
    let Some(facts) = card_facts::of(conn, org, row.account, now, row.zone).await? else { return Ok(None) };
    let (health, reasons) =
        standing(conn, org, row.account, &facts, rules.lifecycle.renewal_window_days, (today, row.zone)).await?;
    let proposal = if row.state == EpisodeState::Ended || row.state == EpisodeState::InPlay {
        None
    } else {
        proposal(conn, (org, rules), (row.account, row.kind), now).await?
    };
    let playbook = proposal.as_ref().map(|(name, _)| name.as_str());
    let similar = signals::similar(conn, org, row.kind, playbook).await?;
    let stand_in = match &facts.owner {
        Some(owner) => calendars::stand_in_for(conn, org, owner.id, now).await?,
        None => None,
    };
    let CardRow { kind, state, version, evidence, opened_at, n_again, zone, claimed, snoozed, play, ended, .. } = row;
    Ok(Some(SignalCard {
        episode: id,
        version,
        kind,
        state,
        evidence,
        account: facts.account,
        arr: facts.arr,
        health,
        reasons,
        renewal_in_days: facts.renewal.map(|line| line.in_days),
        owner: facts.owner,
        stand_in,
        zone,
        opened_at,
        n_again,
        claimed,
        snoozed: snoozed.filter(|_| state == EpisodeState::Snoozed),
        proposal,
        play,
        ended,
        similar: Some(similar).filter(|similar| 0 < similar.n),
    }))
}

async fn standing(
    conn: &mut PgConnection,
    org: OrgId,
    account: AccountId,
    facts: &AccountFacts,
    window_days: i64,
    (today, zone): (NaiveDate, Tz),
) -> Result<((Option<Band>, Option<Milli>), Vec<Reason>), Failure> {
    let Some(stored) = health::of(conn, org, account).await? else { return Ok(((None, None), Vec::new())) };
    let score = stored.assessment.score;
    let band = stored.standing.filter(|_| score.is_some()).map(|standing| standing.band);
    let reasons = lookup::why_now(&stored.assessment, facts, window_days, (today, zone));
    Ok(((band, score), reasons))
}

/// The playbook to start: the first that the signal calls for, unless that is at work already.
async fn proposal(
    conn: &mut PgConnection,
    org: (OrgId, &Rules),
    (account, kind): (AccountId, SignalKind),
    now: DateTime<Utc>,
) -> Result<Option<(String, String)>, Failure> {
    let Some(offer) = plays::offers_of(conn, org, (account, kind), now).await?.into_iter().next() else {
        return Ok(None);
    };
    let is_at_work = runs::running(conn, org.0, account, &offer.playbook).await?.is_some();
    Ok((!is_at_work).then_some((offer.playbook, offer.title)))
}

//! What a signal's card shows of the episode itself; the account beside it is read as for every card.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::Value;
use sqlx::PgConnection;

use crate::domain::ids::{AccountId, EpisodeId, OrgId, PersonId};
use crate::domain::person::{Deed, PersonRef};
use crate::domain::signal::{EpisodeState, Evidence, Outcome, SignalKind, SimilarSaves};
use crate::store::codec::json;

/// An episode with the people who moved it.
#[derive(Clone, Debug)]
pub struct CardRow {
    /// On which account.
    pub account: AccountId,
    /// Which rule.
    pub kind: SignalKind,
    /// Where it stands.
    pub state: EpisodeState,
    /// For the buttons.
    pub version: i32,
    /// What the rule saw.
    pub evidence: Evidence,
    /// When it fired first.
    pub opened_at: DateTime<Utc>,
    /// How often it came true again.
    pub n_again: i32,
    /// The clock of the account's owner.
    pub zone: Tz,
    /// Who took it.
    pub claimed: Option<Deed>,
    /// Who put it off, and until when.
    pub snoozed: Option<(Deed, DateTime<Utc>)>,
    /// The title of its play, and who started it.
    pub play: Option<(String, Deed)>,
    /// How it ended.
    pub ended: Option<(Outcome, DateTime<Utc>, Option<PersonRef>)>,
}

struct Row {
    account_id: AccountId,
    kind: String,
    state: String,
    version: i32,
    evidence: Value,
    opened_at: DateTime<Utc>,
    n_again: i32,
    zone: Option<String>,
    claimed_id: Option<PersonId>,
    claimed_name: Option<String>,
    claimed_slack: Option<String>,
    claimed_at: Option<DateTime<Utc>>,
    snoozed_id: Option<PersonId>,
    snoozed_name: Option<String>,
    snoozed_slack: Option<String>,
    snoozed_at: Option<DateTime<Utc>>,
    snoozed_until: Option<DateTime<Utc>>,
    play: Option<String>,
    started_id: Option<PersonId>,
    started_name: Option<String>,
    started_slack: Option<String>,
    started_at: Option<DateTime<Utc>>,
    ended_id: Option<PersonId>,
    ended_name: Option<String>,
    ended_slack: Option<String>,
    ended_at: Option<DateTime<Utc>>,
    outcome: Option<String>,
}

impl TryFrom<Row> for CardRow {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let deed = |by: Option<PersonRef>, at: Option<DateTime<Utc>>| by.zip(at).map(|(by, at)| Deed { by, at });
        let claimed = person(row.claimed_id, row.claimed_name, row.claimed_slack);
        let snoozed = deed(person(row.snoozed_id, row.snoozed_name, row.snoozed_slack), row.snoozed_at);
        let started = deed(person(row.started_id, row.started_name, row.started_slack), row.started_at);
        let outcome = row.outcome.as_deref().and_then(Outcome::parse);
        let ended_by = person(row.ended_id, row.ended_name, row.ended_slack);
        Ok(Self {
            account: row.account_id,
            kind: kind(&row.kind)?,
            state: state(&row.state)?,
            version: row.version,
            evidence: json(row.evidence)?,
            opened_at: row.opened_at,
            n_again: row.n_again,
            // A zone that this binary's database does not know yet must not stop a card.
            zone: row.zone.and_then(|zone| zone.parse().ok()).unwrap_or(Tz::UTC),
            claimed: deed(claimed, row.claimed_at),
            snoozed: snoozed.zip(row.snoozed_until),
            play: row.play.zip(started),
            ended: outcome.zip(row.ended_at).map(|(outcome, at)| (outcome, at, ended_by)),
        })
    }
}

fn person(id: Option<PersonId>, name: Option<String>, slack_user_id: Option<String>) -> Option<PersonRef> {
    Some(PersonRef { id: id?, name: name?, slack_user_id })
}

/// A stored rule. The table's check keeps the word known, so a failure is a broken row.
pub(super) fn kind(word: &str) -> sqlx::Result<SignalKind> {
    SignalKind::parse(word).ok_or_else(|| sqlx::Error::Decode(format!("no signal is called {word}").into()))
}

/// A stored state, likewise.
pub(super) fn state(word: &str) -> sqlx::Result<EpisodeState> {
    EpisodeState::parse(word).ok_or_else(|| sqlx::Error::Decode(format!("no state is called {word}").into()))
}

/// One episode for its card; `None` when it is gone.
pub async fn card(conn: &mut PgConnection, org: OrgId, id: EpisodeId) -> sqlx::Result<Option<CardRow>> {
    let row = sqlx::query_as!(
        Row,
        r#"select s.account_id as "account_id: AccountId", s.kind, s.state, s.version, s.evidence, s.opened_at, s.n_again,
                  o.time_zone as "zone?",
                  c.id as "claimed_id?: PersonId", c.name as "claimed_name?", c.slack_user_id as claimed_slack,
                  s.claimed_at,
                  z.id as "snoozed_id?: PersonId", z.name as "snoozed_name?", z.slack_user_id as snoozed_slack,
                  s.snoozed_at, s.snoozed_until,
                  y.definition ->> 'title' as play,
                  b.id as "started_id?: PersonId", b.name as "started_name?", b.slack_user_id as started_slack,
                  r.started_at as "started_at?",
                  e.id as "ended_id?: PersonId", e.name as "ended_name?", e.slack_user_id as ended_slack,
                  s.ended_at, s.outcome
           from signals s
           join accounts a on a.org_id = s.org_id and a.id = s.account_id
           left join people o on o.org_id = a.org_id and o.id = a.owner_id
           left join people c on c.org_id = s.org_id and c.id = s.claimed_by
           left join people z on z.org_id = s.org_id and z.id = s.snoozed_by
           left join people e on e.org_id = s.org_id and e.id = s.ended_by
           left join playbook_runs r on r.org_id = s.org_id and r.id = s.run_id
           left join playbooks y on y.org_id = r.org_id and y.name = r.playbook and y.version = r.playbook_version
           left join people b on b.org_id = r.org_id and b.id = r.started_by
           where s.org_id = $1 and s.id = $2"#,
        org.0,
        id.0,
    )
    .fetch_optional(conn)
    .await?;
    row.map(CardRow::try_from).transpose()
}

/// How it went on accounts where the rule fired and a play ran, this one where it is named: the last ended episode of each.
/// What a person called no risk is none.
pub async fn similar(
    conn: &mut PgConnection,
    org: OrgId,
    kind: SignalKind,
    playbook: Option<&str>,
) -> sqlx::Result<SimilarSaves> {
    let row = sqlx::query!(
        r#"select count(*) as "n!", count(*) filter (where outcome in ('recovered', 'renewed')) as "n_saved!" from (
             select distinct on (s.account_id) s.outcome from signals s
             join playbook_runs r on r.org_id = s.org_id and r.id = s.run_id and ($3::text is null or r.playbook = $3)
             where s.org_id = $1 and s.kind = $2 and s.outcome in ('recovered', 'renewed', 'lost')
             order by s.account_id, s.ended_at desc) ended"#,
        org.0,
        kind.as_str(),
        playbook,
    )
    .fetch_one(conn)
    .await?;
    Ok(SimilarSaves { n: row.n, n_saved: row.n_saved })
}

//! What triggers playbooks: a signal, a phase, a checkpoint, each raised once for each account.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::PgConnection;

use crate::domain::account::AccountRef;
use crate::domain::digest::ProposedPlay;
use crate::domain::ids::{AccountId, EpisodeId, OrgId, PersonId, RunId};
use crate::domain::lifecycle::Phase;
use crate::domain::playbook::{Occasion, StartBy};
use crate::domain::rules::Rules;
use crate::store::codec::money;

/// Something happened that a playbook waits for.
#[derive(Clone, Debug)]
pub struct Happened {
    /// Names the event.
    pub key: String,
    /// On which account.
    pub account: AccountId,
    /// What it calls for.
    pub playbook: String,
    /// What happened.
    pub occasion: Occasion,
    /// Who is to start it.
    pub start: StartBy,
    /// Only where this holds, as it is written.
    pub when: Option<String>,
    /// The signal's episode, where one is living that no play is at work for.
    pub episode: Option<EpisodeId>,
    /// The run that is at work already.
    pub run: Option<RunId>,
}

/// Watches the triggers of the newest versions from now on, and says what happened on these accounts since they are
/// watched and was not raised yet. Nothing within the cooldown after a run of the same playbook: that is raised after it,
/// if it still stands.
pub async fn happened(
    conn: &mut PgConnection,
    org: OrgId,
    accounts: &[AccountId],
    rules: &Rules,
    (today, now): (NaiveDate, DateTime<Utc>),
) -> sqlx::Result<Vec<Happened>> {
    let cap = |day: i64| i32::try_from(day).unwrap_or(i32::MAX / 2);
    let phases: Vec<&str> = Phase::ALL.iter().map(|phase| phase.as_str()).collect();
    let first: Vec<i32> = Phase::ALL.iter().map(|phase| cap(phase.days(&rules.lifecycle).0)).collect();
    let last: Vec<i32> = Phase::ALL.iter().map(|phase| cap(phase.days(&rules.lifecycle).1)).collect();
    let rows = sqlx::query_file!(
        "src/store/plays/sql/happened.sql",
        org.0,
        accounts as &[AccountId],
        today,
        now,
        &phases as &[&str],
        &first,
        &last,
        i32::try_from(rules.plays.cooldown_days).unwrap_or(i32::MAX),
    )
    .fetch_all(conn)
    .await?;
    let happened = rows.into_iter().filter_map(|row| {
        Some(Happened {
            key: row.key,
            account: row.account,
            playbook: row.playbook,
            // What an older version of the bot could read, and this one cannot, starts nothing.
            occasion: row.occasion.parse().ok()?,
            start: if row.start_by.as_deref() == Some("itself") { StartBy::Itself } else { StartBy::Proposal },
            when: row.condition,
            episode: row.episode,
            run: row.run,
        })
    });
    Ok(happened.collect())
}

/// What becomes of something that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Raised {
    /// A person may start it.
    Offered,
    /// A worker starts it.
    Starting,
    /// A run is at work already.
    Again(RunId),
}

impl Raised {
    fn as_str(self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Starting => "starting",
            Self::Again(_) => "again",
        }
    }
}

/// Writes down what happened, each event once; says which runs fired again by that.
pub async fn raise(
    conn: &mut PgConnection,
    org: OrgId,
    raised: &[(Happened, Raised, Option<&'static str>)],
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<RunId>> {
    let keys: Vec<&str> = raised.iter().map(|(happened, ..)| happened.key.as_str()).collect();
    let accounts: Vec<AccountId> = raised.iter().map(|(happened, ..)| happened.account).collect();
    let playbooks: Vec<&str> = raised.iter().map(|(happened, ..)| happened.playbook.as_str()).collect();
    let occasions: Vec<String> = raised.iter().map(|(happened, ..)| happened.occasion.to_string()).collect();
    let states: Vec<&str> = raised.iter().map(|(_, raised, _)| raised.as_str()).collect();
    let why_not: Vec<Option<&str>> = raised.iter().map(|(.., why)| *why).collect();
    let runs: Vec<Option<RunId>> = raised
        .iter()
        .map(|(_, raised, _)| match raised {
            Raised::Again(run) => Some(*run),
            Raised::Offered | Raised::Starting => None,
        })
        .collect();
    let again = sqlx::query_scalar!(
        r#"insert into play_occasions (org_id, key, account_id, playbook, occasion, state, run_id, why_not, raised_at)
           select $1, key, account_id, playbook, occasion, state, run_id, why_not, $9
           from unnest($2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::text[])
             as o (key, account_id, playbook, occasion, state, run_id, why_not)
           on conflict do nothing returning run_id as "run: RunId""#,
        org.0,
        &keys as &[&str],
        &accounts as &[AccountId],
        &playbooks as &[&str],
        &occasions,
        &states as &[&str],
        &runs as &[Option<RunId>],
        &why_not as &[Option<&str>],
        now,
    )
    .fetch_all(conn)
    .await?;
    let mut again: Vec<RunId> = again.into_iter().flatten().collect();
    again.sort_unstable();
    again.dedup();
    Ok(again)
}

/// Puts signals in play that fired while the play that they call for was at work: nobody is asked again. Names those that
/// moved.
pub async fn join_runs(
    conn: &mut PgConnection,
    org: OrgId,
    joining: &[(EpisodeId, RunId)],
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<EpisodeId>> {
    let episodes: Vec<EpisodeId> = joining.iter().map(|(episode, _)| *episode).collect();
    let runs: Vec<RunId> = joining.iter().map(|(_, run)| *run).collect();
    sqlx::query_scalar!(
        r#"with held as materialized (
             select s.id, s.state, j.run_id from signals s
             join unnest($2::uuid[], $3::uuid[]) as j (id, run_id) on j.id = s.id
             where s.org_id = $1 and s.state in ('open', 'claimed', 'snoozed') order by s.id for update of s),
           moved as (
             update signals s set state = 'in_play', run_id = held.run_id, version = s.version + 1, announce_at = null,
               claimed_by = coalesce(s.claimed_by, r.owner_id), claimed_at = coalesce(s.claimed_at, $4)
             from held join playbook_runs r on r.org_id = $1 and r.id = held.run_id
             where s.org_id = $1 and s.id = held.id returning s.id, s.version, held.state as from_state)
           insert into signal_moves (org_id, signal_id, from_state, to_state, version, moved_at, note)
           select $1, id, from_state, 'in_play', version, $4, 'its play was at work already' from moved
           returning signal_id as "id: EpisodeId""#,
        org.0,
        &episodes as &[EpisodeId],
        &runs as &[RunId],
        now,
    )
    .fetch_all(conn)
    .await
}

/// A playbook that is to start by itself.
#[derive(Clone, Debug)]
pub struct Starting {
    /// Whose data.
    pub org: OrgId,
    /// Names the event.
    pub key: String,
    /// On which account.
    pub account: AccountId,
    /// Which playbook.
    pub playbook: String,
    /// Why.
    pub occasion: Occasion,
}

/// What is to start by itself, the oldest first, in none of the organisations `aside`. Nothing is held: the event's key and the one running run of a playbook
/// and account keep a second start from happening.
pub async fn starting(conn: &mut PgConnection, aside: &[OrgId], n: i64) -> sqlx::Result<Vec<Starting>> {
    let rows = sqlx::query!(
        r#"select org_id as "org: OrgId", key, account_id as "account: AccountId", playbook, occasion
           from play_occasions where state = 'starting' and org_id <> all($2) order by raised_at, key limit $1"#,
        n,
        aside as &[OrgId],
    )
    .fetch_all(conn)
    .await?;
    let starting = rows.into_iter().filter_map(|row| {
        let occasion = row.occasion.parse().ok()?;
        Some(Starting { org: row.org, key: row.key, account: row.account, playbook: row.playbook, occasion })
    });
    Ok(starting.collect())
}

/// A run began by itself, for this occasion.
pub async fn started_itself(conn: &mut PgConnection, what: &Starting, run: RunId) -> sqlx::Result<()> {
    sqlx::query!(
        "update playbook_runs set occasion = $3, by_itself = true where org_id = $1 and id = $2",
        what.org.0,
        run.0,
        what.occasion.to_string(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What was to start by itself cannot, and a person is asked.
pub async fn ask_instead(conn: &mut PgConnection, what: &Starting, why_not: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "update play_occasions set state = 'offered', why_not = $3 where org_id = $1 and key = $2 and state = 'starting'",
        what.org.0,
        what.key,
        why_not,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Somebody started what was offered: the occasion is the run's, and no digest offers it any more.
pub async fn taken_up(
    conn: &mut PgConnection,
    org: OrgId,
    (account, playbook): (AccountId, &str),
    run: RunId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "with taken as (
           update play_occasions set state = 'started', run_id = $4
           where org_id = $1 and account_id = $2 and playbook = $3 and state in ('offered', 'starting')
           returning occasion, raised_at)
         update playbook_runs set occasion = (select occasion from taken order by raised_at desc, occasion limit 1)
         where org_id = $1 and id = $4 and exists (select from taken)",
        org.0,
        account.0,
        playbook,
        run.0,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whose proposals, and since when.
#[derive(Clone, Copy, Debug)]
pub struct Proposals<'a> {
    /// Whose data.
    pub org: OrgId,
    /// The owners of the accounts; `None`: everybody's.
    pub owners: Option<&'a [PersonId]>,
    /// Raised after this.
    pub since: DateTime<Utc>,
    /// And not after this.
    pub now: DateTime<Utc>,
    /// The reader's day.
    pub today: NaiveDate,
}

/// What is proposed on account of a phase or a checkpoint: a signal has its own card, unless it was to start something by
/// itself and could not. The nearest renewal first.
pub async fn proposed(conn: &mut PgConnection, wanted: &Proposals<'_>) -> sqlx::Result<Vec<ProposedPlay>> {
    let rows = sqlx::query!(
        r#"select o.playbook, o.occasion, o.why_not, a.id as "account: AccountId", a.name, a.arr_minor, a.currency,
                  y.title as "title!", r.ends_on as "ends_on?"
           from play_occasions o
           join accounts a on a.org_id = o.org_id and a.id = o.account_id and a.churned_on is null
           join lateral (select definition ->> 'title' as title, retired_at from playbooks
             where org_id = o.org_id and name = o.playbook order by version desc limit 1) y on y.retired_at is null
           left join renewals($1, $5) r on r.account_id = a.id
           where o.org_id = $1 and o.state = 'offered' and $3 < o.raised_at and o.raised_at <= $4
             and ($2::uuid[] is null or a.owner_id = any($2))
             and (o.occasion not like 'signal %' or o.why_not is not null)
             and not exists (select from playbook_runs p where p.org_id = $1 and p.account_id = a.id
               and p.playbook = o.playbook and p.state = 'running')
           order by r.ends_on nulls last, a.name, o.playbook"#,
        wanted.org.0,
        wanted.owners as Option<&[PersonId]>,
        wanted.since,
        wanted.now,
        wanted.today,
    )
    .fetch_all(conn)
    .await?;
    let rows = rows.into_iter().map(|row| {
        let Ok(occasion) = row.occasion.parse() else { return Ok(None) };
        Ok(Some(ProposedPlay {
            account: AccountRef { id: row.account, name: row.name },
            arr: money(row.arr_minor, &row.currency)?,
            playbook: row.playbook,
            title: row.title,
            occasion,
            renewal_in_days: row.ends_on.map(|ends_on| (ends_on - wanted.today).num_days()),
            why_not: row.why_not,
            is_started: false,
        }))
    });
    rows.filter_map(Result::transpose).collect()
}

/// Which of these plays are at work on these accounts, for a digest that is drawn again.
pub async fn at_work(
    conn: &mut PgConnection,
    org: OrgId,
    wanted: &[(AccountId, &str)],
) -> sqlx::Result<Vec<(AccountId, String)>> {
    let accounts: Vec<AccountId> = wanted.iter().map(|(account, _)| *account).collect();
    let playbooks: Vec<&str> = wanted.iter().map(|(_, playbook)| *playbook).collect();
    let rows = sqlx::query!(
        r#"select r.account_id as "account: AccountId", r.playbook from playbook_runs r
           join unnest($2::uuid[], $3::text[]) as w (account_id, playbook)
             on w.account_id = r.account_id and w.playbook = r.playbook
           where r.org_id = $1 and r.state = 'running'"#,
        org.0,
        &accounts as &[AccountId],
        &playbooks as &[&str],
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.account, row.playbook)).collect())
}

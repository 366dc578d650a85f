//! What came of playbooks, by a fixed number of statements however many runs there are.

use chrono::{Days, NaiveDate, NaiveTime};
use chrono_tz::Tz;
use sqlx::PgConnection;

use crate::domain::cadence::{at_local, local_day};
use crate::domain::health::Milli;
use crate::domain::ids::{OrgId, PersonId};
use crate::domain::person::Actor;
use crate::domain::playbook::{PlayStats, PlayStatsView, Playbook, RunEntry, StatsAsk, compare};
use crate::domain::portfolio::PeriodAsked;
use crate::domain::refusal::Refusal;
use crate::domain::rules::Rules;
use crate::operations::sight::For;
use crate::operations::{App, Failure};
use crate::store::plays::ledger::{self, Wanted};
use crate::store::{digests, handovers, playbooks};

/// Who asks, and by whose clock days are read.
#[derive(Clone, Copy, Debug)]
pub enum Asker<'a> {
    /// Somebody in Slack.
    Person(&'a Actor),
    /// Whoever runs the bot.
    Operator(OrgId),
}

impl Asker<'_> {
    fn org(self) -> OrgId {
        match self {
            Self::Person(actor) => actor.org,
            Self::Operator(org) => org,
        }
    }

    /// Who asks; nobody at a terminal.
    fn person(self) -> Option<PersonId> {
        match self {
            Self::Person(actor) => Some(actor.id()),
            Self::Operator(_) => None,
        }
    }

    fn whom(&self) -> For<'_> {
        match self {
            Self::Person(actor) => (*actor).into(),
            Self::Operator(org) => For::Everybody(*org),
        }
    }

    fn zone(self) -> Tz {
        match self {
            Self::Person(actor) => actor.person.zone,
            Self::Operator(_) => Tz::UTC,
        }
    }
}

/// The ledger of one playbook, or of all that ran in a period. Half a name will do where it can only mean one.
pub async fn stats(app: &App, asker: Asker<'_>, ask: &StatsAsk) -> Result<PlayStatsView, Failure> {
    let now = app.clock.now();
    let today = local_day(now, asker.zone());
    let period = ask.period.unwrap_or(PeriodAsked::TwelveMonths).on(today);
    let mut conn = app.read(asker.whom()).await?;
    let all = playbooks::all(&mut conn, asker.org()).await?;
    let one = ask.playbook.as_deref().map(|wanted| meant(&all, wanted)).transpose()?;
    let team = match &ask.team {
        Some(wanted) => Some(of_team(&mut conn, asker.org(), wanted).await?),
        None => None,
    };
    let own = asker.person().filter(|_| ask.is_own).map(|person| vec![person]);
    let midnight = |day: NaiveDate| at_local(asker.zone(), day, NaiveTime::MIN);
    let wanted = Wanted {
        org: asker.org(),
        playbook: one.map(|playbook| playbook.name.as_str()),
        owners: team.as_ref().map(|(_, owners)| owners.as_slice()).or(own.as_deref()),
        from: midnight(period.from),
        to: midnight(period.to + Days::new(1)),
        now,
    };
    let mut rows = stats_on(&mut conn, &app.rules, (&all, &wanted)).await?;
    if let Some(playbook) = one {
        let row = rows.first_mut().filter(|row| row.playbook == playbook.name);
        let compared = compared(&mut conn, &app.rules, &wanted, playbook).await?;
        match row {
            Some(row) => row.compared = Some(compared),
            None => rows = vec![PlayStats { compared: Some(compared), ..named(playbook) }],
        }
    }
    let rules = &app.rules.plays;
    let (kept_after_days, compared_after_days) = (rules.kept_after_days, rules.compared_after_days);
    let (is_one, team) = (one.is_some(), team.map(|(name, _)| name));
    Ok(PlayStatsView {
        period,
        is_one,
        team,
        is_own: own.is_some(),
        rows,
        kept_after_days,
        compared_after_days,
        as_of: now,
    })
}

/// A team as its people write it, and who is of it.
async fn of_team(conn: &mut PgConnection, org: OrgId, wanted: &str) -> Result<(String, Vec<PersonId>), Failure> {
    let Some((name, ..)) = handovers::team(conn, org, wanted).await? else {
        let teams = handovers::teams(conn, org).await?;
        return Err(Refusal::NoSuchTeam { wanted: wanted.to_owned(), teams }.into());
    };
    let people = digests::team(conn, org, &name).await?;
    Ok((name, people))
}

/// The playbook that somebody means.
fn meant<'a>(all: &'a [Playbook], wanted: &str) -> Result<&'a Playbook, Refusal> {
    let name = wanted.trim().to_lowercase().replace([' ', '-'], "_");
    let mut near = all.iter().filter(|playbook| !name.is_empty() && playbook.name.contains(&name));
    let exact = all.iter().find(|playbook| playbook.name == name);
    match (exact, near.next(), near.next()) {
        (Some(playbook), ..) | (None, Some(playbook), None) => Ok(playbook),
        (None, ..) => {
            let names = all.iter().map(|playbook| playbook.name.clone()).collect();
            Err(Refusal::NoSuchPlaybook { wanted: wanted.to_owned(), names })
        }
    }
}

fn named(playbook: &Playbook) -> PlayStats {
    PlayStats { playbook: playbook.name.clone(), title: playbook.title.clone(), ..PlayStats::default() }
}

/// The ledger on a connection of the caller's, without the comparison; of playbooks that ran in the period, or have a step
/// overdue, the most used first.
pub async fn stats_on(
    conn: &mut PgConnection,
    rules: &Rules,
    (all, wanted): (&[Playbook], &Wanted<'_>),
) -> Result<Vec<PlayStats>, Failure> {
    let entries = ledger::entries(conn, wanted).await?;
    let acknowledged = ledger::acknowledged(conn, wanted).await?;
    let overdue = ledger::overdue(conn, wanted).await?;
    let mut rows = Vec::new();
    for playbook in all.iter().filter(|playbook| wanted.playbook.is_none_or(|name| playbook.name == name)) {
        let of: Vec<RunEntry> = entries.iter().filter(|run| run.playbook == playbook.name).cloned().collect();
        let late: Vec<_> = overdue.iter().filter(|(name, ..)| *name == playbook.name).collect();
        if of.is_empty() && late.is_empty() {
            continue;
        }
        let counted = PlayStats::of(&of, rules.plays.kept_after_days, wanted.now)
            .map_err(|fault| anyhow::anyhow!("the revenue has no sum: {fault:?}"))?;
        let told = acknowledged.iter().find(|(name, _)| *name == playbook.name);
        rows.push(PlayStats {
            playbook: playbook.name.clone(),
            title: playbook.title.clone(),
            acknowledged: told.map(|(_, median)| *median).unwrap_or_default(),
            overdue: late.into_iter().map(|(_, whose, n)| (whose.clone(), *n)).collect(),
            ..counted
        });
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.started));
    Ok(rows)
}

async fn compared(
    conn: &mut PgConnection,
    rules: &Rules,
    wanted: &Wanted<'_>,
    playbook: &Playbook,
) -> Result<crate::domain::playbook::Compared, Failure> {
    let rules = &rules.plays;
    let after_days = i32::try_from(rules.compared_after_days).unwrap_or(i32::MAX);
    let cases = ledger::cases(conn, wanted, &playbook.name, &playbook.signals(), after_days).await?;
    let within = Milli(i32::try_from(rules.alike_within_points * 1_000).unwrap_or(i32::MAX));
    Ok(compare(&cases, within))
}

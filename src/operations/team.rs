//! What CSMs carry, and what waits with them: a row each, for their leaders and for themselves.

use std::collections::{BTreeMap, HashMap};

use chrono_tz::Tz;

use super::sight::For;
use super::{App, Failure};
use crate::domain::account::BandCounts;
use crate::domain::cadence::local_day;
use crate::domain::capacity::{Carried, Held, SegmentCheck};
use crate::domain::effort::{TimeSplit, WEEKS, WrongTouch};
use crate::domain::health::Band;
use crate::domain::ids::{OrgId, PersonId};
use crate::domain::money::{MoneyFault, Totals};
use crate::domain::person::{Actor, Person, PersonRef, Role};
use crate::domain::refusal::Refusal;
use crate::domain::rules::Rules;
use crate::domain::segment::Segment;
use crate::domain::team::{Behind, CsmRow, Part, PartView, TeamView, TechTouch, Whose};
use crate::store::team::{self, About, Group, Spent, Waiting};
use crate::store::{behind, people};

/// The person that somebody means, by `@name` or a Slack id.
pub async fn person(app: &App, actor: &Actor, typed: &str) -> Result<PersonRef, Failure> {
    let mut conn = app.read(actor).await?;
    let mut meant = people::meant(&mut conn, actor.org, typed.trim_start_matches('@')).await?;
    if meant.len() == 1 {
        return Ok(meant.swap_remove(0));
    }
    let names = meant.into_iter().map(|person| person.name).collect();
    Err(Refusal::NoSuchPerson { wanted: typed.to_owned(), names }.into())
}

/// What CSMs carry. Managers see everybody; a CSM sees their own row, whichever team they ask for.
pub async fn capacity(app: &App, actor: &Actor, whose: Whose) -> Result<TeamView, Failure> {
    let own = Whose::Person(actor.id());
    match (actor.person.role, whose) {
        (Role::Viewer, _) => Err(Refusal::NotAllowed { needs: Role::Csm }.into()),
        (Role::Csm, Whose::Own) => gather(app, actor.into(), own).await,
        (Role::Csm, whose) if whose == own => gather(app, actor.into(), own).await,
        (Role::Csm, _) => Err(Refusal::NotAllowed { needs: Role::Manager }.into()),
        (Role::Manager | Role::Admin, whose) => gather(app, actor.into(), whose).await,
    }
}

/// The leader's view of CSMs. For managers.
pub async fn team(app: &App, actor: &Actor, whose: Whose) -> Result<TeamView, Failure> {
    if actor.person.role < Role::Manager {
        return Err(Refusal::NotAllowed { needs: Role::Manager }.into());
    }
    gather(app, actor.into(), whose).await
}

/// The accounts behind a number of a person, where no filter of a book names them.
pub async fn part(app: &App, actor: &Actor, person: PersonId, part: Part) -> Result<PartView, Failure> {
    if actor.person.role < Role::Manager && actor.id() != person {
        return Err(Refusal::NotAllowed { needs: Role::Manager }.into());
    }
    let now = app.clock.now();
    let mut conn = app.read(actor).await?;
    let who = people::by_ids(&mut conn, actor.org, &[person]).await?.pop().ok_or(Refusal::Gone)?;
    let about = About { org: actor.org, people: &[person], today: local_day(now, actor.person.zone), now };
    let rows = match part {
        Part::Overdue => behind::overdue(&mut conn, about).await?,
        Part::Signals => behind::signals(&mut conn, about).await?,
        Part::Disagreements => behind::disagreements(&mut conn, about).await?,
        Part::Wrong => {
            let wrong = team::wrong_touches(&mut conn, about, &app.rules).await?;
            wrong.into_iter().map(|wrong| (wrong.account.clone(), Behind::Wrong(wrong))).collect()
        }
        // These are books.
        Part::Book | Part::Red | Part::Renewals => return Err(Refusal::Gone.into()),
    };
    Ok(PartView { person: who.who, part, rows })
}

/// Everything about the CSMs who are meant, from one statement for each kind of number.
async fn gather(app: &App, whom: For<'_>, whose: Whose) -> Result<TeamView, Failure> {
    let now = app.clock.now();
    let mut conn = app.read(whom).await?;
    let (org, asker) = match whom {
        For::Person(org, person) => (org, Some(person)),
        For::Everybody(org) => (org, None),
    };
    let ids = team::people(&mut conn, org, &whose, asker).await?;
    let about = About { org, people: &ids, today: local_day(now, asker.map_or(Tz::UTC, |person| person.zone)), now };
    let rules = &app.rules;
    let found = Found {
        groups: team::groups(&mut conn, about).await?,
        waiting: team::waiting(&mut conn, about).await?,
        wrong: team::wrong_touches(&mut conn, about, rules).await?,
        spent: team::spent(&mut conn, about, rules.lifecycle.onboarding_until_day).await?,
    };
    let people = people::by_ids(&mut conn, org, &ids).await?;
    let rows = people.iter().map(|person| row(rules, person, &found)).collect::<Result<Vec<_>, _>>();
    let mut rows = rows.map_err(uncountable)?;
    rows.sort_by(|one, other| {
        one.carried.heavier(&other.carried).then_with(|| one.person.name.cmp(&other.person.name))
    });
    let tech_touch = tech_touch(rules, &people, &found.groups).map_err(uncountable)?;
    let of_nobody = found.groups.iter().filter(|group| group.owner.is_none());
    let without_owner = held(of_nobody).map_err(uncountable)?;
    Ok(TeamView { whose, rows, tech_touch, without_owner, wrong: found.wrong, target: rules.time, as_of: now })
}

/// What the statements said.
struct Found {
    groups: Vec<Group>,
    waiting: Vec<Waiting>,
    wrong: Vec<WrongTouch>,
    spent: Vec<Spent>,
}

type Sum<T> = Result<T, MoneyFault>;

fn uncountable(fault: MoneyFault) -> Failure {
    Failure::Broken(anyhow::anyhow!("the revenue has no sum: {fault:?}"))
}

fn row(rules: &Rules, person: &Person, found: &Found) -> Sum<CsmRow> {
    let id = person.who.id;
    let groups: Vec<&Group> = found.groups.iter().filter(|group| group.owner == Some(id)).collect();
    let Held { n_accounts, arr } = held(groups.iter().copied())?;
    let waiting = found.waiting.iter().find(|waiting| waiting.person == id);
    let mut arr_by_band: [Totals; 4] = Default::default();
    let mut bands = BandCounts::default();
    for group in &groups {
        let (place, count) = match group.band {
            Some(Band::Red) => (0, &mut bands.red),
            Some(Band::Yellow) => (1, &mut bands.yellow),
            Some(Band::Green) => (2, &mut bands.green),
            None => (3, &mut bands.unknown),
        };
        *count += group.n;
        arr_by_band[place].add(group.arr)?;
    }
    let n_wrong = found.wrong.iter().filter(|wrong| wrong.owner == Some(id)).count();
    Ok(CsmRow {
        person: person.who.clone(),
        team: person.team.clone(),
        n_accounts,
        arr,
        bands,
        arr_by_band,
        n_renewals: groups.iter().map(|group| group.n_renewals).sum(),
        n_overdue: waiting.map_or(0, |waiting| waiting.n_overdue),
        n_signals: waiting.map_or(0, |waiting| waiting.n_signals),
        n_disagreements: waiting.map_or(0, |waiting| waiting.n_disagreements),
        n_wrong: i64::try_from(n_wrong).unwrap_or(i64::MAX),
        carried: Carried::of(&rules.capacity, &by_segment(&groups)?)?,
        n_without_segment: groups.iter().filter(|group| group.segment.is_none()).map(|group| group.n).sum(),
        time: time(person, &found.spent),
    })
}

fn held<'a>(groups: impl Iterator<Item = &'a Group>) -> Sum<Held> {
    let mut held = Held::default();
    for group in groups {
        held.n_accounts += group.n;
        held.arr.add(group.arr)?;
    }
    Ok(held)
}

fn by_segment(groups: &[&Group]) -> Sum<Vec<(Segment, Held)>> {
    let of = |segment| held(groups.iter().copied().filter(move |group| group.segment == Some(segment)));
    Segment::ALL.into_iter().map(|segment| Ok((segment, of(segment)?))).collect()
}

/// Tech-touch is automated: a team's, not a person's.
fn tech_touch(rules: &Rules, people: &[Person], groups: &[Group]) -> Sum<Vec<TechTouch>> {
    let team_of: HashMap<PersonId, &str> = people.iter().map(|person| (person.who.id, person.team.as_str())).collect();
    let mut teams: BTreeMap<&str, Vec<&Group>> = BTreeMap::new();
    for group in groups.iter().filter(|group| group.segment == Some(Segment::TechTouch)) {
        if let Some(team) = group.owner.and_then(|owner| team_of.get(&owner)) {
            teams.entry(team).or_default().push(group);
        }
    }
    let checks = teams.into_iter().map(|(team, groups)| {
        let check = SegmentCheck::of(&rules.capacity, Segment::TechTouch, &held(groups.into_iter())?)?;
        Ok(TechTouch { team: team.to_owned(), check })
    });
    checks.collect()
}

fn time(person: &Person, spent: &[Spent]) -> TimeSplit {
    let own: Vec<&Spent> = spent.iter().filter(|spent| spent.person == person.who.id).collect();
    let mut minutes = BTreeMap::new();
    for spent in &own {
        *minutes.entry(spent.purpose).or_insert(0) += spent.minutes;
    }
    let day = (person.working_to - person.working_from).num_minutes().rem_euclid(24 * 60);
    let n_days = i64::try_from(person.working_days.len()).unwrap_or(0);
    TimeSplit {
        minutes: minutes.into_iter().collect(),
        n_without_minutes: own.iter().map(|spent| spent.n_without).sum(),
        working_minutes: day * n_days * WEEKS,
    }
}

/// What somebody at a terminal is told of everybody, or of one team.
pub async fn of_terminal(app: &App, org: OrgId, team: Option<String>) -> Result<TeamView, Failure> {
    of_all(app, For::Everybody(org), team).await
}

/// Everybody, or one team, as somebody sees them.
pub(super) async fn of_all(app: &App, whom: For<'_>, team: Option<String>) -> Result<TeamView, Failure> {
    gather(app, whom, team.map_or(Whose::All, Whose::Team)).await
}

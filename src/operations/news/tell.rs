//! Telling channels: a batch of news is matched by one statement with all that is subscribed, and becomes one post a channel,
//! whichever of its subscriptions takes it.

use std::collections::{HashMap, HashSet};

use chrono::{NaiveDate, TimeDelta};

use crate::domain::cadence::local_day;
use crate::domain::ids::OrgId;
use crate::operations::{App, Failure};
use crate::store::news::{self, Batch, Match, Post};

/// News that are told in one transaction.
const BATCH: i64 = 200;
/// The days of two people are one apart at most.
const TWO_DAYS: TimeDelta = TimeDelta::days(2);
/// News that were told are known for so long, so that they are raised once.
const REMEMBERED: TimeDelta = TimeDelta::days(60);

/// The organisations that have something to tell.
pub async fn waiting(app: &App) -> Result<Vec<OrgId>, Failure> {
    let mut conn = app.work.acquire().await?;
    Ok(news::waiting(&mut conn).await?)
}

/// The oldest that one of them has to tell, and the channels that may hear of it; the caller says in which of these outsiders
/// read.
pub async fn batch(app: &App, org: OrgId) -> Result<Batch, Failure> {
    let mut conn = app.work.acquire().await?;
    Ok(news::batch(&mut conn, org, BATCH).await?)
}

/// Tells it, but in none of the channels `aside`; says how much. While another replica does, this one does not: of two none
/// knows how full a channel's day is.
pub async fn tell(app: &App, (org, batch): (OrgId, &[i64]), aside: &[String]) -> Result<usize, Failure> {
    let now = app.clock.now();
    let mut tx = app.begin_work().await?;
    if !news::take_turn(&mut tx, org).await? {
        return Ok(0);
    }
    let batch = news::claim(&mut tx, org, batch).await?;
    if batch.is_empty() {
        return Ok(0);
    }
    let today = now.date_naive();
    let matches = news::matches(&mut tx, (org, &batch), &app.rules.lifecycle, aside, today).await?;
    let channels: Vec<String> = matches.iter().map(|one| one.channel.clone()).collect();
    let told = news::n_told(&mut tx, org, &channels, today - TWO_DAYS).await?;
    let told = told.into_iter().map(|(channel, day, n)| ((channel, day), n)).collect();
    let day = |one: &Match| local_day(now, one.zone);
    let posts = posts(matches, told, app.rules.signals.alerts_a_day, day);
    if !posts.is_empty() {
        news::post(&mut tx, org, &posts, now).await?;
    }
    news::told(&mut tx, org, &batch, now).await?;
    tx.commit().await?;
    Ok(batch.len())
}

/// Forgets what was told long ago.
pub async fn forget(app: &App, org: OrgId) -> Result<u64, Failure> {
    let mut tx = app.begin_work().await?;
    let n = news::forget(&mut tx, org, app.clock.now() - REMEMBERED).await?;
    tx.commit().await?;
    Ok(n)
}

/// One post for each channel and piece of news. What counts is posted while a channel's day has room. A change of colour
/// whose signal the channel hears of is told by that.
fn posts(
    matches: Vec<Match>,
    mut told: HashMap<(String, NaiveDate), i64>,
    most_a_day: i64,
    day: impl Fn(&Match) -> NaiveDate,
) -> Vec<Post> {
    let place = |one: &Match| (one.news, one.channel.clone());
    let mut known: HashSet<(i64, String)> = matches.iter().filter(|one| one.is_by_signal).map(place).collect();
    let mut posts = Vec::new();
    for one in matches {
        if !known.insert(place(&one)) {
            continue;
        }
        let day = day(&one);
        let n_today = told.entry((one.channel.clone(), day)).or_default();
        let posted = !one.counts || *n_today < most_a_day;
        *n_today += i64::from(one.counts && posted);
        posts.push(Post {
            news: one.news,
            subscription: one.subscription,
            installation: one.installation,
            channel: one.channel,
            day,
            posted,
        });
    }
    posts
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::{InstallationId, SubscriptionId};

    fn of(news: i64, channel: &str) -> Match {
        Match {
            news,
            subscription: SubscriptionId(Uuid::from_u128(news.unsigned_abs().into())),
            installation: InstallationId(Uuid::nil()),
            channel: channel.into(),
            is_by_signal: false,
            counts: true,
            zone: Tz::UTC,
        }
    }

    #[track_caller]
    fn check(matches: Vec<Match>, told: i64, expected: &[(i64, &str, bool)]) {
        let told = [(("C1".to_owned(), NaiveDate::default()), told)].into();
        let posts = posts(matches, told, 2, |_| NaiveDate::default());
        let posts: Vec<(i64, &str, bool)> =
            posts.iter().map(|post| (post.news, post.channel.as_str(), post.posted)).collect();
        assert_eq!(posts, expected);
    }

    #[test]
    fn a_channel_is_told_once_and_not_too_often() {
        check(vec![of(1, "C1"), of(1, "C1"), of(1, "C2")], 0, &[(1, "C1", true), (1, "C2", true)]);
        check(vec![of(1, "C1"), of(2, "C1"), of(3, "C1")], 0, &[(1, "C1", true), (2, "C1", true), (3, "C1", false)]);
        check(vec![of(1, "C1"), of(1, "C2")], 2, &[(1, "C1", false), (1, "C2", true)]);
        let critical = Match { counts: false, ..of(9, "C1") };
        check(vec![critical, of(10, "C1")], 2, &[(9, "C1", true), (10, "C1", false)]);
    }

    #[test]
    fn a_signal_tells_of_the_colour_as_well() {
        let by_signal = |channel| Match { is_by_signal: true, ..of(1, channel) };
        check(vec![of(1, "C1"), by_signal("C1"), of(1, "C2")], 0, &[(1, "C2", true)]);
        check(vec![by_signal("C1")], 0, &[]);
    }
}

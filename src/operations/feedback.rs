//! What customers ask for: recorded, taken back, listed. Anybody who works accounts may record it of any, as with touches.

use chrono::{NaiveDate, TimeDelta};
use serde_json::json;

use super::touches::may_log;
use super::{App, Failure, news};
use crate::domain::account::AccountRef;
use crate::domain::cadence::local_day;
use crate::domain::feedback::{Feedback, FeedbackRecorded, FeedbackRefusal, FeedbackTheme};
use crate::domain::ids::{AccountId, FeedbackId};
use crate::domain::person::Actor;
use crate::domain::record::RecordRefusal;
use crate::domain::refusal::Refusal;
use crate::domain::rules::Rules;
use crate::store::feedback::{self, NewFeedback};
use crate::store::{accounts, audit, cards};

/// Themes that a form offers.
const MOST_OFFERED: i64 = 40;

/// The id of the feedback with a key: the same click or the same message is the same feedback.
pub fn id_of(actor: &Actor, key: &str) -> FeedbackId {
    FeedbackId::named(actor.org, key)
}

/// The first of the days in which a theme counts.
pub(super) fn counts_from(rules: &Rules, today: NaiveDate) -> NaiveDate {
    today - TimeDelta::days(rules.portfolio.theme_within_days - 1)
}

/// Themes that somebody may choose from, the newest first.
pub async fn known_themes(app: &App, actor: &Actor) -> Result<Vec<FeedbackTheme>, Failure> {
    may_log(actor)?;
    let mut conn = app.read(actor).await?;
    Ok(feedback::known_themes(&mut conn, actor.org, MOST_OFFERED).await?)
}

/// Records feedback once a key.
pub async fn record(
    app: &App,
    actor: &Actor,
    account: AccountId,
    said: &Feedback,
    key: &str,
) -> Result<FeedbackRecorded, Failure> {
    may_log(actor)?;
    let now = app.clock.now();
    let today = local_day(now, actor.person.zone);
    let said = said.checked(today).map_err(refused)?;
    let mut tx = app.begin(actor).await?;
    let named = accounts::by_id(&mut tx, actor.org, account).await?.ok_or(Refusal::Gone)?;
    let id = id_of(actor, key);
    let new = NewFeedback { id, account, by: actor.id(), feedback: &said };
    if !feedback::insert(&mut tx, actor.org, &new, now).await? {
        let known = feedback::known(&mut tx, actor.org, id).await?.ok_or(Refusal::Gone)?;
        return Ok(FeedbackRecorded::Before { account: known.account, by: known.by, at: known.at });
    }
    let standing = feedback::standing(&mut tx, actor.org, &said.themes, counts_from(&app.rules, today)).await?;
    let detail = json!({ "feedback": id, "n_themes": said.themes.len(), "on": said.on });
    let entry = audit::Entry {
        actor: Some(actor.id()),
        verb: "feedback.record",
        subject: format!("account:{account}"),
        detail,
    };
    audit::record(&mut tx, actor.org, &entry, now).await?;
    news::feedback_given(&mut tx, actor.org, (account, id), now).await?;
    tx.commit().await?;
    Ok(FeedbackRecorded::Now { account: named, feedback: said, standing })
}

/// Takes back feedback that the actor recorded.
pub async fn take_back(app: &App, actor: &Actor, id: FeedbackId) -> Result<AccountRef, Failure> {
    let now = app.clock.now();
    let mut tx = app.begin(actor).await?;
    let account = feedback::remove(&mut tx, actor.org, id, actor.id()).await?;
    let account = account.ok_or(refused(FeedbackRefusal::NotThere))?;
    let entry = audit::Entry {
        actor: Some(actor.id()),
        verb: "feedback.take_back",
        subject: format!("account:{}", account.id),
        detail: json!({ "feedback": id }),
    };
    audit::record(&mut tx, actor.org, &entry, now).await?;
    cards::redraw(&mut tx, actor.org, &news::subject_of(&format!("feedback:{id}")), now).await?;
    tx.commit().await?;
    Ok(account)
}

fn refused(refusal: FeedbackRefusal) -> Refusal {
    Refusal::Record(RecordRefusal::Feedback(refusal))
}

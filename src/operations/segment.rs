//! An account's segment set by a person, with the reason.

use serde_json::json;

use super::rights::may_work_on;
use super::{App, Failure};
use crate::domain::ids::AccountId;
use crate::domain::person::{Actor, Role};
use crate::domain::refusal::Refusal;
use crate::domain::segment::Segment;
use crate::domain::team::SegmentSet;
use crate::store::audit;
use crate::store::segments::{self, Setting};

/// Sets a segment against what the revenue says; `None` lets the revenue decide again. For managers: the segment decides
/// how much of whose time an account gets.
pub async fn set(
    app: &App,
    actor: &Actor,
    account: AccountId,
    segment: Option<Segment>,
    reason: &str,
) -> Result<SegmentSet, Failure> {
    if actor.person.role < Role::Manager {
        return Err(Refusal::NotAllowed { needs: Role::Manager }.into());
    }
    let now = app.clock.now();
    let mut tx = app.begin(actor).await?;
    let held = segments::lock(&mut tx, actor.org, account).await?.ok_or(Refusal::Gone)?;
    may_work_on(&mut tx, &app.rules, actor, account, now).await?;
    let of_revenue = Segment::of(&app.rules.segments, &held.arr);
    segments::set(&mut tx, actor.org, &Setting { account, segment, reason, by: actor.id() }, now).await?;
    let entry = audit::Entry {
        actor: Some(actor.id()),
        verb: "segment.set",
        subject: format!("account:{account}"),
        detail: json!({ "from": held.set.map(Segment::as_str), "to": segment.map(Segment::as_str) }),
    };
    audit::record(&mut tx, actor.org, &entry, now).await?;
    tx.commit().await?;
    Ok(SegmentSet {
        account: held.account,
        before: held.set.unwrap_or(of_revenue),
        now: segment.unwrap_or(of_revenue),
        is_automatic: segment.is_none(),
    })
}

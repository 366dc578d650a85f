//! The voice of a customer, gathered.

use chrono::NaiveDate;
use sqlx::PgConnection;

use super::feedback::counts_from;
use super::{App, Failure};
use crate::domain::advocacy::Advocacy;
use crate::domain::cadence::local_day;
use crate::domain::ids::{AccountId, OrgId};
use crate::domain::person::Actor;
use crate::domain::refusal::Refusal;
use crate::domain::rules::Rules;
use crate::domain::voice::{Voice, VoiceView};
use crate::store::{accounts, advocacy, feedback};

/// What is listed of what was said; a screen of a phone.
const MOST_LISTED: i64 = 5;
/// What is listed of what they do for us.
const MOST_FAVOURS: i64 = 6;

/// Everything that is known of an account's voice.
pub async fn of(app: &App, actor: &Actor, account: AccountId) -> Result<VoiceView, Failure> {
    let today = local_day(app.clock.now(), actor.person.zone);
    let mut conn = app.read(actor).await?;
    let named = accounts::by_id(&mut conn, actor.org, account).await?.ok_or(Refusal::Gone)?;
    let voice = in_short(&mut conn, &app.rules, actor.org, account, today).await?;
    let (lines, n) = feedback::lines(&mut conn, actor.org, account, (None, today), MOST_LISTED).await?;
    let advocacy = advocacy::of(&mut conn, actor.org, account, (None, None), MOST_FAVOURS).await?;
    let days = app.rules.portfolio.theme_within_days;
    Ok(VoiceView { account: named, voice, days, lines, n, advocacy })
}

/// What a card says of it.
pub(super) async fn in_short(
    conn: &mut PgConnection,
    rules: &Rules,
    org: OrgId,
    account: AccountId,
    today: NaiveDate,
) -> Result<Voice, Failure> {
    let asks = feedback::asks(conn, org, account, counts_from(rules, today)).await?;
    let all = advocacy::of(conn, org, account, (None, None), MOST_FAVOURS * 4).await?;
    let mut advocacy: Vec<Advocacy> = Vec::new();
    for one in all {
        if !advocacy.iter().any(|known| known.kind == one.kind) {
            advocacy.push(one);
        }
    }
    Ok(Voice { asks, advocacy })
}

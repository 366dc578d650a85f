//! Showing a card or an answer to a channel: as its asker sees it, once a question.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::renewals::Window;
use super::{App, Failure, lookup, plans, renewals};
use crate::domain::account::{AccountRef, BookScope};
use crate::domain::ids::AccountId;
use crate::domain::notice::Notice;
use crate::domain::person::{Actor, Deed};
use crate::domain::shared::{SharedAnswer, ShownAnswer};
use crate::store::audit::{self, Entry};
use crate::store::cards::{self, NewCard};

/// Which answer.
#[derive(Clone, Debug)]
pub enum Wanted {
    /// A score, explained.
    Why(AccountId),
    /// A success plan.
    Plan(AccountId),
    /// A renewal.
    Forecast(AccountId),
    /// A page of renewals.
    Renewals(Box<Window>),
}

/// The answer as its asker would see it now. Their own accounts are theirs by name: others read it, too.
pub async fn gather(app: &App, actor: &Actor, wanted: Wanted) -> Result<SharedAnswer, Failure> {
    Ok(match wanted {
        Wanted::Why(account) => SharedAnswer::Why(Box::new(lookup::why(app, actor, account).await?)),
        Wanted::Plan(account) => SharedAnswer::Plan(Box::new(plans::of(app, actor, account).await?)),
        Wanted::Forecast(account) => SharedAnswer::Forecast(Box::new(renewals::of_account(app, actor, account).await?)),
        Wanted::Renewals(mut window) => {
            if window.filter.scope == BookScope::Mine {
                window.filter.scope = BookScope::Of(actor.id());
            }
            SharedAnswer::Renewals(Box::new(renewals::list(app, actor, *window).await?))
        }
    })
}

/// Where something is shown, and what asked for it: pressed again, it shows nothing more.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The channel.
    pub channel_id: &'a str,
    /// The question that was answered with yes.
    pub question: &'a str,
}

/// Shows an answer to a channel.
pub async fn answer(app: &App, actor: &Actor, wanted: Wanted, asked: Asked<'_>) -> Result<SharedAnswer, Failure> {
    let answer = gather(app, actor, wanted).await?;
    let now = app.clock.now();
    let by = Deed { by: actor.person.who.clone(), at: now };
    let notice = Notice::Answer(Box::new(ShownAnswer { answer: answer.clone(), by, zone: actor.person.zone }));
    let subject = answer.account().map_or_else(|| "renewals".to_owned(), |account| format!("account:{}", account.id));
    let detail = json!({ "channel": asked.channel_id, "what": answer.verb() });
    let mut tx = app.begin(actor).await?;
    show(&mut tx, actor, (&notice, asked), ("answer.share", subject, detail), now).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Shows an account's card to a channel.
pub async fn card(app: &App, actor: &Actor, account: AccountId, asked: Asked<'_>) -> Result<AccountRef, Failure> {
    let now = app.clock.now();
    let mut tx = app.begin(actor).await?;
    let view = lookup::card_on(&mut tx, (&app.rules, &app.account_urls), actor, account, now).await?;
    let shared = view.account.clone();
    let by = Deed { by: actor.person.who.clone(), at: now };
    let notice = Notice::Shared { account: Box::new(view), by, zone: actor.person.zone };
    let detail = json!({ "channel": asked.channel_id });
    show(&mut tx, actor, (&notice, asked), ("account.share", format!("account:{account}"), detail), now).await?;
    tx.commit().await?;
    Ok(shared)
}

/// Shows a notice, and writes down that it was shown; neither where the question was answered before.
pub(super) async fn show(
    conn: &mut PgConnection,
    actor: &Actor,
    (notice, Asked { channel_id, question }): (&Notice, Asked<'_>),
    (verb, subject, detail): (&'static str, String, Value),
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let card = NewCard { installation: actor.installation, subject: format!("share:{question}"), notice, channel_id };
    if cards::announce(conn, actor.org, &card, now).await? {
        audit::record(conn, actor.org, &Entry { actor: Some(actor.id()), verb, subject, detail }, now).await?;
    }
    Ok(())
}

//! Showing an answer to a channel: as its asker sees it, once a click.

use serde_json::json;

use super::renewals::Window;
use super::{App, Failure, lookup, plans, renewals};
use crate::domain::account::BookScope;
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

/// Shows it to a channel, once a click: `click` names it.
pub async fn share(
    app: &App,
    actor: &Actor,
    wanted: Wanted,
    channel_id: &str,
    click: &str,
) -> Result<SharedAnswer, Failure> {
    let answer = gather(app, actor, wanted).await?;
    let now = app.clock.now();
    let by = Deed { by: actor.person.who.clone(), at: now };
    let notice = Notice::Answer(Box::new(ShownAnswer { answer: answer.clone(), by, zone: actor.person.zone }));
    let mut tx = app.begin(actor).await?;
    let subject = format!("share:{click}");
    let card = NewCard { installation: actor.installation, subject, notice: &notice, channel_id };
    cards::announce(&mut tx, actor.org, &card, now).await?;
    let subject = answer.account().map_or_else(|| "renewals".to_owned(), |account| format!("account:{}", account.id));
    let detail = json!({ "channel": channel_id, "what": answer.verb() });
    let entry = Entry { actor: Some(actor.id()), verb: "answer.share", subject, detail };
    audit::record(&mut tx, actor.org, &entry, now).await?;
    tx.commit().await?;
    Ok(answer)
}

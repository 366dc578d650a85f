//! What the sample's people said of their renewals: ten days ago, and yesterday. In between lies a week's snapshot, so that
//! the first day has something to compare with. All of it goes through the operations, as everybody's words do.

use anyhow::{Context, bail};
use chrono::TimeDelta;

use crate::clock::Clock;
use crate::domain::account::Found;
use crate::domain::ids::OrgId;
use crate::domain::renewal::{AmountText, Category, Wish};
use crate::operations::{App, directory, forecast, lookup, snapshot};

/// Who says what of which account's renewal: category, amount, reason.
type Said = (&'static str, &'static str, Category, Option<&'static str>, &'static str);

const AT_FIRST_DAYS_AGO: i64 = 10;
const SNAPSHOT_DAYS_AGO: i64 = 7;
const LATELY_DAYS_AGO: i64 = 1;

const AT_FIRST: [Said; 14] = [
    ("p-ana", "Trevarro Telecom", Category::Commit, None, "Order form is with their legal"),
    ("p-ana", "Moorhen Media", Category::Commit, None, "Budget is approved"),
    ("p-ana", "Halbmond Optik", Category::AtRisk, Some("30k"), "Hardly used since autumn, nobody minds"),
    ("p-ana", "Brightmoor Schools", Category::Commit, None, "Signs for another school year"),
    ("p-ana", "Grunholt Optics", Category::Likely, None, "Happy, has not seen the terms yet"),
    ("p-ana", "Lumivar Energy", Category::Likely, None, "Their new champion wants to know us first"),
    ("p-ana", "Tarnhill Robotics", Category::Likely, None, "Asked for next year's price list"),
    ("p-ana", "Tidewell Shipping", Category::Commit, None, "Renews as it is"),
    ("p-ana", "Pellworth Insurance", Category::BestCase, Some("60k"), "Wants a discount, pays late"),
    ("p-ana", "Voltessa Charging", Category::Commit, Some("120k"), "Adds the second region"),
    ("p-bo", "Westmarrow Hotels", Category::Commit, None, "Paper is out for signature"),
    ("p-bo", "Ferrowick Steel", Category::Likely, None, "Sponsor said yes before the outage"),
    ("p-bo", "Granthollow Group", Category::Commit, Some("520k"), "Two more units join"),
    ("p-bo", "Cinderpeak Energy", Category::Likely, None, "Three of four teams use it daily"),
];

const LATELY: [Said; 5] = [
    ("p-ana", "Tarnhill Robotics", Category::AtRisk, Some("45k"), "Three escalations in a week, one team leaves"),
    ("p-ana", "Pellworth Insurance", Category::BestCase, Some("48k"), "They ask for fewer seats"),
    ("p-ana", "Lumivar Energy", Category::Commit, None, "New champion has signed off"),
    ("p-bo", "Ferrowick Steel", Category::BestCase, Some("220k"), "The critical ticket is still open"),
    ("p-bo", "Ridgemantle Insurance", Category::Likely, None, "First call about the terms went well"),
];

/// Has the sample's people say it.
pub async fn said(app: &App) -> anyhow::Result<()> {
    say(&days_ago(app, AT_FIRST_DAYS_AGO), &AT_FIRST).await?;
    snapshot::take(&days_ago(app, SNAPSHOT_DAYS_AGO), OrgId::DEFAULT).await?;
    say(&days_ago(app, LATELY_DAYS_AGO), &LATELY).await
}

/// The same bot so many days earlier.
fn days_ago(app: &App, days: i64) -> App {
    app.clone().at(Clock::starting_at(app.clock.now() - TimeDelta::days(days)))
}

async fn say(app: &App, all: &[Said]) -> anyhow::Result<()> {
    for (person, name, category, amount, reason) in all {
        let actor = directory::named(app, OrgId::DEFAULT, person).await?.context("the sample has its people")?;
        let Found::One(account) = lookup::find(app, &actor, name).await? else { bail!("the sample has no {name}") };
        let amount = amount.map(AmountText::parse).transpose();
        let amount = amount.map_err(|refusal| anyhow::anyhow!("{name}: {refusal:?}"))?;
        let wish = Wish { category: *category, amount, reason: (*reason).to_owned(), seen: 0 };
        forecast::set(app, &actor, account.id, wish).await.with_context(|| format!("cannot forecast {name}"))?;
    }
    Ok(())
}

//! TechCorp's thirteen weeks, from the alert to *recovered*: the whole conversation, as everybody saw it. On the way a service
//! level is missed, somebody clicks twice, a step is put off, given on and blocked, the clocks change, the owner is on leave,
//! and three of the weeks begin on a holiday.

use chrono::{Datelike, NaiveDate, Weekday};
use steward::domain::ids::OrgId;
use steward::domain::personal::Country;
use steward::ingest::holidays::{Format, read};
use steward::jobs::Overnight;
use steward::operations::{App, holidays};

use super::signals::EVE;
use super::step_moves::{last_card, tick};
use crate::bot::answers::{date, text, user};
use crate::bot::book::{self, Files};
use crate::bot::chronicle::Chronicle;
use crate::bot::town::{self, ANA, BO, MO, TEAM_CHANNEL, TECHCORP_CHANNEL};
use crate::bot::{Bot, Seen};

const USAGE: &str = "external_id,account,day,feature,uses,active_users";
const TOUCHES: &str = "external_id,account,person,kind,two_way,occurred_at";
const CONTACTS: &str = "external_id,account,name,role,left_on,last_contact_at";

/// What TechCorp's systems bring in each night: how much it was used, and whom we spoke to.
struct TechCorp {
    app: App,
}

impl Overnight for TechCorp {
    async fn arrive(&self, day: NaiveDate) -> anyhow::Result<()> {
        let yesterday = day.pred_opt().unwrap();
        if "2026-03-02".parse::<NaiveDate>().unwrap() <= yesterday {
            let files = of_day(yesterday);
            if !files.is_empty() {
                files.bring_in(&self.app).await;
            }
        }
        Ok(())
    }
}

/// They come back slowly: first the people who decide, in May the use.
fn of_day(day: NaiveDate) -> Files {
    let week = (day - "2026-03-02".parse::<NaiveDate>().unwrap()).num_days() / 7 + 1;
    let (uses, people) = match week {
        ..=4 => (22, 18),
        5..=11 => (24, 21),
        _ => (44, 33),
    };
    let is_used = match day.weekday() {
        Weekday::Tue | Weekday::Thu => true,
        Weekday::Sat | Weekday::Sun => false,
        Weekday::Mon | Weekday::Wed | Weekday::Fri => 12 <= week,
    };
    let mut files = Files::default();
    if is_used {
        files = files.and("usage", &format!("{USAGE}\nu-{day},techcorp,{day},,{uses},{people}\n"));
    }
    let features: &[&str] = match week {
        ..=11 => &["reports", "export"],
        _ => &["reports", "export", "boards", "alerts", "teams", "search"],
    };
    if day.weekday() == Weekday::Tue {
        for feature in features {
            let row = format!("u-{feature}-{day},techcorp,{day},{feature},3,3");
            files = files.and("usage", &format!("{USAGE}\n{row}\n"));
        }
    }
    if day.weekday() == Weekday::Thu {
        let who = if week == 5 { "p-bo" } else { "p-ana" };
        files = files.and("touchpoints", &format!("{TOUCHES}\nt-{day},techcorp,{who},call,true,{day}T13:00:00Z\n"));
    }
    match day.to_string().as_str() {
        "2026-03-05" => {
            files.and("contacts", &format!("{CONTACTS}\nk-kim,techcorp,Kim Osei,champion,,{day}T13:00:00Z\n"))
        }
        "2026-03-19" => {
            files.and("contacts", &format!("{CONTACTS}\nk-lena,techcorp,Lena Braun,executive,,{day}T09:00:00Z\n"))
        }
        _ => files,
    }
}

async fn a_spring() -> Bot {
    let mut seed = town::seed();
    let rooms = seed.channels.iter_mut().filter(|room| [TEAM_CHANNEL, TECHCORP_CHANNEL].contains(&room.id.as_str()));
    rooms.for_each(|room| room.members.push(BO.into()));
    let bot = Bot::in_town(EVE, &book::techcorp(book::people()), seed).await;
    bot.does("update people set country = 'DE' where external_id = 'p-ana'").await;
    let days =
        read(Format::Ics, include_str!("../../../manifests/holidays/de.ics"), EVE[..10].parse().unwrap()).unwrap();
    let germany = (Country::parse("DE").unwrap(), "de.ics");
    holidays::bring_in(&bot.app, OrgId::DEFAULT, germany, &days).await.unwrap();
    bot.reads_letters().await;
    bot
}

fn telling(bot: &Bot) -> Chronicle<'_, TechCorp> {
    let names =
        [(ANA, "Ana"), (BO, "Bo"), (MO, "Mo"), (TEAM_CHANNEL, "#emea-csms"), (TECHCORP_CHANNEL, "#acct-techcorp")];
    Chronicle::of(bot, TechCorp { app: bot.app.clone() }, chrono_tz::Europe::Berlin, &names)
}

type Told<'a> = Chronicle<'a, TechCorp>;

#[tokio::test]
async fn techcorp_is_rescued_in_thirteen_weeks() {
    let bot = a_spring().await;
    let mut told = telling(&bot);
    told.says(ANA, TEAM_CHANNEL, "/csm digest cron 30 8 * * 1 here").await;
    nobody_acknowledges(&mut told).await;
    a_step_is_put_off(&mut told).await;
    a_step_is_given_on_and_blocked(&mut told).await;
    the_owner_goes_on_leave(&mut told).await;
    the_weeks_of_check_ins(&mut told).await;
    told.says(MO, TEAM_CHANNEL, "/csm digest weekly team:emea mon 9:00").await;
    told.until("2026-06-01T09:00:00Z").await;
    told.says(MO, TEAM_CHANNEL, "/csm play stats red_account_rescue").await;
    told.says(ANA, TEAM_CHANNEL, "/csm techcorp").await;
    insta::assert_snapshot!(told.told());
}

/// It turns red in the night. The play begins on Monday, and its first step waits until the manager hears of it.
async fn nobody_acknowledges(told: &mut Told<'_>) {
    let bot = told.bot;
    told.until("2026-02-26T08:00:00Z").await;
    told.clicks(ANA, &alert(bot), "Claim").await;
    told.until("2026-03-02T09:00:00Z").await;
    told.clicks(ANA, &alert(bot), "Start Red account rescue").await;
    told.until("2026-03-03T08:10:00Z").await;
    told.click(&[ANA, MO, ANA], &last_card(bot), "Acknowledge").await;
    told.until("2026-03-05T15:00:00Z").await;
    told.clicks(ANA, &last_card(bot), "Done…").await;
    let outcome = text("Kim Osei takes over; she asks their CFO to meet us");
    told.submits(ANA, &[("outcome", outcome), ("follow_up_on", date("2026-03-12"))]).await;
}

/// It is back on the day of the promise.
async fn a_step_is_put_off(told: &mut Told<'_>) {
    let bot = told.bot;
    told.until("2026-03-09T08:30:00Z").await;
    told.clicks(ANA, &last_card(bot), "Acknowledge").await;
    tick(bot, &last_card(bot), &[0]).await;
    told.settles().await;
    told.clicks(ANA, &last_card(bot), "Snooze 3 working days").await;
    told.until("2026-03-12T08:30:00Z").await;
    told.says(ANA, TEAM_CHANNEL, "/csm today").await;
    told.says(
        ANA,
        TEAM_CHANNEL,
        r#"/csm play done techcorp "boards and alerts fell away in January, plan agreed with Kim""#,
    )
    .await;
}

/// It is the manager's, who gives it to Ana.
async fn a_step_is_given_on_and_blocked(told: &mut Told<'_>) {
    let bot = told.bot;
    told.until("2026-03-16T09:30:00Z").await;
    told.clicks(MO, &last_card(bot), "Reassign…").await;
    told.submits(MO, &[("new_owner", user(ANA)), ("reason", text("You know their CFO"))]).await;
    told.until("2026-03-17T09:00:00Z").await;
    told.clicks(ANA, &last_card(bot), "Blocked…").await;
    let reason = text("Their CFO wants somebody of ours who signs");
    told.submits(ANA, &[("reason", reason), ("needed_person", user(MO))]).await;
    told.until("2026-03-19T14:00:00Z").await;
    told.clicks(ANA, &last_card(bot), "Go on with it").await;
    told.says(ANA, TEAM_CHANNEL, r#"/csm play done techcorp "Lena Braun wants reports in a day, not five""#).await;
}

/// A step is asked for again. The clocks change on the eve of the leave.
async fn the_owner_goes_on_leave(told: &mut Told<'_>) {
    let bot = told.bot;
    told.until("2026-03-23T10:00:00Z").await;
    told.clicks(ANA, &last_card(bot), "Acknowledge").await;
    told.says(ANA, TEAM_CHANNEL, "/csm away 2026-03-30 to 2026-04-03 cover:@bo").await;
    told.until("2026-03-27T14:00:00Z").await;
    told.says(ANA, TEAM_CHANNEL, r#"/csm play done techcorp "the board report and the weekly export are live""#).await;
    // The manager hears of it at four, an hour after the last word to Bo.
    told.until("2026-03-31T14:05:00Z").await;
    told.clicks(BO, &last_card(bot), "Acknowledge").await;
    told.until("2026-04-02T15:00:00Z").await;
    told.says(BO, TEAM_CHANNEL, r#"/csm play done techcorp "Kim shows the board report to her team on Tuesday""#).await;
}

/// All on one card, until it has held for a fortnight. Easter Monday and Whit Monday are holidays.
async fn the_weeks_of_check_ins(told: &mut Told<'_>) {
    let bot = told.bot;
    for day in ["04-07", "04-13", "04-20", "04-27", "05-04", "05-11"] {
        told.until(&format!("2026-{day}T09:00:00Z")).await;
        told.says(ANA, TEAM_CHANNEL, r#"/csm play done techcorp "one obstacle less""#).await;
    }
    told.until("2026-05-18T09:00:00Z").await;
    told.clicks(ANA, &last_card(bot), "Acknowledge").await;
    told.until("2026-05-26T09:00:00Z").await;
    told.clicks(ANA, &last_card(bot), "Yes").await;
}

/// The alert in the team's channel.
fn alert(bot: &Bot) -> Seen {
    let all = bot.view(ANA, TEAM_CHANNEL).into_iter();
    let alert = all
        .filter(|message| message["metadata"]["event_payload"].to_string().contains("card"))
        .find(|message| message["text"].as_str().is_some_and(|text| text.contains("TechCorp") && text.contains("Red")));
    Seen { channel: TEAM_CHANNEL.into(), messages: vec![alert.expect("the alert")] }
}

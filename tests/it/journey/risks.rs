//! Signals as people meet them: a card that lives, buttons that count once, lists, the digest.

use serde_json::{Value, json};

use crate::bot::book::{self, Account, Files, Kind};
use crate::bot::town::{ANA, BO, GENERAL, MO, TEAM_CHANNEL, VIC};
use crate::bot::{Bot, Elsewhere, Seen};

/// TechCorp turns red in the night to the 26th; at half past eight in Berlin the digests come.
const EVE: &str = "2026-02-25T09:00:00Z";
const NIGHT: &str = "2026-02-26T03:00:00Z";
const MORNING: &str = "2026-02-26T09:00:00Z";

/// TechCorp has turned red in the night, and its card stands in the team's channel.
async fn red() -> (Bot, Seen) {
    let bot = Bot::with(EVE, &book::techcorp(book::people())).await;
    bot.hears_daily().await;
    bot.advance_to(NIGHT).await;
    let card = bot.newest(TEAM_CHANNEL, ANA);
    bot.advance_to(MORNING).await;
    (bot, card)
}

fn chosen(value: &str) -> Value {
    json!({ "type": "radio_buttons", "selected_option": { "value": value, "text": { "type": "plain_text", "text": value } } })
}

fn written(text: &str) -> Value {
    json!({ "type": "plain_text_input", "value": text })
}

fn day(day: &str) -> Value {
    json!({ "type": "datepicker", "selected_date": day })
}

/// The card as it stands in the team's channel now.
async fn card_now(bot: &Bot, card: &Seen) -> Seen {
    bot.runs_due_jobs().await;
    let same = |message: &Value| message["ts"] == card.only()["ts"];
    Seen { channel: TEAM_CHANNEL.to_owned(), messages: bot.view(ANA, TEAM_CHANNEL).into_iter().filter(same).collect() }
}

#[tokio::test]
async fn one_card_goes_from_its_first_line_to_its_play() {
    let (bot, card) = red().await;
    insta::assert_snapshot!(card.words(), @r"
    » 🔴 TechCorp moved Yellow → Red (59 → 45): usage −48 %, champion left 5 weeks ago
    # 🔴 TechCorp moved Yellow → Red (59 → 45)
    • Usage −48 % against its 60-day baseline
    • Champion Dana Reyes left 5 weeks ago, nobody took over
    • No executive contact known
    | *ARR* $45K
    | *Renewal* in 95 days
    | *Owner* <@U0ANA00001>
    | *Health* 🔴 Red 45
    *Next* Start *Red account rescue*
    [!Start Red account rescue] [Claim] [Not a risk…] [⋯ Snooze 1 day / Snooze 3 days / Snooze a week / Snooze until… / Account card]
    ~ T1: an account turns red · since ⟨Thu 26 Feb 2026, 04:00 CET⟩
    ");
    assert!(bot.clicks(ANA, &card, "Claim").await.messages.is_empty(), "the card says it");
    // Nobody has redrawn it yet, so Mo still sees the button.
    let late = bot.clicks(MO, &card, "Claim").await;
    insta::assert_snapshot!(late.line(), @"This signal is already claimed by <@U0ANA00001> at ⟨09:00⟩. Nothing was changed.");
    let claimed = card_now(&bot, &card).await;
    insta::assert_snapshot!(claimed.words(), @r"
    » 🔴 TechCorp moved Yellow → Red (59 → 45): usage −48 %, champion left 5 weeks ago · claimed by Ana Ruiz (edited)
    # 🔴 TechCorp moved Yellow → Red (59 → 45)
    • Usage −48 % against its 60-day baseline
    • Champion Dana Reyes left 5 weeks ago, nobody took over
    • No executive contact known
    | *ARR* $45K
    | *Renewal* in 95 days
    | *Owner* <@U0ANA00001>
    | *Health* 🔴 Red 45
    *Next* Start *Red account rescue*
    🙋 *Claimed* by <@U0ANA00001> · ⟨Thu 26 Feb 2026, 10:00 CET⟩
    [!Start Red account rescue] [Not a risk…] [⋯ Snooze 1 day / Snooze 3 days / Snooze a week / Snooze until… / Account card]
    ~ T1: an account turns red · since ⟨Thu 26 Feb 2026, 04:00 CET⟩
    ");
    let started = bot.clicks(ANA, &claimed, "Start Red account rescue").await;
    assert!(started.words().contains("*Red account rescue* has started for *TechCorp*"), "{}", started.words());
    let in_play = card_now(&bot, &card).await;
    insta::assert_snapshot!(in_play.words(), @r"
    » 🔴 TechCorp moved Yellow → Red (59 → 45): usage −48 %, champion left 5 weeks ago · Red account rescue at work (edited)
    # 🔴 TechCorp moved Yellow → Red (59 → 45)
    • Usage −48 % against its 60-day baseline
    • Champion Dana Reyes left 5 weeks ago, nobody took over
    • No executive contact known
    | *ARR* $45K
    | *Renewal* in 95 days
    | *Owner* <@U0ANA00001>
    | *Health* 🔴 Red 45
    ▶️ *Red account rescue* is at work, started by <@U0ANA00001> · ⟨Thu 26 Feb 2026, 10:00 CET⟩
    [!Open play] [Not a risk…] [Account card]
    ~ T1: an account turns red · since ⟨Thu 26 Feb 2026, 04:00 CET⟩
    ");
    assert_eq!(
        bot.asks("select count(*) from cards where subject like 'signal:%' and channel_id = 'C0EMEACSMS'").await,
        "1"
    );
}

#[tokio::test]
async fn no_risk_is_said_with_a_reason_and_once() {
    let (bot, card) = red().await;
    bot.clicks(ANA, &card, "Not a risk…").await;
    bot.clicks(MO, &card, "Not a risk…").await;
    insta::assert_snapshot!(bot.form_in_words(ANA), @r"
    » Not a risk | Close it | Cancel
    ~ 🔴 TechCorp moved Yellow → Red (59 → 45)
    Why?*: <radio_buttons Known and accepted / Seasonal: it is so every year / The data is wrong / Handled elsewhere> It closes the card, and counts in the report on which rules cry wolf.
    Note: <plain_text_input They told us in January: two teams move over in May>
    ");
    let faults = bot.submits(ANA, &[("reason", written("no choice"))]).await;
    assert!(faults.is_some_and(|faults| faults["dismissal"].is_string()), "a reason has to be chosen");
    let said = [("dismissal", chosen("known")), ("reason", written("They told us in January"))];
    assert_eq!(bot.submits(ANA, &said).await, None);
    let closed = card_now(&bot, &card).await;
    insta::assert_snapshot!(closed.words(), @r"
    » 🗂 TechCorp moved Yellow → Red (59 → 45): usage −48 %, champion left 5 weeks ago · not a risk, known and accepted (edited)
    # 🗂 TechCorp moved Yellow → Red (59 → 45)
    🗂 *Not a risk*: known and accepted, said by <@U0ANA00001> · ⟨Thu 26 Feb 2026, 10:00 CET⟩
    ~ T1: an account turns red · since ⟨Thu 26 Feb 2026, 04:00 CET⟩
    ");
    assert_eq!(bot.asks("select note from signal_moves where to_state = 'ended'").await, "They told us in January");
    assert_eq!(bot.submits(MO, &[("dismissal", chosen("data_wrong"))]).await, None);
    assert!(bot.form_in_words(MO).contains("This signal is already closed by <@U0ANA"), "{}", bot.form_in_words(MO));
    assert_eq!(bot.asks("select outcome from signals where kind = 't1'").await, "known");
}

#[tokio::test]
async fn a_signal_is_put_off_by_days_or_to_a_day() {
    let (bot, card) = red().await;
    bot.clicks(ANA, &card, "Snooze 3 days").await;
    let until =
        "select to_char(snoozed_until at time zone 'Europe/Berlin', 'DD HH24:MI') from signals where kind = 't1'";
    assert_eq!(bot.asks(until).await, "01 09:00", "the morning of the third day, by Ana's clock");
    let snoozed = card_now(&bot, &card).await;
    assert!(snoozed.words().contains("💤 *Snoozed* by <@U0ANA"), "{}", snoozed.words());
    bot.clicks(ANA, &snoozed, "Snooze until…").await;
    let faults = bot.submits(ANA, &[("snooze_until", day("2026-02-01"))]).await;
    assert_eq!(faults, Some(json!({ "snooze_until": "Choose a day that is still to come" })));
    assert_eq!(bot.submits(ANA, &[("snooze_until", day("2026-03-12"))]).await, None);
    assert_eq!(bot.asks(until).await, "12 09:00");
}

#[tokio::test]
async fn whoever_may_not_changes_nothing() {
    let (bot, _) = red().await;
    let risks = bot.says(VIC, GENERAL, "/csm risks signal:t1 all").await;
    let card = bot.clicks(VIC, &risks, "Signal: turned red").await;
    let refused = bot.clicks(VIC, &card, "Claim").await;
    assert!(refused.words().contains("so nothing was done"), "{}", refused.words());
    assert_eq!(bot.asks("select state from signals where kind = 't1'").await, "open");
}

#[tokio::test]
async fn open_signals_are_looked_through_and_acted_on() {
    let (bot, card) = red().await;
    let risks = bot.says(ANA, GENERAL, "/csm risks").await;
    insta::assert_snapshot!(risks.words(), @r"
    🔒 » 3 open signals on 1 account · $45K ARR: TechCorp, 🔴 turned red today, 📉 usage −48 %, 🚪 champion left
    # 3 open signals on 1 account · $45K ARR
    🔴 *TechCorp* · Red 45 · $45K
    🔴 turned red today, 📉 usage −48 %, 🚪 champion left · renewal in 95 days   [⋯ Signal: turned red / Signal: value at risk / Signal: champion / Account card]
    [Filters…]
    ~ 🔒 Only visible to you · 1 to 1 of 1 · your book · gravest first: severity × ARR × nearness of renewal · as of ⟨10:00⟩
    ");
    for (text, words) in [
        ("risks signal:t1", "1 open signal on 1 account"),
        ("risks signal:T1,t7 health:red", "TechCorp"),
        ("risks signal:t4", "Nothing matches: your book · T4."),
        ("risks renew:<30d", "Nothing matches"),
        ("risks arr:>100k all", "Nothing matches"),
        ("risks seg:mid arr:>40k renew:<3y", "TechCorp"),
        ("risks signal:t99", "T1 to T11"),
    ] {
        let answer = bot.says(ANA, GENERAL, &format!("/csm {text}")).await.words();
        assert!(answer.to_lowercase().contains(&words.to_lowercase()), "{text}: {answer}");
    }
    let empty = bot.says(BO, GENERAL, "/csm risks").await;
    let all = bot.clicks(BO, &empty, "Everybody's signals").await;
    assert!(all.words().contains("TechCorp"), "{}", all.words());

    // A card of one's own: what is done there shows there and on the card for everybody.
    let alone = bot.clicks(ANA, &risks, "Signal: turned red").await;
    assert_eq!(alone.only()["is_ephemeral"], true);
    let redrawn = bot.clicks(ANA, &alone, "Claim").await;
    assert!(redrawn.only()["is_ephemeral"] == true && redrawn.words().contains("🙋 *Claimed*"), "{}", redrawn.words());
    assert!(card_now(&bot, &card).await.words().contains("claimed by Ana Ruiz"));
    let account = bot.says(ANA, GENERAL, "/csm techcorp").await.words();
    assert!(account.contains("*Signals* 🔴 turned red today (Ana Ruiz)"), "{account}");
    let home = bot.opens_home_again(ANA).await;
    assert!(home.contains("[Signals ("), "{home}");
}

#[tokio::test]
async fn the_digest_tells_a_change_of_colour_once_and_opens_its_own_rows() {
    let quiet: Files = (0..7).map(|n| format!("quiet{n}")).fold(book::techcorp(book::people()), |files, key| {
        let (ends_on, kind) = ("2026-12-31", Kind::Green);
        files.with(&Account { key: &key, name: &key, arr: 30_000, owner: "p-ana", ends_on, kind })
    });
    let bot = Bot::with(EVE, &quiet).await;
    bot.hears_daily().await;
    bot.advance_to(MORNING).await;
    let told = bot.newest(TEAM_CHANNEL, MO);
    assert_eq!(told.words().matches("*TechCorp*").count(), 1, "{}", told.words());
    // The 20th of February is more than thirty days ago on the 23rd of March.
    bot.advance_to("2026-03-23T09:00:00Z").await;
    let digest = bot.newest(TEAM_CHANNEL, MO);
    let more = digest.actions().into_iter().map(|(words, _)| words).find(|words| words.contains("getting quiet"));
    let rest = bot.clicks(MO, &digest, &more.expect("more than five")).await;
    insta::assert_snapshot!(rest.line(), @"Getting quiet: 7");
    assert_eq!(rest.words().matches("quiet").count(), 7 + 7 + 2, "{}", rest.words());
}

#[tokio::test]
async fn a_button_of_another_time_says_so() {
    let (bot, card) = red().await;
    let claim = card.action("Claim");
    let action =
        json!({ "action_id": claim["action_id"], "block_id": claim["block_id"], "value": "{\"cl\":{\"v\":1}}" });
    let target = card.target();
    let seen = bot.uses(ANA, Elsewhere { target, action, channel: TEAM_CHANNEL }).await;
    assert!(seen.words().contains("from before an update"), "{}", seen.words());
}

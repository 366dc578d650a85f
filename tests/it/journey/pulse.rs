//! A person's own call: beside the score, with a reason and an end, and never mixed into it.

use serde_json::json;

use crate::bot::town::{ANA, BO, GENERAL, MO, TECHCORP_CHANNEL, VIC};
use crate::bot::{Bot, NOW, book};

/// The card's line of health and call.
async fn health_of(bot: &Bot, user: &str) -> String {
    let card = bot.says(user, GENERAL, "/csm techcorp").await.words();
    let at = card.find("🔴 *Red").expect("a red account");
    card[at..].split("\n|").next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_call_stands_beside_the_score_until_its_last_day() {
    let bot = Bot::new().await;
    let score = health_of(&bot, ANA).await;
    let set = bot.says(ANA, GENERAL, "/csm pulse techcorp green until:3d their new sponsor signed *today*").await;
    insta::assert_snapshot!(set.words(), @r"
    🔒 » Your call on *TechCorp*: 🟢 Green until 5 Mar
    Your call on *TechCorp*: 🟢 Green until 5 Mar
    their new sponsor signed ∗today∗
    [Account card]
    ~ It stands beside the score and does not change it. Where the two differ, the leader sees it.
    ");
    let card = health_of(&bot, ANA).await;
    let (score, _) = score.split_once("   [⋯").expect("a menu beside it");
    assert!(card.starts_with(score), "the score stays as it is: {card}");
    insta::assert_snapshot!(card, @r"
    🔴 *Red 45* (−5 in 14 d) · confidence high · model default v1
    ⚠ Ana Ruiz calls it *🟢 Green* until 5 Mar: their new sponsor signed ∗today∗   [⋯ Signal: value at risk / Set call… / Withdraw call / Mute a signal…]
    ");
    insta::assert_snapshot!(bot.says(ANA, GENERAL, "/csm techcorp").await.line(), @"TechCorp: 🔴 Red 45 (−5 in 14 d), ⚠ called Green: usage −45 %, champion left 6 weeks ago · $45K · renewal in 91 days");
    let why = bot.says(ANA, GENERAL, "/csm why techcorp").await.words();
    assert!(why.contains("⚠ Ana Ruiz calls it"), "{why}");
    let audit =
        "select verb, detail ->> 'band' as band, detail ->> 'expires_on' as until from audit where verb like 'pulse.%'";
    assert_eq!(bot.asks(audit).await, "pulse.set green 2026-03-05");
    // Its last day is one of its days.
    bot.sleeps_until("2026-03-05T22:00:00Z");
    assert!(health_of(&bot, ANA).await.contains("calls it"));
    bot.sleeps_until("2026-03-05T23:30:00Z");
    assert!(!health_of(&bot, ANA).await.contains("calls it"), "it is the sixth in Berlin");
    assert!(health_of(&bot, MO).await.contains("calls it"), "and still the fifth in London");
}

#[tokio::test]
async fn a_second_call_takes_the_place_of_the_first_and_may_be_withdrawn() {
    let bot = Bot::new().await;
    bot.says(ANA, GENERAL, "/csm pulse techcorp green all is well").await;
    bot.says(MO, GENERAL, "/csm pulse techcorp red nobody answers").await;
    let card = bot.says(ANA, GENERAL, "/csm techcorp").await;
    assert!(card.words().contains("Mo Adeyemi calls it *🔴 Red*"), "{}", card.words());
    assert!(!card.words().contains("Ana Ruiz calls"));
    assert_eq!(bot.asks("select count(*) from pulses where withdrawn_at is null").await, "1");
    let withdrawn = bot.clicks(ANA, &card, "Withdraw call").await;
    insta::assert_snapshot!(withdrawn.words(), @r"
    🔒 » TechCorp: 🔴 Red 45 (−5 in 14 d): usage −45 %, champion left 6 weeks ago · $45K · renewal in 91 days
    # TechCorp
    ~ mid-touch · adoption, day 273 · owner Ana Ruiz · <https://crm.example.com/accounts/techcorp|crm.example.com>
    🔴 *Red 45* (−5 in 14 d) · confidence high · model default v1   [⋯ Signal: value at risk / Set call… / Mute a signal…]
    | *ARR* $45K
    | *Renewal* 1 Jun, in 91 days · not automatic
    | *Last touch* 8 days ago
    | *Next touch* ⚠ was due 1 Mar, weekly while red
    | *Champion* Dana Reyes, ⚠ left 6 weeks ago
    | *Executive* ⚠ none known
    | *Adoption* 18 of 40 seats · 2 of 8 core features
    | *Tickets* none open
    | *NPS* 7 · 12 Jan
    *Why*
    • Usage −45 % against its 60-day baseline
    • Champion Dana Reyes left 6 weeks ago, nobody took over
    • No executive contact known
    *Signals* 📉 usage −45 %, 🚪 champion left, 🔇 silent 8 days
    *Next* Start *Red account rescue*: takes 84 days, ends 7 days before renewal
    [!Start play] [Why] [Log note…] [Set forecast…] <static_select More…Contacts / Start a play… / Success plan / QBR pack / Record feedback… / Record advocacy… / Share…>
    ~ 🔒 Only visible to you · As of: usage 1 Mar · tickets, surveys, touches, contacts, contracts 2 Mar

    🔒 » The call on *TechCorp* is withdrawn. The score stands alone now.
    The call on *TechCorp* is withdrawn. The score stands alone now.
    [Account card]
    ");
    assert!(!health_of(&bot, ANA).await.contains("calls it"));
    insta::assert_snapshot!(bot.says(ANA, GENERAL, "/csm pulse techcorp withdraw").await.line(), @"There is no call on *TechCorp* that holds, so nothing was withdrawn.");
    assert_eq!(bot.asks("select count(*) from pulses").await, "2", "every call is kept");
}

#[tokio::test]
async fn without_a_reason_a_form_asks_for_it() {
    let bot = Bot::new().await;
    let offered = bot.says(ANA, TECHCORP_CHANNEL, "/csm pulse yellow until:6w").await;
    insta::assert_snapshot!(offered.words(), @r"
    🔒 » A call on *TechCorp* needs its reason. Nobody has made one yet.
    A call on *TechCorp* needs its reason. Nobody has made one yet.
    [Set call]
    ~ Or type it: `/csm pulse TechCorp red their sponsor is leaving`
    ");
    bot.clicks(ANA, &offered, "Set call").await;
    insta::assert_snapshot!(bot.form_in_words(ANA), @r"
    » Set call | Set call | Cancel
    ~ *TechCorp*
    How do you see it?*: <radio_buttons 🔴 Red / 🟡 Yellow / 🟢 Green>
    Why?*: <plain_text_input Their sponsor is leaving in May; nobody has taken over> It stands on the card, beside the score.
    Until*: <datepicker > Its last day; 180 days ahead at most.
    ");
    let band = json!({ "type": "radio_buttons", "selected_option": {
        "text": { "type": "plain_text", "text": "🟡 Yellow", "emoji": true }, "value": "yellow" } });
    let reason = |text: &str| json!({ "type": "plain_text_input", "value": text });
    let until = |day: &str| json!({ "type": "datepicker", "selected_date": day });
    let late =
        bot.submits(ANA, &[("band", band.clone()), ("reason", reason("x")), ("until", until("2026-12-01"))]).await;
    assert_eq!(late, Some(json!({ "until": "Choose a day that is still to come, half a year ahead at most" })));
    let blank =
        bot.submits(ANA, &[("band", band.clone()), ("reason", reason("  ")), ("until", until("2026-04-01"))]).await;
    assert!(blank.is_some_and(|faults| faults.get("reason").is_some()));
    let done =
        bot.submits(ANA, &[("band", band), ("reason", reason("slow replies")), ("until", until("2026-04-01"))]).await;
    assert_eq!(done, None);
    assert!(bot.form_in_words(ANA).contains("Your call on *TechCorp*: 🟡 Yellow until 1 Apr"));
    assert!(health_of(&bot, ANA).await.contains("slow replies"));
}

#[tokio::test]
async fn a_csm_calls_their_own_accounts_and_a_viewer_none() {
    let bot = Bot::new().await;
    for (user, text) in [(VIC, "red I heard so"), (BO, "red I heard so"), (BO, "withdraw"), (BO, "")] {
        let told = bot.says(user, GENERAL, &format!("/csm pulse techcorp {text}")).await;
        assert!(told.words().contains("nothing was"), "{}", told.words());
    }
    assert_eq!(bot.asks("select count(*) from pulses").await, "0");
    let missing = bot.says(ANA, GENERAL, "/csm pulse techcorp red until:400d too far").await;
    insta::assert_snapshot!(missing.line(), @"A call ends on a day ahead, 180 days at most, and not on 6 Apr 2027. Nothing was set; choose a day up to 29 Aug.");
    assert_eq!(bot.asks("select count(*) from pulses").await, "0");
}

#[tokio::test]
async fn a_name_that_could_be_several_keeps_the_call_that_was_typed() {
    let bot = Bot::new().await;
    let picker = bot.says(MO, GENERAL, "/csm pulse nordw yellow until:10d slow replies").await;
    bot.clicks(MO, &picker, "Nordwacht Freight").await;
    let kept = "select a.name, u.band, u.reason, u.expires_on from pulses u join accounts a on a.id = u.account_id";
    assert_eq!(bot.asks(kept).await, "Nordwacht Freight yellow slow replies 2026-03-12");
}

#[tokio::test]
async fn a_call_is_looked_at_with_the_next_round() {
    let bot = Bot::with(NOW, &book::usual()).await;
    bot.runs_due_jobs().await;
    bot.says(ANA, GENERAL, "/csm pulse techcorp green all is well").await;
    assert_eq!(bot.asks("select count(*) from accounts where stirred_at is not null").await, "1");
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks("select count(*) from accounts where stirred_at is not null").await, "0");
}

//! Signals that are silent on an account: said, listed, lifted; and what a silence does not count as.

use serde_json::json;

use crate::bot::Bot;
use crate::bot::answers::{date, text};
use crate::bot::town::{ANA, BO, GENERAL, MO, TECHCORP_CHANNEL, VIC};

const OPEN: &str = "select count(*) from signals s join accounts a on a.id = s.account_id \
    where a.name = 'TechCorp' and s.kind = 't8' and s.ended_at is null";
const MUTES: &str = "select a.name, m.kind, m.until, m.reason, p.name as by from signal_mutes m \
    join accounts a on a.id = m.account_id join people p on p.id = m.set_by order by a.name, m.kind";

#[tokio::test]
async fn a_muted_signal_is_closed_as_known_and_does_not_come_back_before_its_day() {
    let bot = Bot::new().await;
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks(OPEN).await, "1");
    let muted = bot.says(ANA, GENERAL, "/csm mute techcorp t8,t6 until:30d because Kim is on *leave*").await;
    insta::assert_snapshot!(muted.words(), @r"
    🔒 » *TechCorp*: T6 usage cliff, T8 gone quiet muted until 1 Apr
    *TechCorp*: T6 usage cliff, T8 gone quiet muted until 1 Apr
    Because Kim is on ∗leave∗
    [Unmute] [All that is muted] [Account card]
    ~ 1 signal was closed as known. Score and card go on as before; a play that is at work goes on.
    ");
    assert_eq!(
        bot.asks(MUTES).await,
        "TechCorp t6 2026-04-01 Kim is on *leave* Ana Ruiz\nTechCorp t8 2026-04-01 Kim is on *leave* Ana Ruiz"
    );
    assert_eq!(bot.asks(OPEN).await, "0");
    // A silence is no rescue: it counts as dismissed.
    let how = "select s.outcome from signals s join accounts a on a.id = s.account_id where a.name = 'TechCorp' and s.kind = 't8'";
    assert_eq!(bot.asks(how).await, "known");
    bot.runs_due_jobs().await;
    assert_eq!(bot.asks(OPEN).await, "0", "it does not fire again");
    let mine = bot.says(ANA, GENERAL, "/csm mute").await;
    insta::assert_snapshot!(mine.words(), @r"
    🔒 » 2 signals are muted in your book
    2 signals are muted in your book
    *TechCorp* · T6 usage cliff until 1 Apr · Ana Ruiz · Kim is on ∗leave∗   [Unmute]
    *TechCorp* · T8 gone quiet until 1 Apr · Ana Ruiz · Kim is on ∗leave∗   [Unmute]
    [Everybody’s]
    ~ 🔒 Only visible to you · or type it: `/csm mute acme t6 until:60d because …`
    ");
    let lifted = bot.says(ANA, TECHCORP_CHANNEL, "/csm unmute t6").await;
    insta::assert_snapshot!(lifted.words(), @r"
    🔒 » *TechCorp*: T6 usage cliff unmuted; the next look counts again.
    *TechCorp*: T6 usage cliff unmuted; the next look counts again.
    [All that is muted] [Account card]
    ");
    let again = bot.says(ANA, TECHCORP_CHANNEL, "/csm unmute t6").await;
    insta::assert_snapshot!(again.line(), @"Nobody muted that, so nothing was changed. What a rescue holds back ends by itself.");
    let deeds = "select verb, detail ->> 'kinds' as kinds from audit where verb like 'signal.%mute' order by id";
    assert_eq!(bot.asks(deeds).await, "signal.mute t6,t8\nsignal.unmute t6");
    bot.clicks(ANA, &mine, "Unmute").await;
    assert!(bot.asks(MUTES).await.lines().count() <= 1);
}

#[tokio::test]
async fn the_list_of_an_account_has_a_form() {
    let bot = Bot::new().await;
    bot.does("update accounts set expansion_muted_until = '2026-08-01' where name = 'TechCorp'").await;
    let list = bot.says(ANA, GENERAL, "/csm mute techcorp").await;
    insta::assert_snapshot!(list.words(), @r"
    🔒 » 1 signal is muted on *TechCorp*
    1 signal is muted on *TechCorp*
    T3 ready to grow until 1 Aug · after a rescue, which nobody lifts
    [!Mute a signal…] [Account card]
    ~ 🔒 Only visible to you · or type it: `/csm mute acme t6 until:60d because …`
    ");
    bot.clicks(ANA, &list, "Mute a signal…").await;
    insta::assert_snapshot!(bot.form_in_words(ANA), @r"
    » Mute signals | Mute | Cancel
    ~ *TechCorp*
    Which signals?*: <multi_static_select Choose signalsT1 turned red / T2 value at risk / T3 ready to grow / T4 critical ticket / T5 renewal at risk / T6 usage cliff / T7 champion left / T8 gone quiet / T9 onboarding late / T10 detractor / T11 disagreement>
    Until*: <datepicker > They speak up again on that day.
    Why?*: <plain_text_input They close for the summer, as every year>
    ");
    let choice = |kind: &str| {
        json!({ "type": "multi_static_select",
        "selected_options": [{ "text": { "type": "plain_text", "text": kind }, "value": kind }] })
    };
    let answers =
        |until: &str| vec![("signals", choice("t10")), ("mute_until", date(until)), ("mute_reason", text("a prank"))];
    assert_eq!(
        bot.submits(ANA, &answers("2026-03-02")).await,
        Some(json!({ "mute_until": "Choose a day from tomorrow on, a year ahead at most" }))
    );
    assert_eq!(bot.submits(ANA, &answers("2026-05-01")).await, None);
    assert_eq!(bot.asks(MUTES).await, "TechCorp t10 2026-05-01 a prank Ana Ruiz");
    // What a rescue holds back is nobody's to lift.
    let told = bot.says(ANA, GENERAL, "/csm unmute techcorp t3").await;
    assert!(told.line().contains("nothing was changed"), "{}", told.line());
    let all = bot.says(MO, GENERAL, "/csm mute all").await.words();
    assert!(all.contains("*TechCorp*") && all.contains("T10") && all.contains("after a rescue"), "{all}");
}

#[tokio::test]
async fn who_may_not_mutes_nothing() {
    let bot = Bot::new().await;
    for user in [VIC, BO] {
        let told = bot.says(user, GENERAL, "/csm mute techcorp t6 because x").await;
        assert!(told.words().contains("nothing was") || told.words().contains("Nothing was"), "{}", told.words());
    }
    for line in [
        "/csm mute techcorp t6",
        "/csm mute techcorp t6 until:2020-01-01 because x",
        "/csm mute techcorp t6,t77 because x",
    ] {
        let told = bot.says(ANA, GENERAL, line).await.words();
        assert!(told.contains("/csm mute") || told.contains("Nothing was muted"), "{line}: {told}");
    }
    assert_eq!(bot.asks(MUTES).await, "");
}

//! Looking things up: every verb, what is not understood, whom a name means, pages, and every place to ask in.

use crate::bot::Bot;
use crate::bot::town::{ANA, BO, GENERAL, MO, TECHCORP_CHANNEL, VIC};

#[tokio::test]
async fn help_knows_every_verb() {
    let bot = Bot::new().await;
    let help = bot.says(ANA, GENERAL, "/csm help").await.words();
    insta::assert_snapshot!(help);
    for verb in ["today", "account", "why", "book", "renewals", "forecast", "play", "digest", "help"] {
        assert!(help.contains(verb), "{verb}");
        let of_verb = bot.says(ANA, GENERAL, &format!("/csm help {verb}")).await.words();
        assert!(of_verb.contains(&format!("/csm {verb}")), "{of_verb}");
    }
}

#[tokio::test]
async fn what_is_not_understood_runs_nothing_and_says_what_was_meant() {
    let bot = Bot::new().await;
    for (text, expected) in [
        ("bok", "book"),
        ("help renewls", "renewals"),
        ("book helth:red", "health"),
        ("book health:purple", "health:"),
        ("book forecast:none", "renewals"),
        ("play strt rescue techcorp", "play start"),
        ("digest daily 25:99", "8:30"),
        ("why", "account"),
        ("book health:red health:green", "health"),
        ("\"unfinished", "\""),
    ] {
        let answer = bot.says(ANA, GENERAL, &format!("/csm {text}")).await;
        assert!(
            answer.only()["is_ephemeral"] == true && answer.words().contains(expected),
            "{text}: {}",
            answer.words()
        );
    }
    insta::assert_snapshot!(bot.says(ANA, GENERAL, "/csm book helth:red").await.words(), @r"
    🔒 » There is no filter “helth”. Did you mean `health`?
    There is no filter “helth”. Did you mean `health`?
    These work:
    • `/csm book health:red`
    • `/csm book`
    • `/csm book health:red,yellow renew:&lt;60d`
    [Help]
    ~ You typed `/csm book helth:red`; nothing was done.
    ");
    assert_eq!(bot.asks("select count(*) from playbook_runs").await, "0");
}

#[tokio::test]
async fn a_name_finds_its_account() {
    let bot = Bot::new().await;
    for (text, name) in [
        ("techcorp", "TechCorp"),
        ("account TECHCORP", "TechCorp"),
        ("tc", "TechCorp"),
        ("techcorp.example", "TechCorp"),
        ("\"tech corp\"", "TechCorp"),
        ("tehcorp", "TechCorp"),
        ("glob", "Globex"),
        ("acme", "Acme"),
    ] {
        let card = bot.says(ANA, GENERAL, &format!("/csm {text}")).await;
        assert!(card.line().starts_with(&format!("{name}: ")), "{text}: {}", card.words());
    }
    insta::assert_snapshot!(bot.says(ANA, GENERAL, "/csm zzyzx").await.words(), @r"
    🔒 » No account is called “zzyzx”. Try a part of its name or its domain, or see `/csm book all`.
    No account is called “zzyzx”. Try a part of its name or its domain, or see `/csm book all`.
    These work:
    • `/csm book all`
    • `/csm help account`
    • `/csm today`
    [Help]
    ~ 🔒 Only visible to you
    ");
}

#[tokio::test]
async fn several_matches_are_a_choice() {
    let bot = Bot::new().await;
    let picker = bot.says(ANA, GENERAL, "/csm nordw").await;
    insta::assert_snapshot!(picker.words(), @r"
    🔒 » 2 accounts match “nordw”. Which one?
    2 accounts match “nordw”. Which one?
    [Nordwacht Freight] [Nordwind Energy]
    ~ 🔒 Only visible to you
    ");
    let card = bot.clicks(ANA, &picker, "Nordwacht Freight").await;
    assert!(card.words().contains("Nordwacht Freight: "), "{}", card.words());
    // What was asked of the name is asked of the choice.
    let picker = bot.says(ANA, GENERAL, "/csm why nordw").await;
    let why = bot.clicks(ANA, &picker, "Nordwind Energy").await;
    insta::assert_snapshot!(why.words().lines().next().unwrap(), @"🔒 » Why Nordwind Energy is 🟢 Green 85");
}

#[tokio::test]
async fn the_book_is_filtered_paged_and_sometimes_empty() {
    let bot = Bot::new().await;
    insta::assert_snapshot!(bot.says(ANA, GENERAL, "/csm book").await.words(), @r"
    🔒 » 5 accounts · $277K ARR: 🔴 1 red · 🟡 2 yellow · 🟢 2 green
    # 5 accounts · $277K ARR
    🔴 1 red · 🟡 2 yellow · 🟢 2 green
    🔴 *TechCorp* · Red 45 · $45K · renewal 91 d
    usage −45 %   [⋯ Open card / Why / Start a play…]
    🟡 *Globex* · Yellow 63 ↗ · $52K · renewal 105 d
    used on 9 of 28 days   [⋯ Open card / Why]
    🟢 *Nordwind Energy* · Green 85 ↗ · $90K · renewal 49 d
    used on 9 of 28 days   [⋯ Open card / Why]
    🟡 *Nordwacht Freight* · Yellow 63 ↗ · $30K · renewal 182 d
    used on 9 of 28 days   [⋯ Open card / Why]
    🟢 *Acme* · Green 85 ↗ · $60K · renewal 273 d
    used on 9 of 28 days   [⋯ Open card / Why]
    [Filters…] [CSV to my DM]
    ~ 🔒 Only visible to you · 1 to 5 of 5 · your book · most urgent first: severity × ARR × nearness of renewal · as of ⟨10:00⟩
    ");
    insta::assert_snapshot!(bot.says(ANA, GENERAL, "/csm book health:red,yellow seg:mid").await.line(), @"3 of 5 accounts · $127K of $277K ARR: 🔴 1 red · 🟡 2 yellow");
    insta::assert_snapshot!(bot.says(ANA, GENERAL, "/csm book arr:>1m").await.words(), @r"
    🔒 » No account matches: ARR above 1M. 5 in your book.
    No account matches: ARR above 1M. 5 in your book.
    [Show all of them] [Filters…]
    ");
    insta::assert_snapshot!(bot.says(MO, GENERAL, "/csm book").await.line(), @"8 accounts · $689K ARR: 🔴 1 red · 🟡 3 yellow · 🟢 4 green");
    insta::assert_snapshot!(bot.says(ANA, GENERAL, "/csm renewals 90d").await.words(), @r"
    🔒 » 1 renewal in 90 days · $90K ARR: nothing of it red · ⚠ 1 to be reviewed
    # 1 renewal in 90 days · $90K ARR
    nothing of it red · ⚠ 1 to be reviewed · 🟢 1 green
    *not reviewed* 1 · $90K → no forecast
    *Nordwind Energy* · 20 Apr, in 49 days
    $90K · ⚠ not reviewed 41 d
    rule says 95 % · 🟢 Green 85   [⋯ Set forecast… / History / Open card]
    [Filters…] [Share…]
    [30 days] [60 days] [120 days]
    ~ 🔒 Only visible to you · 1 to 1 of 1 · your book · nearest deadline first
    ");
    insta::assert_snapshot!(bot.says(BO, GENERAL, "/csm renewals 30d").await.words(), @r"
    🔒 » No contract ends in the next 30 days; 2 accounts in your book.
    No contract ends in the next 30 days; 2 accounts in your book.
    [Next 120 days] [Filters…]
    ");
}

#[tokio::test]
async fn pages_turn_in_place() {
    let files = (0..23).fold(crate::bot::book::usual(), |files, n| {
        let (key, name) = (format!("client-{n}"), format!("Client {n:02}"));
        files.with(&crate::bot::book::Account {
            key: &key,
            name: &name,
            arr: 20_000 + n,
            owner: "p-ana",
            ends_on: "2026-11-30",
            kind: crate::bot::book::Kind::Green,
        })
    });
    let bot = Bot::with(crate::bot::NOW, &files).await;
    let first = bot.says(ANA, GENERAL, "/csm book").await;
    let n_before = bot.view(ANA, GENERAL).len();
    let second = bot.clicks(ANA, &first, "Next ›").await;
    let third = bot.clicks(ANA, &second, "Next ›").await;
    assert_eq!(bot.view(ANA, GENERAL).len(), n_before, "the page takes the place of the one before");
    insta::assert_snapshot!(third.words(), @r"
    🔒 » 28 accounts · $737K ARR: 🔴 1 red · 🟡 2 yellow · 🟢 25 green
    # 28 accounts · $737K ARR
    🔴 1 red · 🟡 2 yellow · 🟢 25 green
    🟢 *Client 07* · Green 85 ↗ · $20K · renewal 273 d
    used on 9 of 28 days   [⋯ Open card / Why]
    🟢 *Client 06* · Green 85 ↗ · $20K · renewal 273 d
    used on 9 of 28 days   [⋯ Open card / Why]
    🟢 *Client 05* · Green 85 ↗ · $20K · renewal 273 d
    used on 9 of 28 days   [⋯ Open card / Why]
    🟢 *Client 04* · Green 85 ↗ · $20K · renewal 273 d
    used on 9 of 28 days   [⋯ Open card / Why]
    🟢 *Client 03* · Green 85 ↗ · $20K · renewal 273 d
    used on 9 of 28 days   [⋯ Open card / Why]
    🟢 *Client 02* · Green 85 ↗ · $20K · renewal 273 d
    used on 9 of 28 days   [⋯ Open card / Why]
    🟢 *Client 01* · Green 85 ↗ · $20K · renewal 273 d
    used on 9 of 28 days   [⋯ Open card / Why]
    🟢 *Client 00* · Green 85 ↗ · $20K · renewal 273 d
    used on 9 of 28 days   [⋯ Open card / Why]
    [‹ Back] [Filters…] [CSV to my DM]
    ~ 🔒 Only visible to you · 21 to 28 of 28 · your book · most urgent first: severity × ARR × nearness of renewal · as of ⟨10:00⟩
    ");
    let back = bot.clicks(ANA, &third, "‹ Back").await;
    assert_eq!(back.words(), second.words());
}

#[tokio::test]
async fn plays_are_listed_started_and_shown() {
    let bot = Bot::new().await;
    // All of them stand in a snapshot beside their files.
    let list = bot.says(ANA, GENERAL, "/csm play list").await.words();
    assert!(list.contains("*Red account rescue* · 12 prompts in 84 days"), "{list}");
    insta::assert_snapshot!(bot.says(ANA, GENERAL, "/csm play start nonsense techcorp").await.words(), @r"
    🔒 » No playbook is called “nonsense”. There are: `advocacy_ask`, `champion_change`, `critical_escalation`, `detractor_follow_up`, `ebr`, `expansion`, `low_usage`, `onboarding`, `qbr`, `red_account_rescue`. `/csm play list` tells what each is for.
    No playbook is called “nonsense”. There are: `advocacy_ask`, `champion_change`, `critical_escalation`, `detractor_follow_up`, `ebr`, `expansion`, `low_usage`, `onboarding`, `qbr`, `red_account_rescue`. `/csm play list` tells what each is for.
    [All plays]
    ~ 🔒 Only visible to you
    ");
    insta::assert_snapshot!(bot.says(ANA, GENERAL, "/csm play start rescue globex").await.words(), @r"
    🔒 » ▶️ *Red account rescue* has started for *Globex*: 12 prompts, the last due ⟨Mon 25 May 2026, 17:00 CEST⟩; it ends 21 days before renewal
    ▶️ *Red account rescue* has started for *Globex*
    12 prompts, the last due ⟨Mon 25 May 2026, 17:00 CEST⟩; it ends 21 days before renewal
    Prompts go to <@U0ANA00001>, each on its day; the first is there now.
    [Open play] [Run Renewal beside it] [Account card]
    ~ 🔒 Only visible to you
    ");
    insta::assert_snapshot!(bot.says(ANA, GENERAL, "/csm play show globex").await.words(), @r"
    🔒 » 1 play at work for Globex
    # 1 play at work for Globex
    *Red account rescue* · 0 of 12 done
    now *Stakeholder mapping*, due ⟨Mon 9 Mar 2026, 17:00 CET⟩   [⋯ Account card / Why]
    ~ 🔒 Only visible to you · steps are acknowledged and finished on their cards
    ");
    insta::assert_snapshot!(bot.says(ANA, GENERAL, "/csm play start rescue \"orphan labs\"").await.words(), @r"
    🔒 » *Orphan Labs* has no owner, so nobody would be prompted. Nothing was started; give it an owner, then start again.
    *Orphan Labs* has no owner, so nobody would be prompted. Nothing was started; give it an owner, then start again.
    [Account card]
    ~ 🔒 Only visible to you
    ");
    bot.runs_due_jobs().await;
    assert_eq!(bot.posts(&bot.dm(ANA)).len(), 1, "without a channel of its own an account's prompts go to its owner");
}

#[tokio::test]
async fn the_digest_is_set_shown_and_stopped() {
    let bot = Bot::new().await;
    for text in ["digest", "digest daily 8:30", "digest", "digest 7pm", "digest off", "digest off"] {
        bot.says(ANA, GENERAL, &format!("/csm {text}")).await;
    }
    insta::assert_snapshot!(bot.transcript(GENERAL, ANA), @r"
    🔒 » Your digest is not set. `/csm digest daily 8:30` sends one every working day.
    Your digest is not set. `/csm digest daily 8:30` sends one every working day.
    [Show it now]
    ~ 🔒 Only visible to you · times by Europe/Berlin · a day with nothing to say is silent

    🔒 » Your digest is set. Next: ⟨Tue 3 Mar 2026, 08:30 CET⟩.
    Your digest is set. Next: ⟨Tue 3 Mar 2026, 08:30 CET⟩.
    Then: ⟨Wed 4 Mar 2026, 08:30 CET⟩ · ⟨Thu 5 Mar 2026, 08:30 CET⟩ · ⟨Fri 6 Mar 2026, 08:30 CET⟩ · ⟨Mon 9 Mar 2026, 08:30 CET⟩
    [Show it now]
    ~ 🔒 Only visible to you · times by Europe/Berlin · crontab `30 8 * * 1,2,3,4,5` · a day with nothing to say is silent

    🔒 » Your digest is on. Next: ⟨Tue 3 Mar 2026, 08:30 CET⟩. Another hour: `/csm digest daily 8:30`
    Your digest is on. Next: ⟨Tue 3 Mar 2026, 08:30 CET⟩. Another hour: `/csm digest daily 8:30`
    Then: ⟨Wed 4 Mar 2026, 08:30 CET⟩ · ⟨Thu 5 Mar 2026, 08:30 CET⟩ · ⟨Fri 6 Mar 2026, 08:30 CET⟩ · ⟨Mon 9 Mar 2026, 08:30 CET⟩
    [Show it now]
    ~ 🔒 Only visible to you · times by Europe/Berlin · crontab `30 8 * * 1,2,3,4,5` · a day with nothing to say is silent

    🔒 » Your digest is set. Next: ⟨Mon 2 Mar 2026, 19:00 CET⟩.
    Your digest is set. Next: ⟨Mon 2 Mar 2026, 19:00 CET⟩.
    Then: ⟨Tue 3 Mar 2026, 19:00 CET⟩ · ⟨Wed 4 Mar 2026, 19:00 CET⟩ · ⟨Thu 5 Mar 2026, 19:00 CET⟩ · ⟨Fri 6 Mar 2026, 19:00 CET⟩
    [Show it now]
    ~ 🔒 Only visible to you · times by Europe/Berlin · crontab `0 19 * * 1,2,3,4,5` · a day with nothing to say is silent

    🔒 » Your digest is off. Nothing more comes by itself; `/csm digest daily 8:30` brings it back.
    Your digest is off. Nothing more comes by itself; `/csm digest daily 8:30` brings it back.
    [Show it now]
    ~ 🔒 Only visible to you · times by Europe/Berlin · a day with nothing to say is silent

    🔒 » Your digest is not set. `/csm digest daily 8:30` sends one every working day.
    Your digest is not set. `/csm digest daily 8:30` sends one every working day.
    [Show it now]
    ~ 🔒 Only visible to you · times by Europe/Berlin · a day with nothing to say is silent
    ");
    insta::assert_snapshot!(bot.says(ANA, GENERAL, "/csm digest now").await.words(), @r"
    🔒 » 1 renewal inside 60 days · 1 account quiet · 1 renewal to review · Monday 2 March
    # 1 renewal inside 60 days · 1 account quiet · 1 renewal to review
    ~ Monday 2 March
    *Renewals*
    📅 *Nordwind Energy* contract ends 20 Apr · 🟢 Green · $90K · ⚠ not reviewed   [⋯ Open Nordwind Energy]
    *Getting quiet*
    🔇 *TechCorp* silent 8 days, wants contact every 7 days · $45K   [⋯ Open TechCorp]
    [Not reviewed]
    ~ 🔒 Only visible to you · As of: usage 1 Mar · tickets, surveys, touches, contacts, contracts 2 Mar
    ");
    insta::assert_snapshot!(bot.says(ANA, GENERAL, "/csm").await.line(), @"1 renewal inside 60 days · 1 account quiet · 1 renewal to review · Monday 2 March");
    insta::assert_snapshot!(bot.says(VIC, GENERAL, "/csm today").await.words(), @r"
    🔒 » Nothing due today · Monday 2 March
    # Nothing due today
    ~ Monday 2 March
    Nothing is due, nobody waits, and nothing changed since the last working morning.
    [Book] [Renewals]
    ~ 🔒 Only visible to you · As of: usage 1 Mar · tickets, surveys, touches, contacts, contracts 2 Mar
    ");
}

#[tokio::test]
async fn a_mention_and_a_direct_message_take_the_same_text() {
    let bot = Bot::new().await;
    let mentioned = bot.says(ANA, GENERAL, "@steward techcorp").await;
    let typed = bot.says(ANA, GENERAL, "/csm techcorp").await;
    assert_eq!(mentioned.words(), typed.words());
    assert_eq!(mentioned.only()["is_ephemeral"], true, "the channel sees nothing of it");
    assert_eq!(bot.view(MO, GENERAL).len(), 1, "Mo sees the question");
    let direct = bot.says(ANA, &bot.dm(ANA), "why techcorp").await;
    assert!(direct.words().contains("Usage"), "{}", direct.words());
    assert!(bot.says(ANA, GENERAL, "techcorp is doing badly").await.messages.is_empty(), "nobody asked the bot");
}

#[tokio::test]
async fn the_linked_channel_needs_no_name() {
    let bot = Bot::new().await;
    for text in ["/csm account", "/csm why", "/csm play show", "@steward why"] {
        let answer = bot.says(ANA, TECHCORP_CHANNEL, text).await;
        assert!(answer.words().contains("TechCorp"), "{text}: {}", answer.words());
    }
    let elsewhere = bot.says(ANA, GENERAL, "/csm why").await;
    assert!(!elsewhere.words().contains("TechCorp"), "{}", elsewhere.words());
}

#[tokio::test]
async fn the_page_of_the_bot_shows_the_day() {
    let bot = Bot::new().await;
    insta::assert_snapshot!(bot.opens_home_again(ANA).await);
}

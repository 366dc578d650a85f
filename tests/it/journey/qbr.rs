//! The pack of a quarterly review: from the data, with its days, as a message and as a file.

use serde_json::{Value, json};
use steward::domain::portfolio::PeriodAsked;
use steward::operations::qbr;

use crate::bot::town::{ANA, GENERAL, MO, SHARED_CHANNEL, TECHCORP_CHANNEL, VIC};
use crate::bot::{Bot, NOW, book};

/// A plan with everything in it, whose words try to be more than words.
pub async fn with_plan(bot: &Bot) {
    let submit = async |field: &str, value: Value| bot.submits(ANA, &[(field, value)]).await;
    let text = |words: &str| json!({ "type": "plain_text_input", "value": words });
    let card = bot.says(ANA, GENERAL, "/csm plan techcorp").await;
    bot.clicks(ANA, &card, "Begin plan…").await;
    let goal = "Close | the `month` [now](https://evil.example) <b>fast</b>";
    let begin = [
        ("plan_begins", json!({ "type": "datepicker", "selected_date": "2026-01-12" })),
        ("plan_goal", text(goal)),
        ("plan_goal_value", text("30k")),
    ];
    assert_eq!(bot.submits(ANA, &begin).await, None);
    let card = bot.says(ANA, GENERAL, "/csm plan techcorp").await;
    bot.clicks(ANA, &card, "Add metric…").await;
    let metric = [
        ("plan_metric_name", text("Reports | a week")),
        ("plan_baseline", text("3")),
        ("plan_target", text("20")),
        ("plan_by", json!({ "type": "datepicker", "selected_date": "2026-06-30" })),
    ];
    assert_eq!(bot.submits(ANA, &metric).await, None);
    let card = bot.says(ANA, GENERAL, "/csm plan techcorp").await;
    bot.clicks(ANA, &card, "Add milestone…").await;
    let milestone = [
        ("plan_title", text("Usage audit")),
        ("plan_due", json!({ "type": "datepicker", "selected_date": "2026-04-06" })),
        ("plan_owner", json!({ "type": "users_select", "selected_user": ANA })),
        ("plan_their_name", text("Their controller")),
    ];
    assert_eq!(bot.submits(ANA, &milestone).await, None);
    let card = bot.says(ANA, GENERAL, "/csm plan techcorp").await;
    bot.clicks(ANA, &card, "Add risk…").await;
    assert_eq!(submit("plan_risk", text("Budget freeze")).await, None);
    let card = bot.says(ANA, GENERAL, "/csm plan techcorp").await;
    bot.clicks(ANA, &card, "Record value…").await;
    let value = [
        ("plan_what", text("Two days a month saved")),
        ("plan_amount", text("12k")),
        ("plan_evidence", text("Their controller's own count")),
        ("plan_realised_on", json!({ "type": "datepicker", "selected_date": "2026-02-27" })),
    ];
    assert_eq!(bot.submits(ANA, &value).await, None);
}

#[tokio::test]
async fn the_pack_says_what_the_data_says() {
    let bot = Bot::new().await;
    with_plan(&bot).await;
    insta::assert_snapshot!(bot.says(ANA, TECHCORP_CHANNEL, "/csm qbr").await.words(), @r#"
    🔒 » TechCorp 2026 Q1 to date: usage −14 %, 🔴 Red 45, 0 of 1 goals on track, $12K realised
    # TechCorp · 2026 Q1 to date
    ~ 1 Jan 2026 to 2 Mar 2026 · gathered 2 Mar 2026 · mid-touch · ARR $45,000 · owner Ana Ruiz
    *Usage* · usage as of 1 Mar
    • Uses a day: *10.1*, over 60 days
    • Against 11.7 a day in the 58 days before: *−14 %*
    *Health, before → after* · 1 Jan to 2 Mar
    • Before: unknown, not scored then
    • After (2 Mar): *🔴 Red 45*: usage −45 %, no champion, no executive contact
    *Adoption* · 28 days up to 30 Dec 2025 → up to 1 Mar; seats and features as of today
    • Active users of seats: 18 of 40 (45.0 %) → *18 of 40 (45.0 %)*
    • Core features used: 0 of 8 (0.0 %) → *2 of 8 (25.0 %)*
    *Support* · 1 Jan to 2 Mar
    • 2 opened, 0 critical · 2 closed · 0 open at the end
    • Time to close: half of them within 24 h (n = 2)
    *Sentiment* · 1 Jan to 2 Mar · last answer 12 Jan
    • NPS: *0* (n = 1; 0 promoters, 0 detractors)
    • CSAT: unknown, nobody answered (n = 0)
    *Touchpoints* · 1 Jan to 2 Mar
    • *1 touch*, 1 two-way: 1 call · last 22 Feb
    *Goals* · as of 2 Mar
    • *0 of 1 on track or reached*
    • ⚪ unknown: Close | the ˋmonthˋ [now](https://evil.example) &lt;b&gt;fast&lt;/b&gt; · worth $30,000 to them
    *Metrics* · as of 2 Mar
    • Reports | a week · – · 3 · unknown · 20 · by 30 Jun · typed · ⚪ unknown
    *Milestones* · 1 Jan to 2 Mar
    • None fell due
    *Value realised* · as of 2 Mar
    • In this quarter: *$12,000*; since the beginning: $12,000
    • Value beside ARR: 0.3× ($12,000 realised since the beginning, $45,000 a year)
    • $12,000 · 27 Feb: Two days a month saved; evidence: Their controller's own count
    *Benchmark* · as of 2 Mar
    • Beside the other mid-touch accounts; segment by ARR on the eve of the quarter
    • Health score: *45.3*, median 63.4 of 5 others
    • Active users of seats: *45 %*, median 36 % of 5 others
    • Core features used: *25 %*, median 100 % of 5 others
    *Next quarter* · as of 2 Mar
    • Milestone, due 6 Apr: Usage audit · Ana Ruiz with Their controller
    • Risk: Budget freeze; nothing done about it
    • Open risk: the account uses 45 % less (signal since 2 Mar)
    • Open risk: the account lost its champion (signal since 2 Mar)
    • Open risk: the account has gone quiet (signal since 2 Mar)
    *Renewal* · as of 2 Mar
    • *1 Jun, in 91 days* · does not renew itself
    • Forecast: not reviewed
    chart "Health, 29 days"
    [!Send me the file] [Share (Share in #acct-techcorp?)] [Success plan] [Account card]
    ~ 🔒 Only visible to you · `/csm qbr TechCorp markdown` sends it as a file
    "#);
    // Nothing is known of a quarter before the first contract and the first score.
    insta::assert_snapshot!(bot.says(ANA, GENERAL, "/csm qbr techcorp 2025-q1").await.words(), @r"
    🔒 » TechCorp 2025 Q1: 0 of 1 goals on track
    # TechCorp · 2025 Q1
    ~ 1 Jan 2025 to 31 Mar 2025 · gathered 2 Mar 2026 · mid-touch · ARR $45,000 · owner Ana Ruiz
    *Usage* · no feed
    • Uses a day: unknown, the feed has nothing of this quarter
    • Against the 60 days before: unknown, only 0 of them are known
    *Health, before → after* · 1 Jan 2025 to 31 Mar 2025
    • Before: unknown, not scored then
    • After: unknown, not scored then
    *Adoption* · 28 days up to unknown → up to unknown; seats and features as of today
    • Active users of seats: unknown → *unknown*
    • Core features used: unknown → *unknown*
    *Support* · 1 Jan 2025 to 31 Mar 2025
    • 0 opened, 0 critical · 0 closed · 0 open at the end
    • Time to close: no median: none was closed
    *Sentiment* · 1 Jan 2025 to 31 Mar 2025
    • NPS: unknown, nobody answered (n = 0)
    • CSAT: unknown, nobody answered (n = 0)
    *Touchpoints* · 1 Jan 2025 to 31 Mar 2025
    • None is recorded
    *Goals* · as of 2 Mar
    • *0 of 1 on track or reached*
    • ⚪ unknown: Close | the ˋmonthˋ [now](https://evil.example) &lt;b&gt;fast&lt;/b&gt; · worth $30,000 to them
    *Metrics* · as of 2 Mar
    • Reports | a week · – · 3 · unknown · 20 · by 30 Jun · typed · ⚪ unknown
    *Milestones* · 1 Jan 2025 to 31 Mar 2025
    • None fell due
    *Value realised* · as of 31 Mar 2025
    • In this quarter: *nothing recorded*; since the beginning: nothing recorded
    • Value beside ARR: unknown, no value is recorded
    *Benchmark* · as of 31 Mar 2025
    • Unknown: the account had no revenue in this quarter
    *Next quarter* · as of 2 Mar
    • Risk: Budget freeze; nothing done about it
    • Open risk: the account uses 45 % less (signal since 2 Mar)
    • Open risk: the account lost its champion (signal since 2 Mar)
    • Open risk: the account has gone quiet (signal since 2 Mar)
    *Renewal* · as of 2 Mar
    • *1 Jun, in 91 days* · does not renew itself
    • Forecast: not reviewed
    [!Send me the file] [Share (Share in #general?)] [Success plan] [Account card]
    ~ 🔒 Only visible to you · `/csm qbr TechCorp markdown` sends it as a file
    ");
    insta::assert_snapshot!(bot.says(ANA, GENERAL, "/csm qbr techcorp 2026Q3").await.line(), @"That period begins on 1 Jul only, so there is nothing to tell of it yet.");
}

#[tokio::test]
async fn the_pack_comes_as_a_file_to_the_asker_alone() {
    let bot = Bot::new().await;
    with_plan(&bot).await;
    let told = bot.says(ANA, GENERAL, "/csm qbr techcorp markdown").await;
    insta::assert_snapshot!(told.line(), @"The QBR pack of *TechCorp* is in your direct messages as `qbr-techcorp-2026-q1.md`.");
    let message = bot.newest(&bot.dm(ANA), ANA);
    let file = &message.only()["files"][0];
    assert_eq!(file["name"], "qbr-techcorp-2026-q1.md");
    let address = file["url_private_download"].as_str().expect("an address");
    let written = reqwest::get(address).await.unwrap().text().await.unwrap();
    insta::assert_snapshot!(written, @r"
    # TechCorp: 2026 Q1 to date

    1 Jan 2026 to 2 Mar 2026 · gathered 2 Mar 2026 · mid-touch · ARR $45,000 · owner Ana Ruiz

    ## Usage

    _usage as of 1 Mar_

    - Uses a day: **10.1**, over 60 days
    - Against 11.7 a day in the 58 days before: **−14 %**

    ## Health, before → after

    _1 Jan to 2 Mar_

    - Before: unknown, not scored then
    - After (2 Mar): **🔴 Red 45**: usage −45 %, no champion, no executive contact

    ## Adoption

    _28 days up to 30 Dec 2025 → up to 1 Mar; seats and features as of today_

    - Active users of seats: 18 of 40 (45.0 %) → **18 of 40 (45.0 %)**
    - Core features used: 0 of 8 (0.0 %) → **2 of 8 (25.0 %)**

    ## Support

    _1 Jan to 2 Mar_

    - 2 opened, 0 critical · 2 closed · 0 open at the end
    - Time to close: half of them within 24 h (n = 2)

    ## Sentiment

    _1 Jan to 2 Mar · last answer 12 Jan_

    - NPS: **0** (n = 1; 0 promoters, 0 detractors)
    - CSAT: unknown, nobody answered (n = 0)

    ## Touchpoints

    _1 Jan to 2 Mar_

    - **1 touch**, 1 two-way: 1 call · last 22 Feb

    ## Goals

    _as of 2 Mar_

    - **0 of 1 on track or reached**
    - ⚪ unknown: Close \| the \`month\` \[now\]\(https\://evil.example\) &lt;b&gt;fast&lt;/b&gt; · worth $30,000 to them

    ## Metrics

    _as of 2 Mar_

    | Metric | Unit | Baseline | Now | Target | By when | As of | Stands |
    | --- | --- | --- | --- | --- | --- | --- | --- |
    | Reports \| a week | – | 3 | unknown | 20 | by 30 Jun | typed | ⚪ unknown |

    ## Milestones

    _1 Jan to 2 Mar_

    - None fell due

    ## Value realised

    _as of 2 Mar_

    - In this quarter: **$12,000**; since the beginning: $12,000
    - Value beside ARR: 0.3× ($12,000 realised since the beginning, $45,000 a year)
    - $12,000 · 27 Feb: Two days a month saved; evidence: Their controller's own count

    ## Benchmark

    _as of 2 Mar_

    - Beside the other mid-touch accounts; segment by ARR on the eve of the quarter
    - Health score: **45.3**, median 63.4 of 5 others
    - Active users of seats: **45 %**, median 36 % of 5 others
    - Core features used: **25 %**, median 100 % of 5 others

    ## Next quarter

    _as of 2 Mar_

    - Milestone, due 6 Apr: Usage audit · Ana Ruiz with Their controller
    - Risk: Budget freeze; nothing done about it
    - Open risk: the account uses 45 % less (signal since 2 Mar)
    - Open risk: the account lost its champion (signal since 2 Mar)
    - Open risk: the account has gone quiet (signal since 2 Mar)

    ## Renewal

    _as of 2 Mar_

    - **1 Jun, in 91 days** · does not renew itself
    - Forecast: not reviewed
    ");
    assert_eq!(bot.asks("select count(*) from audit where verb = 'qbr.file'").await, "1");
    let pack = bot.says(ANA, GENERAL, "/csm qbr techcorp").await;
    bot.clicks(ANA, &pack, "Send me the file").await;
    assert_eq!(bot.asks("select count(*) from audit where verb = 'qbr.file'").await, "2");
}

#[tokio::test]
async fn the_pack_is_shared_once_as_it_was() {
    let bot = Bot::new().await;
    with_plan(&bot).await;
    let pack = bot.says(ANA, TECHCORP_CHANNEL, "/csm qbr").await;
    // A second press on one pack shows nothing more, and is no second deed.
    for _ in 0..2 {
        let told = bot.clicks(ANA, &pack, "Share").await;
        assert!(told.words().contains("goes to <#C0TECHCORP> once from this message"), "{}", told.words());
        bot.runs_due_jobs().await;
        bot.runs_due_jobs().await;
    }
    assert_eq!(bot.asks("select count(*) from audit where verb = 'qbr.share'").await, "1");
    assert_eq!(bot.posts(TECHCORP_CHANNEL).len(), 1);
    let shared = bot.newest(TECHCORP_CHANNEL, VIC);
    assert!(shared.words().contains("Shared by Ana Ruiz"), "{}", shared.words());
    let mine = bot.clicks(VIC, &shared, "Open pack").await;
    assert_eq!(mine.only()["is_ephemeral"], true);
}

#[tokio::test]
async fn with_outsiders_around_nothing_is_shared() {
    let mut bot = Bot::new().await;
    bot.may_be_refused();
    let pack = bot.says(ANA, SHARED_CHANNEL, "/csm qbr techcorp").await;
    let told = if pack.actions().iter().any(|(words, _)| words == "Share") {
        bot.clicks(ANA, &pack, "Share").await
    } else {
        pack
    };
    assert!(!told.words().contains("once from this message"), "{}", told.words());
    assert_eq!(bot.asks("select count(*) from audit where verb = 'qbr.share'").await, "0");
}

#[tokio::test]
async fn few_peers_withhold_the_median_and_other_currencies_the_return() {
    let bot = Bot::with(NOW, &book::techcorp(book::people())).await;
    let told = bot.says(MO, GENERAL, "/csm qbr techcorp 2026-q1").await.words();
    assert!(told.contains("median withheld: 0 others are known, 5 are needed"), "{told}");
    assert!(told.contains("Value beside ARR: unknown, no value is recorded"), "{told}");
    bot.brings_in(&book::Files::default().and(
        "value_realised",
        "external_id,account,what,amount,currency,evidence,realised_on\nv-1,techcorp,Saved,9000,EUR,Mail,2026-02-01\n",
    ))
    .await;
    let told = bot.says(MO, GENERAL, "/csm qbr techcorp 2026-q1").await.words();
    assert!(told.contains("In this quarter: *€9,000*"), "{told}");
    assert!(told.contains("not told, for the ARR is in USD and no value is; nothing is converted"), "{told}");
}

#[tokio::test]
async fn the_terminal_prints_the_same_file() {
    let bot = Bot::new().await;
    let quarter = PeriodAsked::parse("2026-q1");
    let found = qbr::pack_named(&bot.app, steward::domain::ids::OrgId::DEFAULT, "techcorp", quarter).await;
    let pack = found.unwrap().expect("one account");
    let members = steward::slack::render::qbr_markdown(&pack, steward::slack::render::Onlookers::Members);
    let guests = steward::slack::render::qbr_markdown(&pack, steward::slack::render::Onlookers::Guests);
    assert!(members.starts_with("# TechCorp: 2026 Q1 to date"), "{members}");
    assert!(members.contains("$45,000") && !guests.contains('$'), "{guests}");
}

//! `check`, `load`, `list`, `show` and `simulate` with files and a database.

use std::path::PathBuf;
use std::process::ExitCode;

use steward::cli::playbook::{What, with_database};
use steward::domain::ids::OrgId;
use steward::operations::setup;
use tempfile::TempDir;

use super::simulated::printed;
use crate::bot::Bot;
use crate::bot::town::{ANA, GENERAL};

const RESCUE: &str = include_str!("../../../manifests/playbooks/red_account_rescue.yaml");

fn file(directory: &TempDir, name: &str, text: &str) -> PathBuf {
    let path = directory.path().join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// What a command prints on the bot's database, and whether it succeeded.
async fn does(bot: &Bot, what: What) -> (String, bool) {
    let mut out = Vec::new();
    let code = with_database(&what, &bot.app, &mut out).await.unwrap();
    (String::from_utf8(out).unwrap(), code == ExitCode::SUCCESS)
}

fn load(files: Vec<PathBuf>) -> What {
    What::Load { files, retire: None }
}

#[tokio::test]
async fn check_names_every_fault_of_every_file_with_its_place() {
    let directory = TempDir::new().unwrap();
    let good = file(&directory, "good.yaml", RESCUE);
    let bad = RESCUE.replacen("due: 14d", "due: 6d", 1).replacen("owner: manager", "owner: boss", 1);
    let bad = file(&directory, "bad.yaml", &bad);
    let latin = directory.path().join("latin.yaml");
    std::fs::write(&latin, b"name: x\ntitle: caf\xe9\n").unwrap();
    let paths = [&good, &bad, &latin].map(|path| path.to_str().unwrap());
    let (text, is_fine) = printed(&["check", paths[0], paths[1], paths[2]]).await;
    assert!(!is_fine);
    let text = text.replace(directory.path().to_str().unwrap(), "plays");
    insta::assert_snapshot!(text, @r"
    plays/good.yaml: Red account rescue is sound: 5 steps, 12 prompts
    plays/bad.yaml:43:10: due 6d, before it opens 7d: it could never be done in time
    plays/bad.yaml:52:12: there is no owner “boss”; there are csm, manager, account_executive, executive_sponsor
    plays/latin.yaml:2:11: the file is not UTF-8 text: save it as UTF-8
    ");
    let (_, is_fine) = printed(&["check", paths[0]]).await;
    assert!(is_fine);
}

#[tokio::test]
async fn a_bad_file_is_refused_and_the_old_version_keeps_running() {
    let bot = Bot::new().await;
    let directory = TempDir::new().unwrap();
    let bad = file(&directory, "bad.yaml", &RESCUE.replacen("due: 14d", "due: 6d", 1));
    let other = file(&directory, "other.yaml", &RESCUE.replacen("name: red_account_rescue", "name: own_rescue", 1));
    let (text, is_fine) = does(&bot, load(vec![other, bad])).await;
    assert!(!is_fine && text.ends_with("Nothing was loaded; what was in force before still is.\n"), "{text}");
    assert_eq!(bot.asks("select string_agg(distinct version::text, ',') from playbooks").await, "1");
    assert_eq!(bot.asks("select count(*) from playbooks where name = 'own_rescue'").await, "0");
    let started = bot.says(ANA, GENERAL, "/csm play start rescue techcorp").await;
    assert!(started.words().contains("has started"), "{}", started.words());
}

#[tokio::test]
async fn a_changed_file_is_a_new_version_and_runs_keep_theirs() {
    let bot = Bot::new().await;
    let directory = TempDir::new().unwrap();
    bot.says(ANA, GENERAL, "/csm play start rescue techcorp").await;
    let changed = file(&directory, "mine.yaml", &RESCUE.replacen("title: Usage audit", "title: My own audit", 1));
    let (text, is_fine) = does(&bot, load(vec![changed.clone()])).await;
    assert!(is_fine && text.contains("red_account_rescue: version 2 is in force"), "{text}");
    let (text, _) = does(&bot, load(vec![changed])).await;
    assert!(text.contains("in force already"), "{text}");
    assert_eq!(bot.asks("select playbook_version from playbook_runs").await, "1");

    // What ships does not come back over what somebody chose.
    setup::organisation(&bot.app, OrgId::DEFAULT, "Test").await.unwrap();
    assert_eq!(bot.asks("select max(version) from playbooks where name = 'red_account_rescue'").await, "2");
    let page = bot.says(ANA, GENERAL, "/csm play show red_account_rescue").await;
    assert!(page.words().contains("My own audit") && page.words().contains("version 2, loaded"), "{}", page.words());
}

#[tokio::test]
async fn what_is_retired_cannot_be_started_until_it_is_loaded_again() {
    let bot = Bot::new().await;
    let retire = || What::Load { files: Vec::new(), retire: Some("red_account_rescue".into()) };
    let (text, is_fine) = does(&bot, retire()).await;
    assert!(is_fine && text.contains("out of force"), "{text}");
    assert!(!does(&bot, retire()).await.1);
    setup::organisation(&bot.app, OrgId::DEFAULT, "Test").await.unwrap();
    let refused = bot.says(ANA, GENERAL, "/csm play start red_account_rescue techcorp").await;
    assert!(refused.words().contains("No playbook is called"), "{}", refused.words());
    let directory = TempDir::new().unwrap();
    let (text, _) = does(&bot, load(vec![file(&directory, "rescue.yaml", RESCUE)])).await;
    assert!(text.contains("version 2 is in force"), "{text}");
    assert_eq!(
        bot.asks("select string_agg(verb, ' ' order by at) from audit where subject = 'playbook:red_account_rescue'")
            .await,
        "playbook.retire playbook.load"
    );
}

#[tokio::test]
async fn the_twelve_are_listed_shown_and_laid_out_on_an_account() {
    let bot = Bot::new().await;
    let (text, _) = does(&bot, What::List).await;
    insta::assert_snapshot!(text, @r"
    advocacy_ask           v1   ships with Steward 4 prompts in 48 days                   Advocacy ask
    champion_change        v1   ships with Steward 7 prompts in 56 days                   Champion change
    critical_escalation    v1   ships with Steward 10 prompts in 25 days                  Critical escalation
    detractor_follow_up    v1   ships with Steward 5 prompts in 60 days                   Detractor follow-up
    ebr                    v1   ships with Steward 5 prompts in 44 days                   Executive business review
    expansion              v1   ships with Steward 5 prompts in 65 days                   Expansion
    low_usage              v1   ships with Steward 9 prompts in 62 days                   Low usage
    onboarding             v1   ships with Steward 18 prompts in 90 days                  Onboarding
    qbr                    v1   ships with Steward 8 prompts in 92 days                   Quarterly business review
    red_account_rescue     v1   ships with Steward 12 prompts in 84 days                  Red account rescue
    renewal                v1   ships with Steward 4 prompts from 120 days before renewal Renewal
    win_back               v1   ships with Steward 6 prompts in 240 days                  Win-back
    ");
    let (text, _) = does(&bot, What::Show { name: Some("win_back".into()), file: None }).await;
    insta::assert_snapshot!(text, @r"
    Win-back (win_back), version 1, ships with Steward
    A customer has left. Learn the true reason, part well, stay in touch with something to say, and ask again.

    Goal      They are a customer again within 270 days (customer = yes)
    Exit      They are a customer again (customer = yes): reached

    1. Exit conversation (exit_talk), csm
       opens 0d, due 10bd
       Ask the decision maker what would have kept them. Nothing is for sale in this conversation.
       [ ] The first reason, and the one behind it
       [ ] Where they went, and what it costs them
       [ ] When they will look again

    2. Part well (part_well), csm
       opens 5bd, due 20bd
       Help them leave without harm: data, access, last invoice. How somebody goes decides whether they come back.
       [ ] Data handed over
       [ ] Access and invoices settled
       [ ] Thanks from a person they know

    3. Lessons for us (lessons), manager, else csm
       opens 1bd after previous, due 10bd after previous
       Tell the team in ten lines what we should have seen, when, and what we do differently with accounts that look alike.
       [ ] First sign, and when it could be seen
       [ ] Product and price feedback passed on
       [ ] Similar accounts named

    4. News that answers their reason (news), csm
       opens 90d, due 97d, every 60 days, 2 times
       Write when there is something that answers why they left. One message, one reason, no newsletter.
       [ ] What changed, tied to their reason
       [ ] Sent to the person who decided

    5. Ask again (offer), account_executive, else csm
       opens 210d, due 240d
       Before their other contract comes up, offer a way back with low risk: a pilot, their old set-up, a familiar face.
       [ ] Date of their other contract known
       [ ] Offer agreed with the account executive
       [ ] Asked, and the answer noted
    ");
    let (text, is_fine) = does(&bot, What::Show { name: Some("winback".into()), file: None }).await;
    assert_eq!((text.as_str(), is_fine), ("No playbook winback is in force; win_back?\n", false));
    let simulate = steward::cli::playbook::SimulateOptions {
        name: Some("champion_change".into()),
        file: None,
        account: Some("techcorp".into()),
        from: "2026-03-20".parse().ok(),
        renewal: None,
        zone: None,
    };
    let (text, _) = does(&bot, What::Simulate(simulate)).await;
    insta::assert_snapshot!(text, @r"
    Champion change, version 1, for TechCorp
    Starts Fri 2026-03-20 09:00 CET; goal: A new champion who has met us and has had a success of their own by Tue 2026-05-19
    Contract ends Mon 2026-06-01: the play ends 17 days before renewal
    Fri 2026-03-20 09:00 CET  1. Ask who follows · csm Ana Ruiz · due Mon 2026-03-23 17:00 CET
        unanswered: reminder Fri 2026-03-20 11:00 CET, after 4h Fri 2026-03-20 13:00 CET and a line to the manager
    Tue 2026-03-24 09:00 CET  2. Map who is left · csm Ana Ruiz · due Thu 2026-03-26 17:00 CET
        unanswered: reminder Tue 2026-03-24 11:00 CET, after 4h Tue 2026-03-24 13:00 CET and a line to the manager
        waits for the step before it, here taken to end on its due day
    Fri 2026-03-27 09:00 CET  3. Meet the candidate · csm Ana Ruiz · due Thu 2026-04-02 17:00 CEST
        unanswered: reminder Fri 2026-03-27 11:00 CET, after 4h Fri 2026-03-27 13:00 CET and a line to the manager
        waits for the step before it, here taken to end on its due day
        only where champion = absent
    Fri 2026-03-27 09:00 GMT  4. Cover at the top · manager Mo Adeyemi · due Fri 2026-04-03 17:30 BST
        unanswered: reminder Fri 2026-03-27 11:00 GMT, after 4h Fri 2026-03-27 13:00 GMT and a line to the manager
    Fri 2026-04-03 09:00 CEST  5. A first success of their own · csm Ana Ruiz · due Fri 2026-04-24 17:00 CEST
        unanswered: reminder Fri 2026-04-03 11:00 CEST, after 4h Fri 2026-04-03 13:00 CEST and a line to the manager
    Fri 2026-04-24 09:00 CEST  6. Stay close 1 of 2 · csm Ana Ruiz · due Fri 2026-05-01 17:00 CEST
        unanswered: reminder Fri 2026-04-24 11:00 CEST, after 4h Fri 2026-04-24 13:00 CEST and a line to the manager
    Fri 2026-05-08 09:00 CEST  6. Stay close 2 of 2 · csm Ana Ruiz · due Fri 2026-05-15 17:00 CEST
        unanswered: reminder Fri 2026-05-08 11:00 CEST, after 4h Fri 2026-05-08 13:00 CEST and a line to the manager
    ");
}

#[tokio::test]
async fn play_show_tells_playbooks_from_accounts() {
    let bot = Bot::new().await;
    let page = bot.says(ANA, GENERAL, "/csm play show champion change").await;
    insta::assert_snapshot!(page.words(), @r"
    🔒 » Champion change: The champion left, or there is none. Keep what they knew, find who follows, and make that person successful early.
    # Champion change
    The champion left, or there is none. Keep what they knew, find who follows, and make that person successful early.
    *Goal* A new champion who has met us and has had a success of their own within 60 days, where `champion = present`
    *Offered* when signal T7 fires
    *Ends early* The account is no customer any more, lost (`customer = no`)
    *1. Ask who follows* · CSM
    day 0 → due 1 working day after the start
    *2. Map who is left* · CSM
    1 working day after the step before → due 3 working days after the step before
    *3. Meet the candidate* · CSM
    1 working day after the step before → due 5 working days after the step before · only where `champion = absent`
    *4. Cover at the top* · executive sponsor, else manager, else CSM
    5 working days after the start → due 10 working days after the start
    *5. A first success of their own* · CSM
    day 14 → due day 35
    *6. Stay close* · CSM
    day 35 → due day 42, every 14 days 2 times
    [All plays]
    ~ 🔒 Only visible to you · version 1, ships with Steward · on an account: `/csm play show champion_change &lt;account&gt;`
    ");
    let preview = bot.says(ANA, GENERAL, "/csm play show renewal techcorp").await;
    insta::assert_snapshot!(preview.words(), @r"
    🔒 » *Renewal* for *TechCorp*: 4 prompts; it ends 7 days before renewal
    # Renewal for TechCorp, if it began now
    4 prompts; it ends 7 days before renewal
    *Goal* Renewed before the contract ends by 1 Jun
    *1. Value case* · CSM, Ana Ruiz
    ⟨Mon 2 Mar 2026, 10:00 CET⟩ → due ⟨Mon 2 Mar 2026, 17:00 CET⟩
    *2. Options* · CSM, Ana Ruiz
    ⟨Tue 3 Mar 2026, 09:00 CET⟩ → due ⟨Wed 18 Mar 2026, 17:00 CET⟩
    *3. Terms with sales* · CSM, Ana Ruiz
    ⟨Thu 2 Apr 2026, 09:00 CEST⟩ → due ⟨Fri 17 Apr 2026, 17:00 CEST⟩
    *4. Close* · CSM, Ana Ruiz
    ⟨Mon 4 May 2026, 09:00 CEST⟩ → due ⟨Mon 25 May 2026, 17:00 CEST⟩
    [!Start play] [About the playbook] [Account card]
    ~ 🔒 Only visible to you · nothing has started · times on your clock
    ");
    let started = bot.clicks(ANA, &preview, "Start play").await;
    assert!(started.words().contains("*Renewal* has started for *TechCorp*"), "{}", started.words());
    let list = bot.says(ANA, GENERAL, "/csm play list").await;
    insta::assert_snapshot!(list.words(), @r"
    🔒 » Plays
    # Plays
    ~ *Offered when a signal fires*
    *Champion change* · 7 prompts in 56 days
    The champion left, or there is none. Keep what they knew, find who follows, and make that person successful early.
    `champion_change`   [Show]
    *Critical escalation* · 10 prompts in 25 days
    A critical ticket is open for more than 48 hours. Own it, tell them before they ask, mend it, and learn from it.
    `critical_escalation`   [Show]
    *Detractor follow-up* · 5 prompts in 60 days
    An answer of 0 to 6 came in. Thank them within a day, understand it, mend one thing, and go back to tell them.
    `detractor_follow_up`   [Show]
    *Expansion* · 5 prompts in 65 days
    A limit is nearly used up and people are engaged. Shape the proposal, make the case, hand to sales, see it secured.
    `expansion`   [Show]
    *Low usage* · 9 prompts in 62 days
    Logins or use fell sharply. Find out who stopped and why, win them back to one task, and watch that it holds.
    `low_usage`   [Show]
    *Red account rescue* · 12 prompts in 84 days
    An account turned red. Find the people, mend the use, show value, and stay close until it holds.
    `red_account_rescue`   [Show]
    ~ *Offered when their time comes*
    *Advocacy ask* · 4 prompts in 48 days
    A healthy customer with a result worth telling. Ask one person for one thing, make it easy, and thank them well.
    `advocacy_ask`   [Show]
    *Executive business review* · 5 prompts in 44 days
    Executives of both sides meet on results and direction. Prepare with the sponsor, hold it, and keep what was promised.
    `ebr`   [Show]
    *Onboarding* · 18 prompts in 90 days
    A customer has signed. Agree on what success is, connect, train, and reach first value within 90 days.
    `onboarding`   [Show]
    *Quarterly business review* · 8 prompts in 92 days
    A quarter with a high-touch customer. Assess and plan, deliver and enable, then review results and plan the next one.
    `qbr`   [Show]
    *Renewal* · 4 prompts from 120 days before renewal
    A contract ends in 120 days. Show the value, offer choices, agree on terms with sales, and close without surprises.
    `renewal`   [Show]
    ~ *Started by hand*
    *Win-back* · 6 prompts in 240 days
    A customer has left. Learn the true reason, part well, stay in touch with something to say, and ask again.
    `win_back`   [Show]
    ~ 🔒 Only visible to you · Start one from an account's card, or: `/csm play start advocacy_ask &lt;account&gt;`
    ");
    let account = bot.says(ANA, GENERAL, "/csm play show techcorp").await;
    assert!(account.words().contains("1 play at work for TechCorp"), "{}", account.words());
    let nobody = bot.says(ANA, GENERAL, "/csm play show nobody at all").await;
    assert!(nobody.words().contains("nobody at all"), "{}", nobody.words());
}

#[tokio::test]
async fn half_a_name_and_an_account_are_no_account_with_a_longer_name() {
    let bot = Bot::new().await;
    let preview = bot.says(ANA, GENERAL, "/csm play show rescue techcorp").await;
    assert!(preview.line().starts_with("*Red account rescue* for *TechCorp*: "), "{}", preview.line());
}

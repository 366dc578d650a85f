//! What a role sees of the organisation: its own, its team's, or all. What it does not see is as if it were not there.

use steward::domain::rules::Rules;
use steward::operations::{directory, sight};
use steward::store::session::Wall;

use super::step_moves::first_card;
use crate::bot::town::{ACCOUNT_URL, ANA, BO, GENERAL, MO, TEAM_CHANNEL, TECHCORP_CHANNEL, VIC};
use crate::bot::{Bot, Seen, actions, book};

/// A bot whose rules have these lines under `[rights]`.
async fn by(lines: &str) -> Bot {
    let rules = Rules::parse(&format!("[rights]\n{lines}")).unwrap();
    Bot::by_rules(rules, &book::usual()).await
}

/// A button that another answer had, pressed on one that is still there.
async fn presses(bot: &Bot, user: &str, on: &Seen, action: serde_json::Value) -> String {
    let element = crate::bot::Elsewhere { target: on.target(), action, channel: &on.channel };
    bot.uses(user, element).await.words()
}

/// How many accounts the book of all shows; `none` where it is empty.
async fn n_seen(bot: &Bot, user: &str) -> String {
    let line = bot.says(user, GENERAL, "/csm book all").await.line();
    let n = line.split_once(" account").map_or("", |(n, _)| n);
    n.replace("There are no", "none")
}

/// Ana owns five accounts and Bo two; one is nobody's. Vic and Ana are a team; Bo reports to Mo, and Ana to nobody.
#[tokio::test]
async fn each_role_sees_what_the_rules_say() {
    for (role, user, seen) in [
        ("viewer", VIC, [("own", "none"), ("team", "5"), ("all", "8")]),
        ("csm", ANA, [("own", "6"), ("team", "6"), ("all", "8")]),
        ("csm", BO, [("own", "3"), ("team", "3"), ("all", "8")]),
        ("manager", MO, [("own", "1"), ("team", "3"), ("all", "8")]),
    ] {
        for (reads, n) in seen {
            let bot = by(&format!("{role}_reads = \"{reads}\"")).await;
            bot.does("update people set team = 'EMEA' where external_id = 'p-vic'").await;
            bot.does("update people set manager_id = null where external_id = 'p-ana'").await;
            assert_eq!(n_seen(&bot, user).await, n, "{role} reads {reads}");
            bot.does("update people set role = 'admin'").await;
            assert_eq!(n_seen(&bot, user).await, "8", "admins see all, whatever {role} reads");
        }
    }
}

#[tokio::test]
async fn who_reports_to_those_who_report_is_led_too() {
    let bot = by("manager_reads = \"team\"").await;
    let set =
        "update people set manager_id = (select id from people where external_id = 'p-ana') where external_id = 'p-bo'";
    bot.does(set).await;
    assert_eq!(n_seen(&bot, MO).await, "8");
    // Two who report to each other make no circle without end.
    let round =
        "update people set manager_id = (select id from people where external_id = 'p-bo') where external_id = 'p-mo'";
    bot.does(round).await;
    assert_eq!(n_seen(&bot, MO).await, "8");
}

#[tokio::test]
async fn a_colleagues_account_is_as_if_it_were_not_there() {
    let bot = by("csm_reads = \"own\"").await;
    let hidden = bot.says(ANA, GENERAL, "/csm initech").await.words();
    let unknown = bot.says(ANA, GENERAL, "/csm inixxxx").await.words();
    assert_eq!(hidden.replace("initech", "inixxxx"), unknown);
    assert!(!hidden.contains("Initech"), "{hidden}");
    for text in
        ["why initech", "qbr initech", "forecast initech likely 200k", "note initech call Talked", "plan initech"]
    {
        let said = bot.says(ANA, GENERAL, &format!("/csm {text}")).await.words();
        assert!(!said.contains("Initech") && !said.contains("Bo Carter"), "{text}: {said}");
    }
    assert_eq!(bot.asks("select count(*) from forecasts").await, "0");
    assert_eq!(bot.asks("select count(*) from touchpoints where logged_by is not null").await, "0");

    insta::assert_snapshot!(bot.says(ANA, GENERAL, "/csm book all").await.words(), @r"
    🔒 » 6 accounts · $299K ARR: 🔴 1 red · 🟡 3 yellow · 🟢 2 green
    # 6 accounts · $299K ARR
    🔴 1 red · 🟡 3 yellow · 🟢 2 green
    🔴 *TechCorp* · Red 45 · $45K · renewal 91 d
    usage −45 %   [⋯ Open card / Why / Start a play…]
    🟡 *Globex* · Yellow 63 ↗ · $52K · renewal 105 d
    used on 9 of 28 days   [⋯ Open card / Why]
    🟢 *Nordwind Energy* · Green 85 ↗ · $90K · renewal 49 d
    used on 9 of 28 days   [⋯ Open card / Why]
    🟡 *Nordwacht Freight* · Yellow 63 ↗ · $30K · renewal 182 d
    used on 9 of 28 days   [⋯ Open card / Why]
    🟡 *Orphan Labs* · Yellow 63 ↗ · $22K · renewal 212 d
    used on 9 of 28 days   [⋯ Open card / Why]
    🟢 *Acme* · Green 85 ↗ · $60K · renewal 273 d
    used on 9 of 28 days   [⋯ Open card / Why]
    [Filters…] [CSV to my DM]
    ~ Only accounts that are yours or nobody's: that is what your role may see
    ~ 🔒 Only visible to you · 1 to 6 of 6 · all books · most urgent first: severity × ARR × nearness of renewal · as of ⟨10:00⟩
    ");
    let others = bot.says(ANA, GENERAL, "/csm book owner:@bo").await;
    insta::assert_snapshot!(others.line(), @"There are no accounts there that your role may see.");
    let renewals = bot.says(ANA, GENERAL, "/csm renewals 365 all").await.words();
    assert!(renewals.contains("Nordwind") && !renewals.contains("Initech"), "{renewals}");
    assert!(renewals.contains("Only accounts that are yours or nobody's"), "{renewals}");
    let metrics = bot.says(ANA, GENERAL, "/csm metrics all").await.words();
    assert!(metrics.contains("$299,000") && !metrics.contains("$689,000"), "{metrics}");
    assert!(metrics.contains("Only accounts that are yours or nobody's"), "{metrics}");
    let risks = bot.says(ANA, GENERAL, "/csm risks all").await.words();
    assert!(!risks.contains("Initech") && !risks.contains("Umbra"), "{risks}");
    let bos = bot.says(BO, GENERAL, "/csm initech").await.line();
    assert!(bos.contains("Initech"), "{bos}");
}

#[tokio::test]
async fn menus_and_links_show_no_hidden_account() {
    let bot = by("csm_reads = \"own\"").await;
    bot.slack.shortcut(ANA, "log_touch", None).await.unwrap();
    let view = bot.form(ANA).expect("a form");
    let target = steward::standin::Target::View { id: view["id"].as_str().unwrap().into() };
    let offered = bot.slack.options(ANA, target, "account", "account", "").await.unwrap().to_string();
    assert!(offered.contains("TechCorp") && offered.contains("Orphan Labs"), "{offered}");
    assert!(!offered.contains("Initech") && !offered.contains("Umbra"), "{offered}");

    for (user, n) in [(BO, 0), (ANA, 1)] {
        let before = bot.slack.journal().iter().filter(|entry| entry.method == "chat.unfurl").count();
        bot.slack.say(user, GENERAL, &ACCOUNT_URL.replace("{id}", "techcorp"), None).await.unwrap();
        bot.reads_letters().await;
        let after = bot.slack.journal().iter().filter(|entry| entry.method == "chat.unfurl").count();
        assert_eq!(after - before, n, "{user}");
    }
    // The channel is linked to an account that is not Bo's.
    bot.slack.change_channel(TECHCORP_CHANNEL, |channel| channel.members.push(BO.to_owned()));
    let here = bot.says(BO, TECHCORP_CHANNEL, "/csm").await.words();
    assert!(!here.contains("$45K"), "{here}");
}

#[tokio::test]
async fn a_stand_in_sees_as_long_as_they_stand_in() {
    let bot = by("csm_reads = \"own\"").await;
    assert_eq!(n_seen(&bot, BO).await, "3");
    bot.says(ANA, GENERAL, "/csm away 2026-03-03 to 2026-03-04 cover:@bo").await;
    assert_eq!(n_seen(&bot, BO).await, "3");
    bot.advance_to("2026-03-03T09:00:00Z").await;
    assert_eq!(n_seen(&bot, BO).await, "8");
    let card = bot.says(BO, GENERAL, "/csm techcorp").await;
    assert!(card.line().starts_with("TechCorp: "), "{}", card.line());
    let opened = bot.clicks(BO, &card, "Why").await.line();
    assert!(opened.contains("Why TechCorp"), "{opened}");

    bot.advance_to("2026-03-05T09:00:00Z").await;
    let why = actions(&card.only()["blocks"]).into_iter().find(|(words, _)| words.contains("Why")).expect("a button").1;
    let gone = presses(&bot, BO, &card, why).await;
    assert!(!gone.contains("Why TechCorp") && !gone.contains("champion"), "{gone}");
    insta::assert_snapshot!(gone, @r"
    🔒 » That is gone: what the button stood for is no longer there. Nothing was changed; open the card again.
    That is gone: what the button stood for is no longer there. Nothing was changed; open the card again.
    ~ 🔒 Only visible to you
    ");
}

#[tokio::test]
async fn whoever_has_a_step_sees_its_account_while_the_play_runs() {
    let bot = by("csm_reads = \"own\"").await;
    let card = bot.says(ANA, GENERAL, "/csm techcorp").await;
    bot.clicks(ANA, &card, "Start play").await;
    bot.runs_due_jobs().await;
    bot.slack.change_channel(TECHCORP_CHANNEL, |channel| channel.members.push(BO.to_owned()));
    let prompt = bot.newest(TECHCORP_CHANNEL, BO);
    // It stands in a channel that Bo reads; but what it is about is not theirs.
    let refused = bot.clicks(BO, &prompt, "Acknowledge").await.words();
    assert_eq!(bot.asks("select count(*) from run_steps where acknowledged_by is not null").await, "0", "{refused}");

    bot.says(ANA, GENERAL, "/csm play reassign techcorp @bo because his region").await;
    assert!(bot.says(BO, GENERAL, "/csm techcorp").await.line().starts_with("TechCorp: "));
    assert_eq!(n_seen(&bot, BO).await, "4");
    bot.runs_due_jobs().await;
    bot.clicks(BO, &first_card(&bot), "Acknowledge").await;
    let acknowledged = "select p.name from run_steps s join people p on p.id = s.acknowledged_by";
    assert_eq!(bot.asks(acknowledged).await, "Bo Carter");
    // Giving it back takes the account out of his sight, and is done as a whole.
    let back = bot.says(BO, GENERAL, "/csm play reassign techcorp @ana because back").await.words();
    assert!(back.contains(ANA), "{back}");
    assert_eq!(n_seen(&bot, BO).await, "3");
    bot.says(ANA, GENERAL, "/csm play stop techcorp because it is over").await;
    assert_eq!(bot.asks("select state from playbook_runs").await, "stopped");
}

#[tokio::test]
async fn a_manager_works_on_what_their_team_owns() {
    let bot = by("manager_works_on = \"team\"").await;
    bot.does("update people set manager_id = null where external_id = 'p-ana'").await;
    let led = bot.says(MO, GENERAL, "/csm forecast initech likely 200k because Kim said so").await.line();
    assert_eq!(bot.asks("select count(*) from forecasts").await, "1", "{led}");
    let refused = bot.says(MO, GENERAL, "/csm forecast techcorp likely 40k because Kim said so").await;
    insta::assert_snapshot!(refused.line(), @"*TechCorp* is worked by <@U0ANA00001>, so that is for them or a manager. Nothing was changed.");
    for text in [
        "segment techcorp high-touch because strategic",
        "play start rescue techcorp",
        "contact techcorp",
        "call techcorp",
    ] {
        bot.says(MO, GENERAL, &format!("/csm {text}")).await;
    }
    assert_eq!(bot.asks("select count(*) from segment_overrides").await, "0");
    assert_eq!(bot.asks("select count(*) from playbook_runs").await, "0");
    let card = bot.says(MO, GENERAL, "/csm techcorp").await.line();
    assert!(card.starts_with("TechCorp: "), "reading is another matter: {card}");
    bot.says(MO, GENERAL, "/csm segment umbra high-touch because strategic").await;
    assert_eq!(bot.asks("select count(*) from segment_overrides").await, "1");
}

#[tokio::test]
async fn who_sees_less_than_all_shows_no_channel_more() {
    let bot = by("csm_reads = \"team\"\nmanager_reads = \"own\"").await;
    let refused = bot.says(MO, TEAM_CHANNEL, "/csm digest weekly here mon 8:30").await.words();
    assert!(refused.contains("admins"), "{refused}");
    bot.says(ANA, TEAM_CHANNEL, "/csm subscribe plays").await;
    assert_eq!(bot.asks("select count(*) from subscriptions").await, "0");
    bot.says(ANA, TEAM_CHANNEL, "/csm subscribe plays team:amer").await;
    assert_eq!(bot.asks("select count(*) from subscriptions").await, "0");
    bot.says(ANA, TEAM_CHANNEL, "/csm subscribe plays team:emea").await;
    assert_eq!(bot.asks("select count(*) from subscriptions").await, "1");
    bot.says(ANA, TEAM_CHANNEL, "/csm digest daily 8:30 here").await;
    assert_eq!(bot.asks("select kind, team from schedules").await, "daily emea");
}

#[tokio::test]
async fn a_leaders_week_tells_of_what_they_see() {
    let bot = by("manager_reads = \"team\"").await;
    bot.does("update people set manager_id = null where external_id = 'p-ana'").await;
    let week = bot.says(MO, GENERAL, "/csm digest weekly now").await.words();
    assert!(week.contains("The week to 2 Mar · every account that you may see"), "{week}");
    assert!(week.contains("Only accounts of your team or nobody's: that is what your role may see"), "{week}");
    assert!(week.contains("3 accounts · $412K") && !week.contains("TechCorp"), "{week}");
    bot.says(MO, GENERAL, "/csm digest weekly mon 8:30").await;
    bot.says(MO, GENERAL, "/csm digest product mon 8:30").await;
    bot.advance_to("2026-03-09T08:30:00Z").await;
    let posted = bot.transcript(&bot.dm(MO), MO);
    assert!(posted.contains("every account that you may see") && !posted.contains("TechCorp"), "{posted}");
}

#[tokio::test]
async fn admins_read_what_holds() {
    let bot = by("viewer_reads = \"own\"\ncsm_reads = \"team\"\nmanager_works_on = \"team\"").await;
    bot.does("update people set role = 'admin', hand_role = 'admin' where external_id = 'p-mo'").await;
    insta::assert_snapshot!(bot.says(MO, GENERAL, "/csm roles").await.words(), @r"
    🔒 » Roles: 1 admin, 0 managers, 2 CSMs, 1 viewer
    # Roles: 1 admin, 0 managers, 2 CSMs, 1 viewer
    No user group gives a role yet: roles come from the import of people.
    *By an admin's hand, which wins*
    • Mo Adeyemi → *admin*
    *Which accounts they see*
    • admins: all
    • managers: all, work on those of their team
    • CSMs: those of their team
    • viewers: their own
    ~ `/csm roles group:@handle manager` for a group, `none` takes it back · `/csm roles @somebody admin` for one, `auto` takes it back
    [Give a role…] [Who changed what]
    ~ 🔒 Only visible to you
    ");
}

/// Where the database cannot hide anything, nobody is shown what they may not see.
#[tokio::test]
async fn without_the_wall_a_scope_is_refused() {
    let bot = by("csm_reads = \"own\"").await;
    let mut open = bot.app.clone();
    open.wall = Wall::Absent;
    let refused = sight::check_wall(&open).unwrap_err().to_string();
    insta::assert_snapshot!(refused, @r#"[rights] of the rules hides accounts from somebody, which takes row-level security, and that is absent: `steward doctor` says how to have it; or set viewer_reads, csm_reads and manager_reads to "all""#);
    assert!(sight::check_wall(&bot.app).is_ok());
    assert!(sight::check_wall(&open.clone().with_rules(Rules::default())).is_ok());
    let org = steward::domain::ids::OrgId::DEFAULT;
    let ana = directory::named(&open, org, "ana@steward.example").await.unwrap().expect("known");
    assert!(open.read(&ana).await.is_err());
    assert!(open.begin(&ana).await.is_err());
    let mo = directory::named(&open, org, "mo@steward.example").await.unwrap().expect("known");
    assert!(open.read(&mo).await.is_ok(), "who sees all is served");
}

/// A table that is added later is hidden too, or this test fails: a migration that adds one ends in `select steward_wall();`.
#[tokio::test]
async fn every_table_of_accounts_is_hidden() {
    let bot = by("csm_reads = \"own\"").await;
    let open = "select coalesce(string_agg(c.relname, ' '), '') as names from pg_class c
         join pg_attribute a on a.attrelid = c.oid and not a.attisdropped
           and a.attname = case c.relname when 'accounts' then 'id' else 'account_id' end
         where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'm', 'f')
           and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'steward_reach'
                             and not p.polpermissive)";
    assert_eq!(bot.asks(open).await, "");
    let n_hidden = "select count(*) from pg_policy where polname = 'steward_reach'";
    assert!(28 < bot.asks(n_hidden).await.parse().unwrap());

    let org = steward::domain::ids::OrgId::DEFAULT;
    let bo = directory::named(&bot.app, org, "bo@steward.example").await.unwrap().expect("known");
    let mut tx = bot.app.begin(&bo).await.unwrap();
    let n = |question: &'static str| sqlx::query_scalar::<_, i64>(question);
    assert_eq!(n("select count(*) from accounts").fetch_one(&mut *tx).await.unwrap(), 3);
    assert_eq!(n("select count(distinct account_id) from contracts").fetch_one(&mut *tx).await.unwrap(), 3);
    assert_eq!(n("select count(distinct id) from account_calls").fetch_one(&mut *tx).await.unwrap(), 3);
    let taken = sqlx::query("update accounts set name = 'Taken'").execute(&mut *tx).await.unwrap();
    assert_eq!(taken.rows_affected(), 3);
    let smuggled = "insert into account_aliases (org_id, account_id, alias)
         select org_id, '00000000-0000-0000-0000-00000000000f', 'x' from organisations";
    let error = sqlx::query(smuggled).execute(&mut *tx).await.unwrap_err().to_string();
    assert!(error.contains("row-level security"), "{error}");
}

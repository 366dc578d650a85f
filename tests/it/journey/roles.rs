//! Who may do what: by Slack's user groups, by an admin's hand, and by the import of people, in the opposite order.

use steward::standin::seed::{Seed, UserGroup};
use steward::standin::{Fault, FaultKind};

use super::news::neighbour;
use crate::bot::town::{ANA, BO, GENERAL, MO, VIC, seed};
use crate::bot::{Bot, NOW, book};

const LEADS: &str = "S0LEADS001";
const TEAM: &str = "S0TEAM0001";

/// Mo runs the bot, and two groups are empty.
async fn with_groups() -> Bot {
    let group = |id: &str, handle: &str| UserGroup { id: id.into(), handle: handle.into(), ..UserGroup::default() };
    let seed = Seed { user_groups: vec![group(LEADS, "cs-leads"), group(TEAM, "cs-team")], ..seed() };
    let bot = Bot::in_town(NOW, &book::usual(), seed).await;
    bot.does("update people set role = 'admin', hand_role = 'admin' where external_id = 'p-mo'").await;
    bot
}

async fn role(bot: &Bot, user: &str) -> String {
    bot.asks(&format!("select role from people where slack_user_id = '{user}'")).await
}

/// Slack tells of it, and the bot looks.
async fn changes(bot: &Bot, group: &str, users: &[&str]) {
    bot.slack.change_group(group, users).await.unwrap();
    bot.reads_letters().await;
    bot.runs_due_jobs().await;
}

#[tokio::test]
async fn a_group_gives_its_people_a_role_and_takes_it_back() {
    let bot = with_groups().await;
    let mapped = bot.says(MO, GENERAL, "/csm roles group:@cs-leads manager").await;
    insta::assert_snapshot!(mapped.line(), @"Whoever is in @cs-leads is manager from now on, unless an admin gave them another role. Who leaves the group is what they were before.");
    bot.says(MO, GENERAL, "/csm roles group:@cs-team csm").await;
    bot.runs_due_jobs().await;
    assert_eq!((role(&bot, ANA).await.as_str(), role(&bot, VIC).await.as_str()), ("csm", "viewer"));

    changes(&bot, LEADS, &[ANA]).await;
    assert_eq!(role(&bot, ANA).await, "manager");
    assert!(bot.says(ANA, GENERAL, "/csm team all").await.line().contains("accounts"), "she leads now");
    changes(&bot, TEAM, &[ANA, VIC]).await;
    assert_eq!(
        (role(&bot, ANA).await.as_str(), role(&bot, VIC).await.as_str()),
        ("manager", "csm"),
        "the greatest counts"
    );
    let shown = bot.clicks(MO, &mapped, "Roles").await;
    insta::assert_snapshot!(shown.words(), @r"
    🔒 » Roles: 1 admin, 1 manager, 2 CSMs, 0 viewers
    # Roles: 1 admin, 1 manager, 2 CSMs, 0 viewers
    *By user group; the greatest of several counts*
    • @cs-leads → *manager*, 1 person known here
    • @cs-team → *CSM*, 2 people known here
    *By an admin's hand, which wins*
    • Mo Adeyemi → *admin*
    *Which accounts they see*
    • admins: all
    • managers: all
    • CSMs: all
    • viewers: all
    ~ `/csm roles group:@handle manager` for a group, `none` takes it back · `/csm roles @somebody admin` for one, `auto` takes it back
    [Give a role…] [Who changed what]
    ~ 🔒 Only visible to you
    ");

    changes(&bot, LEADS, &[]).await;
    assert_eq!(role(&bot, ANA).await, "csm");
    bot.says(MO, GENERAL, "/csm roles group:@cs-team none").await;
    bot.runs_due_jobs().await;
    assert_eq!(role(&bot, VIC).await, "viewer");
    assert_eq!(bot.asks("select handle from group_roles").await, "cs-leads");
    let deeds = "select actor, detail ->> 'before' as was, detail ->> 'after' as is from audit where verb = 'role.group' order by id";
    assert_eq!(
        bot.asks(deeds).await,
        "steward csm manager\nsteward viewer csm\nsteward manager csm\nsteward csm viewer"
    );
    assert_eq!(bot.asks("select count(*) from audit where verb in ('role.map', 'role.unmap')").await, "3");
}

#[tokio::test]
async fn an_admins_hand_wins_over_groups_and_imports() {
    let bot = with_groups().await;
    bot.says(MO, GENERAL, "/csm roles group:@cs-leads manager").await;
    let set = bot.says(MO, GENERAL, "/csm roles @ana viewer").await;
    insta::assert_snapshot!(set.line(), @"<@U0ANA00001> is viewer now, and was CSM before. Groups and imports no longer change it.");
    changes(&bot, LEADS, &[ANA, BO]).await;
    bot.brings_in(&book::people()).await;
    assert_eq!((role(&bot, ANA).await.as_str(), role(&bot, BO).await.as_str()), ("viewer", "manager"));
    let back = bot.says(MO, GENERAL, "/csm roles @ana auto").await;
    insta::assert_snapshot!(back.line(), @"<@U0ANA00001> is manager again, by their groups or the import; was viewer before.");
    assert_eq!(role(&bot, ANA).await, "manager");
    assert_eq!(bot.asks("select count(*) from audit where verb in ('role.set', 'role.clear')").await, "2");
}

#[tokio::test]
async fn only_admins_change_roles_and_one_of_them_stays() {
    let bot = with_groups().await;
    for line in ["/csm roles", "/csm roles @ana admin", "/csm roles group:@cs-leads admin"] {
        let told = bot.says(ANA, GENERAL, line).await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(told.line(), @"That is for admins here, so nothing was done. Whoever runs the bot can change your role.");
        }
    }
    let last = bot.says(MO, GENERAL, "/csm roles @mo csm").await;
    insta::assert_snapshot!(last.line(), @"Nobody would be admin any more, so nothing was changed. Make somebody else admin first.");
    let unknown = bot.says(MO, GENERAL, "/csm roles group:@cs-leaders manager").await;
    insta::assert_snapshot!(unknown.line(), @"There is no user group @cs-leaders here, so nothing was changed. There is @cs-leads, @cs-team.");
    assert_eq!((role(&bot, MO).await.as_str(), role(&bot, ANA).await.as_str()), ("admin", "csm"));
    assert_eq!(bot.asks("select count(*) from audit where verb like 'role.%'").await, "0");
}

#[tokio::test]
async fn groups_that_cannot_be_read_take_nothing_back() {
    let mut bot = with_groups().await;
    bot.may_be_refused();
    bot.says(MO, GENERAL, "/csm roles group:@cs-leads manager").await;
    changes(&bot, LEADS, &[ANA]).await;
    bot.slack.script(Fault::new("usergroups.list", FaultKind::Reject500));
    changes(&bot, LEADS, &[]).await;
    assert_eq!(role(&bot, ANA).await, "manager", "nobody knows");
    bot.advance(chrono::TimeDelta::minutes(6)).await;
    assert_eq!(role(&bot, ANA).await, "csm", "it was looked at again");

    // Nobody tells of this one: it is found within the hour, by one of two workers.
    bot.slack.change_group(LEADS, &[BO]).await.unwrap();
    let other = bot.other_worker().await;
    bot.sleeps_until("2026-03-02T11:00:00Z");
    let (here, there) = tokio::join!(bot.tries_due_jobs(), other.run_due());
    assert!(here.is_ok() && there.is_ok());
    assert_eq!(role(&bot, BO).await, "manager");
    let twice = "select count(*) from audit a join people p on a.subject = 'person:' || p.id::text
                 where a.verb = 'role.group' and p.external_id = 'p-bo'";
    assert_eq!(bot.asks(twice).await, "1");
}

#[tokio::test]
async fn a_group_that_is_taken_out_takes_its_role_at_once() {
    let mut bot = with_groups().await;
    bot.may_be_refused();
    bot.says(MO, GENERAL, "/csm roles group:@cs-leads manager").await;
    bot.says(MO, GENERAL, "/csm roles group:@cs-team csm").await;
    changes(&bot, LEADS, &[ANA, VIC]).await;
    changes(&bot, TEAM, &[VIC]).await;
    assert_eq!((role(&bot, ANA).await.as_str(), role(&bot, VIC).await.as_str()), ("manager", "manager"));
    // Slack says nothing any more, nor does it show the group.
    bot.slack.script(Fault::new("usergroups.list", FaultKind::Reject500).times(100));
    let told = bot.says(MO, GENERAL, "/csm roles group:@cs-leads none").await;
    assert!(told.line().contains("@cs-leads"), "{}", told.line());
    assert_eq!(
        (role(&bot, ANA).await.as_str(), role(&bot, VIC).await.as_str()),
        ("csm", "csm"),
        "one by the import, one by the other group"
    );
    bot.runs_due_jobs().await;
    assert_eq!(role(&bot, ANA).await, "csm");
    bot.says(MO, GENERAL, "/csm roles group:@cs-team none").await;
    assert_eq!(role(&bot, VIC).await, "viewer");
    let deeds = "select actor, detail ->> 'before' as was, detail ->> 'after' as is from audit where verb = 'role.group' order by id";
    assert_eq!(
        bot.asks(deeds).await,
        "steward csm manager\nsteward viewer manager\nsteward manager csm\nsteward manager csm\nsteward csm viewer"
    );
    assert!(bot.says(ANA, GENERAL, "/csm team all").await.line().starts_with("That is for managers"));
}

#[tokio::test]
async fn a_look_that_was_overtaken_changes_nobodys_role() {
    let bot = with_groups().await;
    bot.says(MO, GENERAL, "/csm roles group:@cs-leads manager").await;
    changes(&bot, LEADS, &[ANA]).await;
    // What it sees is on its way for long: meanwhile she leaves the group, and somebody looks again.
    bot.slack.change_group(LEADS, &[ANA]).await.unwrap();
    bot.reads_letters().await;
    bot.slack.script(Fault::new("usergroups.list", FaultKind::AcceptHang { ms: 1_500 }));
    let slow = bot.other_worker().await;
    let slow = tokio::spawn(async move { slow.run_due().await.unwrap() });
    while 0 < bot.slack.n_faults_left() {
        tokio::task::yield_now().await;
    }
    bot.sleeps_until("2026-03-02T09:01:00Z");
    changes(&bot, LEADS, &[]).await;
    assert_eq!(role(&bot, ANA).await, "csm");
    slow.await.unwrap();
    assert_eq!(role(&bot, ANA).await, "csm", "what it saw was over by then");
    assert_eq!(bot.asks("select count(*) from audit where verb = 'role.group'").await, "2");
}

#[tokio::test]
async fn a_neighbour_with_a_broken_token_stops_nobodys_look() {
    let bot = with_groups().await;
    bot.says(MO, GENERAL, "/csm roles group:@cs-leads manager").await;
    let org = neighbour(&bot).await;
    bot.does(&format!(
        "insert into group_roles (org_id, group_id, handle, role, updated_at) values ({org}, 'S0THEIRS01', 'theirs', 'csm', now())"
    ))
    .await;
    bot.slack.change_group(LEADS, &[ANA]).await.unwrap();
    bot.reads_letters().await;
    // What else of the neighbour's fails is theirs.
    let _ = bot.tries_due_jobs().await;
    assert_eq!(role(&bot, ANA).await, "manager");
    assert_eq!(bot.asks("select handle from group_roles where asked_at < '2026-03-02T08:30:00Z'").await, "theirs");
}

#[tokio::test]
async fn what_gives_a_role_is_taken_out_though_another_group_has_its_handle_here() {
    let bot = with_groups().await;
    let of_another = "insert into group_roles (org_id, group_id, handle, role, updated_at)
        select org_id, 'S0ANOTHER1', 'cs-leads', 'admin', now() from organisations";
    bot.does(of_another).await;
    let told = bot.says(MO, GENERAL, "/csm roles group:@cs-leads none").await;
    assert_eq!(bot.asks("select count(*) from group_roles where role is not null").await, "0", "{}", told.line());
}

#[tokio::test]
async fn of_groups_with_one_handle_the_askers_own_is_taken_out() {
    let mut bot = with_groups().await;
    bot.may_be_refused();
    bot.says(MO, GENERAL, "/csm roles group:@cs-leads manager").await;
    let of_another = "insert into group_roles (org_id, group_id, handle, role, updated_at)
        select org_id, 'S0ANOTHER1', 'cs-leads', 'csm', now() from group_roles";
    bot.does(of_another).await;
    let left = "select group_id from group_roles where role is not null";
    let told = bot.says(MO, GENERAL, "/csm roles group:@cs-leads none").await;
    assert_eq!(bot.asks(left).await, "S0ANOTHER1", "{}", told.line());

    bot.says(MO, GENERAL, "/csm roles group:@cs-leads manager").await;
    bot.slack.script(Fault::new("usergroups.list", FaultKind::Reject500).times(100));
    let unclear = bot.says(MO, GENERAL, "/csm roles group:@cs-leads none").await;
    insta::assert_snapshot!(unclear.line(), @"Groups of several workspaces are called @cs-leads, and this one shows none of them, so nothing was changed. Name the one by its id: `group:@S0ANOTHER1`, `group:@S0LEADS001`.");
    let told = bot.says(MO, GENERAL, "/csm roles group:@S0ANOTHER1 none").await;
    assert_eq!(bot.asks(left).await, LEADS, "{}", told.line());
}

//! Lists that are narrowed, ordered and cut by what is typed: tags, teams, somebody's accounts, an order, a length.

use crate::bot::town::{ANA, GENERAL, MO};
use crate::bot::{Bot, NOW, book};

/// TechCorp and Globex are of the gold tier, Initech too; Umbra is a beta tester.
async fn marked() -> Bot {
    let bot = Bot::with(NOW, &book::usual()).await;
    bot.does("update accounts set tags = '{Gold tier,beta}' where name = 'TechCorp'").await;
    bot.does("update accounts set tags = '{gold tier}' where name in ('Globex', 'Initech')").await;
    bot.does("update accounts set tags = '{beta}' where name = 'Umbra Optics'").await;
    bot
}

/// The names of the accounts in an answer, in their order.
fn names(words: &str) -> Vec<&str> {
    words
        .lines()
        .filter(|line| ["🔴 *", "🟡 *", "🟢 *", "⚪ *"].iter().any(|sign| line.starts_with(sign)))
        .filter_map(|line| line.split('*').nth(1))
        .collect()
}

#[tokio::test]
async fn a_book_is_narrowed_by_tags_and_teams() {
    let bot = marked().await;
    insta::assert_snapshot!(bot.says(ANA, GENERAL, "/csm book tag:\"gold tier\" team:EMEA sort:arr limit:1").await.words(), @r"
    🔒 » 2 of 5 accounts · $97K of $277K ARR: 🔴 1 red · 🟡 1 yellow
    # 2 of 5 accounts · $97K of $277K ARR
    🔴 1 red · 🟡 1 yellow
    🟡 *Globex* · Yellow 63 ↗ · $52K · renewal 105 d
    used on 9 of 28 days   [⋯ Open card / Why]
    [Next ›] [Filters…] [CSV to my DM]
    ~ 🔒 Only visible to you · 1 to 1 of 2 · the books of team emea · 🏷 Gold tier · largest ARR first, currencies apart · 1 a page · as of ⟨10:00⟩
    ");
    let everybody = bot.says(ANA, GENERAL, "/csm book all tag:“gold tier”,beta sort:name").await.words();
    assert_eq!(names(&everybody), ["Globex", "Initech", "TechCorp", "Umbra Optics"], "{everybody}");
    let of_team = bot.says(MO, GENERAL, "/csm book team:amer sort:arr").await.words();
    assert_eq!(names(&of_team), ["Initech", "Umbra Optics"], "{of_team}");
    assert!(of_team.contains("the books of team amer"), "{of_team}");
    let lowest = bot.says(ANA, GENERAL, "/csm book sort:health").await.words();
    assert_eq!(names(&lowest)[0], "TechCorp", "{lowest}");
    let nearest = bot.says(ANA, GENERAL, "/csm book sort:renewal").await.words();
    assert_eq!(names(&nearest)[..2], ["Nordwind Energy", "TechCorp"], "{nearest}");
    let card = bot.says(ANA, GENERAL, "/csm techcorp").await.words();
    assert!(card.contains("🏷 Gold tier, 🏷 beta"), "{card}");
}

#[tokio::test]
async fn every_list_takes_the_same_filters() {
    let bot = marked().await;
    for (line, has, has_not) in [
        ("/csm risks team:emea tag:beta", "TechCorp", "Umbra"),
        ("/csm quiet all tag:beta sort:name", "TechCorp", "Globex"),
        ("/csm renewals 365d owner:@bo sort:arr", "Initech", "TechCorp"),
        ("/csm renewals 365d team:emea tag:\"GOLD TIER\"", "Globex", "Initech"),
        ("/csm renewals slipped team:emea", "nothing to compare with", "amer"),
        ("/csm metrics owner:@bo", "their book", "your book"),
        ("/csm metrics team:amer tag:beta", "the books of team amer", "all books"),
        ("/csm expansions team:emea tag:beta sort:risk", "the books of team emea", "all books"),
        ("/csm play stats team:EMEA", "team emea", "team amer"),
    ] {
        let answer = bot.says(MO, GENERAL, line).await.words();
        assert!(answer.contains(has) && !answer.contains(has_not), "{line}: {answer}");
    }
    let figures = bot.says(MO, GENERAL, "/csm metrics 12m team:amer").await.words();
    assert!(figures.contains("$390K") || figures.contains("390"), "{figures}");
}

#[tokio::test]
async fn what_only_a_lost_account_has_and_a_team_in_any_case_are_known() {
    let bot = marked().await;
    bot.does("update accounts set tags = '{legacy}', churned_on = '2025-11-30' where name = 'Initech'").await;
    let lost = bot.says(MO, GENERAL, "/csm metrics 12m tag:legacy").await.words();
    assert!(lost.contains("legacy") && !lost.contains("No account is marked"), "{lost}");
    bot.does("update people set team = 'EMEA' where external_id = 'p-ana'").await;
    let slipped = bot.says(MO, GENERAL, "/csm play stats team:emea").await.words();
    let figures = bot.says(MO, GENERAL, "/csm renewals 365d team:emea").await.words();
    assert!(figures.contains("TechCorp") && !slipped.contains("no team"), "{figures}\n{slipped}");
}

#[tokio::test]
async fn pages_follow_the_order_and_the_length() {
    let bot = marked().await;
    let first = bot.says(ANA, GENERAL, "/csm book all sort:name limit:3").await;
    assert_eq!(names(&first.words()), ["Acme", "Globex", "Initech"], "{}", first.words());
    let second = bot.clicks(ANA, &first, "Next ›").await;
    assert_eq!(names(&second.words()), ["Nordwacht Freight", "Nordwind Energy", "Orphan Labs"], "{}", second.words());
    assert!(second.words().contains("4 to 6 of 8 · all books · by name · 3 a page"), "{}", second.words());
    let renewals = bot.says(MO, GENERAL, "/csm renewals 365d all sort:arr limit:2").await;
    let next = bot.clicks(MO, &renewals, "Next ›").await.words();
    assert!(next.contains("3 to 4 of 8 · all books · largest ARR first, currencies apart · 2 a page"), "{next}");
}

#[tokio::test]
async fn a_long_page_opens_each_card() {
    let bot = Bot::new().await;
    bot.does(
        "insert into accounts (org_id, id, external_id, name, arr_minor, currency, started_on, owner_id, updated_at)
         select org_id, gen_random_uuid(), 'many-' || n, 'Many Brothers and Daughters ' || lpad(n::text, 3, '0'), 5000000,
                'USD', '2024-01-01', owner_id, now()
         from accounts, generate_series(1, 40) n where name = 'TechCorp'",
    )
    .await;
    let page = bot.says(ANA, GENERAL, "/csm book sort:name limit:25").await;
    let words = page.words();
    assert!(!words.contains("no room here") && words.contains("1 to 25 of 45"), "{words}");
    assert!(words.contains("Many Brothers and Daughters 021"), "{words}");
    let next = bot.clicks(ANA, &page, "Next ›").await.words();
    assert!(next.contains("26 to 45 of 45") && next.contains("Many Brothers and Daughters 040"), "{next}");
}

#[tokio::test]
async fn what_cannot_match_says_what_to_do() {
    let bot = marked().await;
    let answer = async |line: &str| bot.says(MO, GENERAL, line).await.words();
    insta::assert_snapshot!(answer("/csm book owner:@ana team:amer").await, @r"
    🔒 » Ana Ruiz is in team emea, so no account is both theirs and of team amer. Ask for one of the two: leave `owner:` or `team:` out.
    Ana Ruiz is in team emea, so no account is both theirs and of team amer. Ask for one of the two: leave `owner:` or `team:` out.
    ~ 🔒 Only visible to you
    ");
    insta::assert_snapshot!(answer("/csm book all tag:\"gold teir\"").await, @r"
    🔒 » No account is marked “gold teir”. Tags that there are: 🏷 Gold tier.
    No account is marked “gold teir”. Tags that there are: 🏷 Gold tier.
    ~ 🔒 Only visible to you
    ");
    insta::assert_snapshot!(answer("/csm renewals team:nowhere").await, @r"
    🔒 » No team is called “nowhere”. There are: amer, emea, leads, support. Nothing was changed.
    No team is called “nowhere”. There are: amer, emea, leads, support. Nothing was changed.
    ~ 🔒 Only visible to you
    ");
    insta::assert_snapshot!(answer("/csm book sort:arr sort:name").await, @r"
    🔒 » “name” does not work for sort: it can be one value only, and `sort:arr` is there already.
    “name” does not work for sort: it can be one value only, and `sort:arr` is there already.
    These work:
    • `/csm book sort:arr`
    • `/csm book`
    • `/csm book health:red,yellow renew:&lt;60d`
    [Help]
    ~ You typed `/csm book sort:arr sort:name`; nothing was done.
    ");
    insta::assert_snapshot!(answer("/csm risks owner:none team:emea").await, @r"
    🔒 » “emea” does not work for team: it can be one of owner:none and team: only, for accounts of nobody are in no team.
    “emea” does not work for team: it can be one of owner:none and team: only, for accounts of nobody are in no team.
    These work:
    • `/csm risks owner:none`
    • `/csm risks`
    • `/csm risks signal:t4,t5 all`
    [Help]
    ~ You typed `/csm risks owner:none team:emea`; nothing was done.
    ");
    let own = bot.says(ANA, GENERAL, "/csm quiet owner:@me team:amer").await.words();
    assert!(own.contains("Ana Ruiz is in team emea"), "{own}");
    let both = bot.says(MO, GENERAL, "/csm book owner:@ana team:emea limit:2").await.words();
    assert!(both.contains("their book · team emea"), "{both}");
}

//! What somebody says of a renewal: by command, in a form, and two at once.

use serde_json::{Value, json};
use steward::domain::ids::{AccountId, ContractId, OrgId};
use steward::domain::refusal::Refusal;
use steward::domain::renewal::{AmountText, Category, Wish};
use steward::operations::forecast::Notice;
use steward::operations::{App, Failure, directory, forecast};

use crate::bot::Bot;
use crate::bot::book::{self, Account, Files, Kind};
use crate::bot::town::{ANA, GENERAL, MO, TECHCORP_CHANNEL, VIC};

const FORECASTS: &str = "select category, amount_minor, f.currency, revision from forecasts f";

fn text(value: &str) -> Value {
    json!({ "type": "plain_text_input", "value": value })
}

fn option(value: &str) -> Value {
    json!({ "type": "radio_buttons", "selected_option": { "text": { "type": "plain_text", "text": "x" }, "value": value } })
}

fn date(day: &str) -> Value {
    json!({ "type": "datepicker", "selected_date": day })
}

#[tokio::test]
async fn a_line_says_how_a_renewal_stands_and_why() {
    let bot = Bot::new().await;
    insta::assert_snapshot!(bot.says(ANA, GENERAL, "/csm forecast nordwind").await.words(), @r"
    🔒 » Nordwind Energy: $90K · ⚠ not reviewed 41 d
    # Nordwind Energy
    20 Apr, in 49 days
    $90K · ⚠ not reviewed 41 d
    *Rule says 95 %*, which is nobody's forecast: 80 where every renewal starts · +10 🟢 green · +5 last NPS answer a promoter's
    💎 *Value realised* none recorded yet: what did they get out of it?
    [!Set forecast…] [Record value…] [Account card] [Share…]
    ~ 🔒 Only visible to you · 🟢 Green 85
    ");
    let bare = bot.says(ANA, GENERAL, "/csm forecast nordwind likely").await;
    insta::assert_snapshot!(bare.words(), @r"
    🔒 » A changed forecast says why, in three characters or more, so *Nordwind Energy* was not set to likely. Add it at the end: `because two teams left`.
    A changed forecast says why, in three characters or more, so *Nordwind Energy* was not set to likely. Add it at the end: `because two teams left`.
    [Say why…]
    ~ 🔒 Only visible to you
    ");
    assert_eq!(bot.asks(FORECASTS).await, "");

    let set = bot.says(ANA, GENERAL, "/csm forecast nordwind likely 80k because one team of three leaves").await;
    insta::assert_snapshot!(set.words(), @r"
    🔒 » ✅ *Nordwind Energy*: not reviewed → *likely* $80K. one team of three leaves
    ✅ *Nordwind Energy*: not reviewed → *likely* $80K. one team of three leaves
    [History] [Account card]
    ~ 🔒 Only visible to you · `/csm renewals` has the sums
    ");
    let again = bot.says(ANA, GENERAL, "/csm forecast nordwind likely").await;
    insta::assert_snapshot!(again.line(), @"*Nordwind Energy* is likely $80K already; nothing was changed.");
    bot.says(ANA, GENERAL, "/csm forecast nordwind at risk because their sponsor is gone").await;
    assert_eq!(bot.asks(FORECASTS).await, "at_risk 8000000 USD 2");
    insta::assert_snapshot!(bot.says(ANA, GENERAL, "/csm forecast nordwind").await.words(), @r"
    🔒 » Nordwind Energy: $90K → $80K (−$10K) · at risk · set today
    # Nordwind Energy
    20 Apr, in 49 days
    $90K → $80K (−$10K) · at risk · set today
    *Rule says 95 %*, which is nobody's forecast: 80 where every renewal starts · +10 🟢 green · +5 last NPS answer a promoter's
    ⚠ Rule and person see it differently: worth a second look.
    💎 *Value realised* none recorded yet: what did they get out of it?
    *What was said*
    • likely → *at risk* · ⟨10:00⟩ by you: their sponsor is gone
    • not reviewed → *likely* $80K · ⟨10:00⟩ by you: one team of three leaves
    [!Set forecast…] [Record value…] [Account card] [Share…]
    ~ 🔒 Only visible to you · 🟢 Green 85
    ");

    let changes =
        "select from_category, from_minor, to_category, to_minor, reason from forecast_changes order by revision";
    insta::assert_snapshot!(bot.asks(changes).await, @r"
    likely 8000000 one team of three leaves
    likely 8000000 at_risk 8000000 their sponsor is gone
    ");
    let deeds = "select verb, detail ->> 'revision' as revision from audit order by id";
    assert_eq!(bot.asks(deeds).await, "forecast.set 1\nforecast.set 2");
    assert_eq!(bot.asks("select name from accounts where stirred_at is not null").await, "Nordwind Energy");
    let card = bot.says(ANA, GENERAL, "/csm nordwind energy").await.words();
    assert!(card.contains("20 Apr, in 49 days · not automatic · at risk $80K"), "{card}");
    assert!(card.contains("[Set forecast…]"), "{card}");
}

#[tokio::test]
async fn what_cannot_be_is_refused_and_changes_nothing() {
    let bot = Bot::new().await;
    for (who, line, words) in [
        (ANA, "nordwind likely €25k because met Kim", "is in USD, not in EUR"),
        (ANA, "nordwind likely 90m because met Kim", "beyond what makes sense"),
        (ANA, "nordwind likely lots because met Kim", "an amount like 45k"),
        (ANA, "nordwind monitor", "to go on watching is no answer"),
        (ANA, "nordwind likely because no", "says why, in three characters"),
        (ANA, "initech likely because met Kim", "is worked by <@U0BO000001>"),
        (ANA, "orphan labs likely because met Kim", "has no owner, so that is for a manager"),
        (VIC, "nordwind likely because met Kim", "for customer success managers and up"),
        (ANA, "nobody inc likely because met Kim", "No account is called"),
    ] {
        let answer = bot.says(who, GENERAL, &format!("/csm forecast {line}")).await.words();
        assert!(answer.contains(words), "{line}: {answer}");
    }
    assert_eq!(bot.asks(FORECASTS).await, "");
    // A manager forecasts anybody's; in an account's channel its name is left out.
    bot.says(MO, TECHCORP_CHANNEL, "/csm forecast commit 45k because their board agreed").await;
    assert_eq!(bot.asks(FORECASTS).await, "commit 4500000 USD 1");
    let pick = bot.says(ANA, GENERAL, "/csm forecast nord commit").await;
    assert!(pick.words().contains("Which one?"), "{}", pick.words());
    bot.clicks(ANA, &pick, "Nordwacht Freight").await;
    assert!(bot.form_in_words(ANA).contains("Nordwacht Freight"), "{}", bot.form_in_words(ANA));
}

#[tokio::test]
async fn a_form_says_what_is_wrong_beside_its_field() {
    let bot = Bot::with(crate::bot::NOW, &book::usual().and("contracts", AUTO_RENEWED)).await;
    bot.does("update contracts set notice_on = '2026-04-10' where external_id = 'c-auto'").await;
    let list = bot.says(ANA, GENERAL, "/csm renewals").await;
    insta::assert_snapshot!(list.words(), @r"
    🔒 » 4 renewals in 120 days · $247K ARR: 🔴 $45K (18 %) red · ⚠ 2 to be reviewed
    # 4 renewals in 120 days · $247K ARR
    🔴 $45K (18 %) red · ⚠ 2 to be reviewed · 🔴 1 red · 🟡 1 yellow · 🟢 2 green
    *not reviewed* 4 · $247K → no forecast
    *Acme* · notice in 39 days (10 Apr) · renews 10 May, in 69 days
    $60K · ⚠ not reviewed 51 d
    rule says 99 % · 🟢 Green 85   [⋯ Set forecast… / History / Open card]
    *Nordwind Energy* · 20 Apr, in 49 days
    $90K · ⚠ not reviewed 41 d
    rule says 95 % · 🟢 Green 85   [⋯ Set forecast… / History / Open card]
    *TechCorp* · 1 Jun, in 91 days
    $45K · not reviewed
    rule says 10 % · 🔴 Red 45 · ⚠ no play   [⋯ Set forecast… / History / Open card / Start a play…]
    *Globex* · 15 Jun, in 105 days
    $52K · not reviewed
    rule says 35 % · 🟡 Yellow 63   [⋯ Set forecast… / History / Open card]
    [Filters…] [Share…]
    [30 days] [60 days] [90 days]
    ~ 🔒 Only visible to you · 1 to 4 of 4 · your book · nearest deadline first
    ");
    bot.clicks(ANA, &list, "Set forecast…").await;
    insta::assert_snapshot!(bot.form_in_words(ANA), @r"
    » Set forecast | Save | Cancel
    ~ *Acme* · notice in 39 days (10 Apr) · renews 10 May, in 69 days · $60K ARR
    How sure are you?*: <radio_buttons commit: it renews, my word on it / likely: it should renew / best case: it renews if all goes well / at risk: it may be lost>
    Expected a year: <plain_text_input > In USD: 45k, 1.2m or 45,000. Empty leaves it as it is.
    Why?: <plain_text_input Met their new sponsor; two teams stay> It is kept with the forecast.
    Last day to give notice: <datepicker > The contract renews itself on 10 May; until then it can be ended.
    ");
    for (answers, field) in [
        (vec![("category", option("likely")), ("amount", text("$60k")), ("notice_on", date("2026-04-10"))], "reason"),
        (vec![("category", option("likely")), ("amount", text("€60k")), ("reason", text("met Kim"))], "amount"),
        (vec![("category", option("likely")), ("amount", text("60 m")), ("reason", text("met Kim"))], "amount"),
        (vec![("category", option("likely")), ("amount", text("much")), ("reason", text("met Kim"))], "amount"),
        (
            vec![
                ("category", option("likely")),
                ("amount", text("60k")),
                ("notice_on", date("2026-06-01")),
                ("reason", text("met Kim")),
            ],
            "notice_on",
        ),
    ] {
        let errors = bot.submits(ANA, &answers).await.unwrap_or_else(|| panic!("{field} is taken"));
        assert!(errors[field].is_string(), "{field}: {errors}");
    }
    let good = [
        ("category", option("likely")),
        ("amount", text("55,000")),
        ("reason", text("one office closes")),
        ("notice_on", date("2026-04-01")),
    ];
    assert_eq!(bot.submits(ANA, &good).await, None);
    let told = bot.form_in_words(ANA);
    assert!(told.contains("✅ *") && told.contains("one office closes"), "{told}");
    let form = bot.form(ANA).unwrap();
    bot.slack.close(ANA, form["id"].as_str().unwrap()).await.unwrap();
    assert_eq!(bot.asks(FORECASTS).await, "likely 5500000 USD 1");
    assert_eq!(bot.asks("select notice_on from contracts where external_id = 'c-auto'").await, "2026-04-01");
    assert_eq!(bot.asks("select verb from audit order by id").await, "forecast.set\ncontract.notice");
    // Nothing changed, so no reason is asked for.
    bot.clicks(ANA, &list, "Set forecast…").await;
    let same = [("category", option("likely")), ("amount", text("55k")), ("notice_on", date("2026-04-01"))];
    assert_eq!(bot.submits(ANA, &same).await, None);
    assert_eq!(bot.asks("select count(*) from forecast_changes").await, "1");
}

/// Renews itself on 10 May; until 10 April notice may be given.
const AUTO_RENEWED: &str = "external_id,account,starts_on,ends_on,auto_renew,arr,currency
c-auto,acme,2025-05-11,2026-05-10,true,60000,USD
";

#[tokio::test]
async fn the_second_to_save_hears_who_was_first() {
    let bot = Bot::new().await;
    let card = bot.says(ANA, GENERAL, "/csm techcorp").await;
    bot.clicks(ANA, &card, "Set forecast…").await;
    let card = bot.says(MO, GENERAL, "/csm techcorp").await;
    bot.clicks(MO, &card, "Set forecast…").await;
    let say = |category: &str| [("category", option(category)), ("reason", text("met their board"))];
    assert_eq!(bot.submits(ANA, &say("likely")).await, None);
    assert_eq!(bot.submits(MO, &say("at_risk")).await, None);
    insta::assert_snapshot!(bot.form_in_words(MO), @r"
    » Steward | – | Close
    *TechCorp* was set to likely $45K by <@U0ANA00001> at ⟨09:00⟩, after you looked. Nothing was changed; look again.
    [Account card]
    ~ 🔒 Only visible to you
    ");
    assert_eq!(bot.asks(FORECASTS).await, "likely 4500000 USD 1");
}

#[tokio::test]
async fn of_two_at_once_one_wins() {
    let bot = Bot::new().await;
    let other = App::connect(bot.database.options.clone(), bot.app.clock.clone()).await.unwrap();
    let contract = ContractId::named(OrgId::DEFAULT, "c-techcorp");
    assert_eq!(bot.asks("select id from contracts where external_id = 'c-techcorp'").await, contract.to_string());
    for round in 0..5 {
        let says = |app: App, who: &'static str, category: Category, amount: u32| async move {
            let actor = directory::named(&app, OrgId::DEFAULT, who).await.unwrap().unwrap();
            let amount = Some(AmountText::parse(&format!("{amount}k")).unwrap());
            let wish = Wish { category, amount, reason: "at once".into(), seen: round };
            forecast::submit(&app, &actor, contract, wish, Notice::NotAsked).await
        };
        let n = 40 + u32::try_from(round).unwrap();
        let (ana, mo) = tokio::join!(
            says(bot.app.clone(), "p-ana", Category::Likely, n),
            says(other.clone(), "p-mo", Category::Commit, n)
        );
        let (won, lost): (Vec<_>, Vec<_>) = [ana, mo].into_iter().partition(Result::is_ok);
        assert_eq!((won.len(), lost.len()), (1, 1), "round {round}: {lost:?}");
        let Err(Failure::Refused(Refusal::ForecastMoved { by, .. })) = &lost[0] else { panic!("{lost:?}") };
        let first = bot.asks("select p.name from forecasts f join people p on p.id = f.set_by").await;
        assert_eq!(by.name, first, "round {round}");
    }
    assert_eq!(bot.asks("select count(*), max(revision) from forecast_changes").await, "5 5");
}

#[tokio::test]
async fn a_window_has_exact_edges() {
    let account = |key, name, ends_on| Account { key, name, arr: 50_000, owner: "p-ana", ends_on, kind: Kind::Green };
    let book: Files = [
        account("yesterday", "Yesterday", "2026-03-01"),
        account("today", "Today", "2026-03-02"),
        account("last", "Last Day", "2026-06-30"),
        account("beyond", "Beyond", "2026-07-01"),
    ]
    .iter()
    .fold(book::people(), Files::with);
    // The second contract of an account that ends later, one without an end, and one that is over.
    let others = "external_id,account,starts_on,ends_on,auto_renew,arr,currency
c-second,last,2025-12-01,2026-11-30,false,9000,USD
c-monthly,last,2025-12-01,,false,500,USD
c-next,today,2026-03-03,2027-03-02,false,70000,USD
";
    let bot = Bot::with(crate::bot::NOW, &book.and("contracts", others)).await;
    let list = bot.says(ANA, GENERAL, "/csm renewals 120d").await.words();
    insta::assert_snapshot!(list, @r"
    🔒 » 2 renewals in 120 days · $100K ARR: nothing of it red
    # 2 renewals in 120 days · $100K ARR
    nothing of it red · 🟢 2 green
    *renewed* 1 · $50K → $70K
    *not reviewed* 1 · $50K → no forecast
    *Weighted* $70K of $70K: renewed 100 %, commit 95 %, likely 75 %, best case 40 %, at risk 15 %
    *Expected* GRR 100 %, NRR 140 % of $50K reviewed ARR: Σ weight × amount / ARR, for GRR at most each one's ARR; $50K not reviewed is left out
    *Today* · 2 Mar, today
    $50K → $70K (+$20K) · ✅ renewed
    rule says 95 % · 🟢 Green 81   [⋯ History / Open card]
    *Last Day* · 30 Jun, in 120 days
    $50K · not reviewed
    rule says 95 % · 🟢 Green 81   [⋯ Set forecast… / History / Open card]
    [Filters…] [Share…]
    [30 days] [60 days] [90 days]
    ~ 🔒 Only visible to you · 1 to 2 of 2 · your book · nearest deadline first
    ");
    let refused = bot.says(ANA, GENERAL, "/csm forecast today commit because signed").await.line();
    assert!(refused.contains("has renewed"), "{refused}");
    let none = bot.says(ANA, GENERAL, "/csm forecast yesterday commit because signed").await.line();
    assert!(none.contains("no renewal to forecast"), "{none}");
    let id: AccountId = bot.asks("select id from accounts where name = 'Last Day'").await.parse().unwrap();
    let actor = directory::named(&bot.app, OrgId::DEFAULT, "p-ana").await.unwrap().unwrap();
    let renewal = forecast::ask(&bot.app, &actor, id).await.unwrap();
    assert_eq!(renewal.ends_on.to_string(), "2026-06-30", "of several the one that ends first");
    let wider = bot.says(ANA, GENERAL, "/csm renewals 121d forecast:none").await.words();
    assert!(wider.contains("Beyond") && !wider.contains("Today"), "{wider}");
}

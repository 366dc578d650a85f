//! One renewal: how it stands, why the rule thinks what it thinks, and everything that was said of it.

use chrono::{DateTime, Utc};
use slack_morphism::prelude::*;

use super::kit::{
    Piece, actions, button, clock, context, header, inert, money, money_change, name, per_cent, plain_name, primary,
    section, signed,
};
use super::message::{Message, Onlookers, Reader, Scene};
use super::renewals::{standing, when};
use super::share_answer::{Told, share_way};
use super::value::value_realised;
use super::words::{adjustment, category, health, mention, outlook};
use crate::domain::account::AccountView;
use crate::domain::money::Money;
use crate::domain::plan::PlanForm;
use crate::domain::renewal::{Adjustment, Category, ForecastChange, ForecastView, HistoryLine, Outlook, Renewal};
use crate::slack::action::{Action, PlanClick, ShareWhat};

/// Characters of a reason in a line.
const REASON: usize = 200;
/// Characters of what they got, and of how that is known.
const VALUE: usize = 80;

/// ` · likely $40K`; silent while nobody reviewed it and there is time.
pub(super) fn forecast_words(view: &AccountView, onlookers: Onlookers) -> String {
    let Some(forecast) = view.renewal.as_ref().and_then(|renewal| renewal.forecast) else { return String::new() };
    let words = outlook(forecast.outlook);
    match (forecast.amount, onlookers) {
        (Some(amount), Onlookers::Members) => format!(" · {words} {}", money(amount)),
        (Some(_), Onlookers::Guests) => format!(" · {words}"),
        (None, _) if forecast.review_due => format!(" · ⚠ {words}"),
        (None, _) => String::new(),
    }
}

/// A renewal with its history.
pub fn forecast(reader: &Reader, view: &ForecastView, now: DateTime<Utc>) -> Message {
    let scene = Scene::private(reader, now);
    let renewal = &view.row.renewal;
    let account = renewal.account.id;
    let line = format!("{}: {}", name(&renewal.account.name), standing(&view.row, scene));
    let history: Vec<String> = view.history.iter().map(|said| said_line(reader, said, now)).collect();
    let mut buttons: Vec<SlackActionBlockElement> = Vec::new();
    if renewal.outlook() != Outlook::Renewed {
        buttons.push(primary(button(say!("Set forecast…"), &Action::AskForecast { account, category: None })).into());
    }
    let record = Action::Plan(PlanClick::Ask { account, form: PlanForm::Value });
    buttons.push(button(say!("Record value…"), &record).into());
    buttons.push(button(say!("Account card"), &Action::OpenAccount { account }).into());
    buttons.extend(share_way(reader, ShareWhat::Forecast { account }).map(Into::into));
    let value = view.value.as_ref().map_or_else(
        || say!("💎 *Value realised* none recorded yet: what did they get out of it?").to_owned(),
        |value| value_realised(value, VALUE, scene.today),
    );
    let blocks = [
        Some(header(&plain_name(&renewal.account.name))),
        Some(section(&format!("{}\n{}", when(renewal, scene.today), standing(&view.row, scene)))),
        Some(section(&rule(view))),
        Some(section(&value)),
        (!history.is_empty()).then(|| section(&say!("*What was said*\n{history}", history = history.join("\n")))),
        actions(buttons),
        Some(context(&say!("🔒 Only visible to you · {renewal}", renewal = health(renewal.band, view.row.score)))),
    ];
    Message::of(&line, blocks.into_iter().flatten())
}

/// The same for a channel. Guests read neither money nor what people wrote.
pub(super) fn told_to_others(view: &ForecastView, scene: Scene) -> Told {
    let renewal = &view.row.renewal;
    let line = format!("{}: {}", name(&renewal.account.name), standing(&view.row, scene));
    let reader = Reader::of_channel(scene.zone);
    let members = scene.onlookers == Onlookers::Members;
    let history: Vec<String> =
        view.history.iter().filter(|_| members).map(|said| said_line(&reader, said, scene.now)).collect();
    let value = view.value.as_ref().filter(|_| members).map(|value| value_realised(value, VALUE, scene.today));
    let blocks = [
        Some(header(&plain_name(&renewal.account.name))),
        Some(section(&format!("{}\n{}", when(renewal, scene.today), standing(&view.row, scene)))),
        Some(section(&rule(view))),
        value.map(|value| section(&value)),
        (!history.is_empty()).then(|| section(&say!("*What was said*\n{history}", history = history.join("\n")))),
        Some(context(&health(renewal.band, view.row.score))),
    ];
    Told { line, pieces: blocks.into_iter().flatten().map(Piece::kept).collect() }
}

/// `*Rule says 40 %*: 80 where every renewal starts, −40 🔴 red`.
fn rule(view: &ForecastView) -> String {
    let parts: Vec<String> = view
        .row
        .likelihood
        .adjustments
        .iter()
        .map(|(of, points)| {
            let is_start = *of == Adjustment::Start;
            let points = if is_start { points.to_string() } else { signed(*points) };
            format!("{points} {}", adjustment(*of))
        })
        .collect();
    let disagrees =
        if view.row.disagrees { say!("\n⚠ Rule and person see it differently: worth a second look.") } else { "" };
    let per_cent = per_cent(view.row.likelihood.per_cent);
    say!(
        "*Rule says {per_cent}*, which is nobody's forecast: {parts}{disagrees}",
        per_cent,
        parts = parts.join(" · "),
        disagrees
    )
}

fn said_line(reader: &Reader, said: &HistoryLine, now: DateTime<Utc>) -> String {
    let who = if reader.person == Some(said.by.id) { say!("you").to_owned() } else { mention(&said.by) };
    say!(
        "• {to} · {at} by {who}: {reason}",
        to = step(said.from, said.to),
        at = clock(said.at, reader.zone, now),
        who,
        reason = inert(&said.reason, REASON)
    )
}

/// `not reviewed → likely $45K`, `likely → at risk, $45K → $40K (−$5K)`.
pub(super) fn step(from: Option<(Category, Money)>, (to, amount): (Category, Money)) -> String {
    let Some((was, before)) = from else {
        return format!("{} → *{}* {}", outlook(Outlook::NotReviewed), category(to), money(amount));
    };
    let sure = (was != to).then(|| format!("{} → *{}*", category(was), category(to)));
    let worth = money_change(before, amount).map(|change| format!("{} → {} ({change})", money(before), money(amount)));
    let kept = if sure.is_some() { None } else { Some(category(to).to_owned()) };
    kept.into_iter().chain(sure).chain(worth).collect::<Vec<_>>().join(", ")
}

/// What setting a forecast did.
pub fn forecast_set(reader: &Reader, before: &Renewal, change: Option<&ForecastChange>) -> Message {
    let account = name(&before.account.name);
    let text = match (change, &before.forecast) {
        (Some(change), _) => format!(
            "✅ *{account}*: {}. {}",
            step(change.from, (change.category, change.amount)),
            inert(&change.reason, REASON)
        ),
        (None, Some(forecast)) => {
            say!(
                "*{account}* is {category} {amount} already; nothing was changed.",
                account,
                category = category(forecast.category),
                amount = money(forecast.amount)
            )
        }
        (None, None) => say!("*{account}*: nothing was changed.", account),
    };
    let id = before.account.id;
    let ways_on = [
        button(say!("History"), &Action::OpenForecast { account: id }),
        button(say!("Account card"), &Action::OpenAccount { account: id }),
    ];
    let foot = say!("🔒 Only visible to you · `{command} renewals` has the sums", command = reader.command);
    let blocks = [Some(section(&text)), actions(ways_on.map(Into::into).into()), Some(context(&foot))];
    Message::of(&text, blocks.into_iter().flatten())
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::samples::{forecast_view, now, reader, usd};
    use super::super::testing::shown;
    use super::*;

    #[test]
    fn a_renewal_says_what_was_said_and_what_the_rule_thinks() {
        assert_snapshot!(shown(&forecast(&reader(), &forecast_view(), now())), @r"
    » Globex &amp; Sons: $120K → $100K (−$20K) · commit · set 3 days ago
    # Globex & Sons
    notice in 14 days (16 Mar) · renews 15 Apr, in 44 days
    $120K → $100K (−$20K) · commit · set 3 days ago
    *Rule says 55 %*, which is nobody's forecast: 80 where every renewal starts · −15 🟡 yellow · +10 renews itself · −5 no executive spoken to · −10 usage falls · −10 critical ticket open too long · +5 a play is at work
    ⚠ Rule and person see it differently: worth a second look.
    💎 *Value realised* $36K (2; newest 25 Feb: Close the &lt;month&gt; in a day, time sheets)
    *What was said*
    • likely → *commit*, $120K → $100K (−$20K) · ⟨Fri 27 Feb 2026, 09:12 CET⟩ by you: Legal has signed, one team leaves
    • not reviewed → *likely* $120K · ⟨Sat 31 Jan 2026, 09:12 CET⟩ by <@U0BEN>: Met their ∗sponsor∗
    [!Set forecast… ask_forecast {fs:{a:…}}] [Record value… ask_plan {pn:{f:{a:…,f:v}}}] [Account card open_account {ac:{a:…}}]
    ~ 🔒 Only visible to you · 🟡 Yellow 62
    ");
    }

    #[test]
    fn a_forecast_that_was_set_says_what_changed() {
        let view = forecast_view();
        let change = ForecastChange {
            from: Some((Category::Likely, usd(120_000))),
            category: Category::AtRisk,
            amount: usd(90_000),
            revision: 3,
            reason: "<!channel> left".into(),
        };
        assert_snapshot!(shown(&forecast_set(&reader(), &view.row.renewal, Some(&change))), @r"
        » ✅ *Globex &amp; Sons*: likely → *at risk*, $120K → $90K (−$30K). &lt;!channel&gt; left
        ✅ *Globex &amp; Sons*: likely → *at risk*, $120K → $90K (−$30K). &lt;!channel&gt; left
        [History open_forecast {fo:{a:…}}] [Account card open_account {ac:{a:…}}]
        ~ 🔒 Only visible to you · `/csm renewals` has the sums
        ");
        assert_snapshot!(shown(&forecast_set(&reader(), &view.row.renewal, None)), @r"
        » *Globex &amp; Sons* is commit $100K already; nothing was changed.
        *Globex &amp; Sons* is commit $100K already; nothing was changed.
        [History open_forecast {fo:{a:…}}] [Account card open_account {ac:{a:…}}]
        ~ 🔒 Only visible to you · `/csm renewals` has the sums
        ");
    }

    #[test]
    fn a_step_names_what_moved() {
        let plain = |from, to| step(from, to).replace('\u{A0}', " ");
        let likely = Some((Category::Likely, usd(45_000)));
        assert_eq!(plain(None, (Category::Commit, usd(45_000))), "not reviewed → *commit* $45K");
        assert_eq!(plain(likely, (Category::Likely, usd(40_000))), "likely, $45K → $40K (−$5K)");
        assert_eq!(plain(likely, (Category::AtRisk, usd(45_000))), "likely → *at risk*");
        assert_eq!(plain(likely, (Category::Commit, usd(50_000))), "likely → *commit*, $45K → $50K (+$5K)");
    }
}

//! The score, explained: where every point went, what changed, what the next colour takes, and how it went so far.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use slack_morphism::prelude::*;

use super::account::main_button;
use super::factors::Rows;
use super::freshness::as_of;
use super::history::{chart, sparkline};
use super::kit::{
    Piece, actions, button, context, date, days, header, inert, name, plain_name, section, signed, tenths,
};
use super::message::{Message, Onlookers, Reader, Scene};
use super::picture;
use super::pulse::call_line;
use super::share_answer::{Told, share_way};
use super::words::{aim, band_word, confidence_word, health, measure};
use crate::domain::account::{HealthView, WhyView};
use crate::domain::cadence::local_day;
use crate::domain::health::{Confidence, Lift, Measure, Milli};
use crate::slack::action::{Action, ShareWhat};

/// Factors whose movement is told.
const MOST_MOVED: usize = 4;

/// The answer to `why`; where Slack knows neither tables nor charts yet, the same in lines.
pub fn why(reader: &Reader, view: &WhyView, now: DateTime<Utc>) -> Message {
    let scene = Scene::private(reader, now);
    let Some(score) = &view.account.health else {
        let text = say!(
            "{account} is not scored yet: the first score comes with the next import.",
            account = name(&view.account.account.name)
        );
        return Message::of(
            &text,
            [section(&text)].into_iter().chain(buttons(reader, view)).chain([foot(view, scene)]),
        );
    };
    let state = health(score.band, score.score);
    let title = say!("Why {account} is {state}", account = plain_name(&view.account.account.name), state);
    let text = say!("Why {account} is {state}", account = name(&view.account.account.name), state);
    let rows = Rows::of(score);
    let told = told(view, score, scene);
    // The table comes last: on a phone it is longer than all the rest, and the rest is what one acts on.
    let drawn = |history: Option<SlackBlock>, table: SlackBlock| {
        let blocks = [header(&title)].into_iter().chain(told.clone()).chain(buttons(reader, view));
        Message::of(&text, blocks.chain(history).chain([table, foot(view, scene)]))
    };
    let spark = sparkline(&view.history, scene.today, scene.today).map(|line| section(&line));
    let picture = picture::of_health(&view.history, scene.today, scene.today);
    drawn(chart(&view.history, scene.today), rows.table(scene.today))
        .or_else(drawn(spark.clone(), rows.lines(scene.today)))
        .with_picture(spark.as_ref(), picture)
}

/// What changed, and what the next colour takes.
fn told(view: &WhyView, score: &HealthView, scene: Scene) -> Vec<SlackBlock> {
    let call = view.account.pulse.as_ref().map(|pulse| call_line(pulse, score.band, scene));
    let texts = [call, changed(&view.moved, score, scene.zone, scene.today), view.lift.as_ref().map(lift)];
    texts.into_iter().flatten().map(|text| section(&text)).collect()
}

/// `What changed since 27 Feb (Yellow → Red)`, a line a factor.
pub(super) fn changed(
    moved: &[(Measure, Milli, Milli)],
    score: &HealthView,
    zone: Tz,
    today: NaiveDate,
) -> Option<String> {
    let standing = score.standing?;
    let before = standing.before?;
    let since = date(local_day(standing.since, zone), today);
    let title = say!(
        "*What changed since {since}* ({band_word} → {band})",
        since,
        band_word = band_word(Some(before)),
        band = band_word(Some(standing.band))
    );
    let lines: Vec<String> = moved
        .iter()
        .take(MOST_MOVED)
        .map(|(of, then, now)| {
            let by = signed((*now - *then).rounded());
            say!(
                "• {measure}: {then} → {now} points ({by})",
                measure = measure(*of),
                then = tenths(*then),
                now = tenths(*now),
                by
            )
        })
        .collect();
    let lines =
        if lines.is_empty() { say!("No single factor moved by a point or more.").to_owned() } else { lines.join("\n") };
    Some(format!("{title}\n{lines}"))
}

/// `Yellow needs +9: for example usage back to −20 %, or one executive contact`.
pub(super) fn lift(lift: &Lift) -> String {
    let to = band_word(Some(lift.to));
    if lift.missing <= Milli(0) {
        return say!("*{to} is reached*: the colour follows with the next scoring", to);
    }
    let missing = lift.missing.0.div_euclid(1_000) + i32::from(lift.missing.0.rem_euclid(1_000) != 0);
    let ways: Vec<String> = lift.changes.iter().take(2).map(|(of, value)| aim(*of, *value)).collect();
    let ways = if ways.is_empty() {
        say!("no single change is enough; start with the dearest factor").to_owned()
    } else {
        say!("for example {ways}", ways = ways.join(say!(", or ")))
    };
    say!("*{to} needs {missing}*{way_back}: {ways}", to, missing = signed(missing), way_back = way_back(lift), ways)
}

/// A colour that was just left takes more to come back to.
fn way_back(lift: &Lift) -> String {
    if lift.margin <= Milli(0) {
        return String::new();
    }
    let (margin, to_edge) = (lift.margin.rounded(), lift.missing - lift.margin);
    let stay = if lift.patience_days < 1 {
        String::new()
    } else {
        say!(" or {patience_days} there", patience_days = days(lift.patience_days))
    };
    if to_edge <= Milli(0) {
        return say!(" (the edge is crossed; {margin} points past it{stay} bring the colour back)", margin, stay);
    }
    say!(
        " (the edge, and {margin} points past it{stay}, for it was {to} before)",
        margin,
        stay,
        to = band_word(Some(lift.to))
    )
}

fn buttons(reader: &Reader, view: &WhyView) -> Option<SlackBlock> {
    let account = view.account.account.id;
    let card = button(say!("Account card"), &Action::OpenAccount { account });
    let share = share_way(reader, ShareWhat::Why { account });
    actions(main_button(&view.account).into_iter().chain([card]).chain(share).map(Into::into).collect())
}

/// The same for a channel, in lines: what the table says too.
pub(super) fn told_to_others(view: &WhyView, scene: Scene) -> Told {
    let account = &view.account.account;
    let Some(score) = &view.account.health else {
        let line = say!("{account} is not scored yet.", account = name(&account.name));
        return Told { pieces: vec![Piece::kept(section(&line))], line };
    };
    let state = health(score.band, score.score);
    let title = say!("Why {account} is {state}", account = plain_name(&account.name), state);
    let line = say!("Why {account} is {state}", account = name(&account.name), state);
    // What somebody wrote of a customer may name people and money.
    let call = view.account.pulse.as_ref().filter(|_| scene.onlookers == Onlookers::Members);
    let call = call.map(|pulse| call_line(pulse, score.band, scene));
    let told = [call, changed(&view.moved, score, scene.zone, scene.today), view.lift.as_ref().map(lift)];
    let spark = sparkline(&view.history, scene.today, scene.today);
    let blocks = [header(&title)].into_iter().chain(told.into_iter().flatten().chain(spark).map(|text| section(&text)));
    let foot = context(&format!("{} · {}", made_by(score), as_of(&view.account.as_of, scene.today)));
    let pieces = blocks.chain([Rows::of(score).lines(scene.today), foot]).map(Piece::kept).collect();
    Told { line, pieces }
}

fn foot(view: &WhyView, scene: Scene) -> SlackBlock {
    let model = view.account.health.as_ref().map(|health| format!(" · {}", made_by(health)));
    let as_of = as_of(&view.account.as_of, scene.today);
    context(&say!("🔒 Only visible to you{model} · {as_of}", model = model.unwrap_or_default(), as_of))
}

/// `model default v1, confidence high`.
pub(super) fn made_by(health: &HealthView) -> String {
    let assessment = &health.assessment;
    let confidence = match assessment.confidence {
        Confidence::Withheld => say!(
            "no score, {unknown_weight}\u{A0}% of the weight is unknown",
            unknown_weight = assessment.unknown_weight
        ),
        known @ (Confidence::High | Confidence::Medium) => say!("confidence {known}", known = confidence_word(known)),
    };
    say!("model {model}, {confidence}", model = inert(&assessment.model, 60), confidence)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::super::samples::{newcomer, now, reader, why as sample};
    use super::super::testing::shown;
    use super::*;
    use crate::domain::health::Band;

    #[test]
    fn every_point_is_accounted_for() {
        assert_snapshot!(shown(&why(&reader(), &sample(), now())), @r#"
        » Why TechCorp is 🔴 Red 41
        # Why TechCorp is 🔴 Red 41
        *What changed since 27 Feb* (Yellow → Red)
        • Usage trend: 10 → 0 points (−10)
        • Champion: 6 → 0 points (−6)
        *Yellow needs +12* (the edge, and 3 points past it or 3 days there, for it was Yellow before): for example 73 % of the core features in use
        [!Start play start_play {st:{a:…,p:red_account_rescue}}] [Account card open_account {ac:{a:…}}]
        chart "Health, 89 days" {"type":"line","series":[{"name":"Health","data":[{"label":"3 Dec","value":72},{"label":"7 Dec","value":71},{"label":"12 Dec","value":69},{"label":"17 Dec","value":68},{"label":"21 Dec","value":66},{"label":"26 Dec","value":65},{"label":"31 Dec","value":63},{"label":"4 Jan","value":62},{"label":"9 Jan","value":60},{"label":"14 Jan","value":58},{"label":"18 Jan","value":57},{"label":"23 Jan","value":55},{"label":"28 Jan","value":54},{"label":"1 Feb","value":52},{"label":"6 Feb","value":51},{"label":"11 Feb","value":49},{"label":"15 Feb","value":48},{"label":"20 Feb","value":46},{"label":"25 Feb","value":44},{"label":"2 Mar","value":43}]}],"axis_config":{"categories":["3 Dec","7 Dec","12 Dec","17 Dec","21 Dec","26 Dec","31 Dec","4 Jan","9 Jan","14 Jan","18 Jan","23 Jan","28 Jan","1 Feb","6 Feb","11 Feb","15 Feb","20 Feb","25 Feb","2 Mar"]}}
        Factor | Lost | Now | Points | Usual | As of
        Core features | −13.8 | 25 % | 1.2 of 15 | – | 1 Mar
        Days in use | −11.2 | 8 of 28 days | 3.8 of 15 | – | 1 Mar
        Usage trend | −10 | −45 % | 0 of 10 | 212 a day | 1 Mar
        Champion | −6 | no | 0 of 6 | – | 1 Mar
        Executive contact | −6 | never | 0 of 6 | – | 1 Mar
        Last contact | −4.8 | 1.6× its cadence | 3.2 of 8 | – | 1 Mar
        NPS | −4 | 7 of 10 | 6 of 10 | – | 12 Jan
        Auto-renewal | −3 | no | 0 of 3 | – | 2 Mar
        Ticket volume | 0 | 1× usual | 8 of 8 | – | 1 Mar
        Critical ticket | 0 | none | 8 of 8 | – | 1 Mar
        Escalations | 0 | 0 | 4 of 4 | – | 1 Mar
        Overdue invoices | 0 | none | 4 of 4 | – | 2 Mar
        Contraction | 0 | none | 3 of 3 | – | 2 Mar
        CSAT | – | no data | – | – | –
        Score | −58.8 | 41.2 | 41.2 of 100 | – | –
        ~ 🔒 Only visible to you · model default v1, confidence high · As of: usage 1 Mar · tickets, touches, contacts, contracts 2 Mar · ⚠ surveys 12 Jan, 49 days old
        --- or else ---
        # Why TechCorp is 🔴 Red 41
        *What changed since 27 Feb* (Yellow → Red)
        • Usage trend: 10 → 0 points (−10)
        • Champion: 6 → 0 points (−6)
        *Yellow needs +12* (the edge, and 3 points past it or 3 days there, for it was Yellow before): for example 73 % of the core features in use
        [!Start play start_play {st:{a:…,p:red_account_rescue}}] [Account card open_account {ac:{a:…}}]
        *Health, 89 days* ▆▆▆▆▆▆▆▅▅▅▅▅▅▅▅▄▄▄▄▄ 72 on 3 Dec 2025 → 43
        *Core features* 25 % · 1.2 of 15 points, −13.8 · 1 Mar
        *Days in use* 8 of 28 days · 3.8 of 15 points, −11.2 · 1 Mar
        *Usage trend* −45 %, usual 212 a day · 0 of 10 points, −10 · 1 Mar
        *Champion* no · 0 of 6 points, −6 · 1 Mar
        *Executive contact* never · 0 of 6 points, −6 · 1 Mar
        *Last contact* 1.6× its cadence · 3.2 of 8 points, −4.8 · 1 Mar
        *NPS* 7 of 10 · 6 of 10 points, −4 · 12 Jan
        *Auto-renewal* no · 0 of 3 points, −3 · 2 Mar
        _Nothing lost:_ Ticket volume, Critical ticket, Escalations, Overdue invoices, Contraction
        _No data, or too old:_ CSAT
        ~ 🔒 Only visible to you · model default v1, confidence high · As of: usage 1 Mar · tickets, touches, contacts, contracts 2 Mar · ⚠ surveys 12 Jan, 49 days old
        "#);
    }

    #[test]
    fn without_data_it_names_what_is_missing() {
        let view = WhyView { account: newcomer(), history: vec![], moved: vec![], lift: None };
        assert_snapshot!(shown(&why(&reader(), &view, now())), @r"
        » Why Northwind Labs is ⚪ Not enough data
        # Why Northwind Labs is ⚪ Not enough data
        [Account card open_account {ac:{a:…}}]
        Factor | Lost | Now | Points | Usual | As of
        Auto-renewal | – | yes | – | – | 2 Mar
        Days in use | – | no data | – | – | –
        Core features | – | no data | – | – | –
        Usage trend | – | −10 %, too old | – | – | 12 Feb
        Last contact | – | no data | – | – | –
        Champion | – | no data | – | – | –
        Executive contact | – | no data | – | – | –
        Ticket volume | – | no data | – | – | –
        Critical ticket | – | no data | – | – | –
        Escalations | – | no data | – | – | –
        NPS | – | no data | – | – | –
        CSAT | – | no data | – | – | –
        Overdue invoices | – | no data | – | – | –
        Contraction | – | no data | – | – | –
        ~ 🔒 Only visible to you · model default v1, no score, 97 % of the weight is unknown · As of: ⚠ usage 12 Feb, 18 days old
        --- or else ---
        # Why Northwind Labs is ⚪ Not enough data
        [Account card open_account {ac:{a:…}}]
        _Nothing lost:_ Auto-renewal
        _No data, or too old:_ Days in use, Core features, Usage trend, Last contact, Champion, Executive contact, Ticket volume, Critical ticket, Escalations, NPS, CSAT, Overdue invoices, Contraction
        ~ 🔒 Only visible to you · model default v1, no score, 97 % of the weight is unknown · As of: ⚠ usage 12 Feb, 18 days old
        ");
    }

    #[test]
    fn the_way_up_is_the_smallest_change() {
        let of = |missing: i32, margin: i32, changes| {
            let (missing, margin) = (Milli(missing), Milli::whole(margin));
            lift(&Lift { to: Band::Yellow, missing, margin, patience_days: 3, changes }).replace('\u{A0}', " ")
        };
        assert_eq!(of(-200, 0, vec![]), "*Yellow is reached*: the colour follows with the next scoring");
        assert!(of(8_651, 0, vec![]).starts_with("*Yellow needs +9*: no single change"));
        let ways = vec![(Measure::UsageTrend, -0.05), (Measure::ChampionPresent, 1.0)];
        assert_eq!(of(8_651, 0, ways), "*Yellow needs +9*: for example usage back to −5 %, or a new champion");
        let champion = || vec![(Measure::ChampionPresent, 1.0)];
        assert_eq!(
            of(5_651, 3, champion()),
            "*Yellow needs +6* (the edge, and 3 points past it or 3 days there, for it was Yellow before): for example a new champion"
        );
        assert_eq!(
            of(2_000, 3, champion()),
            "*Yellow needs +2* (the edge is crossed; 3 points past it or 3 days there bring the colour back): for example a new champion"
        );
    }
}

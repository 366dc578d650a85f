//! The score, explained: where every point went, what changed, what the next colour takes, and how it went so far.

use chrono::{DateTime, NaiveDate, Utc};
use slack_morphism::prelude::*;

use super::account::main_button;
use super::history::{chart, sparkline};
use super::kit::{Piece, actions, button, context, date, header, name, plain_name, section, signed, tenths};
use super::message::{Message, Reader, Scene};
use super::words::{aim, as_of, band_word, health, measure, measured, usual};
use crate::domain::account::{HealthView, WhyView};
use crate::domain::cadence::local_day;
use crate::domain::health::{Confidence, FactorScore, Lift, Milli};
use crate::slack::action::Action;

/// What stands in a cell without anything to say; Slack refuses empty ones.
const NONE: &str = "–";
/// Factors whose movement is told.
const MOST_MOVED: usize = 4;

/// The answer to `why`; where Slack knows neither tables nor charts yet, the same in lines.
pub fn why(reader: &Reader, view: &WhyView, now: DateTime<Utc>) -> Message {
    let scene = Scene::private(reader, now);
    let Some(score) = &view.account.health else {
        let text = format!(
            "{} is not scored yet: the first score comes with the next import.",
            name(&view.account.account.name)
        );
        return Message::of(&text, [section(&text)].into_iter().chain(foot(view, scene)));
    };
    let state = health(score.band, score.score);
    let title = format!("Why {} is {state}", plain_name(&view.account.account.name));
    let text = format!("Why {} is {state}", name(&view.account.account.name));
    let rows = Rows::of(score);
    let told = told(view, score, scene);
    let drawn = |table: Vec<SlackBlock>, history: Option<SlackBlock>| {
        let blocks =
            [header(&title)].into_iter().chain(told.clone()).chain(table).chain(history).chain(foot(view, scene));
        Message::new(&text, blocks.map(Piece::kept).collect())
    };
    let spark = sparkline(&view.history, scene.today).map(|line| section(&line));
    let lines = rows.lines(scene.today);
    drawn(vec![rows.table(scene.today)], chart(&view.history, scene.today)).or_else(drawn(lines, spark))
}

/// What changed, and what the next colour takes.
fn told(view: &WhyView, score: &HealthView, scene: Scene) -> Vec<SlackBlock> {
    let texts = [changed(view, score, scene), view.lift.as_ref().map(lift)];
    texts.into_iter().flatten().map(|text| section(&text)).collect()
}

/// `What changed since 27 Feb (Yellow → Red)`, a line a factor.
fn changed(view: &WhyView, score: &HealthView, scene: Scene) -> Option<String> {
    let standing = score.standing?;
    let before = standing.before?;
    let since = date(local_day(standing.since, scene.zone), scene.today);
    let title =
        format!("*What changed since {since}* ({} → {})", band_word(Some(before)), band_word(Some(standing.band)));
    let lines: Vec<String> = view
        .moved
        .iter()
        .take(MOST_MOVED)
        .map(|(of, then, now)| {
            let by = signed((*now - *then).points());
            format!("• {}: {} → {} points ({by})", measure(*of), tenths(*then), tenths(*now))
        })
        .collect();
    let lines =
        if lines.is_empty() { "No single factor moved by a point or more.".to_owned() } else { lines.join("\n") };
    Some(format!("{title}\n{lines}"))
}

/// `Yellow needs +9: for example usage back to −20 %, or one executive contact`.
fn lift(lift: &Lift) -> String {
    let to = band_word(Some(lift.to));
    if lift.missing <= Milli(0) {
        return format!("*{to} is reached*: the colour follows after 3 points, or 3 days, past the edge");
    }
    let missing = lift.missing.0.div_euclid(1_000) + i32::from(lift.missing.0.rem_euclid(1_000) != 0);
    let ways: Vec<String> = lift.changes.iter().take(2).map(|(of, value)| aim(*of, *value)).collect();
    if ways.is_empty() {
        return format!("*{to} needs {}*: no single change is enough; start with the dearest factor", signed(missing));
    }
    format!("*{to} needs {}*: for example {}", signed(missing), ways.join(", or "))
}

/// The factors, dearest first, with points that add up as they are printed.
struct Rows<'a> {
    factors: Vec<(&'a FactorScore, Tenths)>,
    score: Option<Milli>,
}

/// Tenths of points: earned, of how many.
#[derive(Clone, Copy)]
struct Tenths {
    points: i32,
    of: i32,
}

impl<'a> Rows<'a> {
    fn of(score: &'a HealthView) -> Self {
        let factors = &score.assessment.factors;
        let of = rounded(&factors.iter().map(|factor| factor.effective).collect::<Vec<_>>());
        let points = within(rounded(&factors.iter().map(|factor| factor.points).collect::<Vec<_>>()), &of);
        let tenths = points.into_iter().zip(of).map(|(points, of)| Tenths { points, of });
        let mut factors: Vec<_> = factors.iter().zip(tenths).collect();
        factors.sort_by_key(|(factor, _)| (!factor.is_known(), std::cmp::Reverse(factor.lost())));
        Self { factors, score: score.score }
    }

    fn table(&self, today: NaiveDate) -> SlackBlock {
        let head = ["Factor", "Now", "Usual", "Points", "Lost", "As of"].map(String::from);
        let rows = self.factors.iter().map(|(factor, tenths)| cells(factor, self.score.map(|_| *tenths), today));
        let rows: Vec<Vec<SlackTableCell>> = [head]
            .into_iter()
            .chain(rows)
            .chain(self.sum())
            .map(|row| row.map(SlackTableCell::from).to_vec())
            .collect();
        let left = || SlackTableColumnSetting::new().with_is_wrapped(true);
        let right = || SlackTableColumnSetting::new().with_align(SlackTableColumnAlign::Right);
        SlackTableBlock::new(rows).with_column_settings(vec![left(), left(), left(), right(), right(), right()]).into()
    }

    fn sum(&self) -> Option<[String; 6]> {
        let score = self.score?;
        let cells =
            ["Score", "", "", &format!("{} of 100", tenths(score)), &minus(&tenths(Milli(100_000) - score)), ""];
        Some(cells.map(|cell| if cell.is_empty() { NONE.to_owned() } else { cell.to_owned() }))
    }

    /// The same without a table; what cost nothing, and what is unknown, in a line each.
    fn lines(&self, today: NaiveDate) -> Vec<SlackBlock> {
        let (known, unknown): (Vec<_>, Vec<_>) = self.factors.iter().partition(|(factor, _)| factor.is_known());
        let (full, dear): (Vec<_>, Vec<_>) = known.into_iter().partition(|(_, tenths)| tenths.points == tenths.of);
        let lines = dear.iter().map(|(factor, tenths)| {
            let [name, now, usual, points, lost, as_of] = cells(factor, Some(*tenths), today);
            let usual = if usual == NONE { String::new() } else { format!(", usual {usual}") };
            format!("*{name}* {now}{usual} · {points} points, {lost} · {as_of}")
        });
        let names = |rows: &[(&FactorScore, Tenths)]| {
            rows.iter().map(|(factor, _)| measure(factor.measure)).collect::<Vec<_>>().join(", ")
        };
        let rest = [("Nothing lost", names(&full)), ("No data, or too old", names(&unknown))];
        let rest =
            rest.into_iter().filter(|(_, names)| !names.is_empty()).map(|(what, names)| format!("_{what}:_ {names}"));
        vec![section(&lines.chain(rest).collect::<Vec<_>>().join("\n"))]
    }
}

/// A row of the table. `tenths` is nothing where no score was given.
fn cells(factor: &FactorScore, tenths: Option<Tenths>, today: NaiveDate) -> [String; 6] {
    let name = measure(factor.measure).to_owned();
    let none = || NONE.to_owned();
    let Some(reading) = factor.reading else {
        return [name, "no data".to_owned(), none(), none(), none(), none()];
    };
    let (now, day) = (measured(factor.measure, reading.value), date(reading.as_of, today));
    if factor.stale {
        return [name, format!("{now}, too old"), none(), none(), none(), day];
    }
    let usual = reading.baseline.and_then(|baseline| usual(factor.measure, baseline)).unwrap_or_else(none);
    let Some(Tenths { points, of }) = tenths else {
        return [name, now, usual, none(), none(), day];
    };
    let lost = if points == of { "0".to_owned() } else { minus(&tenths_words(of - points)) };
    [name, now, usual, format!("{} of {}", tenths_words(points), tenths_words(of)), lost, day]
}

fn tenths_words(tenths: i32) -> String {
    if tenths % 10 == 0 { (tenths / 10).to_string() } else { format!("{}.{}", tenths / 10, (tenths % 10).abs()) }
}

fn minus(text: &str) -> String {
    format!("−{text}")
}

/// Rounds to tenths so that the printed parts sum to the printed whole: the largest remainders round up.
fn rounded(parts: &[Milli]) -> Vec<i32> {
    let whole: i32 = parts.iter().map(|part| part.0).sum();
    let mut tenths: Vec<i32> = parts.iter().map(|part| part.0.div_euclid(100)).collect();
    let missing = (whole + 50).div_euclid(100) - tenths.iter().sum::<i32>();
    let mut by_remainder: Vec<usize> = (0..parts.len()).collect();
    by_remainder.sort_by_key(|i| std::cmp::Reverse(parts[*i].0.rem_euclid(100)));
    for i in by_remainder.into_iter().take(usize::try_from(missing).unwrap_or(0)) {
        tenths[i] += 1;
    }
    tenths
}

/// Nobody earns more than there is to earn: a tenth that rounding put on a full factor goes to one with room.
fn within(mut points: Vec<i32>, of: &[i32]) -> Vec<i32> {
    let mut spare = 0;
    for (points, of) in points.iter_mut().zip(of) {
        spare += (*points - of).max(0);
        *points = (*points).min(*of);
    }
    for (points, of) in points.iter_mut().zip(of) {
        let more = spare.min(of - *points);
        *points += more;
        spare -= more;
    }
    points
}

fn foot(view: &WhyView, scene: Scene) -> Vec<SlackBlock> {
    let account = view.account.account.id;
    let mut elements: Vec<SlackActionBlockElement> = main_button(&view.account).map(Into::into).into_iter().collect();
    elements.push(button("Account card", &Action::OpenAccount { account }).into());
    let model = view.account.health.as_ref().map(|health| {
        let confidence = match health.assessment.confidence {
            Confidence::Withheld => {
                format!("no score, {}\u{A0}% of the weight is unknown", health.assessment.unknown_weight)
            }
            known @ (Confidence::High | Confidence::Medium) => format!("confidence {}", known.as_str()),
        };
        format!(" · model {}, {confidence}", super::kit::inert(&health.assessment.model, 40))
    });
    let foot =
        format!("🔒 Only visible to you{} · {}", model.unwrap_or_default(), as_of(&view.account.as_of, scene.today));
    actions(elements).into_iter().chain([context(&foot)]).collect()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use proptest::prelude::*;

    use super::super::samples::{newcomer, now, reader, why as sample};
    use super::super::testing::shown;
    use super::*;
    use crate::domain::health::{Band, Measure};

    #[test]
    fn every_point_is_accounted_for() {
        assert_snapshot!(shown(&why(&reader(), &sample(), now())), @r#"
        » Why TechCorp is 🔴 Red 41
        # Why TechCorp is 🔴 Red 41
        *What changed since 27 Feb* (Yellow → Red)
        • Usage trend: 10 → 0 points (−10)
        • Champion: 6 → 0 points (−6)
        *Yellow needs +9*: for example use on 18 of 28 days, or 61 % of the core features in use
        Factor | Now | Usual | Points | Lost | As of
        Core features | 25 % | – | 1.2 of 15 | −13.8 | 1 Mar
        Days in use | 8 of 28 days | – | 3.8 of 15 | −11.2 | 1 Mar
        Usage trend | −45 % | 212 a day | 0 of 10 | −10 | 1 Mar
        Champion | no | – | 0 of 6 | −6 | 1 Mar
        Executive contact | never | – | 0 of 6 | −6 | 1 Mar
        Last contact | 1.6× its cadence | – | 3.2 of 8 | −4.8 | 1 Mar
        NPS | 7 of 10 | – | 6 of 10 | −4 | 12 Jan
        Auto-renewal | no | – | 0 of 3 | −3 | 2 Mar
        Ticket volume | 1× usual | – | 8 of 8 | 0 | 1 Mar
        Critical ticket | none | – | 8 of 8 | 0 | 1 Mar
        Escalations | 0 | – | 4 of 4 | 0 | 1 Mar
        Overdue invoices | none | – | 4 of 4 | 0 | 2 Mar
        Contraction | none | – | 3 of 3 | 0 | 2 Mar
        CSAT | no data | – | – | – | –
        Score | – | – | 41.2 of 100 | −58.8 | –
        chart "Health, 89 days" {"type":"line","series":[{"name":"Health","data":[{"label":"3 Dec 2025","value":72},{"label":"7 Dec 2025","value":71},{"label":"12 Dec 2025","value":69},{"label":"17 Dec 2025","value":68},{"label":"21 Dec 2025","value":66},{"label":"26 Dec 2025","value":65},{"label":"31 Dec 2025","value":63},{"label":"4 Jan","value":62},{"label":"9 Jan","value":60},{"label":"14 Jan","value":58},{"label":"18 Jan","value":57},{"label":"23 Jan","value":55},{"label":"28 Jan","value":54},{"label":"1 Feb","value":52},{"label":"6 Feb","value":51},{"label":"11 Feb","value":49},{"label":"15 Feb","value":48},{"label":"20 Feb","value":46},{"label":"25 Feb","value":44},{"label":"2 Mar","value":43}]}],"axis_config":{"categories":["3 Dec 2025","7 Dec 2025","12 Dec 2025","17 Dec 2025","21 Dec 2025","26 Dec 2025","31 Dec 2025","4 Jan","9 Jan","14 Jan","18 Jan","23 Jan","28 Jan","1 Feb","6 Feb","11 Feb","15 Feb","20 Feb","25 Feb","2 Mar"]}}
        [!Start play start_play {st:{a:…,p:red_account_rescue}}] [Account card open_account {ac:{a:…}}]
        ~ 🔒 Only visible to you · model default v1, confidence high · As of: usage 1 Mar · tickets 2 Mar · surveys 12 Jan
        --- or else ---
        # Why TechCorp is 🔴 Red 41
        *What changed since 27 Feb* (Yellow → Red)
        • Usage trend: 10 → 0 points (−10)
        • Champion: 6 → 0 points (−6)
        *Yellow needs +9*: for example use on 18 of 28 days, or 61 % of the core features in use
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
        *Health, 89 days* ▆▆▆▆▆▆▆▅▅▅▅▅▅▅▅▄▄▄▄▄ 72 on 3 Dec 2025 → 43
        [!Start play start_play {st:{a:…,p:red_account_rescue}}] [Account card open_account {ac:{a:…}}]
        ~ 🔒 Only visible to you · model default v1, confidence high · As of: usage 1 Mar · tickets 2 Mar · surveys 12 Jan
        "#);
    }

    #[test]
    fn without_data_it_names_what_is_missing() {
        let view = WhyView { account: newcomer(), history: vec![], moved: vec![], lift: None };
        assert_snapshot!(shown(&why(&reader(), &view, now())), @r"
        » Why Northwind Labs is ⚪ Not enough data
        # Why Northwind Labs is ⚪ Not enough data
        Factor | Now | Usual | Points | Lost | As of
        Auto-renewal | yes | – | – | – | 2 Mar
        Days in use | no data | – | – | – | –
        Core features | no data | – | – | – | –
        Usage trend | −10 %, too old | – | – | – | 12 Feb
        Last contact | no data | – | – | – | –
        Champion | no data | – | – | – | –
        Executive contact | no data | – | – | – | –
        Ticket volume | no data | – | – | – | –
        Critical ticket | no data | – | – | – | –
        Escalations | no data | – | – | – | –
        NPS | no data | – | – | – | –
        CSAT | no data | – | – | – | –
        Overdue invoices | no data | – | – | – | –
        Contraction | no data | – | – | – | –
        [Account card open_account {ac:{a:…}}]
        ~ 🔒 Only visible to you · model default v1, no score, 97 % of the weight is unknown · As of: ⚠ usage 12 Feb, 18 days old
        --- or else ---
        # Why Northwind Labs is ⚪ Not enough data
        _Nothing lost:_ Auto-renewal
        _No data, or too old:_ Days in use, Core features, Usage trend, Last contact, Champion, Executive contact, Ticket volume, Critical ticket, Escalations, NPS, CSAT, Overdue invoices, Contraction
        [Account card open_account {ac:{a:…}}]
        ~ 🔒 Only visible to you · model default v1, no score, 97 % of the weight is unknown · As of: ⚠ usage 12 Feb, 18 days old
        ");
    }

    #[test]
    fn the_way_up_is_the_smallest_change() {
        let of = |missing, changes| lift(&Lift { to: Band::Yellow, missing: Milli(missing), changes });
        assert_eq!(
            of(-200, vec![]),
            "*Yellow is reached*: the colour follows after 3 points, or 3 days, past the edge"
        );
        assert!(of(8_651, vec![]).starts_with("*Yellow needs +9*: no single change"));
        assert_eq!(
            of(8_651, vec![(Measure::UsageTrend, -0.053), (Measure::ChampionPresent, 1.0)]).replace('\u{A0}', " "),
            "*Yellow needs +9*: for example usage back to −5 %, or a new champion"
        );
    }

    proptest! {
        #[test]
        fn printed_points_sum_to_the_printed_score(parts in proptest::collection::vec(0..20_000_i32, 1..14)) {
            let parts: Vec<Milli> = parts.into_iter().map(Milli).collect();
            let whole: i32 = parts.iter().map(|part| part.0).sum();
            let of: Vec<Milli> = parts.iter().map(|part| Milli(part.0 + part.0 % 7)).collect();
            let (points, of) = (within(rounded(&parts), &rounded(&of)), rounded(&of));
            prop_assert_eq!(points.iter().sum::<i32>(), (whole + 50).div_euclid(100));
            prop_assert!(points.iter().zip(&of).all(|(points, of)| points <= of));
        }
    }
}

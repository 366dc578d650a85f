//! `steward capacity`: what each CSM carries, as a table for a terminal.

use std::fmt::Write as _;

use clap::Args;

use super::{ORG, Output, open, setup};
use crate::config::Config;
use crate::domain::capacity::{Fit, SegmentCheck};
use crate::domain::money::Totals;
use crate::domain::segment::Segment;
use crate::domain::team::{CsmRow, TeamView};
use crate::operations::{Failure, team};

/// Columns of a name before it is cut.
const MOST_NAME: usize = 28;

/// Options of `steward capacity`.
#[derive(Clone, Debug, Args)]
#[command(after_long_help = "Examples:\n  steward capacity\n  steward capacity --team emea")]
pub struct Options {
    /// Only the CSMs of this team
    #[arg(long)]
    pub team: Option<String>,
}

/// Prints the table.
pub async fn run(options: &Options, config: &Config, out: &mut Output<'_>) -> anyhow::Result<()> {
    let opened = open(config).await?;
    setup(&opened, config).await?;
    let view = team::of_terminal(&opened.app, ORG, options.team.clone()).await.map_err(|failure| match failure {
        Failure::Broken(error) => error,
        Failure::Refused(refusal) => anyhow::anyhow!("refused: {refusal:?}"),
    })?;
    out.write_all(table(&view)?.as_bytes())?;
    opened.close().await
}

/// A line a CSM and segment, the heaviest load first; then what nobody carries.
fn table(view: &TeamView) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    let names = view.rows.iter().map(|row| short(&row.person.name).chars().count());
    let width = names.max().unwrap_or(0).max(3);
    writeln!(
        text,
        "{:width$}  {:>5}  {:7}  {:10}  {:>8}  {:10}  {:7}  ARR of the most",
        "CSM", "load", "state", "segment", "accounts", "from to", "check"
    )?;
    for row in &view.rows {
        csm(&mut text, row, width)?;
    }
    for tech in &view.tech_touch {
        let team = if tech.team.is_empty() { "(no team)" } else { &tech.team };
        line(&mut text, &format!("{:width$}  {:>5}  {:7}", short(team), "", ""), &tech.check)?;
    }
    if 0 < view.without_owner.n_accounts {
        let arr = totals(&view.without_owner.arr);
        writeln!(text, "\n{} accounts without an owner, {arr}", view.without_owner.n_accounts)?;
    }
    writeln!(text, "\n{} of {} over capacity", view.n_over(), view.rows.len())?;
    Ok(text)
}

fn csm(text: &mut String, row: &CsmRow, width: usize) -> std::fmt::Result {
    let load = format!("{} %", row.carried.load_percent());
    let head = format!("{:width$}  {load:>5}  {:7}", short(&row.person.name), word(row.carried.fit()));
    let rest = format!("{:width$}  {:>5}  {:7}", "", "", "");
    for (at, check) in row.carried.checks.iter().enumerate() {
        line(text, if at == 0 { &head } else { &rest }, check)?;
    }
    if row.carried.checks.is_empty() {
        writeln!(text, "{}", head.trim_end())?;
    }
    Ok(())
}

fn line(text: &mut String, head: &str, check: &SegmentCheck) -> std::fmt::Result {
    let [least, most] = check.range;
    let arr: Vec<String> = check
        .arr
        .iter()
        .map(|arr| {
            let over = arr.over().map(|over| format!(" (over by {})", over.short())).unwrap_or_default();
            format!("{} of {}{over}", arr.held.short(), arr.most.short())
        })
        .collect();
    let range = format!("{least} to {most}");
    let line = format!(
        "{head}  {:10}  {:>8}  {range:10}  {:7}  {}",
        segment(check.segment),
        check.n_accounts,
        word(check.accounts_fit()),
        arr.join(", ")
    );
    writeln!(text, "{}", line.trim_end())
}

fn short(name: &str) -> String {
    name.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MOST_NAME).collect()
}

fn totals(totals: &Totals) -> String {
    totals.iter().map(|sum| sum.short().to_string()).collect::<Vec<_>>().join(" + ")
}

fn word(fit: Fit) -> &'static str {
    match fit {
        Fit::Under => "under",
        Fit::Inside => "inside",
        Fit::Over => "over",
    }
}

fn segment(segment: Segment) -> &'static str {
    match segment {
        Segment::TechTouch => "tech-touch",
        Segment::LowTouch => "low-touch",
        Segment::MidTouch => "mid-touch",
        Segment::HighTouch => "high-touch",
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use insta::assert_snapshot;

    use super::*;
    use crate::domain::account::BandCounts;
    use crate::domain::capacity::{Carried, Held};
    use crate::domain::effort::TimeSplit;
    use crate::domain::ids::PersonId;
    use crate::domain::money::{Currency, Money};
    use crate::domain::person::PersonRef;
    use crate::domain::rules::Rules;
    use crate::domain::team::Whose;

    fn row(name: &str, held: &[(Segment, i64, i64)]) -> CsmRow {
        let usd = |whole| Totals::of([Money::from_whole(whole, Currency::USD).expect("small")]).expect("a sum");
        let held: Vec<(Segment, Held)> = held
            .iter()
            .map(|(segment, n_accounts, arr)| (*segment, Held { n_accounts: *n_accounts, arr: usd(*arr) }))
            .collect();
        CsmRow {
            person: PersonRef { id: PersonId(uuid::Uuid::nil()), name: name.into(), slack_user_id: None },
            team: "emea".into(),
            n_accounts: 0,
            arr: Totals::default(),
            bands: BandCounts::default(),
            arr_by_band: Default::default(),
            n_renewals: 0,
            n_overdue: 0,
            n_signals: 0,
            n_disagreements: 0,
            n_wrong: 0,
            carried: Carried::of(&Rules::default().capacity, &held).expect("small"),
            n_without_segment: 0,
            time: TimeSplit::default(),
        }
    }

    #[test]
    fn a_table_is_aligned() {
        let view = TeamView {
            whose: Whose::All,
            rows: vec![
                row("Bo Carter", &[(Segment::HighTouch, 15, 4_200_000)]),
                row("Ana Ruiz", &[(Segment::MidTouch, 65, 3_250_000), (Segment::HighTouch, 2, 300_000)]),
                row("Kim", &[]),
            ],
            tech_touch: Vec::new(),
            without_owner: Held::default(),
            wrong: Vec::new(),
            target: Rules::default().time,
            as_of: DateTime::<Utc>::UNIX_EPOCH,
        };
        assert_snapshot!(table(&view).expect("written"), @r"
        CSM         load  state    segment     accounts  from to     check    ARR of the most
        Bo Carter   60 %  over     high-touch        15  8 to 25     inside   $4.2M of $2M (over by $2.2M)
        Ana Ruiz    89 %  inside   mid-touch         65  40 to 80    inside   $3.2M of $5M
                                   high-touch         2  8 to 25     under    $300K of $2M
        Kim          0 %  under

        1 of 3 over capacity
        ");
    }
}

//! A small customer book, as CSV files of our own format, taken in through the import as everybody's is.
//!
//! TechCorp stands in it with the figures that the product's description checks: 45K, nine months old, usage down 45 %,
//! champion gone for six weeks, no executive known, the contract's end 91 days ahead.

use std::fmt::Write;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use steward::domain::ids::OrgId;
use steward::ingest::mapping::OnFault;
use steward::ingest::plan::Plan;
use steward::ingest::{self, Manner};
use steward::operations::App;
use steward::operations::import::Mode;

use super::town::{ANA, BO, MO, TECHCORP_CHANNEL, VIC};

/// The day of the book.
pub const TODAY: &str = "2026-03-02";

/// Files of a book: what stands in them, by record.
#[derive(Clone, Debug, Default)]
pub struct Files(Vec<(&'static str, String)>);

/// What an account is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing is wrong.
    Green,
    /// No champion, no executive, a poor answer.
    Yellow,
}

/// An account of a book, apart from TechCorp.
pub struct Account<'a> {
    /// Its external id.
    pub key: &'a str,
    /// Its name.
    pub name: &'a str,
    /// US dollars a year.
    pub arr: u32,
    /// The owner's external id; empty: nobody.
    pub owner: &'a str,
    /// The day on which its contract ends.
    pub ends_on: &'a str,
    /// What it is like.
    pub kind: Kind,
}

impl Files {
    /// Adds a file, or rows to one that is there.
    #[must_use]
    pub fn and(mut self, record: &'static str, text: &str) -> Self {
        match self.0.iter_mut().find(|(known, _)| *known == record) {
            Some((_, rows)) => rows.push_str(text.split_once('\n').map_or("", |(_, rows)| rows)),
            None => self.0.push((record, text.to_owned())),
        }
        self
    }

    /// Adds an account with its contract, contacts, use and answers.
    #[must_use]
    pub fn with(self, account: &Account<'_>) -> Self {
        let Account { key, name, arr, owner, ends_on, kind } = account;
        let (name, ends) = (quoted(name), day(ends_on));
        let starts = ends.with_year(ends.year() - 1).unwrap() + Days::new(1);
        let files = self
            .and("accounts", &format!("{ACCOUNTS}\n{key},{name},,{key}.example,{arr},USD,2024-05-06,{owner},,50,2,0\n"))
            .and("contracts", &format!("{CONTRACTS}\nc-{key},{key},{starts},{ends_on},false,{arr},USD\n"))
            .and("usage", &format!("{USAGE}\n{}", use_of(key, "", 40, day("2025-11-03"), day(TODAY))))
            // The feed has delivered up to yesterday, so windows end there.
            .and("usage", &format!("{USAGE}\nu-{key}-y,{key},2026-03-01,,1,1\n"))
            .and(
                "usage",
                &format!("{USAGE}\nu-{key}-r,{key},2026-02-24,reports,9,3\nu-{key}-e,{key},2026-02-24,export,9,3\n"),
            )
            .and("touchpoints", &format!("{TOUCHES}\nt-{key},{key},,call,true,2026-02-20T10:00:00Z\n"));
        let (nps, champion) = if *kind == Kind::Green { (9, "") } else { (4, "2026-01-05") };
        let files = files.and("surveys", &format!("{SURVEYS}\nv-{key},{key},nps,{nps},2026-01-12T12:00:00Z\n")).and(
            "contacts",
            &format!("{CONTACTS}\nk-{key},{key},Kim of {name},champion,{champion},2026-02-20T10:00:00Z\n"),
        );
        match kind {
            Kind::Green => {
                files.and("contacts", &format!("{CONTACTS}\nx-{key},{key},Lee,executive,,2026-02-20T10:00:00Z\n"))
            }
            Kind::Yellow => files,
        }
    }

    /// Whether nothing stands in them.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The same files and rows in the opposite order.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let reversed = |text: &String| {
            let (head, rows) = text.split_once('\n').unwrap();
            rows.lines().rev().fold(format!("{head}\n"), |text, row| text + row + "\n")
        };
        Self(self.0.iter().rev().map(|(record, text)| (*record, reversed(text))).collect())
    }

    /// Takes them in.
    pub async fn bring_in(&self, app: &App) {
        let folder = tempfile::tempdir().unwrap();
        for (record, text) in &self.0 {
            std::fs::write(folder.path().join(format!("{record}.csv")), text).unwrap();
        }
        let plan = Plan::make(&[folder.path().to_owned()], None).unwrap();
        let manner = Manner { mode: Mode::Write, mapping: None, on_fault: OnFault::Refuse };
        let report = ingest::import(app, OrgId::DEFAULT, &plan, manner, &mut |_| {}).await.unwrap();
        assert!(report.is_whole(), "{report:#?}");
    }
}

const PEOPLE: &str = "external_id,name,email,role,team,slack_user_id,manager,time_zone,working_from,working_to";
const ACCOUNTS: &str =
    "external_id,name,aliases,domain,arr,currency,started_on,owner,slack_channel_id,seats,core_features,overdue";
const CONTRACTS: &str = "external_id,account,starts_on,ends_on,auto_renew,arr,currency";
const USAGE: &str = "external_id,account,day,feature,uses,active_users";
const TOUCHES: &str = "external_id,account,person,kind,two_way,occurred_at";
const SURVEYS: &str = "external_id,account,kind,score,answered_at";
const CONTACTS: &str = "external_id,account,name,role,left_on,last_contact_at";
const TICKETS: &str = "external_id,account,subject,priority,opened_at,closed_at,satisfaction";

/// Everybody: Ana and Bo work accounts, Mo leads them, Vic only looks.
pub fn people() -> Files {
    let rows = format!(
        "{PEOPLE}
p-mo,Mo Adeyemi,mo@steward.example,manager,leads,{MO},,Europe/London,09:00,17:30
p-ana,Ana Ruiz,ana@steward.example,csm,emea,{ANA},p-mo,Europe/Berlin,09:00,17:00
p-bo,Bo Carter,bo@steward.example,csm,amer,{BO},p-mo,America/New_York,09:00,17:00
p-vic,Vic Moreau,vic@steward.example,viewer,support,{VIC},,Europe/Paris,09:00,17:00
"
    );
    Files::default().and("people", &rows)
}

/// TechCorp, and seven accounts that other names are mistaken for.
pub fn usual() -> Files {
    let account = |key, name, arr, owner, ends_on, kind| Account { key, name, arr, owner, ends_on, kind };
    [
        account("acme", "Acme", 60_000, "p-ana", "2026-11-30", Kind::Green),
        account("nordwind", "Nordwind Energy", 90_000, "p-ana", "2026-04-20", Kind::Green),
        account("nordwacht", "Nordwacht Freight", 30_000, "p-ana", "2026-08-31", Kind::Yellow),
        account("globex", "Globex", 52_000, "p-ana", "2026-06-15", Kind::Yellow),
        account("initech", "Initech", 250_000, "p-bo", "2026-05-15", Kind::Green),
        account("umbra", "Umbra Optics", 140_000, "p-bo", "2026-12-31", Kind::Green),
        account("orphan", "Orphan Labs", 22_000, "", "2026-09-30", Kind::Yellow),
    ]
    .iter()
    .fold(techcorp(people()), Files::with)
}

/// Adds TechCorp.
pub fn techcorp(files: Files) -> Files {
    let (fell, first) = (day("2026-02-16"), day("2025-11-03"));
    let logins = [use_of("techcorp", "", 40, first, fell), use_of("techcorp", "", 22, fell, day(TODAY))].concat();
    files
        .and("accounts", &format!(
            "{ACCOUNTS}\ntechcorp,TechCorp,tech corp;tc,techcorp.example,45000,USD,2025-06-02,p-ana,{TECHCORP_CHANNEL},40,8,0\n"
        ))
        .and("contracts", &format!("{CONTRACTS}\nc-techcorp,techcorp,2025-06-02,2026-06-01,false,45000,USD\n"))
        .and("usage", &format!("{USAGE}\n{logins}"))
        .and("usage", &format!("{USAGE}\n{}", features(&["reports", "export"], "2026-02-24")))
        .and("usage", &format!("{USAGE}\n{}", features(&["boards", "alerts", "teams", "search"], "2026-01-29")))
        .and("contacts", &format!(
            "{CONTACTS}\nk-tc-1,techcorp,Dana Reyes,champion,2026-01-19,2026-01-12T10:00:00Z\n\
             k-tc-2,techcorp,Jo Weber,user,,2026-02-22T10:00:00Z\n"
        ))
        .and("touchpoints", &format!("{TOUCHES}\nt-techcorp,techcorp,p-ana,call,true,2026-02-22T10:00:00Z\n"))
        .and("surveys", &format!("{SURVEYS}\nv-techcorp,techcorp,nps,7,2026-01-12T12:00:00Z\n"))
        .and("tickets", &format!(
            "{TICKETS}\nk-1,techcorp,Export,normal,2026-02-10T08:00:00Z,2026-02-11T08:00:00Z,4\n\
             k-2,techcorp,Totals,normal,2026-01-20T08:00:00Z,2026-01-21T08:00:00Z,4\n\
             k-3,techcorp,Login,low,2025-12-20T08:00:00Z,2025-12-21T08:00:00Z,4\n\
             k-4,techcorp,Fonts,low,2025-11-20T08:00:00Z,2025-11-21T08:00:00Z,4\n"
        ))
}

/// TechCorp has come back: what the feed brings in after weeks of it, up to the day before `day_after`.
pub fn recovery(day_after: &str) -> Files {
    let end = day(day_after);
    let recent = (end - Days::new(6)).to_string();
    let used = features(&["reports", "export", "boards", "alerts", "teams", "search"], &recent);
    Files::default()
        .and("usage", &format!("{USAGE}\n{}", use_of("techcorp", "", 40, day(TODAY), end)))
        .and("usage", &format!("{USAGE}\n{}", used.replace("u-techcorp-", "u-techcorp-again-")))
        .and("usage", &format!("{USAGE}\nu-acme-again,acme,{},,1,1\n", end - Days::new(1)))
        .and("touchpoints", &format!("{TOUCHES}\nt-again,techcorp,p-ana,call,true,{recent}T10:00:00Z\n"))
        .and("contacts", &format!("{CONTACTS}\nk-tc-3,techcorp,Kim Osei,champion,,{recent}T10:00:00Z\n"))
}

/// Uses on every Tuesday and Thursday from `first` until before `end`.
fn use_of(key: &str, feature: &str, uses: u32, first: NaiveDate, end: NaiveDate) -> String {
    let mut rows = String::new();
    for day in first.iter_days().take_while(|day| *day < end) {
        if matches!(day.weekday(), Weekday::Tue | Weekday::Thu) {
            writeln!(rows, "u-{key}-{feature}-{day},{key},{day},{feature},{uses},18").unwrap();
        }
    }
    rows
}

/// TechCorp's use of features on a day.
fn features(names: &[&str], day: &str) -> String {
    names.iter().fold(String::new(), |rows, name| rows + &format!("u-techcorp-{name},techcorp,{day},{name},9,3\n"))
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

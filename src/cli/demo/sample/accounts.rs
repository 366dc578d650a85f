//! Accounts, their contracts, and how their revenue moved.

use super::TECHCORP_CHANNEL;
use super::book::{Account, Book};
use super::kind::Kind;
use super::table::Table;

/// Contract years that are written at most, the first and those that renewals add.
const MOST_YEARS: i64 = 12;
const YEAR: i64 = 365;
/// On this day one account comes near the limit of its plan, and uses so much of it, in per cent.
const OUTGROWN: (i64, i64) = (2, 83);
/// Accounts younger than this never bought more yet.
const GROWN_UP: i64 = 400;

/// Every account as it is known by the end of a day.
pub(super) fn accounts(book: &Book, as_of: i64) -> Table {
    let mut table = Table::new(
        "accounts.csv",
        &[
            "external_id",
            "name",
            "aliases",
            "domain",
            "arr",
            "currency",
            "started_on",
            "churned_on",
            "owner",
            "executive_sponsor",
            "time_zone",
            "region",
            "industry",
            "slack_channel_id",
            "tags",
            "seats",
            "core_features",
            "limit_use",
            "overdue",
        ],
    );
    for account in &book.accounts {
        let churned = account.kind == Kind::Churned;
        let (zone, region) = place(account);
        table.push(&[
            &account.key(),
            account.name,
            alias(account),
            &format!("{}.example", account.slug.replace('-', "")),
            &if churned { 0 } else { account.arr }.to_string(),
            account.currency,
            &book.date(account.started).to_string(),
            &if churned { book.date(account.ends).to_string() } else { String::new() },
            account.owner,
            if account.is_large() { "Mo Adeyemi" } else { "" },
            zone,
            region,
            account.industry,
            if account.kind == Kind::TechCorp { TECHCORP_CHANNEL } else { "" },
            tags(account),
            &account.seats.to_string(),
            &account.profile.core_features.to_string(),
            &cents(limit_per_cent(account, as_of)),
            &(account.arr * account.profile.overdue_per_cent / 100).to_string(),
        ]);
    }
    table
}

fn limit_per_cent(account: &Account, as_of: i64) -> i64 {
    let (day, outgrown) = OUTGROWN;
    if account.kind == Kind::Outgrows && day <= as_of { outgrown } else { account.profile.limit_per_cent }
}

/// Contracts that have begun by the morning after a day. Everybody renews in the end.
pub(super) fn contracts(book: &Book, as_of: i64) -> Table {
    let mut table = Table::new(
        "contracts.csv",
        &["external_id", "account", "starts_on", "ends_on", "auto_renew", "notice_on", "arr", "currency", "seats"],
    );
    for account in &book.accounts {
        for year in 0..MOST_YEARS {
            // A year's last day is the anniversary; the next begins on the day after.
            let starts = account.started + year * YEAR + i64::from(0 < year);
            let ends = account.started + (year + 1) * YEAR;
            let is_signed = starts <= (as_of + 1).max(0);
            if !is_signed || (account.kind == Kind::Churned && account.ends < starts) {
                break;
            }
            let auto_renews = account.is_auto_renewed();
            table.push(&[
                &format!("k-{}-{}", account.slug, year + 1),
                &account.key(),
                &book.date(starts).to_string(),
                &book.date(ends).to_string(),
                if auto_renews { "true" } else { "false" },
                &if auto_renews { book.date(ends - 60).to_string() } else { String::new() },
                &account.arr.to_string(),
                account.currency,
                &account.seats.to_string(),
            ]);
        }
    }
    table
}

/// How revenue came to be what it is.
pub(super) fn movements(book: &Book) -> Table {
    let columns = &["external_id", "account", "kind", "occurred_on", "amount", "currency", "reason"];
    let mut table = Table::new("arr_movements.csv", columns);
    for account in &book.accounts {
        let moves = moves(account);
        for (kind, day, amount, reason) in moves {
            table.push(&[
                &format!("v-{}-{kind}", account.slug),
                &account.key(),
                kind,
                &book.date(day).to_string(),
                &amount.to_string(),
                account.currency,
                reason,
            ]);
        }
    }
    table
}

type Move = (&'static str, i64, i64, &'static str);

/// The moves sum to the account's ARR.
fn moves(account: &Account) -> Vec<Move> {
    let contracted = account.arr * account.profile.contracted_per_cent / (100 - account.profile.contracted_per_cent);
    let grew = account.started < -GROWN_UP && 0 == contracted && account.chance.below(3, "grew", 0) == 0;
    let expanded = if grew { account.arr / 100 * (6 + account.chance.below(20, "growth", 0)) } else { 0 };
    let mut moves = vec![("new", account.started, account.arr + contracted - expanded, "")];
    if 0 < expanded {
        let reason = account.chance.pick(&["More seats", "Second team", "Automation add-on"], "reason", 0);
        moves.push(("expansion", -10 - account.chance.below(330, "grew on", 0), expanded, reason));
    }
    if 0 < contracted {
        moves.push(("contraction", -95, contracted, "Fewer seats at renewal"));
    }
    if account.kind == Kind::Churned {
        moves.push(("churn", account.ends, account.arr, "Moved to a tool of their parent company"));
    }
    moves
}

impl Account {
    /// Whether its contract renews itself: tech-touch ones do, and some of those that are well.
    fn is_auto_renewed(&self) -> bool {
        !self.is_touched() || (5 <= self.profile.days_a_week && self.chance.below(3, "auto-renew", 0) == 0)
    }
}

fn alias(account: &Account) -> &'static str {
    match account.name {
        "TechCorp" => "Tech Corp",
        "Ünïcode & Söhne <GmbH>" => "Unicode;Unicode und Soehne",
        "O'Brien *Logistics*" => "OBrien Logistics",
        _ => "",
    }
}

fn tags(account: &Account) -> &'static str {
    match matches!(account.kind, Kind::Expanding | Kind::Outgrows) {
        true => "gold tier",
        false if 0 < account.profile.escalations => "watch",
        false if account.is_large() => "strategic",
        false => "",
    }
}

/// Time zone and region: mostly where the owner is.
fn place(account: &Account) -> (&'static str, &'static str) {
    const EMEA: [&str; 5] = ["Europe/Berlin", "Europe/London", "Europe/Stockholm", "Europe/Madrid", "Africa/Lagos"];
    const AMER: [&str; 4] = ["America/New_York", "America/Chicago", "America/Los_Angeles", "America/Sao_Paulo"];
    const APAC: [&str; 4] = ["Asia/Singapore", "Asia/Tokyo", "Asia/Kolkata", "Australia/Sydney"];
    let abroad = account.chance.below(6, "abroad", 0) == 0;
    match (account.owner, account.currency) {
        (_, "EUR") => (account.chance.pick(&EMEA, "zone", 0), "emea"),
        (super::book::ANA_KEY, _) if !abroad || account.kind == Kind::TechCorp => {
            (account.chance.pick(&EMEA, "zone", 0), "emea")
        }
        (super::book::TIA_KEY, _) => (account.chance.pick(&APAC, "zone", 0), "apac"),
        (_, _) => (account.chance.pick(&AMER, "zone", 0), "amer"),
    }
}

fn cents(per_cent: i64) -> String {
    format!("{}.{:02}", per_cent / 100, per_cent % 100)
}

//! A book with every kind of revenue history in it, and the same histories as the rules take them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value;
use sqlx::{AssertSqlSafe, Executor, Row};
use steward::domain::ids::OrgId;
use steward::domain::portfolio::{History, Movement, MovementKind};

use super::Desk;

/// Accounts of three currencies: some left, some without movements, some whose movements do not add up.
const ACCOUNTS: &str = "
    insert into accounts (org_id, id, external_id, name, arr_minor, currency, started_on, churned_on, owner_id, updated_at)
    select '{org}', gen_random_uuid(), 'r-' || n, 'R ' || n, pick(n, 'arr', 90000) * 100,
           (array['USD', 'EUR', 'JPY'])[1 + pick(n, 'currency', 3)], date '2022-06-01' + pick(n, 'start', 800)::int,
           case when pick(n, 'left', 5) = 0 then date '2023-09-01' + pick(n, 'when', 480)::int end,
           case when pick(n, 'owner', 3) = 0 then (select id from people limit 1) end, now()
    from generate_series(1, 300) n";

const MOVEMENTS: &str = "
    insert into arr_movements (org_id, id, external_id, account_id, kind, occurred_on, amount_minor, currency, updated_at)
    select a.org_id, gen_random_uuid(), 'm-' || a.external_id || '-' || k, a.id,
           case when k = 1 and pick(n, 'whole', 3) > 0 then 'new'
                else (array['expansion', 'contraction', 'churn', 'reactivation'])[1 + pick(n * 31 + k, 'kind', 4)] end,
           date '2022-06-01' + pick(n * 31 + k, 'on', 980)::int, pick(n * 31 + k, 'amount', 30000) * 50,
           case when pick(n * 31 + k, 'foreign', 20) = 0 then 'CHF' else a.currency end, now()
    from generate_series(1, 300) n
    join accounts a on a.external_id = 'r-' || n
    cross join generate_series(1, 6) k
    where pick(n, 'moves', 5) > 0 and pick(n * 31 + k, 'some', 4) > 0";

/// The same number for the same words.
const PICK: &str = "
    create function pick(n bigint, what text, below int) returns bigint language sql immutable as
    $$ select ('x' || substr(md5(n || what), 1, 8))::bit(32)::bigint % below $$";

impl Desk {
    pub(super) async fn made_up_book(&self) {
        let org = OrgId::DEFAULT.to_string();
        let person = "insert into people (org_id, id, external_id, name, team, updated_at)
            values ('{org}', gen_random_uuid(), 'p', 'Ana', 'emea', now())";
        let organisation = "insert into organisations values ('{org}', 'Test', now()) on conflict do nothing";
        for statement in [organisation, person, PICK, ACCOUNTS, MOVEMENTS] {
            self.app.work.execute(AssertSqlSafe(statement.replace("{org}", &org))).await.expect("rows");
        }
    }

    /// Each account's currency and history, read row by row.
    pub(super) async fn histories(&self) -> Vec<(String, History)> {
        let question = "select jsonb_build_object('id', a.id, 'arr', a.arr_minor, 'currency', a.currency,
                'started', a.started_on, 'left', a.churned_on, 'moves', (
                    select coalesce(jsonb_agg(jsonb_build_array(m.occurred_on, m.kind, m.amount_minor)), '[]')
                    from arr_movements m where m.account_id = a.id and m.currency = a.currency))
            from accounts a";
        let rows = self.app.work.fetch_all(AssertSqlSafe(question.to_owned())).await.expect("accounts");
        let today = "2025-01-01".parse().expect("a day");
        let read = |row| {
            let account: Value = sqlx::postgres::PgRow::get(&row, 0);
            let day = |value: &Value| value.as_str().map(|text| text.parse::<NaiveDate>().expect("a day"));
            let history = History {
                arr_minor: account["arr"].as_i64().expect("an amount"),
                started_on: day(&account["started"]).expect("a day"),
                churned_on: day(&account["left"]),
                movements: account["moves"].as_array().expect("a list").iter().map(movement).collect(),
                today,
            };
            (account["currency"].as_str().expect("a code").to_owned(), history)
        };
        rows.into_iter().map(read).collect()
    }
}

fn movement(row: &Value) -> Movement {
    let kinds: BTreeMap<&str, MovementKind> = MovementKind::ALL.map(|kind| (kind.as_str(), kind)).into();
    Movement {
        day: row[0].as_str().and_then(|text| text.parse().ok()).expect("a day"),
        kind: kinds[row[1].as_str().expect("a kind")],
        amount_minor: row[2].as_i64().expect("an amount"),
    }
}

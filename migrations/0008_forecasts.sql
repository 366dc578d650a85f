-- What somebody expects of a contract's end. No row: not reviewed.
create table forecasts (
    org_id uuid not null,
    contract_id uuid not null,
    category text not null,
    amount_minor bigint not null,
    currency text not null,
    -- Every change raises it.
    revision int not null default 1,
    set_by uuid not null,
    set_at timestamptz not null,
    primary key (org_id, contract_id),
    foreign key (org_id, contract_id) references contracts (org_id, id) on delete cascade,
    foreign key (org_id, set_by) references people (org_id, id),
    constraint forecasts_category check (category in ('commit', 'likely', 'best_case', 'at_risk')),
    constraint forecasts_amount check (0 <= amount_minor)
);

-- Every change, with its reason; never updated.
create table forecast_changes (
    org_id uuid not null,
    contract_id uuid not null,
    revision int not null,
    from_category text,
    to_category text not null,
    from_minor bigint,
    to_minor bigint not null,
    currency text not null,
    reason text not null,
    changed_by uuid not null,
    changed_at timestamptz not null,
    primary key (org_id, contract_id, revision),
    foreign key (org_id, contract_id) references contracts (org_id, id) on delete cascade,
    foreign key (org_id, changed_by) references people (org_id, id),
    constraint forecast_changes_have_a_reason check (reason <> '')
);

-- Once a week, how every renewal of the coming year stood, and what became of those that left the snapshot before: what
-- slipped is read from two of them. A week is named by its Monday (UTC).
create table forecast_snapshots (
    org_id uuid not null references organisations,
    week date not null,
    contract_id uuid not null,
    account_id uuid not null,
    ends_on date not null,
    arr_minor bigint not null,
    currency text not null,
    -- Both null: not reviewed.
    category text,
    amount_minor bigint,
    amount_currency text,
    fate text not null,
    band text,
    likelihood int not null,
    primary key (org_id, week, contract_id),
    foreign key (org_id, account_id) references accounts (org_id, id) on delete cascade,
    constraint forecast_snapshots_fate check (fate in ('open', 'renewed', 'lost', 'lapsed'))
);

-- The renewal of every account that has one: of its running contracts the one that ends first, as `book` has it, with its
-- forecast and its successor. A successor begins on the contract's last day or within 30 days after it.
create function renewals(org uuid, today date) returns table (
    account_id uuid, account_name text, owner_id uuid, contract_id uuid, starts_on date, ends_on date, auto_renew boolean,
    notice_on date, arr_minor bigint, currency text, successor_minor bigint, successor_currency text, category text,
    amount_minor bigint, amount_currency text, revision int, set_by uuid, set_at timestamptz
) language sql stable as $$
    select a.id, a.name, a.owner_id, r.id, r.starts_on, r.ends_on, r.auto_renew, r.notice_on, r.arr_minor, r.currency,
           s.arr_minor, s.currency, f.category, f.amount_minor, f.currency, f.revision, f.set_by, f.set_at
    from accounts a
    cross join lateral (
        select c.id, c.starts_on, c.ends_on, c.auto_renew, c.notice_on, c.arr_minor, c.currency from contracts c
        where c.org_id = a.org_id and c.account_id = a.id and c.starts_on <= today and today <= c.ends_on
        order by c.ends_on, c.id limit 1) r
    left join lateral (
        select n.arr_minor, n.currency from contracts n
        where n.org_id = a.org_id and n.account_id = a.id and n.id <> r.id
          and n.starts_on between r.ends_on and r.ends_on + 30
        order by n.starts_on, n.id limit 1) s on true
    left join forecasts f on f.org_id = a.org_id and f.contract_id = r.id
    where a.org_id = org and a.churned_on is null
$$;

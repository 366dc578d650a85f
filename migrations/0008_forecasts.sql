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

-- Once a week, how every renewal of the coming year stood: what slipped is read from two of them.
create table forecast_snapshots (
    org_id uuid not null references organisations,
    week date not null,
    contract_id uuid not null,
    account_id uuid not null,
    ends_on date not null,
    arr_minor bigint not null,
    currency text not null,
    category text,
    amount_minor bigint,
    band text,
    likelihood int not null,
    primary key (org_id, week, contract_id),
    foreign key (org_id, account_id) references accounts (org_id, id) on delete cascade
);

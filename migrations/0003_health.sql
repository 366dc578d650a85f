-- Scores: the current one beside the account, and every one that changed, for trends and explanations.

create table health (
    org_id uuid not null,
    account_id uuid not null,
    scored_at timestamptz not null,
    model text not null,
    -- Thousandths of a point, so that points sum exactly. Null when too much is unknown: no number, no colour.
    score_milli int,
    band text,
    confidence text not null,
    -- The factors as domain::health::Assessment writes them: value, baseline, points, weight, as-of.
    assessment jsonb not null,
    -- Where it stands among the bands; see domain::health::Standing.
    standing jsonb not null,
    primary key (org_id, account_id),
    foreign key (org_id, account_id) references accounts (org_id, id) on delete cascade,
    constraint health_band check (band in ('red', 'yellow', 'green')),
    constraint health_score check (score_milli between 0 and 100000)
);
create index health_by_band on health (org_id, band);

create table health_history (
    org_id uuid not null,
    account_id uuid not null,
    day date not null,
    scored_at timestamptz not null,
    model text not null,
    score_milli int,
    band text,
    assessment jsonb not null,
    primary key (org_id, account_id, day),
    foreign key (org_id, account_id) references accounts (org_id, id) on delete cascade
);

-- An account crossed an edge. The first scoring of an account is no crossing.
create table band_changes (
    org_id uuid not null,
    id uuid not null,
    account_id uuid not null,
    changed_at timestamptz not null,
    from_band text,
    to_band text,
    from_milli int,
    to_milli int,
    primary key (org_id, id),
    foreign key (org_id, account_id) references accounts (org_id, id) on delete cascade
);
create index band_changes_by_account on band_changes (org_id, account_id, changed_at desc);
create index band_changes_by_time on band_changes (org_id, changed_at desc);

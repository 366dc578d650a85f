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
    -- As it was scored, so that lists filter and rank by the domain's own rules: the effective segment, and ARR in whole
    -- units of the account's currency.
    segment text not null,
    arr_whole bigint not null,
    primary key (org_id, account_id),
    foreign key (org_id, account_id) references accounts (org_id, id) on delete cascade,
    constraint health_band check (band in ('red', 'yellow', 'green')),
    constraint health_score check (score_milli between 0 and 100000)
);
-- The accounts of an organisation on a day that match a filter; null does not filter. Lists and their sums share it.
create function book(
    org uuid, today date, owner uuid, bands text[], segments text[], phase_from int[], phase_to int[], ends_by date,
    arr_above bigint
) returns table (
    id uuid, name text, arr_minor bigint, currency text, arr_whole bigint, owner_id uuid, band text, score_milli int,
    assessment jsonb, ends_on date, auto_renew boolean, notice_on date
) language sql stable as $$
    select a.id, a.name, a.arr_minor, a.currency, coalesce(h.arr_whole, 0), a.owner_id, h.band, h.score_milli,
           h.assessment, r.ends_on, coalesce(r.auto_renew, false), r.notice_on
    from accounts a
    left join health h on h.org_id = a.org_id and h.account_id = a.id
    left join lateral (
        select c.ends_on, c.auto_renew, c.notice_on from contracts c
        where c.org_id = a.org_id and c.account_id = a.id and c.starts_on <= today and today <= c.ends_on
        order by c.ends_on limit 1) r on true
    where a.org_id = org and a.churned_on is null
      and (owner is null or a.owner_id = owner)
      and (bands is null or h.band = any (bands))
      and (segments is null or h.segment = any (segments))
      and (phase_from is null or exists (
          select from unnest(phase_from, phase_to) as phase (first, last)
          where today - a.started_on between phase.first and phase.last))
      and (ends_by is null or r.ends_on <= ends_by)
      and (arr_above is null or arr_above < h.arr_whole)
$$;
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

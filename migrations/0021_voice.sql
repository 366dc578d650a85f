-- The voice of the customer: what customers ask of the product, by theme, and what they do for us before others.

-- Themes of feedback and of tickets are one list: case, white space, dashes and underscores do not count.
create function theme_key(theme text) returns text language sql immutable parallel safe as $$
    select nullif(btrim(regexp_replace(lower(theme), '[[:space:]_-]+', ' ', 'g')), '')
$$;

-- What customers ask for, in their words, as somebody heard it.
create table feedback (
    org_id uuid not null,
    id uuid not null,
    account_id uuid not null,
    -- As theme_key writes them.
    themes text[] not null,
    words text not null,
    -- Where it can be read: the message that it was made of.
    link text,
    said_on date not null,
    recorded_by uuid not null,
    recorded_at timestamptz not null,
    primary key (org_id, id),
    foreign key (org_id, account_id) references accounts (org_id, id) on delete cascade,
    foreign key (org_id, recorded_by) references people (org_id, id),
    constraint feedback_themes check (cardinality(themes) between 1 and 5),
    constraint feedback_words check (words <> '')
);
create index feedback_of_account on feedback (org_id, account_id, said_on desc);
create index feedback_by_day on feedback (org_id, said_on);

-- What customers do for us before others: one ask of a kind is open at a time.
create table advocacy (
    org_id uuid not null,
    id uuid not null,
    account_id uuid not null,
    kind text not null,
    stage text not null,
    note text not null,
    -- Where it can be read: the message that it was made of.
    link text,
    -- Who moved it last, and when; every move raises the version.
    moved_by uuid not null,
    moved_at timestamptz not null,
    version int not null default 1,
    primary key (org_id, id),
    foreign key (org_id, account_id) references accounts (org_id, id) on delete cascade,
    foreign key (org_id, moved_by) references people (org_id, id),
    constraint advocacy_kind check (kind in ('case_study', 'review', 'reference', 'talk')),
    constraint advocacy_stage check (stage in ('asked', 'agreed', 'done', 'declined'))
);
create unique index advocacy_one_open on advocacy (org_id, account_id, kind) where stage in ('asked', 'agreed');
create index advocacy_of_account on advocacy (org_id, account_id, moved_at desc);

-- Product's digest, to a person or a channel.
alter table schedules drop constraint schedules_kind;
alter table schedules add constraint schedules_kind check (kind in ('daily', 'weekly', 'handover', 'product'));

-- Accounts of a book without a two-way touch for longer than they should be. `segments`, `cadence_bands`, `days` and `begins`
-- are the effective cadences, a column each: a touch before `begins` is too long ago. What has no row there is automated.
create function quiet_book(
    org uuid, today date, as_of timestamptz, owner uuid, bands text[], segments text[], phase_from int[], phase_to int[],
    ends_by date, arr_above bigint, cadence_segments text[], cadence_bands text[], days bigint[], begins timestamptz[]
) returns table (
    id uuid, name text, arr_minor bigint, currency text, arr_whole bigint, owner_id uuid, band text, score_milli int,
    ends_on date, last_at timestamptz, cadence_days bigint, started_on date
) language sql stable as $$
    select b.id, b.name, b.arr_minor, b.currency, b.arr_whole, b.owner_id, b.band, b.score_milli, b.ends_on, t.last_at, k.days,
           a.started_on
    from book(org, today, owner, bands, segments, phase_from, phase_to, ends_by, arr_above) b
    join accounts a on a.org_id = org and a.id = b.id
    join health h on h.org_id = org and h.account_id = b.id
    join unnest(cadence_segments, cadence_bands, days, begins) as k (segment, band, days, begins)
        on k.segment = h.segment and k.band is not distinct from h.band
    join lateral (select max(occurred_at) as last_at from touchpoints
        where org_id = org and account_id = b.id and two_way and occurred_at <= as_of) t on true
    where case when t.last_at is null then k.days < today - a.started_on else t.last_at < k.begins end
$$;

select steward_wall();

-- A segment that a person set against the revenue's, with the reason; the newest that is not withdrawn holds.
create table segment_overrides (
    org_id uuid not null,
    id bigint generated always as identity,
    account_id uuid not null,
    -- Null: back to what the revenue says.
    segment text,
    reason text not null,
    set_by uuid not null,
    set_at timestamptz not null,
    primary key (org_id, id),
    foreign key (org_id, account_id) references accounts (org_id, id) on delete cascade,
    foreign key (org_id, set_by) references people (org_id, id),
    constraint segment_overrides_segment check (segment in ('tech_touch', 'low_touch', 'mid_touch', 'high_touch')),
    constraint segment_overrides_have_a_reason check (reason <> '')
);
create index segment_overrides_by_account on segment_overrides (org_id, account_id, set_at desc);

-- The way of a growing account: flagged by T3, chosen by a person, contacted, won or lost.
create table expansions (
    org_id uuid not null,
    id uuid not null,
    account_id uuid not null,
    stage text not null default 'flagged',
    amount_minor bigint,
    currency text,
    version int not null default 1,
    flagged_at timestamptz not null,
    chosen_at timestamptz,
    contacted_at timestamptz,
    ended_at timestamptz,
    moved_by uuid,
    note text not null default '',
    primary key (org_id, id),
    foreign key (org_id, account_id) references accounts (org_id, id) on delete cascade,
    foreign key (org_id, moved_by) references people (org_id, id),
    constraint expansions_stage check (stage in ('flagged', 'chosen', 'contacted', 'won', 'lost')),
    constraint expansions_amount check (0 <= amount_minor)
);
create unique index expansions_one_at_a_time on expansions (org_id, account_id) where ended_at is null;

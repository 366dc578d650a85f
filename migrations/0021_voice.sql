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

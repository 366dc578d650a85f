-- The account and what is known about it. Money is in minor units with its currency; two currencies are never added.

create table accounts (
    org_id uuid not null references organisations,
    id uuid not null,
    external_id text not null,
    name text not null,
    domain text,
    arr_minor bigint not null,
    currency text not null,
    started_on date not null,
    churned_on date,
    segment_override text,
    owner_id uuid,
    account_executive_id uuid,
    executive_sponsor text,
    time_zone text not null default 'UTC',
    region text not null default '',
    industry text not null default '',
    slack_channel_id text,
    tags text[] not null default '{}',
    seats int,
    core_features int,
    -- The customer's plan limit in use (0.8 = 80 %), null when the feed does not say.
    limit_use double precision,
    overdue_minor bigint,
    expansion_muted_until date,
    updated_at timestamptz not null,
    primary key (org_id, id),
    constraint accounts_external_id unique (org_id, external_id),
    constraint accounts_owner foreign key (org_id, owner_id) references people (org_id, id),
    constraint accounts_account_executive foreign key (org_id, account_executive_id) references people (org_id, id),
    constraint accounts_currency check (currency ~ '^[A-Z]{3}$'),
    constraint accounts_arr check (arr_minor >= 0),
    constraint accounts_segment check (segment_override in ('tech_touch', 'low_touch', 'mid_touch', 'high_touch'))
);
create index accounts_by_owner on accounts (org_id, owner_id);
create index accounts_by_channel on accounts (org_id, slack_channel_id) where slack_channel_id is not null;
create index accounts_by_lower_name on accounts (org_id, lower(name));
create index accounts_by_lower_domain on accounts (org_id, lower(domain));
create index accounts_by_name_trigrams on accounts using gin (lower(name) gin_trgm_ops);

create table account_aliases (
    org_id uuid not null,
    account_id uuid not null,
    alias text not null,
    primary key (org_id, account_id, alias),
    foreign key (org_id, account_id) references accounts (org_id, id) on delete cascade
);
create index account_aliases_by_lower on account_aliases (org_id, lower(alias));

create table contacts (
    org_id uuid not null,
    id uuid not null,
    external_id text not null,
    account_id uuid not null,
    name text not null,
    email text,
    role text not null,
    left_on date,
    last_contact_at timestamptz,
    updated_at timestamptz not null,
    primary key (org_id, id),
    constraint contacts_external_id unique (org_id, external_id),
    foreign key (org_id, account_id) references accounts (org_id, id) on delete cascade,
    constraint contacts_role check (role in ('user', 'champion', 'executive', 'buyer'))
);
create index contacts_by_account on contacts (org_id, account_id);

create table contracts (
    org_id uuid not null,
    id uuid not null,
    external_id text not null,
    account_id uuid not null,
    starts_on date not null,
    -- Null: runs on until somebody ends it (a monthly subscription).
    ends_on date,
    auto_renew boolean not null default false,
    notice_on date,
    arr_minor bigint not null,
    currency text not null,
    seats int,
    updated_at timestamptz not null,
    primary key (org_id, id),
    constraint contracts_external_id unique (org_id, external_id),
    foreign key (org_id, account_id) references accounts (org_id, id) on delete cascade,
    constraint contracts_run_forward check (ends_on is null or starts_on <= ends_on),
    constraint contracts_currency check (currency ~ '^[A-Z]{3}$')
);
create index contracts_by_account on contracts (org_id, account_id, ends_on);
create index contracts_by_end on contracts (org_id, ends_on);

-- One row a day and feature. The feature '' is the product as a whole: its count is logins.
create table usage_days (
    org_id uuid not null,
    account_id uuid not null,
    external_id text not null,
    day date not null,
    feature text not null default '',
    uses int not null,
    active_users int,
    updated_at timestamptz not null,
    primary key (org_id, external_id),
    foreign key (org_id, account_id) references accounts (org_id, id) on delete cascade,
    constraint usage_days_count check (uses >= 0)
);
-- The feed's last day, at once.
create index usage_days_by_day on usage_days (org_id, day);
create index usage_days_by_account on usage_days (org_id, account_id, day) include (feature, uses, active_users);

create table tickets (
    org_id uuid not null,
    id uuid not null,
    external_id text not null,
    account_id uuid not null,
    subject text not null default '',
    priority text not null,
    opened_at timestamptz not null,
    closed_at timestamptz,
    escalated boolean not null default false,
    satisfaction double precision,
    theme text,
    updated_at timestamptz not null,
    primary key (org_id, id),
    constraint tickets_external_id unique (org_id, external_id),
    foreign key (org_id, account_id) references accounts (org_id, id) on delete cascade,
    constraint tickets_priority check (priority in ('low', 'normal', 'high', 'critical')),
    constraint tickets_close_after_opening check (closed_at is null or opened_at <= closed_at)
);
create index tickets_by_account on tickets (org_id, account_id, opened_at);

create table surveys (
    org_id uuid not null,
    id uuid not null,
    external_id text not null,
    account_id uuid not null,
    kind text not null,
    score double precision not null,
    answered_at timestamptz not null,
    comment text not null default '',
    updated_at timestamptz not null,
    primary key (org_id, id),
    constraint surveys_external_id unique (org_id, external_id),
    foreign key (org_id, account_id) references accounts (org_id, id) on delete cascade,
    constraint surveys_kind check (kind in ('nps', 'csat')),
    constraint surveys_score check ((kind = 'nps' and score between 0 and 10) or (kind = 'csat' and score between 1 and 5))
);
create index surveys_by_account on surveys (org_id, account_id, answered_at);

create table touchpoints (
    org_id uuid not null,
    id uuid not null,
    external_id text not null,
    account_id uuid not null,
    person_id uuid,
    kind text not null,
    -- A customer's answer makes a touch two-way; an unanswered e-mail is not.
    two_way boolean not null default true,
    occurred_at timestamptz not null,
    minutes int,
    note text not null default '',
    link text,
    updated_at timestamptz not null,
    primary key (org_id, id),
    constraint touchpoints_external_id unique (org_id, external_id),
    foreign key (org_id, account_id) references accounts (org_id, id) on delete cascade,
    foreign key (org_id, person_id) references people (org_id, id),
    constraint touchpoints_kind check (kind in ('call', 'email', 'meeting', 'qbr', 'ebr', 'training'))
);
create index touchpoints_by_account on touchpoints (org_id, account_id, occurred_at desc);

create table arr_movements (
    org_id uuid not null,
    id uuid not null,
    external_id text not null,
    account_id uuid not null,
    kind text not null,
    occurred_on date not null,
    amount_minor bigint not null,
    currency text not null,
    reason text not null default '',
    updated_at timestamptz not null,
    primary key (org_id, id),
    constraint arr_movements_external_id unique (org_id, external_id),
    foreign key (org_id, account_id) references accounts (org_id, id) on delete cascade,
    constraint arr_movements_kind check (kind in ('new', 'expansion', 'contraction', 'churn', 'reactivation')),
    constraint arr_movements_amount check (amount_minor >= 0)
);
create index arr_movements_by_account on arr_movements (org_id, account_id, occurred_on);

-- Which file or feed last spoke, and how it went.
create table imports (
    org_id uuid not null references organisations,
    id uuid not null,
    source text not null,
    record text not null,
    finished_at timestamptz not null,
    n_rows int not null,
    n_added int not null,
    n_changed int not null,
    n_faults int not null,
    primary key (org_id, id)
);
create index imports_by_record on imports (org_id, record, finished_at desc);

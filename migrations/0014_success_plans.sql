-- What a customer wants to reach with us, and what came of it.

-- An account has one plan as long as it is a customer: goals are reached or dropped, a second plan never stands beside it.
create table success_plans (
    org_id uuid not null,
    account_id uuid not null,
    begins_on date not null,
    -- Every change raises it; whoever saw an older one is refused.
    version int not null default 1,
    -- Goals, metrics, risks and stances as domain::plan::Content writes them: they change as one.
    content jsonb not null,
    changed_by uuid not null,
    changed_at timestamptz not null,
    -- What the last change was, as domain::plan::Change: for whoever comes with an older form.
    changed jsonb not null,
    primary key (org_id, account_id),
    foreign key (org_id, account_id) references accounts (org_id, id) on delete cascade,
    foreign key (org_id, changed_by) references people (org_id, id)
);

-- Milestones are rows: digests and nudges look for them across accounts. Numbers are never used again.
create table plan_milestones (
    org_id uuid not null,
    account_id uuid not null,
    number int not null,
    title text not null,
    due_on date not null,
    -- Ours.
    owner_id uuid not null,
    -- Theirs: a contact, or a name as somebody typed it, or nobody.
    their_contact_id uuid,
    their_name text,
    state text not null default 'open',
    ended_by uuid,
    ended_at timestamptz,
    primary key (org_id, account_id, number),
    foreign key (org_id, account_id) references success_plans (org_id, account_id) on delete cascade,
    foreign key (org_id, owner_id) references people (org_id, id),
    foreign key (org_id, their_contact_id) references contacts (org_id, id) on delete set null (their_contact_id),
    foreign key (org_id, ended_by) references people (org_id, id),
    constraint plan_milestones_state check (state in ('open', 'done', 'missed')),
    constraint plan_milestones_end check ((state = 'open') = (ended_at is null) and (ended_at is null) = (ended_by is null))
);
create index plan_milestones_open on plan_milestones (org_id, owner_id, due_on) where state = 'open';

-- Who asked a milestone's owner about it, once a working day of theirs.
create table plan_nudges (
    org_id uuid not null,
    account_id uuid not null,
    number int not null,
    day date not null,
    nudged_by uuid not null,
    nudged_at timestamptz not null,
    primary key (org_id, account_id, number, day),
    foreign key (org_id, account_id, number) references plan_milestones (org_id, account_id, number) on delete cascade,
    foreign key (org_id, nudged_by) references people (org_id, id)
);

-- What the customer got out of it. Two currencies are never added.
create table values_realised (
    org_id uuid not null,
    id uuid not null,
    external_id text not null,
    account_id uuid not null,
    what text not null,
    amount_minor bigint not null,
    currency text not null,
    evidence text not null default '',
    realised_on date not null,
    -- Null: it came with an import.
    recorded_by uuid,
    updated_at timestamptz not null,
    primary key (org_id, id),
    constraint values_realised_external_id unique (org_id, external_id),
    foreign key (org_id, account_id) references accounts (org_id, id) on delete cascade,
    foreign key (org_id, recorded_by) references people (org_id, id),
    constraint values_realised_amount check (0 < amount_minor),
    constraint values_realised_currency check (currency ~ '^[A-Z]{3}$')
);
create index values_realised_by_account on values_realised (org_id, account_id, realised_on);

-- Signals: one episode a row, from its firing to its end.

-- A customer's way to value: what should be reached by when. 'first_value' is the one that time-to-value counts to.
create table milestones (
    org_id uuid not null,
    id uuid not null,
    external_id text not null,
    account_id uuid not null,
    kind text not null,
    title text not null,
    due_on date,
    reached_on date,
    updated_at timestamptz not null,
    primary key (org_id, id),
    constraint milestones_external_id unique (org_id, external_id),
    foreign key (org_id, account_id) references accounts (org_id, id) on delete cascade,
    constraint milestones_kind check (kind in ('kickoff', 'success_criteria', 'integration', 'training', 'first_value', 'other'))
);
create index milestones_by_account on milestones (org_id, account_id);

create table signals (
    org_id uuid not null,
    id uuid not null,
    account_id uuid not null,
    kind text not null,
    state text not null default 'open',
    -- Every move raises it; a click names the version it was made on.
    version int not null default 1,
    opened_at timestamptz not null,
    -- domain::signal::Evidence, as it was when the rule last came true.
    evidence jsonb not null,
    n_again int not null default 0,
    -- Whose it was when it fired.
    owner_id uuid,
    claimed_by uuid,
    claimed_at timestamptz,
    snoozed_by uuid,
    snoozed_at timestamptz,
    snoozed_until timestamptz,
    run_id uuid,
    ended_at timestamptz,
    ended_by uuid,
    outcome text,
    -- After its end, when its rule was first seen to be false; a dismissed one stays silent until then.
    cleared_at timestamptz,
    -- When its card is to be posted; null when it is posted, or stands in the digest alone.
    announce_at timestamptz,
    announced_at timestamptz,
    -- To whom, and on which of their days, where it was a person: the cap counts these.
    announced_to uuid,
    announced_on date,
    -- Over a person's daily cap, or with nobody to tell: the digest and the lists have it, no card does.
    digest_only boolean not null default false,
    -- It held already when the account was looked at first: the lists have it, and nobody is told.
    baseline boolean not null default false,
    primary key (org_id, id),
    foreign key (org_id, account_id) references accounts (org_id, id) on delete cascade,
    foreign key (org_id, owner_id) references people (org_id, id),
    foreign key (org_id, claimed_by) references people (org_id, id),
    foreign key (org_id, snoozed_by) references people (org_id, id),
    foreign key (org_id, ended_by) references people (org_id, id),
    foreign key (org_id, run_id) references playbook_runs (org_id, id),
    constraint signals_kind check (kind in ('t1', 't2', 't3', 't4', 't5', 't6', 't7', 't8', 't9', 't10', 't11')),
    constraint signals_state check (state in ('open', 'claimed', 'in_play', 'snoozed', 'ended')),
    constraint signals_end check ((state = 'ended') = (ended_at is not null) and (state = 'ended') = (outcome is not null)),
    constraint signals_outcome check (outcome in
        ('recovered', 'renewed', 'lost', 'known', 'seasonal', 'data_wrong', 'handled')),
    constraint signals_snooze check (state <> 'snoozed' or snoozed_until is not null)
);
-- One living episode for each account and signal.
create unique index signals_one_at_a_time on signals (org_id, account_id, kind) where ended_at is null;
create index signals_by_account on signals (org_id, account_id, kind, opened_at desc);
create index signals_to_announce on signals (announce_at) where announce_at is not null;
create index signals_snoozed on signals (snoozed_until) where state = 'snoozed';
create index signals_by_opening on signals (org_id, opened_at desc);
create index signals_by_run on signals (org_id, run_id) where run_id is not null;
create index signals_by_recipient on signals (org_id, announced_to, announced_on) where announced_to is not null;

-- When an account was last looked at, and the last change of colour that was seen then: an event is seen once. An account
-- without a row has never been looked at: what holds then is its baseline, and alerts nobody.
create table signal_looks (
    org_id uuid not null,
    account_id uuid not null,
    looked_at timestamptz not null,
    seen_change uuid,
    primary key (org_id, account_id),
    foreign key (org_id, account_id) references accounts (org_id, id) on delete cascade
);

-- Critical tickets pass their limit between two looks.
create index tickets_critical on tickets (opened_at) where priority = 'critical';

-- One row a move: who, when, on which version.
create table signal_moves (
    org_id uuid not null,
    id bigint generated always as identity,
    signal_id uuid not null,
    from_state text not null,
    to_state text not null,
    version int not null,
    -- Null when the rule itself moved it.
    actor_id uuid,
    moved_at timestamptz not null,
    note text not null default '',
    primary key (org_id, id),
    foreign key (org_id, signal_id) references signals (org_id, id) on delete cascade
);
create unique index signal_moves_once on signal_moves (org_id, signal_id, version);

-- A signal that is silent on an account until a day.
create table signal_mutes (
    org_id uuid not null,
    account_id uuid not null,
    kind text not null,
    until date not null,
    reason text not null,
    set_by uuid,
    set_at timestamptz not null,
    primary key (org_id, account_id, kind),
    foreign key (org_id, account_id) references accounts (org_id, id) on delete cascade,
    foreign key (org_id, set_by) references people (org_id, id)
);

-- What is said to anyone but the asker goes through here; see src/store/outbox.rs for the protocol.

-- A living message: what it says, which version it should show, which it shows, and where it stands in Slack.
create table cards (
    org_id uuid not null references organisations,
    id uuid not null,
    installation_id uuid not null,
    -- What it is about, once in an organisation: 'step:<run>:<step>', 'digest:<schedule>:<civil time>', 'share:<id>'.
    subject text not null,
    -- domain::notice::Notice: what to draw. Living parts are looked up again whenever it is drawn.
    notice jsonb not null,
    -- A channel, or a person for their direct messages; Slack's answer replaces the person by the conversation.
    channel_id text not null,
    thread_ts text,
    -- Slack's id of the message, once it is posted.
    ts text,
    desired_version int not null default 1,
    posted_version int not null default 0,
    -- One writer at a time edits a message: the lease is his, the fence names his claim.
    fence bigint not null default 0,
    lease_until timestamptz,
    not_before timestamptz not null,
    attempt int not null default 0,
    error text,
    updated_at timestamptz not null,
    primary key (org_id, id),
    constraint cards_subject unique (org_id, subject),
    foreign key (org_id, installation_id) references installations (org_id, id)
);
-- A step finds the digests that show it.
create index cards_by_content on cards using gin (notice jsonb_path_ops) where notice ->> 'kind' = 'digest';
create index cards_to_edit on cards (not_before) where ts is not null and posted_version < desired_version;

-- First posts: the one call of Slack's that must never be made twice. src/store/outbox.rs has the protocol.
create table outbox (
    org_id uuid not null references organisations,
    -- The card's id, and deterministic: the same event makes the same id, whoever writes it and how often.
    id uuid not null,
    installation_id uuid not null,
    channel_id text not null,
    -- The call's whole body, frozen at the first claim.
    payload jsonb,
    -- The version of the card that the payload shows.
    card_version int,
    state text not null default 'pending',
    attempt int not null default 0,
    fence bigint not null default 0,
    lease_until timestamptz,
    not_before timestamptz not null,
    first_attempt_at timestamptz,
    negative_reads int not null default 0,
    created_at timestamptz not null,
    ended_at timestamptz,
    error text,
    primary key (org_id, id),
    foreign key (org_id, id) references cards (org_id, id),
    constraint outbox_state check (state in ('pending', 'sending', 'unknown', 'sent', 'held', 'dead')),
    constraint outbox_lease check ((state = 'sending') = (lease_until is not null))
);
create index outbox_to_send on outbox (not_before) where state in ('pending', 'unknown');
create index outbox_leased on outbox (lease_until) where state = 'sending';
create sequence delivery_fences;

-- Slack's pace, shared by every replica: the earliest moment of the next call, by lane.
create table pace (
    lane text primary key,
    next_at timestamptz not null
);

-- What Slack told us, stored before it hears 200; handled once, by any replica.
create table inbox (
    -- The key names the event: Slack's event_id, or (team, channel, ts, handler).
    key text primary key,
    org_id uuid not null references organisations,
    kind text not null,
    payload jsonb not null,
    received_at timestamptz not null,
    state text not null default 'stored',
    attempt int not null default 0,
    lease_until timestamptz,
    handled_at timestamptz,
    error text,
    constraint inbox_state check (state in ('stored', 'handling', 'handled', 'dead'))
);
create index inbox_to_handle on inbox (received_at) where state in ('stored', 'handling');

-- When somebody hears something. The civil time of the last fire is the memory; the next is computed from it.
create table schedules (
    org_id uuid not null references organisations,
    id uuid not null,
    installation_id uuid not null,
    kind text not null,
    -- Either a person (their direct messages) or a channel.
    person_id uuid,
    channel_id text,
    -- A channel's digest covers the accounts of a team; null: everybody's.
    team text,
    expression text not null,
    time_zone text not null,
    active boolean not null default true,
    last_fire_at timestamptz,
    next_fire_at timestamptz not null,
    created_at timestamptz not null,
    primary key (org_id, id),
    foreign key (org_id, installation_id) references installations (org_id, id),
    foreign key (org_id, person_id) references people (org_id, id),
    constraint schedules_kind check (kind in ('daily', 'weekly')),
    constraint schedules_have_one_target check ((person_id is null) <> (channel_id is null))
);
create index schedules_due on schedules (next_fire_at) where active;
create unique index schedules_one_a_target on schedules (org_id, kind, coalesce(person_id::text, channel_id));

-- What became of each fire: sent, nothing to say, late, missed.
create table schedule_fires (
    org_id uuid not null,
    schedule_id uuid not null,
    civil timestamp not null,
    fold smallint not null default 0,
    outcome text not null,
    decided_at timestamptz not null,
    primary key (org_id, schedule_id, civil, fold),
    foreign key (org_id, schedule_id) references schedules (org_id, id) on delete cascade,
    constraint schedule_fires_outcome check (outcome in ('posted', 'late', 'silent', 'missed', 'coalesced'))
);

-- Work that is due once a period (a night's rescoring): the first to insert its period does it; a lease lets another
-- take over when the first dies.
create table chores (
    org_id uuid not null references organisations,
    name text not null,
    period text not null,
    lease_until timestamptz,
    done_at timestamptz,
    primary key (org_id, name, period)
);

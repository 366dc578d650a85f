-- Playbooks, their runs and their steps. A run keeps the version that it started with.

create table playbooks (
    org_id uuid not null references organisations,
    name text not null,
    version int not null,
    -- The text as it was loaded, and what it parsed to.
    source text not null,
    definition jsonb not null,
    loaded_at timestamptz not null,
    primary key (org_id, name, version)
);

create table playbook_runs (
    org_id uuid not null,
    id uuid not null,
    account_id uuid not null,
    playbook text not null,
    playbook_version int not null,
    state text not null,
    owner_id uuid not null,
    -- Where its prompts go, and in which workspace.
    installation_id uuid not null,
    channel_id text not null,
    started_at timestamptz not null,
    started_by uuid not null,
    -- Why it runs, in data: by hand, or the signal that asked for it.
    trigger jsonb not null,
    score_milli_at_start int,
    score_milli_at_end int,
    ended_at timestamptz,
    end_reason text,
    primary key (org_id, id),
    foreign key (org_id, account_id) references accounts (org_id, id) on delete cascade,
    foreign key (org_id, playbook, playbook_version) references playbooks (org_id, name, version),
    foreign key (org_id, installation_id) references installations (org_id, id),
    foreign key (org_id, owner_id) references people (org_id, id),
    foreign key (org_id, started_by) references people (org_id, id),
    constraint playbook_runs_state check (state in ('running', 'finished', 'stopped')),
    constraint playbook_runs_end check ((state = 'running') = (ended_at is null))
);
-- A second trigger while a run is going says "fired again" on its card; it never starts a second run.
create unique index playbook_runs_one_at_a_time on playbook_runs (org_id, account_id, playbook) where state = 'running';

create table run_steps (
    org_id uuid not null,
    id uuid not null,
    run_id uuid not null,
    -- The step's id in the playbook, and its occurrence: a repeated step has several, on one card.
    step text not null,
    occurrence int not null default 1,
    position int not null,
    owner_id uuid not null,
    state text not null,
    -- Every move raises it; a click names the version it was made on.
    version int not null default 1,
    due_at timestamptz not null,
    -- The day before it was rolled to a working day, when it was.
    moved_from date,
    -- When the next prompt, reminder or question is to be sent; null when none is.
    prompt_at timestamptz,
    prompts_sent int not null default 0,
    acknowledged_by uuid,
    acknowledged_at timestamptz,
    ended_by uuid,
    ended_at timestamptz,
    note text not null default '',
    snoozes int not null default 0,
    primary key (org_id, id),
    constraint run_steps_once unique (org_id, run_id, step, occurrence),
    foreign key (org_id, run_id) references playbook_runs (org_id, id) on delete cascade,
    foreign key (org_id, owner_id) references people (org_id, id),
    constraint run_steps_state check (state in ('waiting', 'due', 'acknowledged', 'done', 'blocked', 'skipped', 'snoozed')),
    constraint run_steps_end check ((state in ('done', 'skipped')) = (ended_at is not null))
);
create index run_steps_to_prompt on run_steps (prompt_at) where prompt_at is not null;
create index run_steps_by_owner on run_steps (org_id, owner_id, state, due_at);

-- One row a move: who, when, on which version, what was said.
create table step_moves (
    org_id uuid not null,
    id bigint generated always as identity,
    step_id uuid not null,
    from_state text not null,
    to_state text not null,
    version int not null,
    actor_id uuid not null,
    moved_at timestamptz not null,
    note text not null default '',
    primary key (org_id, id),
    foreign key (org_id, step_id) references run_steps (org_id, id) on delete cascade
);
create unique index step_moves_once on step_moves (org_id, step_id, version);

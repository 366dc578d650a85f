-- What starts a playbook by itself, what ends a run early, and what came of each: the ledger.

alter table playbook_runs
    -- domain::playbook::Occasion, where the playbook's own trigger asked for it; null: by hand.
    add column occasion text,
    -- It started in its owner's name, without anybody's click.
    add column by_itself boolean not null default false,
    -- What stood at its start and its end, beside what 0011 keeps. Money is never compared across currencies.
    add column currency_at_start text,
    add column currency_at_end text,
    add column segment_at_start text,
    add column n_signals_at_start int,
    add column n_signals_at_end int,
    -- Whether use before it began was counted by logins; else by everything that was used.
    add column usage_by_logins boolean,
    -- The contract that stood when it began, and the end that its steps are laid out by.
    add column contract_id uuid,
    add column laid_out_for date,
    add column moved_from date,
    add column moved_at timestamptz,
    -- The organisation's days. A goal that held already at the start was not reached by the run.
    add column goal_due_on date,
    add column goal_held_at_start boolean not null default false,
    add column goal_reached_on date,
    add column goal_missed_on date,
    -- When its facts were judged last; of an account that is lost, once more.
    add column judged_at timestamptz,
    add column judged_as_lost boolean not null default false;
update playbook_runs r set goal_due_on = (r.started_at at time zone 'UTC')::date + (y.definition -> 'goal' ->> 'within_days')::int
from playbooks y where y.org_id = r.org_id and y.name = r.playbook and y.version = r.playbook_version;
create index playbook_runs_running on playbook_runs (org_id, account_id) where state = 'running';
create index playbook_runs_by_start on playbook_runs (org_id, playbook, started_at);
create index playbook_runs_by_end on playbook_runs (org_id, account_id, playbook, ended_at) where ended_at is not null;

alter table run_steps
    -- When it was prompted first: an acknowledgement is measured from there.
    add column opened_at timestamptz,
    -- What its condition asks for and nobody knows, as domain::playbook::Fact writes it; it was prompted all the same.
    add column not_known text[];

-- Since when a trigger is looked at. What happened before is its baseline and starts nothing.
create table play_watches (
    org_id uuid not null references organisations,
    playbook text not null,
    occasion text not null,
    since timestamptz not null,
    primary key (org_id, playbook, occasion)
);

-- One row each time that a trigger fired on an account. The key names the event: account, playbook, and the signal's
-- episode, the phase's first day, or the contract and its checkpoint; so it is raised once, by whichever replica.
create table play_occasions (
    org_id uuid not null,
    key text not null,
    account_id uuid not null,
    playbook text not null,
    occasion text not null,
    -- offered: a person may start it. starting: it waits for a worker. started; again: a run was at work already.
    state text not null,
    raised_at timestamptz not null,
    run_id uuid,
    -- Why it did not start by itself, where it should have.
    why_not text,
    primary key (org_id, key),
    foreign key (org_id, account_id) references accounts (org_id, id) on delete cascade,
    -- No foreign key of the run: its check would wait for whoever holds the run, in the middle of a scoring.
    constraint play_occasions_state check (state in ('offered', 'starting', 'started', 'again'))
);
create index play_occasions_starting on play_occasions (raised_at) where state = 'starting';
create index play_occasions_offered on play_occasions (org_id, account_id, playbook) where state = 'offered';
create index play_occasions_by_run on play_occasions (org_id, run_id) where run_id is not null;

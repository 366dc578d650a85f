-- The life of steps and runs: blocked, reassigned, promised, reminded of; and how a run ends.

alter table run_steps
    -- Who is needed while it is blocked: one of ours, or others in words.
    add column needs_id uuid,
    add column needs_words text not null default '',
    -- Promised when it was finished: the day on which whoever finished it wants to hear of it again.
    add column follow_up_on date,
    -- From whom it was taken last, by whom and when.
    add column reassigned_from uuid,
    add column reassigned_by uuid,
    add column reassigned_at timestamptz,
    -- The entries of its checklist that are ticked off, counted from 0.
    add column ticked int[] not null default '{}',
    -- By when it was to be acknowledged, as it was when the step opened: '4h', '1bd'.
    add column acknowledge_within text,
    -- The reminders count from here; how many went out since then, and when the next is due. Null when none is.
    add column remind_from timestamptz,
    add column reminders int not null default 0,
    add column remind_at timestamptz,
    add foreign key (org_id, needs_id) references people (org_id, id),
    add foreign key (org_id, reassigned_from) references people (org_id, id),
    add foreign key (org_id, reassigned_by) references people (org_id, id);
create index run_steps_to_remind on run_steps (remind_at) where remind_at is not null;
create index run_steps_promised on run_steps (org_id, ended_by, follow_up_on) where follow_up_on is not null;

-- A rule, or the next occurrence of a repeated step, may end one: then nobody did.
alter table step_moves alter column actor_id drop not null;

-- How it ended, and what stood at its start and at its end: the last card and the ledger are made of it.
alter table playbook_runs
    add column outcome text,
    -- Null when a rule ended it.
    add column ended_by uuid,
    add column band_at_start text,
    add column band_at_end text,
    -- Mean daily use before it began, and at its start and its end, where there is any.
    add column usage_before double precision,
    add column usage_at_start double precision,
    add column usage_at_end double precision,
    add column arr_minor_at_start bigint,
    add column arr_minor_at_end bigint,
    add foreign key (org_id, ended_by) references people (org_id, id),
    -- Finished: completed (every step is over), reached or lost (an exit rule said so). Stopped: by a person.
    add constraint playbook_runs_outcome check (outcome in ('completed', 'reached', 'lost', 'stopped'));
update playbook_runs set outcome = case state when 'finished' then 'completed' else 'stopped' end where state <> 'running';
alter table playbook_runs
    add constraint playbook_runs_outcome_at_end check ((state = 'running') = (outcome is null));

-- "Did it help?", once a person.
create table run_answers (
    org_id uuid not null,
    run_id uuid not null,
    person_id uuid not null,
    answer text not null,
    answered_at timestamptz not null,
    primary key (org_id, run_id, person_id),
    foreign key (org_id, run_id) references playbook_runs (org_id, id) on delete cascade,
    foreign key (org_id, person_id) references people (org_id, id),
    constraint run_answers_answer check (answer in ('yes', 'partly', 'no'))
);

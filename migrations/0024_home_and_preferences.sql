-- Somebody's own page in Slack, as it was drawn last.
create table homes (
    org_id uuid not null references organisations,
    person_id uuid not null,
    -- When they answered or put off what the page asks at its first opening; null: it still asks.
    welcomed_at timestamptz,
    -- What it shows: the value of the button that leads there. And when that was pressed, by Slack's clock: of two presses
    -- the later one counts, in whichever order they arrive.
    place text,
    pressed_at timestamptz,
    drawn_at timestamptz not null,
    primary key (org_id, person_id),
    foreign key (org_id, person_id) references people (org_id, id) on delete cascade
);

-- The plays that one person runs.
create index playbook_runs_of_owner on playbook_runs (org_id, owner_id) where state = 'running';

-- How somebody wants to hear of something, where it is not the usual way.
create table preferences (
    org_id uuid not null references organisations,
    person_id uuid not null,
    event text not null,
    way text not null,
    updated_at timestamptz not null,
    primary key (org_id, person_id, event),
    foreign key (org_id, person_id) references people (org_id, id) on delete cascade,
    constraint preferences_event check (event in ('red_accounts', 'other_signals', 'steps')),
    constraint preferences_way check (way in ('channel', 'direct', 'digest'))
);

-- What can wait is not posted to somebody who wants to be left alone; until when, by the bot's clock. It waits once.
alter table outbox add column waits_until timestamptz;

select steward_wall();

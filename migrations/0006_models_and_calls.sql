-- Health models as data, a person's own call beside the score, and what a rescoring needs to know.

-- Versions are kept: a score names the one that made it. What a model is for stands in its definition.
create table health_models (
    org_id uuid not null references organisations,
    name text not null,
    version int not null,
    -- The text as it was loaded.
    source text not null,
    active boolean not null default true,
    loaded_at timestamptz not null,
    loaded_by text not null,
    primary key (org_id, name, version)
);

-- A person's call on an account: beside the score, never mixed into it, and only until it expires.
create table pulses (
    org_id uuid not null,
    id uuid not null,
    account_id uuid not null,
    person_id uuid not null,
    band text not null,
    reason text not null,
    set_at timestamptz not null,
    expires_on date not null,
    withdrawn_at timestamptz,
    primary key (org_id, id),
    foreign key (org_id, account_id) references accounts (org_id, id) on delete cascade,
    foreign key (org_id, person_id) references people (org_id, id),
    constraint pulses_band check (band in ('red', 'yellow', 'green')),
    constraint pulses_have_a_reason check (reason <> '')
);
create index pulses_by_account on pulses (org_id, account_id, set_at desc);

-- When something that a score looks at last changed. An account that was stirred after its last look is scored again.
alter table accounts add column stirred_at timestamptz;
create index accounts_stirred on accounts (org_id, stirred_at) where stirred_at is not null;

-- How far a chore came, so that another can go on from there.
alter table chores add column cursor text;

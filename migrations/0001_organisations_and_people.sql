-- Every row belongs to an organisation, and org_id leads every key: the schema shards by it unchanged.

create extension if not exists pg_trgm;

create table organisations (
    org_id uuid primary key,
    name text not null,
    created_at timestamptz not null
);

-- One Slack workspace, or one Enterprise Grid, that the bot is installed in. Several may serve one organisation.
create table installations (
    org_id uuid not null references organisations,
    id uuid not null,
    enterprise_id text,
    team_id text,
    team_name text not null,
    app_id text,
    bot_user_id text not null,
    installed_at timestamptz not null,
    primary key (org_id, id),
    -- Slack names an installation by its team, or for an org-wide one by its enterprise.
    constraint installations_have_a_place check (team_id is not null or enterprise_id is not null)
);
-- A workspace speaks for one organisation only: otherwise a request could not be told apart.
create unique index installations_by_place on installations (coalesce(enterprise_id, ''), coalesce(team_id, ''));

create table people (
    org_id uuid not null references organisations,
    id uuid not null,
    external_id text not null,
    name text not null,
    email text,
    role text not null default 'csm',
    team text not null default '',
    slack_user_id text,
    manager_id uuid,
    time_zone text not null default 'UTC',
    working_days int[] not null default '{1,2,3,4,5}',
    working_from time not null default '09:00',
    working_to time not null default '17:30',
    deactivated boolean not null default false,
    updated_at timestamptz not null,
    primary key (org_id, id),
    constraint people_external_id unique (org_id, external_id),
    constraint people_role check (role in ('viewer', 'csm', 'manager', 'admin')),
    constraint people_manager foreign key (org_id, manager_id) references people (org_id, id)
);
create unique index people_by_slack_user on people (org_id, slack_user_id) where slack_user_id is not null;

-- Who did what. Written in the transaction of the deed; never updated.
create table audit (
    org_id uuid not null references organisations,
    id bigint generated always as identity,
    at timestamptz not null,
    actor text not null,
    verb text not null,
    subject text not null,
    detail jsonb not null default '{}',
    primary key (org_id, id)
);
create index audit_by_subject on audit (org_id, subject, at desc);

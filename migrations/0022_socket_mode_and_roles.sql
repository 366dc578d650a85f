-- A command or a click that came over a socket is kept like an event, and Slack may send it again on another connection:
-- the answer that it had is given once more. It is forgotten after minutes, for it holds what people read.
alter table inbox add column answer jsonb;
create index inbox_answered on inbox (handled_at) where answer is not null;

-- What somebody may do now stands in people.role. It is what an admin set by hand, else what their user groups in Slack give,
-- else what the import says; each is kept, so that what goes before can be taken back.
alter table people
    add column listed_role text not null default 'csm',
    add column group_role text,
    add column hand_role text,
    add constraint people_listed_role check (listed_role in ('viewer', 'csm', 'manager', 'admin')),
    add constraint people_group_role check (group_role in ('viewer', 'csm', 'manager', 'admin')),
    add constraint people_hand_role check (hand_role in ('viewer', 'csm', 'manager', 'admin'));
update people set listed_role = role;
-- Whoever installed the bot first is admin by that, whatever a group or an import says.
update people p set hand_role = 'admin' from audit a
where a.org_id = p.org_id and a.verb = 'installation.install' and (a.detail ->> 'became_admin')::boolean
  and a.detail ->> 'slack_user' = p.slack_user_id and p.role = 'admin';

-- A user group of Slack's whose people have a role. Without one they had one until now: the next look takes it back and
-- forgets the group.
create table group_roles (
    org_id uuid not null references organisations,
    -- Slack's id of it.
    group_id text not null,
    handle text not null,
    role text,
    -- The organisation's people in it.
    n_people int not null default 0,
    -- When the groups were looked at last; null: they are to be looked at now.
    asked_at timestamptz,
    updated_at timestamptz not null,
    primary key (org_id, group_id),
    constraint group_roles_role check (role in ('viewer', 'csm', 'manager', 'admin'))
);

select steward_wall();

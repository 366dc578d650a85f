-- A channel that ended stays ended: a file, which still names it, does not bring it back; a person may. What else a file says, or
-- another channel, is as before.
alter table accounts add column ended_channel_id text;

-- Our people who were in a group at the last look, by their Slack ids: when the group gives a role no longer, they lose it at
-- once, also while Slack cannot be asked who is in the others.
alter table group_roles add column users text[] not null default '{}';
update group_roles set asked_at = null;

-- The workspace that somebody is of, as their profile in Slack says: there their direct messages are. Where there are several, it is
-- asked for soon.
alter table person_settings
    add column installation_id uuid,
    add foreign key (org_id, installation_id) references installations (org_id, id);
update person_settings set slack_asked_at = null
where org_id in (select org_id from installations where closed_at is null group by org_id having 1 < count(*));

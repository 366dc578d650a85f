-- A second wall behind the organisation argument. What people ask for is done as the role steward_web, which sees and
-- writes the rows of one organisation only: the one that its transaction names (src/store/session.rs). A transaction that
-- names none sees nothing. The bot's own user, who owns the tables, works across organisations as before, and so do
-- replicas of an earlier release, a dump and psql: hence policies for one role, and no `force row level security`.

-- The organisation of this transaction.
create function steward_org() returns uuid language sql stable as $$
    select nullif(current_setting('steward.org', true), '')::uuid
$$;

-- Raises the wall around every table that has an org_id. It may be raised again: `steward migrate` does so each time, and so
-- does every migration that adds such a table, at its end. Says why the wall does not stand, or null.
create function steward_wall() returns text language plpgsql as $$
declare
    walled record;
begin
    for walled in
        select c.oid::regclass as name, c.relrowsecurity as is_on, p.oid is not null as has_policy
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
        left join pg_policy p on p.polrelid = c.oid and p.polname = 'steward_wall'
        where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') order by c.oid
    loop
        if not walled.is_on then
            execute format('alter table %s enable row level security', walled.name);
        end if;
        -- By name and not `to steward_web`: the role need not be there, and whoever may become it is not walled in before.
        if not walled.has_policy then
            execute format('create policy steward_wall on %s using (
                current_user <> ''steward_web'' or org_id = (select steward_org()))', walled.name);
        end if;
    end loop;
    begin
        if to_regrole('steward_web') is null then
            create role steward_web nologin;
        end if;
    exception
        -- Another database of this server made it at the same time.
        when duplicate_object or unique_violation then null;
        when insufficient_privilege then return sqlerrm;
    end;
    return steward_wall_door();
end
$$;

-- Lets our user become the role, and the role use what people use.
create function steward_wall_door() returns text language plpgsql as $$
declare
    opened record;
    may_become text := case when current_setting('server_version_num')::int < 160000 then 'member' else 'set' end;
begin
    if not pg_has_role(current_user, 'steward_web', may_become) then
        execute format('grant steward_web to %I', current_user);
    end if;
    if not has_schema_privilege('steward_web', current_schema(), 'usage') then
        execute format('grant usage on schema %I to steward_web', current_schema());
    end if;
    for opened in
        select c.oid::regclass as name, c.relkind from pg_class c
        where c.relnamespace = current_schema()::regnamespace
          and (c.relkind = 'S' or c.relkind in ('r', 'p', 'v') and exists (
                select from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped))
          and not exists (select from aclexplode(c.relacl) given where given.grantee = to_regrole('steward_web'))
    loop
        if opened.relkind = 'S' then
            execute format('grant usage, select on sequence %s to steward_web', opened.name);
        elsif opened.relkind = 'v' then
            execute format('grant select on %s to steward_web', opened.name);
        else
            execute format('grant select, insert, update, delete on %s to steward_web', opened.name);
        end if;
    end loop;
    return null;
exception
    when insufficient_privilege then return sqlerrm;
end
$$;

-- A view reads with the rights of its owner, whom no wall stops: it says the same itself.
create or replace view staff as
select p.org_id, p.id, p.external_id, p.name, p.email, p.role, p.team, p.slack_user_id, p.manager_id, p.deactivated,
       coalesce(s.time_zone, s.slack_zone, p.time_zone) as time_zone,
       case when s.time_zone is not null then 'own' when s.slack_zone is not null then 'slack' else 'import' end as zone_source,
       coalesce(s.working_days, p.working_days) as working_days,
       coalesce(s.working_from, p.working_from) as working_from,
       coalesce(s.working_to, p.working_to) as working_to,
       coalesce(s.country, p.country) as country,
       s.quiet_from, s.quiet_to
from people p left join person_settings s on s.org_id = p.org_id and s.person_id = p.id
where current_user <> 'steward_web' or p.org_id = (select steward_org());

-- Behind a policy an index answers only what Postgres trusts to leak nothing, which lower() and containment in a document
-- are not. What an account is called is looked up all day, so a view that says the same as the policy gives it.
create view account_calls as
select org_id, id, name, lower(name) as called from accounts
where current_user <> 'steward_web' or org_id = (select steward_org())
union all
select org_id, id, name, lower(domain) from accounts
where domain is not null and (current_user <> 'steward_web' or org_id = (select steward_org()))
union all
select a.org_id, a.id, a.name, lower(l.alias)
from account_aliases l join accounts a on a.org_id = l.org_id and a.id = l.account_id
where current_user <> 'steward_web' or l.org_id = (select steward_org());

-- A step finds the digests of the last days that show it.
create index cards_digests on cards (org_id, updated_at) where notice ->> 'kind' = 'digest';

-- The head of the queue, however long it is.
create index outbox_queue on outbox (created_at, id) where state = 'pending';
create index outbox_unknown on outbox (not_before) where state = 'unknown';

select steward_wall();

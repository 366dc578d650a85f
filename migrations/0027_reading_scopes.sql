-- What somebody may see of their organisation's accounts. A transaction that works for a person whose role sees less than all
-- names the accounts that they see (src/store/session.rs); one that names none of these settings sees all, as before: jobs,
-- the terminal, replicas of an earlier release. The set is found once, when the transaction begins, and so a deed that takes
-- an account out of somebody's sight, like the last step that they had to do there, is still done as a whole.

-- Whether this transaction sees every account. A setting that was local to an earlier transaction is empty, and not missing.
create function steward_sees_all() returns boolean language sql stable as $$
    select coalesce(current_setting('steward.accounts', true), '') = ''
$$;

-- The accounts that it sees otherwise.
create function steward_sees() returns setof uuid language sql stable rows 500 as $$
    select unnest(nullif(current_setting('steward.accounts', true), '')::uuid[])
$$;

-- Puts the condition around accounts and every table that has an account_id, beside the wall and as part of it: what it hides
-- is hidden from reading and from writing. Rows of no account stay. Both questions are asked once a statement, and the second
-- only where the first says no.
create function steward_wall_of_accounts() returns void language plpgsql as $$
declare
    walled record;
begin
    for walled in
        select c.oid::regclass as name, a.attname as account
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid and not a.attisdropped
             and a.attname = case c.relname when 'accounts' then 'id' else 'account_id' end
        where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
          and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'steward_reach')
        order by c.oid
    loop
        execute format('create policy steward_reach on %s as restrictive using (
            (select steward_sees_all()) or %2$I in (select steward_sees()) or %2$I is null)', walled.name, walled.account);
    end loop;
end
$$;

-- The wall as it was (0018_second_wall.sql), with that condition.
create or replace function steward_wall() returns text language plpgsql as $$
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
    perform steward_wall_of_accounts();
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

-- Whoever a blocked step needs sees its account.
create index run_steps_needing on run_steps (org_id, needs_id) where state = 'blocked';

-- A view reads with the rights of its owner, whom no wall stops: it says the same itself.
create or replace view account_calls as
select org_id, id, name, lower(name) as called from accounts
where (current_user <> 'steward_web' or org_id = (select steward_org()))
  and ((select steward_sees_all()) or id in (select steward_sees()))
union all
select org_id, id, name, lower(domain) from accounts
where domain is not null and (current_user <> 'steward_web' or org_id = (select steward_org()))
  and ((select steward_sees_all()) or id in (select steward_sees()))
union all
select a.org_id, a.id, a.name, lower(l.alias)
from account_aliases l join accounts a on a.org_id = l.org_id and a.id = l.account_id
where (current_user <> 'steward_web' or l.org_id = (select steward_org()))
  and ((select steward_sees_all()) or l.account_id in (select steward_sees()));

select steward_wall();

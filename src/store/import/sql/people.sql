-- $1 organisation, $2 the columns that the file has, $3 now, then one array a column.
with incoming as (
    select * from unnest(
        $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::uuid[],
        $12::text[], $13::text[], $14::time[], $15::time[], $16::boolean[], $17::text[]
    ) as t (id, external_id, name, email, role, team, slack_user_id, manager_id, time_zone, working_days,
            working_from, working_to, deactivated, country)
), merged as (
    select i.id, i.external_id, i.name,
        case when 'email' = any($2) then i.email else o.email end as email,
        -- What an admin's hand or a user group says of a role goes before the file.
        o.hand_role, o.group_role,
        coalesce(case when 'role' = any($2) then i.role else o.listed_role end, 'csm') as listed_role,
        coalesce(case when 'team' = any($2) then i.team else o.team end, '') as team,
        case when 'slack_user_id' = any($2) then i.slack_user_id else o.slack_user_id end as slack_user_id,
        case when 'manager' = any($2) then i.manager_id else o.manager_id end as manager_id,
        coalesce(case when 'time_zone' = any($2) then i.time_zone else o.time_zone end, 'UTC') as time_zone,
        coalesce(case when 'working_days' = any($2) then string_to_array(i.working_days, ';')::int[]
            else o.working_days end, '{1,2,3,4,5}') as working_days,
        coalesce(case when 'working_from' = any($2) then i.working_from
            else o.working_from end, '09:00') as working_from,
        coalesce(case when 'working_to' = any($2) then i.working_to else o.working_to end, '17:30') as working_to,
        coalesce(case when 'deactivated' = any($2) then i.deactivated else o.deactivated end, false) as deactivated,
        case when 'country' = any($2) then i.country else o.country end as country
    from incoming i left join people o on o.org_id = $1 and o.external_id = i.external_id
), written as (
    insert into people (
        org_id, id, external_id, name, email, role, listed_role, team, slack_user_id, manager_id, time_zone, working_days,
        working_from, working_to, deactivated, country, updated_at
    )
    select $1, id, external_id, name, email, coalesce(hand_role, group_role, listed_role), listed_role, team, slack_user_id, manager_id, time_zone, working_days,
        working_from, working_to, deactivated, country, $3
    from merged
    on conflict (org_id, external_id) do update set (
        name, email, role, listed_role, team, slack_user_id, manager_id, time_zone, working_days, working_from, working_to,
        deactivated, country, updated_at
    ) = (
        excluded.name, excluded.email, excluded.role, excluded.listed_role, excluded.team, excluded.slack_user_id, excluded.manager_id,
        excluded.time_zone, excluded.working_days, excluded.working_from, excluded.working_to, excluded.deactivated,
        excluded.country, excluded.updated_at
    )
    where (
        people.name, people.email, people.role, people.listed_role, people.team, people.slack_user_id, people.manager_id,
        people.time_zone, people.working_days, people.working_from, people.working_to, people.deactivated,
        people.country
    ) is distinct from (
        excluded.name, excluded.email, excluded.role, excluded.listed_role, excluded.team, excluded.slack_user_id, excluded.manager_id,
        excluded.time_zone, excluded.working_days, excluded.working_from, excluded.working_to, excluded.deactivated,
        excluded.country
    )
    -- A row that this statement made was never updated.
    returning xmax = 0 as is_new
)
select count(*) filter (where is_new) as "n_added!", count(*) filter (where not is_new) as "n_changed!" from written

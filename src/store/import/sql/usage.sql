-- $1 organisation, $2 the columns that the file has, $3 now, then one array a column.
with incoming as (
    select * from unnest(
        $4::text[], $5::uuid[], $6::date[], $7::int[], $8::text[], $9::int[]
    ) as t (external_id, account_id, day, uses, feature, active_users)
), merged as (
    select i.external_id, i.account_id, i.day, i.uses,
        coalesce(case when 'feature' = any($2) then i.feature else o.feature end, '') as feature,
        case when 'active_users' = any($2) then i.active_users else o.active_users end as active_users,
        o.account_id as was_account_id
    from incoming i left join usage_days o on o.org_id = $1 and o.external_id = i.external_id
), written as (
    insert into usage_days (
        org_id, external_id, account_id, day, uses, feature, active_users, updated_at
    )
    select $1, external_id, account_id, day, uses, feature, active_users, $3
    from merged
    on conflict (org_id, external_id) do update set (
        account_id, day, uses, feature, active_users, updated_at
    ) = (
        excluded.account_id, excluded.day, excluded.uses, excluded.feature, excluded.active_users,
        excluded.updated_at
    )
    where (
        usage_days.account_id, usage_days.day, usage_days.uses, usage_days.feature, usage_days.active_users
    ) is distinct from (
        excluded.account_id, excluded.day, excluded.uses, excluded.feature, excluded.active_users
    )
    -- A row that this statement made was never updated.
    returning external_id, xmax = 0 as is_new
), stirred as (
    -- Their scores are out of date: of the account that the row belongs to, and of the one that it was taken from. Once an
    -- import is enough.
    update accounts a set stirred_at = $3
    from (
        select account_id as id from merged join written using (external_id)
        union
        select was_account_id from merged join written using (external_id) where was_account_id is not null
    ) s
    where a.org_id = $1 and a.id = s.id and a.stirred_at is distinct from $3
)
select count(*) filter (where is_new) as "n_added!", count(*) filter (where not is_new) as "n_changed!" from written

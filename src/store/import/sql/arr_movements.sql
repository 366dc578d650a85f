-- $1 organisation, $2 the columns that the file has, $3 now, then one array a column.
with incoming as (
    select * from unnest(
        $4::uuid[], $5::text[], $6::uuid[], $7::text[], $8::date[], $9::bigint[], $10::text[], $11::text[]
    ) as t (id, external_id, account_id, kind, occurred_on, amount_minor, currency, reason)
), merged as (
    select i.id, i.external_id, i.account_id, i.kind, i.occurred_on, i.amount_minor, i.currency,
        coalesce(case when 'reason' = any($2) then i.reason else o.reason end, '') as reason,
        o.account_id as was_account_id
    from incoming i left join arr_movements o on o.org_id = $1 and o.external_id = i.external_id
), written as (
    insert into arr_movements (
        org_id, id, external_id, account_id, kind, occurred_on, amount_minor, currency, reason, updated_at
    )
    select $1, id, external_id, account_id, kind, occurred_on, amount_minor, currency, reason, $3
    from merged
    on conflict (org_id, external_id) do update set (
        account_id, kind, occurred_on, amount_minor, currency, reason, updated_at
    ) = (
        excluded.account_id, excluded.kind, excluded.occurred_on, excluded.amount_minor, excluded.currency,
        excluded.reason, excluded.updated_at
    )
    where (
        arr_movements.account_id, arr_movements.kind, arr_movements.occurred_on, arr_movements.amount_minor,
        arr_movements.currency, arr_movements.reason
    ) is distinct from (
        excluded.account_id, excluded.kind, excluded.occurred_on, excluded.amount_minor, excluded.currency,
        excluded.reason
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

-- $1 organisation, $2 the columns that the file has, $3 now, then one array a column.
with incoming as (
    select * from unnest(
        $4::uuid[], $5::text[], $6::uuid[], $7::date[], $8::date[], $9::bigint[], $10::text[], $11::boolean[],
        $12::date[], $13::int[]
    ) as t (id, external_id, account_id, starts_on, ends_on, arr_minor, currency, auto_renew, notice_on, seats)
), merged as (
    select i.id, i.external_id, i.account_id, i.starts_on, i.ends_on, i.arr_minor, i.currency,
        coalesce(case when 'auto_renew' = any($2) then i.auto_renew else o.auto_renew end, false) as auto_renew,
        case when 'notice_on' = any($2) then i.notice_on else o.notice_on end as notice_on,
        case when 'seats' = any($2) then i.seats else o.seats end as seats,
        o.account_id as was_account_id
    from incoming i left join contracts o on o.org_id = $1 and o.external_id = i.external_id
), written as (
    insert into contracts (
        org_id, id, external_id, account_id, starts_on, ends_on, arr_minor, currency, auto_renew, notice_on, seats,
        updated_at
    )
    select $1, id, external_id, account_id, starts_on, ends_on, arr_minor, currency, auto_renew, notice_on, seats, $3
    from merged
    on conflict (org_id, external_id) do update set (
        account_id, starts_on, ends_on, arr_minor, currency, auto_renew, notice_on, seats, updated_at
    ) = (
        excluded.account_id, excluded.starts_on, excluded.ends_on, excluded.arr_minor, excluded.currency,
        excluded.auto_renew, excluded.notice_on, excluded.seats, excluded.updated_at
    )
    where (
        contracts.account_id, contracts.starts_on, contracts.ends_on, contracts.arr_minor, contracts.currency,
        contracts.auto_renew, contracts.notice_on, contracts.seats
    ) is distinct from (
        excluded.account_id, excluded.starts_on, excluded.ends_on, excluded.arr_minor, excluded.currency,
        excluded.auto_renew, excluded.notice_on, excluded.seats
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

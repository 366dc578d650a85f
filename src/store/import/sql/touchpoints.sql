-- $1 organisation, $2 the columns that the file has, $3 now, then one array a column.
with incoming as (
    select * from unnest(
        $4::uuid[], $5::text[], $6::uuid[], $7::text[], $8::timestamptz[], $9::uuid[], $10::boolean[], $11::int[],
        $12::text[], $13::text[]
    ) as t (id, external_id, account_id, kind, occurred_at, person_id, two_way, minutes, note, link)
), merged as (
    select i.id, i.external_id, i.account_id, i.kind, i.occurred_at,
        case when 'person' = any($2) then i.person_id else o.person_id end as person_id,
        coalesce(case when 'two_way' = any($2) then i.two_way else o.two_way end, true) as two_way,
        case when 'minutes' = any($2) then i.minutes else o.minutes end as minutes,
        coalesce(case when 'note' = any($2) then i.note else o.note end, '') as note,
        case when 'link' = any($2) then i.link else o.link end as link,
        o.account_id as was_account_id
    from incoming i left join touchpoints o on o.org_id = $1 and o.external_id = i.external_id
), written as (
    insert into touchpoints (
        org_id, id, external_id, account_id, kind, occurred_at, person_id, two_way, minutes, note, link, updated_at
    )
    select $1, id, external_id, account_id, kind, occurred_at, person_id, two_way, minutes, note, link, $3
    from merged
    on conflict (org_id, external_id) do update set (
        account_id, kind, occurred_at, person_id, two_way, minutes, note, link, updated_at
    ) = (
        excluded.account_id, excluded.kind, excluded.occurred_at, excluded.person_id, excluded.two_way,
        excluded.minutes, excluded.note, excluded.link, excluded.updated_at
    )
    -- What somebody logged by hand is theirs.
    where touchpoints.logged_by is null and (
        touchpoints.account_id, touchpoints.kind, touchpoints.occurred_at, touchpoints.person_id,
        touchpoints.two_way, touchpoints.minutes, touchpoints.note, touchpoints.link
    ) is distinct from (
        excluded.account_id, excluded.kind, excluded.occurred_at, excluded.person_id, excluded.two_way,
        excluded.minutes, excluded.note, excluded.link
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

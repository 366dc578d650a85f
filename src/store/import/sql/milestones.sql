-- $1 organisation, $2 the columns that the file has, $3 now, then one array a column.
with incoming as (
    select * from unnest(
        $4::uuid[], $5::text[], $6::uuid[], $7::text[], $8::text[], $9::date[], $10::date[]
    ) as t (id, external_id, account_id, kind, title, due_on, reached_on)
), merged as (
    select i.id, i.external_id, i.account_id, i.kind, i.title,
        case when 'due_on' = any($2) then i.due_on else o.due_on end as due_on,
        case when 'reached_on' = any($2) then i.reached_on else o.reached_on end as reached_on,
        o.account_id as was_account_id
    from incoming i left join milestones o on o.org_id = $1 and o.external_id = i.external_id
), written as (
    insert into milestones (
        org_id, id, external_id, account_id, kind, title, due_on, reached_on, updated_at
    )
    select $1, id, external_id, account_id, kind, title, due_on, reached_on, $3
    from merged
    on conflict (org_id, external_id) do update set (
        account_id, kind, title, due_on, reached_on, updated_at
    ) = (
        excluded.account_id, excluded.kind, excluded.title, excluded.due_on, excluded.reached_on, excluded.updated_at
    )
    where (
        milestones.account_id, milestones.kind, milestones.title, milestones.due_on, milestones.reached_on
    ) is distinct from (
        excluded.account_id, excluded.kind, excluded.title, excluded.due_on, excluded.reached_on
    )
    -- A row that this statement made was never updated.
    returning external_id, xmax = 0 as is_new
), stirred as (
    -- Their signals are out of date: of the account that the row belongs to, and of the one that it was taken from.
    update accounts a set stirred_at = $3
    from (
        select account_id as id from merged join written using (external_id)
        union
        select was_account_id from merged join written using (external_id) where was_account_id is not null
    ) s
    where a.org_id = $1 and a.id = s.id and a.stirred_at is distinct from $3
)
select count(*) filter (where is_new) as "n_added!", count(*) filter (where not is_new) as "n_changed!" from written

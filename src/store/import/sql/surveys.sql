-- $1 organisation, $2 the columns that the file has, $3 now, then one array a column.
with incoming as (
    select * from unnest(
        $4::uuid[], $5::text[], $6::uuid[], $7::text[], $8::double precision[], $9::timestamptz[], $10::text[]
    ) as t (id, external_id, account_id, kind, score, answered_at, comment)
), merged as (
    select i.id, i.external_id, i.account_id, i.kind, i.score, i.answered_at,
        coalesce(case when 'comment' = any($2) then i.comment else o.comment end, '') as comment,
        o.account_id as was_account_id
    from incoming i left join surveys o on o.org_id = $1 and o.external_id = i.external_id
), written as (
    insert into surveys (
        org_id, id, external_id, account_id, kind, score, answered_at, comment, updated_at
    )
    select $1, id, external_id, account_id, kind, score, answered_at, comment, $3
    from merged
    on conflict (org_id, external_id) do update set (
        account_id, kind, score, answered_at, comment, updated_at
    ) = (
        excluded.account_id, excluded.kind, excluded.score, excluded.answered_at, excluded.comment,
        excluded.updated_at
    )
    where (
        surveys.account_id, surveys.kind, surveys.score, surveys.answered_at, surveys.comment
    ) is distinct from (
        excluded.account_id, excluded.kind, excluded.score, excluded.answered_at, excluded.comment
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

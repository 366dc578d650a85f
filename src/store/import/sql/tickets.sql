-- $1 organisation, $2 the columns that the file has, $3 now, then one array a column.
with incoming as (
    select * from unnest(
        $4::uuid[], $5::text[], $6::uuid[], $7::text[], $8::timestamptz[], $9::timestamptz[], $10::text[],
        $11::boolean[], $12::double precision[], $13::text[]
    ) as t (id, external_id, account_id, priority, opened_at, closed_at, subject, escalated, satisfaction, theme)
), merged as (
    select i.id, i.external_id, i.account_id, i.priority, i.opened_at, i.closed_at,
        coalesce(case when 'subject' = any($2) then i.subject else o.subject end, '') as subject,
        coalesce(case when 'escalated' = any($2) then i.escalated else o.escalated end, false) as escalated,
        case when 'satisfaction' = any($2) then i.satisfaction else o.satisfaction end as satisfaction,
        case when 'theme' = any($2) then i.theme else o.theme end as theme,
        o.account_id as was_account_id
    from incoming i left join tickets o on o.org_id = $1 and o.external_id = i.external_id
), written as (
    insert into tickets (
        org_id, id, external_id, account_id, priority, opened_at, closed_at, subject, escalated, satisfaction,
        theme, updated_at
    )
    select $1, id, external_id, account_id, priority, opened_at, closed_at, subject, escalated, satisfaction, theme, $3
    from merged
    on conflict (org_id, external_id) do update set (
        account_id, priority, opened_at, closed_at, subject, escalated, satisfaction, theme, updated_at
    ) = (
        excluded.account_id, excluded.priority, excluded.opened_at, excluded.closed_at, excluded.subject,
        excluded.escalated, excluded.satisfaction, excluded.theme, excluded.updated_at
    )
    where (
        tickets.account_id, tickets.priority, tickets.opened_at, tickets.closed_at, tickets.subject,
        tickets.escalated, tickets.satisfaction, tickets.theme
    ) is distinct from (
        excluded.account_id, excluded.priority, excluded.opened_at, excluded.closed_at, excluded.subject,
        excluded.escalated, excluded.satisfaction, excluded.theme
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

-- $1 organisation, $2 the columns that the file has, $3 now, then one array a column.
with incoming as (
    select * from unnest(
        $4::uuid[], $5::text[], $6::uuid[], $7::text[], $8::text[], $9::text[], $10::date[], $11::timestamptz[]
    ) as t (id, external_id, account_id, name, role, email, left_on, last_contact_at)
), merged as (
    select i.id, i.external_id, i.account_id, i.name,
        -- What a person has said, a file no longer does.
        case when o.edited_by is null then i.role else o.role end as role,
        case when 'email' = any($2) then i.email else o.email end as email,
        case when 'left_on' = any($2) and o.edited_by is null then i.left_on else o.left_on end as left_on,
        case when 'last_contact_at' = any($2) then i.last_contact_at else o.last_contact_at end as last_contact_at,
        o.account_id as was_account_id
    from incoming i left join contacts o on o.org_id = $1 and o.external_id = i.external_id
), written as (
    insert into contacts (
        org_id, id, external_id, account_id, name, role, email, left_on, last_contact_at, updated_at
    )
    select $1, id, external_id, account_id, name, role, email, left_on, last_contact_at, $3
    from merged
    on conflict (org_id, external_id) do update set (
        account_id, name, role, email, left_on, last_contact_at, updated_at
    ) = (
        excluded.account_id, excluded.name, excluded.role, excluded.email, excluded.left_on,
        excluded.last_contact_at, excluded.updated_at
    )
    where (
        contacts.account_id, contacts.name, contacts.role, contacts.email, contacts.left_on,
        contacts.last_contact_at
    ) is distinct from (
        excluded.account_id, excluded.name, excluded.role, excluded.email, excluded.left_on,
        excluded.last_contact_at
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

-- $1 organisation, $2 the columns that the file has, $3 now, then one array a column.
with incoming as (
    select * from unnest(
        $4::uuid[], $5::text[], $6::uuid[], $7::text[], $8::bigint[], $9::text[], $10::text[], $11::date[]
    ) as t (id, external_id, account_id, what, amount_minor, currency, evidence, realised_on)
), merged as (
    select i.id, i.external_id, i.account_id, i.what, i.amount_minor, i.currency, i.realised_on,
        coalesce(case when 'evidence' = any($2) then i.evidence else o.evidence end, '') as evidence
    from incoming i left join values_realised o on o.org_id = $1 and o.external_id = i.external_id
), written as (
    insert into values_realised (
        org_id, id, external_id, account_id, what, amount_minor, currency, evidence, realised_on, updated_at
    )
    select $1, id, external_id, account_id, what, amount_minor, currency, evidence, realised_on, $3
    from merged
    on conflict (org_id, external_id) do update set (
        account_id, what, amount_minor, currency, evidence, realised_on, updated_at
    ) = (
        excluded.account_id, excluded.what, excluded.amount_minor, excluded.currency, excluded.evidence,
        excluded.realised_on, excluded.updated_at
    )
    where (
        values_realised.account_id, values_realised.what, values_realised.amount_minor, values_realised.currency,
        values_realised.evidence, values_realised.realised_on
    ) is distinct from (
        excluded.account_id, excluded.what, excluded.amount_minor, excluded.currency, excluded.evidence,
        excluded.realised_on
    )
    -- A row that this statement made was never updated.
    returning xmax = 0 as is_new
)
select count(*) filter (where is_new) as "n_added!", count(*) filter (where not is_new) as "n_changed!" from written

-- $1 organisation, $2 the columns that the file has, $3 now, then one array a column.
with incoming as (
    select * from unnest(
        $4::uuid[], $5::text[], $6::text[], $7::text[], $8::date[], $9::text[], $10::bigint[], $11::date[],
        $12::text[], $13::uuid[], $14::uuid[], $15::text[], $16::text[], $17::text[], $18::text[], $19::text[],
        $20::text[], $21::int[], $22::int[], $23::double precision[], $24::bigint[], $25::date[]
    ) as t (id, external_id, name, currency, started_on, domain, arr_minor, churned_on, segment_override, owner_id,
            account_executive_id, executive_sponsor, time_zone, region, industry, slack_channel_id, tags, seats,
            core_features, limit_use, overdue_minor, expansion_muted_until)
), merged as (
    select i.id, i.external_id, i.name, i.currency, i.started_on,
        case when 'domain' = any($2) then i.domain else o.domain end as domain,
        coalesce(case when 'arr' = any($2) then i.arr_minor else o.arr_minor end, 0) as arr_minor,
        case when 'churned_on' = any($2) then i.churned_on else o.churned_on end as churned_on,
        -- What a person has decided, a file no longer does.
        case when 'segment' = any($2) and not exists (
                select from segment_overrides s where s.org_id = $1 and s.account_id = o.id)
            then i.segment_override else o.segment_override end as segment_override,
        case when 'owner' = any($2) and not (o.owner_set_by is not null and exists (
                select from people p where p.org_id = $1 and p.id = o.owner_id and not p.deactivated))
            then i.owner_id else o.owner_id end as owner_id,
        case when 'account_executive' = any($2) then i.account_executive_id
            else o.account_executive_id end as account_executive_id,
        case when 'executive_sponsor' = any($2) then i.executive_sponsor
            else o.executive_sponsor end as executive_sponsor,
        coalesce(case when 'time_zone' = any($2) then i.time_zone else o.time_zone end, 'UTC') as time_zone,
        coalesce(case when 'region' = any($2) then i.region else o.region end, '') as region,
        coalesce(case when 'industry' = any($2) then i.industry else o.industry end, '') as industry,
        -- Nor does it bring back a channel that was archived, or that the bot was removed from.
        case when 'slack_channel_id' = any($2) and o.channel_set_by is null
                and coalesce(i.slack_channel_id <> o.ended_channel_id, true) then i.slack_channel_id
            else o.slack_channel_id end as slack_channel_id,
        coalesce(case when 'tags' = any($2) then string_to_array(i.tags, ';') else o.tags end, '{}') as tags,
        case when 'seats' = any($2) then i.seats else o.seats end as seats,
        case when 'core_features' = any($2) then i.core_features else o.core_features end as core_features,
        case when 'limit_use' = any($2) then i.limit_use else o.limit_use end as limit_use,
        case when 'overdue' = any($2) then i.overdue_minor else o.overdue_minor end as overdue_minor,
        case when 'expansion_muted_until' = any($2) then i.expansion_muted_until
            else o.expansion_muted_until end as expansion_muted_until
    from incoming i left join accounts o on o.org_id = $1 and o.external_id = i.external_id
), written as (
    insert into accounts (
        org_id, id, external_id, name, currency, started_on, domain, arr_minor, churned_on, segment_override,
        owner_id, account_executive_id, executive_sponsor, time_zone, region, industry, slack_channel_id, tags,
        seats, core_features, limit_use, overdue_minor, expansion_muted_until, updated_at, stirred_at
    )
    select $1, id, external_id, name, currency, started_on, domain, arr_minor, churned_on, segment_override, owner_id,
        account_executive_id, executive_sponsor, time_zone, region, industry, slack_channel_id, tags, seats,
        core_features, limit_use, overdue_minor, expansion_muted_until, $3, $3
    from merged
    on conflict (org_id, external_id) do update set (
        name, currency, started_on, domain, arr_minor, churned_on, segment_override, owner_id, account_executive_id,
        executive_sponsor, time_zone, region, industry, slack_channel_id, tags, seats, core_features, limit_use,
        overdue_minor, expansion_muted_until, updated_at, stirred_at
    ) = (
        excluded.name, excluded.currency, excluded.started_on, excluded.domain, excluded.arr_minor,
        excluded.churned_on, excluded.segment_override, excluded.owner_id, excluded.account_executive_id,
        excluded.executive_sponsor, excluded.time_zone, excluded.region, excluded.industry,
        excluded.slack_channel_id, excluded.tags, excluded.seats, excluded.core_features, excluded.limit_use,
        excluded.overdue_minor, excluded.expansion_muted_until, excluded.updated_at,
        excluded.stirred_at
    )
    where (
        accounts.name, accounts.currency, accounts.started_on, accounts.domain, accounts.arr_minor,
        accounts.churned_on, accounts.segment_override, accounts.owner_id, accounts.account_executive_id,
        accounts.executive_sponsor, accounts.time_zone, accounts.region, accounts.industry,
        accounts.slack_channel_id, accounts.tags, accounts.seats, accounts.core_features, accounts.limit_use,
        accounts.overdue_minor, accounts.expansion_muted_until
    ) is distinct from (
        excluded.name, excluded.currency, excluded.started_on, excluded.domain, excluded.arr_minor,
        excluded.churned_on, excluded.segment_override, excluded.owner_id, excluded.account_executive_id,
        excluded.executive_sponsor, excluded.time_zone, excluded.region, excluded.industry,
        excluded.slack_channel_id, excluded.tags, excluded.seats, excluded.core_features, excluded.limit_use,
        excluded.overdue_minor, excluded.expansion_muted_until
    )
    -- A row that this statement made was never updated.
    returning xmax = 0 as is_new
)
select count(*) filter (where is_new) as "n_added!", count(*) filter (where not is_new) as "n_changed!" from written

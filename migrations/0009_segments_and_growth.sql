-- A segment that a person set against the revenue's, with the reason; the newest that is not withdrawn holds.
create table segment_overrides (
    org_id uuid not null,
    id bigint generated always as identity,
    account_id uuid not null,
    -- Null: back to what the revenue says.
    segment text,
    reason text not null,
    set_by uuid not null,
    set_at timestamptz not null,
    primary key (org_id, id),
    foreign key (org_id, account_id) references accounts (org_id, id) on delete cascade,
    foreign key (org_id, set_by) references people (org_id, id),
    constraint segment_overrides_segment check (segment in ('tech_touch', 'low_touch', 'mid_touch', 'high_touch')),
    constraint segment_overrides_have_a_reason check (reason <> '')
);
create index segment_overrides_by_account on segment_overrides (org_id, account_id, set_at desc);

-- The way of a growing account: flagged by T3, chosen by a person, contacted, won or lost.
create table expansions (
    org_id uuid not null,
    id uuid not null,
    account_id uuid not null,
    stage text not null default 'flagged',
    amount_minor bigint,
    currency text,
    version int not null default 1,
    flagged_at timestamptz not null,
    chosen_at timestamptz,
    contacted_at timestamptz,
    ended_at timestamptz,
    moved_by uuid,
    note text not null default '',
    primary key (org_id, id),
    foreign key (org_id, account_id) references accounts (org_id, id) on delete cascade,
    foreign key (org_id, moved_by) references people (org_id, id),
    constraint expansions_stage check (stage in ('flagged', 'chosen', 'contacted', 'won', 'lost')),
    constraint expansions_amount check (0 <= amount_minor)
);
create unique index expansions_one_at_a_time on expansions (org_id, account_id) where ended_at is null;

-- Which accounts stand how between two days: revenue on the eve of a period and on its last day, and what else its
-- figures are made of. Every figure of the portfolio, and the list of accounts behind it, is read from here.
-- domain::portfolio::History says the same of one account, and a test holds the two against each other.
--   eve, last     the day before the period, and the day as of which it is told
--   quarter_from  the first day of the quarter of `last`: touches count from there
--   edges         where low-, mid- and high-touch begin, in whole units; codes and per_whole: the currencies whose
--                 minor unit is not a hundredth
--   grouped       what `key` and `label` are: 'segment', 'csm', 'team', 'cohort'; anything else: all in one
create function portfolio(
    org uuid, eve date, last date, today date, quarter_from date, owner uuid, wanted_segments text[], edges bigint[],
    codes text[], per_whole bigint[], grouped text
) returns table (
    id uuid, name text, currency text, key text, label text, segment text, started_on date,
    start_minor bigint, end_minor bigint, has_left boolean, band_before text, band text, is_programme boolean,
    is_touched boolean, seats int, active_users int, core_features int, used_features bigint, starts_within boolean,
    has_first_value boolean, first_value_on date
) language sql stable as $$
    with moved as materialized (
        select m.account_id,
               coalesce(sum(m.delta) filter (where m.occurred_on <= today), 0) as to_today,
               coalesce(sum(m.delta) filter (where m.occurred_on <= eve
                   and (a.churned_on is null or eve < a.churned_on or a.churned_on < m.occurred_on)), 0) as to_eve,
               coalesce(sum(m.delta) filter (where m.occurred_on <= last
                   and (a.churned_on is null or last < a.churned_on or a.churned_on < m.occurred_on)), 0) as to_last,
               bool_or(m.kind = 'new') as is_whole,
               bool_or(m.kind = 'churn' and 0 < m.amount_minor and eve < m.occurred_on and m.occurred_on <= last)
                   as has_left,
               max(m.occurred_on) filter (where m.kind = 'churn' and 0 < m.amount_minor and m.occurred_on <= last)
                   as lost_on
        from (select *, case when kind in ('contraction', 'churn') then -amount_minor else amount_minor end as delta
              from arr_movements where org_id = org) m
        join accounts a on a.org_id = org and a.id = m.account_id and a.currency = m.currency
        group by m.account_id
    ), opened as (
        select a.*, coalesce(m.has_left, false) as has_left, m.lost_on, coalesce(m.to_eve, 0) as to_eve,
               coalesce(m.to_last, 0) as to_last,
               case when coalesce(m.is_whole, false) then 0
                    else greatest(a.arr_minor - coalesce(m.to_today, 0), 0) end as opening
        from accounts a left join moved m on m.account_id = a.id
        where a.org_id = org and (owner is null or a.owner_id = owner)
    ), stood as (
        select o.*,
               greatest(o.to_eve + case when o.started_on <= eve and (o.churned_on is null or eve < o.churned_on)
                   then o.opening else 0 end, 0)::bigint as start_minor,
               greatest(o.to_last + case when o.started_on <= last and (o.churned_on is null or last < o.churned_on)
                   then o.opening else 0 end, 0)::bigint as end_minor,
               coalesce((select u.per from unnest(codes, per_whole) as u (code, per) where u.code = o.currency), 100)
                   as per
        from opened o
    ), placed as (
        select s.*, coalesce(s.segment_override, case
                   when case when 0 < s.start_minor then s.start_minor else s.end_minor end / s.per < edges[1]
                       then 'tech_touch'
                   when case when 0 < s.start_minor then s.start_minor else s.end_minor end / s.per < edges[2]
                       then 'low_touch'
                   when case when 0 < s.start_minor then s.start_minor else s.end_minor end / s.per < edges[3]
                       then 'mid_touch'
                   else 'high_touch' end) as segment
        from stood s
    ), used as materialized (
        select account_id, max(active_users) as active_users, count(*) filter (where feature <> '') as n
        from (select account_id, feature, max(active_users) as active_users from usage_days
              where org_id = org and last - 28 < day and day <= last group by account_id, feature) f
        group by account_id
    ), touched as materialized (
        select distinct account_id from touchpoints
        where org_id = org and person_id is not null
          and quarter_from <= (occurred_at at time zone 'UTC')::date and (occurred_at at time zone 'UTC')::date <= last
    ), valued as materialized (
        select account_id, min(reached_on) filter (where reached_on <= last) as reached_on from milestones
        where org_id = org and kind = 'first_value' group by account_id
    )
    select p.id, p.name, p.currency,
           case grouped when 'segment' then p.segment when 'csm' then coalesce(p.owner_id::text, '')
               when 'team' then coalesce(w.team, '') when 'cohort' then to_char(p.started_on, 'YYYY-"q"Q') else '' end,
           case grouped when 'csm' then w.name end,
           p.segment, p.started_on, p.start_minor, p.end_minor, p.has_left, b.band, c.band,
           -- The programme: customers of the quarter. Who pays nothing is one until they leave.
           p.started_on <= last and (p.churned_on is null or quarter_from <= p.churned_on)
               and (0 < p.end_minor or p.lost_on is null or quarter_from <= p.lost_on),
           t.account_id is not null, p.seats, u.active_users, p.core_features,
           -- Without any use of anybody's the feed is silent, which says nothing about one account.
           case when p.core_features is not null and exists (select from used) then coalesce(u.n, 0) end,
           eve < p.started_on and p.started_on <= last, v.account_id is not null, v.reached_on
    from placed p
    left join people w on w.org_id = org and w.id = p.owner_id
    left join used u on u.account_id = p.id
    left join touched t on t.account_id = p.id
    left join lateral (
        select h.band from health_history h where h.org_id = org and h.account_id = p.id and h.day <= eve
        order by h.day desc limit 1) b on true
    left join lateral (
        select h.band from health_history h where h.org_id = org and h.account_id = p.id and h.day <= last
        order by h.day desc limit 1) c on true
    left join valued v on v.account_id = p.id
    where wanted_segments is null or p.segment = any (wanted_segments)
$$;

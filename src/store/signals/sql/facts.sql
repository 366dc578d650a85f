-- $1 organisation, $2 accounts, $3 the organisation's day, $4 now. One row an account that was ever scored.
with feed as (
    select
        (select max(day) from usage_days where org_id = $1 and day <= $3) as usage_day,
        exists (select from touchpoints where org_id = $1) as touches,
        exists (select from tickets where org_id = $1) as tickets,
        exists (select from milestones where org_id = $1) as milestones
), used as (
    -- The last 30 days of the feed, and the 60 before them.
    select
        account_id,
        bool_or(feature = '') as has_logins,
        count(distinct day) filter (where is_recent and 0 < uses) as days_recent,
        count(distinct day) filter (where not is_recent and 0 < uses) as days_before,
        sum(uses) filter (where is_recent and feature = '') as logins_recent,
        sum(uses) filter (where not is_recent and feature = '') as logins_before,
        sum(uses) filter (where is_recent and feature <> '') as features_recent,
        sum(uses) filter (where not is_recent and feature <> '') as features_before
    from (
        select account_id, day, feature, uses, (select usage_day from feed) - 30 < day as is_recent
        from usage_days
        where org_id = $1 and account_id = any($2)
            and (select usage_day from feed) - 90 < day and day <= (select usage_day from feed)
    ) as recent
    group by account_id
), critical as (
    select
        account_id,
        array_agg(opened_at order by opened_at, id) as opened_at,
        array_agg(subject order by opened_at, id) as subject
    from tickets
    where org_id = $1 and account_id = any($2) and priority = 'critical' and opened_at <= $4
        and (closed_at is null or $4 < closed_at)
    group by account_id
), running as (
    -- The one that ends next; one without an end only where there is no other.
    select distinct on (account_id) account_id, id, ends_on
    from contracts
    where org_id = $1 and account_id = any($2) and starts_on <= $3 and (ends_on is null or $3 <= ends_on)
    order by account_id, ends_on nulls last
), signed as (
    select
        account_id,
        min(starts_on) as first_on,
        max(starts_on) filter (where starts_on <= $3 and (ends_on is null or $3 <= ends_on)) as newest_on
    from contracts where org_id = $1 and account_id = any($2) group by account_id
), known as (
    select
        account_id,
        bool_or(role = 'champion' and (left_on is null or $3 < left_on)) as has_champion,
        (array_agg(name order by left_on desc, name) filter (where role = 'champion' and left_on <= $3))[1] as who_left,
        max(left_on) filter (where role = 'champion' and left_on <= $3) as left_on
    from contacts where org_id = $1 and account_id = any($2) group by account_id
), touched as (
    select account_id, max(occurred_at) as at
    from touchpoints where org_id = $1 and account_id = any($2) and two_way and occurred_at <= $4 group by account_id
), way as (
    select
        account_id,
        count(*) as n,
        bool_or(kind = 'first_value' and reached_on <= $3) as first_value_reached,
        (array_agg(title order by due_on, title) filter (where due_on < $3 and (reached_on is null or $3 < reached_on)))[1]
            as overdue,
        min(due_on) filter (where due_on < $3 and (reached_on is null or $3 < reached_on)) as overdue_since
    from milestones where org_id = $1 and account_id = any($2) group by account_id
), answered as (
    select distinct on (account_id) account_id, score, answered_at, comment
    from surveys where org_id = $1 and account_id = any($2) and kind = 'nps' and answered_at <= $4
    order by account_id, answered_at desc, id
), called as (
    select distinct on (account_id) account_id, band, expires_on
    from pulses where org_id = $1 and account_id = any($2) and withdrawn_at is null and set_at <= $4
    order by account_id, set_at desc, id
), changed as (
    select distinct on (account_id) account_id, id, from_band, to_band, from_milli, to_milli, changed_at
    from band_changes
    where org_id = $1 and account_id = any($2) and changed_at <= $4 and from_band is not null and to_band is not null
    order by account_id, changed_at desc
), muted as (
    select account_id, array_agg(kind order by kind) as kinds
    from signal_mutes where org_id = $1 and account_id = any($2) and $3 < until group by account_id
)
select
    a.id as "id: AccountId", a.owner_id as "owner: PersonId", a.started_on, a.limit_use, a.expansion_muted_until,
    h.segment, h.arr_whole, h.band, h.assessment,
    f.usage_day, f.touches as "touches!", f.tickets as "tickets!", f.milestones as "milestones!",
    (select min(day) from usage_days where org_id = $1 and account_id = a.id) as first_usage,
    coalesce(u.has_logins, false) as "has_logins!",
    coalesce(u.days_recent, 0)::float8 as "days_recent!", coalesce(u.days_before, 0)::float8 as "days_before!",
    coalesce(u.logins_recent, 0)::float8 as "logins_recent!", coalesce(u.logins_before, 0)::float8 as "logins_before!",
    coalesce(u.features_recent, 0)::float8 as "features_recent!",
    coalesce(u.features_before, 0)::float8 as "features_before!",
    t.opened_at as "critical_at?: Vec<DateTime<Utc>>", t.subject as "critical_about?: Vec<String>",
    r.id is not null as "has_contract!", r.ends_on as "ends_on?", o.category as "forecast?",
    exists (
        -- As the function renewals has it.
        select from contracts n
        where n.org_id = $1 and n.account_id = a.id and n.id <> r.id and n.starts_on between r.ends_on and r.ends_on + 30
    ) as "is_followed!",
    case when s.first_on < s.newest_on then s.newest_on end as renewed_on,
    k.account_id is not null as "knows_people!", coalesce(k.has_champion, false) as "has_champion!",
    k.who_left, k.left_on as "champion_left_on?",
    c.at as "touched_at?",
    coalesce(w.n, 0) as "n_milestones!", coalesce(w.first_value_reached, false) as "first_value_reached!",
    w.overdue, w.overdue_since as "overdue_since?",
    n.score as "nps?", n.answered_at as "nps_at?", n.comment as "nps_comment?",
    p.band as "pulse?", p.expires_on as "pulse_until?",
    b.id as "change?: BandChangeId", b.from_band, b.to_band, b.from_milli, b.to_milli, b.changed_at as "changed_at?",
    l.account_id is null as "is_first!", coalesce(l.seen_change = b.id, false) as "is_seen!",
    m.kinds as "muted?: Vec<String>"
from accounts a
join health h on h.org_id = a.org_id and h.account_id = a.id
cross join feed f
left join used u on u.account_id = a.id
left join critical t on t.account_id = a.id
left join running r on r.account_id = a.id
left join forecasts o on o.org_id = $1 and o.contract_id = r.id
left join signed s on s.account_id = a.id
left join known k on k.account_id = a.id
left join touched c on c.account_id = a.id
left join way w on w.account_id = a.id
left join answered n on n.account_id = a.id
left join called p on p.account_id = a.id
left join changed b on b.account_id = a.id
left join muted m on m.account_id = a.id
left join signal_looks l on l.org_id = a.org_id and l.account_id = a.id
where a.org_id = $1 and a.id = any($2) and a.started_on <= $3 and (a.churned_on is null or $3 < a.churned_on)
order by a.id

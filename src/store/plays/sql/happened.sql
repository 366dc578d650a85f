-- $1 organisation, $2 accounts, $3 the organisation's day, $4 now, $5 to $7 the phases with their first and last days,
-- $8 the cooldown in days. A trigger is watched since it was loaded, but not since before the organisation's first look:
-- what that finds is the baseline.
with newest as (
    select name, definition from (
        select distinct on (name) name, definition, retired_at from playbooks
        where org_id = $1 order by name, version desc) latest
    where retired_at is null
), wanted as (
    select n.name as playbook, t.value ->> 'on' as occasion, t.value ->> 'start' as start_by, t.value ->> 'when' as condition
    from newest n
    cross join lateral jsonb_array_elements(coalesce(n.definition -> 'triggers', '[]'::jsonb)) as t (value)
), watched as (
    select w.playbook, w.occasion, w.start_by, w.condition, coalesce(
        p.since,
        case when exists (select from signal_looks where org_id = $1 and looked_at < $4) then (
            select min(loaded_at) from playbooks
            where org_id = $1 and name = w.playbook
                and definition -> 'triggers' @> jsonb_build_array(jsonb_build_object('on', w.occasion)))
        end,
        $4) as since
    from wanted w
    left join play_watches p on p.org_id = $1 and p.playbook = w.playbook and p.occasion = w.occasion
), watching as (
    insert into play_watches (org_id, playbook, occasion, since)
    select $1, playbook, occasion, min(since) from watched group by playbook, occasion
    on conflict do nothing
), happened as (
    select s.account_id, w.playbook, w.occasion, w.start_by, w.condition,
           s.id::text || ':' || s.n_again as event, s.id as episode, s.opened_at as at
    from signals s join watched w on w.occasion = 'signal ' || s.kind
    where s.org_id = $1 and s.account_id = any($2) and s.ended_at is null
        and ((not s.baseline and w.since < s.opened_at) or 0 < s.n_again)
    union all
    select a.id, w.playbook, w.occasion, w.start_by, w.condition, (a.started_on + f.first_day)::text, null, null
    from accounts a
    join unnest($5::text[], $6::int[], $7::int[]) as f (phase, first_day, last_day)
        on $3::date - a.started_on between f.first_day and f.last_day
    join watched w on w.occasion = 'phase ' || f.phase
    where a.org_id = $1 and a.id = any($2) and (w.since at time zone 'UTC')::date < a.started_on + f.first_day
    union all
    -- A contract that a next one follows already is renewed.
    select r.account_id, w.playbook, w.occasion, w.start_by, w.condition, r.contract_id::text, null, null
    from renewals($1, $3) r
    join watched w on w.occasion like 'checkpoint %'
    cross join lateral (select split_part(w.occasion, ' ', 2)::int as days) c
    where r.account_id = any($2) and r.ends_on - $3::date <= c.days and r.successor_minor is null
        and (w.since at time zone 'UTC')::date < r.ends_on - c.days
)
select
    h.account_id::text || ':' || h.playbook || ':' || h.occasion || ':' || h.event as "key!",
    h.account_id as "account!: AccountId", h.playbook as "playbook!", h.occasion as "occasion!", h.start_by, h.condition,
    h.episode as "episode?: EpisodeId", r.id as "run?: RunId"
from happened h
left join playbook_runs r on r.org_id = $1 and r.account_id = h.account_id and r.playbook = h.playbook and r.state = 'running'
where not exists (
        select from play_occasions o
        where o.org_id = $1
            and o.key = h.account_id::text || ':' || h.playbook || ':' || h.occasion || ':' || h.event)
    and (r.id is not null or not exists (
        select from playbook_runs p
        where p.org_id = $1 and p.account_id = h.account_id and p.playbook = h.playbook
            and $4::timestamptz - make_interval(days => $8) < p.ended_at))
order by 1

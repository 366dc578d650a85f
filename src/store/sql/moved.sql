-- What moved of a portfolio, by currency and quarter: see src/store/charted.rs.
with ours as (
  select id, currency, arr_minor, started_on, churned_on from accounts
  where org_id = $1 and ($2::uuid[] is null or owner_id = any($2))),
moves as (
  select m.account_id, a.currency, a.churned_on, m.kind, m.occurred_on, m.amount_minor,
         case when m.kind in ('contraction', 'churn') then -m.amount_minor else m.amount_minor end as delta,
         min(m.occurred_on) filter (where a.churned_on < m.occurred_on and 0 < m.amount_minor
           and m.kind not in ('contraction', 'churn')) over (partition by m.account_id) as back_on
  from arr_movements m join ours a on a.id = m.account_id and a.currency = m.currency
  where m.org_id = $1 and m.occurred_on <= $5),
opened as (
  select a.id, a.currency, 'new' as kind, a.started_on as occurred_on,
         a.arr_minor - coalesce(sum(m.delta), 0) as amount_minor
  from ours a left join moves m on m.account_id = a.id
  group by a.id, a.currency, a.started_on, a.arr_minor
  having not coalesce(bool_or(m.kind = 'new'), false)),
gone as (
  select a.currency, 'churn' as kind, a.churned_on as occurred_on,
         greatest(coalesce(max(o.amount_minor), 0), 0) + coalesce(sum(m.delta), 0) as amount_minor
  from ours a left join opened o on o.id = a.id
  left join moves m on m.account_id = a.id and m.occurred_on <= a.churned_on
  where a.churned_on <= $4 group by a.id, a.currency, a.churned_on),
-- Of who is gone nothing more can be lost, unless something came back.
seen as (
  select currency, kind, occurred_on, amount_minor from moves m
  where churned_on is null or occurred_on <= churned_on or 0 < delta or back_on <= occurred_on
  union all select currency, kind, occurred_on, amount_minor from opened where 0 < amount_minor
  union all select currency, kind, occurred_on, amount_minor from gone where 0 < amount_minor)
select currency as "currency!", date_trunc('quarter', occurred_on::timestamp)::date as "from!",
       count(*) as "n!",
       coalesce(sum(amount_minor) filter (where kind in ('new', 'reactivation')), 0)::int8 as "new!",
       coalesce(sum(amount_minor) filter (where kind = 'expansion'), 0)::int8 as "expansion!",
       coalesce(sum(amount_minor) filter (where kind = 'contraction'), 0)::int8 as "contraction!",
       coalesce(sum(amount_minor) filter (where kind = 'churn'), 0)::int8 as "churn!"
from seen where $3 <= occurred_on and occurred_on <= $4 group by 1, 2 order by 1, 2

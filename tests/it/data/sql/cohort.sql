-- What became, by the last day, of who paid on the eve: from the contracts alone.
with days as (select date '2023-12-31' as eve, date '2024-12-31' as last_day),
paid as (
    select c.account_id, c.currency,
           sum(case when d.eve between c.starts_on and coalesce(c.ends_on, d.eve) then c.arr_minor else 0 end) as before,
           sum(case when d.last_day between c.starts_on and coalesce(c.ends_on, d.last_day) then c.arr_minor else 0 end)
               as after
    from contracts c cross join days d
    group by c.account_id, c.currency
)
select currency,
       count(*) as accounts_at_start,
       count(*) filter (where after = 0) as accounts_lost,
       sum(before) / 100 as arr_at_start,
       sum(least(before, after)) / 100 as arr_kept,
       sum(after) / 100 as arr_of_cohort_at_end,
       round(100 * sum(least(before, after)) / sum(before), 1) as grr_per_cent,
       round(100 * sum(after) / sum(before), 1) as nrr_per_cent,
       round(100.0 * count(*) filter (where after = 0) / count(*), 1) as logo_churn_per_cent
from paid
where before > 0
group by currency

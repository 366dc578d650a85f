-- What stood on a day, and what had happened by its end.
with days as (select date '2024-12-31' as last_day)
select (select sum(arr_minor) / 100 from contracts
        where starts_on <= last_day and (ends_on is null or last_day <= ends_on)) as arr,
       (select count(distinct account_id) from contracts
        where arr_minor > 0 and starts_on <= last_day and (ends_on is null or last_day <= ends_on)) as active_accounts,
       (select count(*) from tickets where opened_at < last_day + 1) as tickets,
       (select count(*) from tickets where opened_at < last_day + 1 and escalated) as escalated_tickets,
       (select count(*) from contracts where ends_on <= last_day) as ended_contracts,
       (select sum(arr_minor) / 100 from contracts where ends_on <= last_day) as ended_arr,
       (select count(*) from arr_movements where external_id not like 'derived:%' and occurred_on <= last_day)
           as churn_events,
       (select count(*) from arr_movements
        where external_id not like 'derived:%' and kind = 'reactivation' and occurred_on <= last_day) as reactivations
from days

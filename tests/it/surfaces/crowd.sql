-- Ten thousand accounts beside the usual book: half of them Ana's, most of the rest Bo's, some nobody's; with names that are
-- long, that mean something to Slack or that turn lines around; of every segment, phase and colour; with tickets, poor
-- answers and champions who left. Their ids are made from their numbers, so that every run draws the same.
-- Postgres learns nothing of them by itself: whether it has come to it yet would be luck.
do $$
declare named record;
begin
    for named in select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace loop
        execute format('alter table %I set (autovacuum_enabled = false)', named.relname);
    end loop;
end $$;

create temporary table crowd as
select n, 'many-' || n as key, md5('account ' || n)::uuid as id,
       case n % 10
           when 0 then repeat('Gesellschaft für Anlagenbau ', 100) || n
           when 1 then '<!channel> & <https://evil.example|Pay> ' || n
           when 2 then '*Bold* _and_ ~gone~ `code` :fire: ' || n
           when 3 then chr(8238) || 'شركة ' || n
           else 'Many ' || n
       end as name,
       (array[300000, 1200000, 4500000, 18000000])[1 + n % 4] + n as arr_minor,
       (array['USD', 'USD', 'USD', 'EUR'])[1 + n % 4] as currency,
       date '2026-03-02' - (array[30, 200, 700, 1500])[1 + (n / 4) % 4] as started_on,
       case when n % 2 = 0 then 'p-ana' when n % 20 = 1 then '' else 'p-bo' end as owner
from generate_series(1, 10000) n;

insert into accounts (org_id, id, external_id, name, arr_minor, currency, started_on, owner_id, seats, core_features,
                      tags, updated_at)
select p.org_id, c.id, c.key, c.name, c.arr_minor, c.currency, c.started_on, o.id, 40, 8,
       case when n % 50 = 0 then array['gold tier'] else '{}' end, now()
from crowd c
join people p on p.external_id = 'p-ana'
left join people o on o.external_id = c.owner;

insert into contracts (org_id, id, external_id, account_id, starts_on, ends_on, auto_renew, arr_minor, currency, updated_at)
select a.org_id, md5('contract ' || n)::uuid, 'c-' || c.key, c.id, date '2026-03-02' - 330 + n % 300,
       date '2026-03-02' + 35 + n % 300, n % 3 = 0, c.arr_minor, c.currency, now()
from crowd c join accounts a using (id);

insert into usage_days (org_id, account_id, external_id, day, uses, active_users, updated_at)
select a.org_id, c.id, 'u-' || c.key || '-' || d.day, d.day::date,
       case when d.day < '2026-02-10' or n % 3 = 0 then 40 else n % 40 end, 1 + n % 40, now()
from crowd c join accounts a using (id), generate_series(timestamp '2025-12-01', '2026-03-01', '5 days') d (day);

insert into touchpoints (org_id, id, external_id, account_id, kind, two_way, occurred_at, updated_at)
select a.org_id, md5('touch ' || n)::uuid, 't-' || c.key, c.id, 'call', true, timestamptz '2026-03-01 10:00Z' - n % 120 * interval '1 day', now()
from crowd c join accounts a using (id);

insert into surveys (org_id, id, external_id, account_id, kind, score, answered_at, comment, updated_at)
select a.org_id, md5('survey ' || n)::uuid, 'v-' || c.key, c.id, 'nps', n % 11, '2026-02-12 12:00Z', c.name, now()
from crowd c join accounts a using (id) where n % 3 < 2;

insert into contacts (org_id, id, external_id, account_id, name, role, left_on, last_contact_at, updated_at)
select a.org_id, md5('contact ' || n)::uuid, 'k-' || c.key, c.id, 'Kim of ' || c.name, 'champion',
       case when n % 7 = 0 then date '2026-01-20' end, '2026-01-12 10:00Z', now()
from crowd c join accounts a using (id) where n % 9 > 0;

insert into expansions (org_id, id, account_id, stage, flagged_at, chosen_at, contacted_at)
select a.org_id, md5('expansion ' || n)::uuid, c.id, stage, '2026-02-27 10:00Z',
       case when stage <> 'flagged' then timestamptz '2026-02-28 10:00Z' end,
       case when stage = 'contacted' then timestamptz '2026-03-01 10:00Z' end
from crowd c join accounts a using (id), lateral (select (array['flagged', 'chosen', 'contacted'])[1 + n / 6 % 3] as stage) s
where n % 6 = 0;

insert into tickets (org_id, id, external_id, account_id, subject, priority, opened_at, updated_at)
select a.org_id, md5('ticket ' || n)::uuid, 'i-' || c.key, c.id, 'Broken: ' || c.name, 'critical', '2026-02-20 10:00Z', now()
from crowd c join accounts a using (id) where n % 8 = 0;

drop table crowd;

analyze

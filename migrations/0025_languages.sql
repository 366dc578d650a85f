-- In which language somebody is told things: their own choice, else what their profile in Slack says.
alter table person_settings
    add column language text constraint person_settings_language check (language ~ '^[a-z]{2}$'),
    add column slack_locale text constraint person_settings_slack_locale check (length(slack_locale) <= 35);

create or replace view staff as
select p.org_id, p.id, p.external_id, p.name, p.email, p.role, p.team, p.slack_user_id, p.manager_id, p.deactivated,
       coalesce(s.time_zone, s.slack_zone, p.time_zone) as time_zone,
       case when s.time_zone is not null then 'own' when s.slack_zone is not null then 'slack' else 'import' end as zone_source,
       coalesce(s.working_days, p.working_days) as working_days,
       coalesce(s.working_from, p.working_from) as working_from,
       coalesce(s.working_to, p.working_to) as working_to,
       coalesce(s.country, p.country) as country,
       s.quiet_from, s.quiet_to,
       s.language, s.slack_locale
from people p left join person_settings s on s.org_id = p.org_id and s.person_id = p.id
where current_user <> 'steward_web' or p.org_id = (select steward_org());

-- A direct message is drawn in the language of whoever reads it; once it is posted, its card knows the conversation alone.
alter table cards add column reader_id uuid;

-- People's own calendars: what they chose for themselves, public holidays, leave with cover.

-- A person's country decides their public holidays: ISO 3166-1, two letters. Imports write this one.
alter table people
    add column country text,
    add constraint people_country check (country ~ '^[A-Z]{2}$');

-- What somebody chose for themselves, and what Slack says of them. Imports never write here, so they cannot overwrite it.
create table person_settings (
    org_id uuid not null,
    person_id uuid not null,
    time_zone text,
    country text,
    working_days int[],
    working_from time,
    working_to time,
    quiet_from time,
    quiet_to time,
    -- From the profile in Slack; null until it was read, and where it is no zone that we know.
    slack_zone text,
    -- When the profile was asked for last; null: never.
    slack_asked_at timestamptz,
    updated_at timestamptz not null,
    primary key (org_id, person_id),
    foreign key (org_id, person_id) references people (org_id, id) on delete cascade,
    constraint person_settings_country check (country ~ '^[A-Z]{2}$'),
    constraint person_settings_hours check (
        (working_from is null) = (working_to is null) and (working_from is null or working_from < working_to)),
    constraint person_settings_quiet check ((quiet_from is null) = (quiet_to is null))
);
create index person_settings_asked on person_settings (slack_asked_at);

-- People as the bot works for them: their own choice before what Slack says, and that before what was imported.
create view staff as
select p.org_id, p.id, p.external_id, p.name, p.email, p.role, p.team, p.slack_user_id, p.manager_id, p.deactivated,
       coalesce(s.time_zone, s.slack_zone, p.time_zone) as time_zone,
       case when s.time_zone is not null then 'own' when s.slack_zone is not null then 'slack' else 'import' end as zone_source,
       coalesce(s.working_days, p.working_days) as working_days,
       coalesce(s.working_from, p.working_from) as working_from,
       coalesce(s.working_to, p.working_to) as working_to,
       coalesce(s.country, p.country) as country,
       s.quiet_from, s.quiet_to
from people p left join person_settings s on s.org_id = p.org_id and s.person_id = p.id;

-- A country's public holidays, by the file that they come from: a file that is read again replaces its own days alone.
create table holidays (
    org_id uuid not null references organisations,
    country text not null,
    source text not null,
    day date not null,
    name text not null,
    imported_at timestamptz not null,
    primary key (org_id, country, source, day),
    constraint holidays_country check (country ~ '^[A-Z]{2}$')
);

-- Whole days on which somebody is away, the last one included, and who does their work. Days never overlap with those of
-- another leave of theirs: whoever writes here holds the person's row.
create table leaves (
    org_id uuid not null,
    id uuid not null,
    person_id uuid not null,
    first_day date not null,
    last_day date not null,
    cover_id uuid,
    entered_by uuid not null,
    entered_at timestamptz not null,
    cancelled_at timestamptz,
    cancelled_by uuid,
    primary key (org_id, id),
    foreign key (org_id, person_id) references people (org_id, id),
    foreign key (org_id, cover_id) references people (org_id, id),
    constraint leaves_days check (first_day <= last_day),
    constraint leaves_cover check (cover_id <> person_id),
    constraint leaves_cancelled check ((cancelled_at is null) = (cancelled_by is null))
);
create index leaves_standing on leaves (org_id, last_day) where cancelled_at is null;

-- A step's card stands once more with whoever covers for its owner: the copy is drawn again with it.
alter table cards add column copy_of text;
create index cards_by_original on cards (org_id, copy_of) where copy_of is not null;

-- At the end of one region's day its open red flags go to the next one's channel; several regions may hand to one.
alter table schedules drop constraint schedules_kind;
alter table schedules add constraint schedules_kind check (kind in ('daily', 'weekly', 'handover'));
alter table schedules add constraint schedules_handover check (kind <> 'handover' or (channel_id is not null and team is not null));
drop index schedules_one_a_target;
create unique index schedules_one_a_target on schedules (
    org_id, kind, coalesce(person_id::text, channel_id), (case when kind = 'handover' then team else '' end));

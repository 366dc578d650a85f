-- Which Postgres this is. A standby that is promoted begins a new timeline, and may lack the last moments of the old one:
-- what was posted in them reads as if it were still to be posted. src/store/timelines.rs has the rule.

create table timelines (
    -- The cluster's own number, and its timeline.
    name text primary key,
    -- When a worker first saw it; '-infinity' for the first of all, before which nothing can have been lost.
    seen_at timestamptz not null,
    -- The last that is known of what was before it: what was posted since then may be missing.
    known_until timestamptz not null
);

alter table outbox
    -- By the database's clock, as everything that is compared with a timeline.
    add column stored_at timestamptz not null default now(),
    -- When it was last looked for in Slack, and not there.
    add column looked_at timestamptz;

-- The timeline of the log that is being written: the control file learns of a promotion only later. Where a managed Postgres
-- keeps that to itself it is one timeline for ever.
create function steward_timeline() returns text language plpgsql volatile as $$
begin
    return (select system_identifier from pg_control_system()) || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8);
exception
    when insufficient_privilege or undefined_function or feature_not_supported then
        return 'unknown';
end
$$;

-- Where a version of a playbook comes from, and whether it can still be started. A version that ships with the program gives
-- way to one that somebody loaded, and never comes back over it.
alter table playbooks
    add column origin text not null default 'shipped',
    add column retired_at timestamptz,
    add constraint playbooks_origin check (origin in ('shipped', 'directory', 'loaded'));

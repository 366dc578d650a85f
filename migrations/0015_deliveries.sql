-- What a person decides about posts that are held, and what is told of them.

alter table outbox
    -- Whether somebody was told that it is held; once a person decides, it may be held and told again.
    add column told_at timestamptz,
    -- It may stand in Slack already: nobody could find out.
    add column maybe_posted boolean not null default false,
    -- Who decided, and when; a decision names the state it was made on by its fence.
    add column decided_by uuid,
    add column decided_at timestamptz,
    add constraint outbox_decided_by foreign key (org_id, decided_by) references people (org_id, id);

create index outbox_held on outbox (org_id, channel_id) where state = 'held';
-- For the day's figures.
create index outbox_ended on outbox (org_id, ended_at) where ended_at is not null;
create index audit_by_time on audit (org_id, at desc);
create index audit_by_actor on audit (org_id, actor, at desc);
create index inbox_handled on inbox (handled_at) where state = 'handled';

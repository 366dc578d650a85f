-- A command or a click that came over a socket is kept like an event, and Slack may send it again on another connection:
-- the answer that it had is given once more. It is forgotten after minutes, for it holds what people read.
alter table inbox add column answer jsonb;
create index inbox_answered on inbox (handled_at) where answer is not null;

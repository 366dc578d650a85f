-- A message that somebody deleted in Slack is posted anew once, when its card changes; after that it stays deleted.
alter table cards add column reposted boolean not null default false;

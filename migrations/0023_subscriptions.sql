-- What channels hear of because somebody subscribed them to it: a copy of each card that matches, and no more.

create table subscriptions (
    org_id uuid not null references organisations,
    id uuid not null,
    installation_id uuid not null,
    channel_id text not null,
    -- What people call it in its channel; never given twice there.
    number int not null,
    topic text not null,
    -- domain::subscription::SubscriptionFilter; what is left out does not filter.
    filter jsonb not null,
    set_by uuid not null,
    set_at timestamptz not null,
    ended_at timestamptz,
    -- Null as well when the channel is no longer there.
    ended_by uuid,
    primary key (org_id, id),
    foreign key (org_id, installation_id) references installations (org_id, id),
    foreign key (org_id, set_by) references people (org_id, id),
    foreign key (org_id, ended_by) references people (org_id, id),
    constraint subscriptions_number unique (org_id, channel_id, number),
    constraint subscriptions_topic check (topic in ('signals', 'bands', 'renewals', 'plays', 'feedback'))
);
create unique index subscriptions_once on subscriptions (org_id, channel_id, topic, filter) where ended_at is null;
create index subscriptions_standing on subscriptions (org_id, topic) where ended_at is null;
create index subscriptions_by_person on subscriptions (org_id, set_by) where ended_at is null;

-- What happened that a channel may have subscribed to: written in the transaction in which it happened, and only where a
-- subscription of its topic stands.
create table news (
    org_id uuid not null references organisations,
    id bigint generated always as identity,
    -- Names the event: the same is written once.
    key text not null,
    topic text not null,
    account_id uuid not null,
    -- Of a signal its rule, of a change of colour the new one, as their JSON names them.
    word text not null,
    -- The subject of the card that channels get copies of; see cards.copy_of.
    subject text not null,
    -- domain::notice::Notice.
    notice jsonb not null,
    -- Whether it counts towards what a channel is told a day.
    counts boolean not null,
    -- The channel that is told anyhow.
    told_in text,
    happened_at timestamptz not null,
    told_at timestamptz,
    primary key (org_id, id),
    constraint news_key unique (org_id, key),
    foreign key (org_id, account_id) references accounts (org_id, id) on delete cascade
);
create index news_to_tell on news (id) where told_at is null;
create index news_told on news (told_at) where told_at is not null;
create index news_by_account on news (org_id, account_id);

-- What a channel was told of, once, by whichever of its subscriptions; `posted` is false where the day was full.
create table news_posts (
    org_id uuid not null,
    channel_id text not null,
    news_id bigint not null,
    subscription_id uuid not null,
    -- The day of whoever subscribed.
    day date not null,
    posted boolean not null,
    primary key (org_id, channel_id, news_id),
    foreign key (org_id, news_id) references news (org_id, id) on delete cascade,
    foreign key (org_id, subscription_id) references subscriptions (org_id, id)
);
create index news_posts_by_news on news_posts (org_id, news_id);

-- Accounts with what a subscription can ask about, as they stand on a day.
create function subscribable(org uuid, today date, phases text[], phase_from int[], phase_to int[]) returns table (
    id uuid, name text, band text, segment text, phase text, arr_whole bigint, owner_id uuid, has_owner boolean, team text,
    days_left int, is_lost boolean
) language sql stable as $$
    select a.id, a.name, h.band, h.segment, p.phase, coalesce(h.arr_whole, 0), a.owner_id, coalesce(not o.deactivated, false),
           o.team, r.ends_on - today, a.churned_on is not null
    from accounts a
    left join health h on h.org_id = a.org_id and h.account_id = a.id
    left join people o on o.org_id = a.org_id and o.id = a.owner_id
    left join lateral (
        select min(c.ends_on) as ends_on from contracts c
        where c.org_id = a.org_id and c.account_id = a.id and c.starts_on <= today and today <= c.ends_on) r on true
    left join lateral (
        select w.phase from unnest(phases, phase_from, phase_to) as w (phase, first, last)
        where today - a.started_on between w.first and w.last limit 1) p on true
    where a.org_id = org
$$;

-- Whether a filter takes an account; what it leaves out takes all.
create function subscription_takes(
    filter jsonb, band text, segment text, phase text, arr_whole bigint, owner_id uuid, has_owner boolean, team text,
    days_left int
) returns boolean language sql immutable parallel safe as $$
    select (not filter ? 'bands' or coalesce(filter -> 'bands' ? band, false))
       and (not filter ? 'segments' or coalesce(filter -> 'segments' ? segment, false))
       and (not filter ? 'phases' or coalesce(filter -> 'phases' ? phase, false))
       and (not filter ? 'arr_above' or (filter ->> 'arr_above')::bigint < arr_whole)
       and (not filter ? 'owner' or coalesce((filter ->> 'owner')::uuid = owner_id, false))
       and (not filter ? 'of_nobody' or not has_owner)
       and (not filter ? 'team' or coalesce(lower(filter ->> 'team') = lower(team), false))
       and (not filter ? 'renews_within_days' or coalesce(days_left <= (filter ->> 'renews_within_days')::int, false))
$$;

-- Who gave an account its owner, where a leader did: a file no longer says it while that owner is here.
alter table accounts
    add column owner_set_by uuid,
    add foreign key (org_id, owner_set_by) references people (org_id, id);

select steward_wall();

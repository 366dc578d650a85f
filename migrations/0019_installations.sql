-- Installation over OAuth: several workspaces, each with a token of its own, and what became of each.

alter table installations
    -- The app was removed there, or its token revoked: nothing is posted until it is installed again.
    add column closed_at timestamptz,
    add column closed_why text,
    -- The Slack user who installed it last.
    add column installed_by text,
    add constraint installations_closed check ((closed_at is null) = (closed_why is null)),
    add constraint installations_closed_why check (closed_why in ('uninstalled', 'revoked'));

-- A team is one installation, whichever Grid it has moved to.
create unique index installations_by_team on installations (team_id) where team_id is not null;

-- Tokens, sealed under STEWARD_SECRET_KEY: '1:<key id>:<hex of nonce and ciphertext>'. src/operations/vault.rs has the cipher.
create table installation_tokens (
    org_id uuid not null,
    installation_id uuid not null,
    -- What the bot calls with.
    bot text not null,
    -- With rotation: what buys the next pair, once.
    refresh text,
    expires_at timestamptz,
    -- 80 % of its life.
    refresh_at timestamptz,
    -- Whoever refreshes holds it meanwhile; after a failure nobody tries before then.
    lease_until timestamptz,
    -- Names the pair; drawn from delivery_fences, so that it is never used again. A word about an older pair counts nothing.
    version bigint not null,
    updated_at timestamptz not null,
    primary key (org_id, installation_id),
    foreign key (org_id, installation_id) references installations (org_id, id),
    constraint installation_tokens_rotation check (
        (refresh is null) = (refresh_at is null) and (refresh is null) = (expires_at is null))
);
create index installation_tokens_to_refresh on installation_tokens (refresh_at) where refresh_at is not null;

-- States that came back with Slack's answer, by the hash of their nonce: each counts once. They are signed and bound to the
-- browser that began, so nothing is kept of those that are under way. Swept an hour after they ran out.
create table spent_states (
    org_id uuid not null references organisations,
    nonce bytea not null,
    expires_at timestamptz not null,
    primary key (org_id, nonce)
);
create index spent_states_expired on spent_states (org_id, expires_at);

select steward_wall();

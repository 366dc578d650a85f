-- $1 organisation, $2 external ids, $3 their aliases with semicolons between, $4 now.
with incoming as (
    select a.id as account_id, i.aliases
    from unnest($2::text[], $3::text[]) as i (external_id, aliases)
    join accounts a on a.org_id = $1 and a.external_id = i.external_id
), wanted as (
    select distinct account_id, alias from incoming, unnest(string_to_array(aliases, ';')) as alias
), gone as (
    delete from account_aliases x
    using incoming i
    where x.org_id = $1 and x.account_id = i.account_id
        and not exists (select from wanted w where w.account_id = x.account_id and w.alias = x.alias)
    returning x.account_id
), added as (
    insert into account_aliases (org_id, account_id, alias)
    select $1, account_id, alias from wanted
    on conflict do nothing
    returning account_id
)
-- Accounts that the row itself has changed already, in this transaction, are not counted twice.
update accounts set updated_at = $4
where org_id = $1 and updated_at <> $4
    and id in (select account_id from gone union select account_id from added)

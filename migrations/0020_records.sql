-- What people record by hand: touches, which channel is whose, and who is who at a customer.

-- Who logged a touch here, by hand; null: it came in with a file. An import never writes over what somebody logged.
alter table touchpoints
    add column logged_by uuid,
    add column logged_at timestamptz,
    add foreign key (org_id, logged_by) references people (org_id, id);

-- Who said by hand which channel is the account's, or that none is; null: the import says.
alter table accounts
    add column channel_set_by uuid,
    add foreign key (org_id, channel_set_by) references people (org_id, id);

-- Who said by hand what a contact is; null: the import says. Of those, an import no longer says role and leaving.
alter table contacts
    add column edited_by uuid,
    add foreign key (org_id, edited_by) references people (org_id, id);

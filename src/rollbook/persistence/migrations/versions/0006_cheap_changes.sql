-- What each change writes beside the change itself, made less.

-- Each change of somebody's access is written into their account; in a full page that moves the row, and all of the
-- table's indexes are written, too. It holds for pages that are filled from now on.
ALTER TABLE accounts SET (fillfactor = 90);

-- Most entries concern no workspace.
DROP INDEX audit_entries_workspace;
CREATE INDEX audit_entries_workspace ON audit_entries (organization_id, workspace_id, happened_at, id)
    WHERE workspace_id IS NOT NULL;

-- Accounts are not locked here, as they are when people come: whoever deletes people writes into their accounts that
-- their access has changed, in the same statement, and this runs at its end. So who comes elsewhere meanwhile is waited
-- for, and seen.
CREATE FUNCTION mark_organizations_left_behind() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    others bigint[];
BEGIN
    SELECT array_agg(DISTINCT elsewhere.organization_id) INTO others
      FROM moving JOIN organization_users elsewhere
        ON elsewhere.account_id = moving.account_id AND elsewhere.organization_id <> moving.organization_id;
    IF others IS NOT NULL THEN
        PERFORM mark_surroundings(others);
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER organization_users_go_elsewhere AFTER DELETE ON organization_users
    REFERENCING OLD TABLE AS moving FOR EACH STATEMENT EXECUTE FUNCTION mark_organizations_left_behind();

-- How writers enter an organization.

-- What an organization's version was once it never is again, even where the database went back to an earlier state (a
-- backup that is restored, a standby that lacked the last transactions): it follows the clock, in microseconds, and
-- rises by one where the clock does not.
ALTER TABLE organizations ALTER COLUMN version SET DEFAULT (EXTRACT(epoch FROM clock_timestamp()) * 1000000)::bigint;

-- Makes other writers of the organization wait until this transaction ends, and marks its lists as changed.
CREATE FUNCTION lock_organization(locked bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE organizations
       SET version = GREATEST(version + 1, (EXTRACT(epoch FROM clock_timestamp()) * 1000000)::bigint)
     WHERE id = locked;
END $$;

-- Locks the organization and returns where the account stands in it, and in a workspace of its, from then on. A function,
-- so that it is one round trip; its second statement sees what was committed while the first one waited.
CREATE FUNCTION enter_organization(entering bigint, entered bigint, of_workspace bigint)
RETURNS TABLE (
    organization_id bigint, organization_user_id bigint, role text, joined boolean, inactive boolean,
    workspace_id bigint, workspace_role text, workspace_inactive boolean, administers_a_workspace boolean
)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
    PERFORM lock_organization(entered);
    RETURN QUERY
        SELECT o.id, ou.id, ou.role, ou.joined, ou.inactive, w.id, wu.role, wu.inactive,
               EXISTS (SELECT FROM workspace_users any_wu
                        WHERE any_wu.organization_id = ou.organization_id AND any_wu.organization_user_id = ou.id
                          AND any_wu.role = 'admin' AND NOT any_wu.inactive)
          FROM organizations o
          LEFT JOIN organization_users ou ON ou.organization_id = o.id AND ou.account_id = entering
          LEFT JOIN workspaces w ON w.organization_id = o.id AND w.id = of_workspace
          LEFT JOIN workspace_users wu ON wu.organization_id = o.id AND wu.workspace_id = w.id
                                      AND wu.organization_user_id = ou.id
         WHERE o.id = entered;
END $$;

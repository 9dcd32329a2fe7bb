-- A person may ask to be forgotten, and the log has to stay: their name and address in it become a pseudonym. What was
-- done, when, by whom and with what stays as it was.

CREATE OR REPLACE FUNCTION refuse_audit_entry_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF NOT EXISTS (SELECT FROM organizations WHERE id = OLD.organization_id) THEN
            RETURN OLD;
        END IF;
        IF current_setting('rollbook.expiring_audit_entries', true) = 'on'
           AND OLD.happened_at < now() - interval '30 days' THEN
            RETURN OLD;
        END IF;
    END IF;
    IF TG_OP = 'UPDATE' AND current_setting('rollbook.erasing_a_person', true) = 'on'
       AND to_jsonb(OLD) - 'before' - 'after' = to_jsonb(NEW) - 'before' - 'after' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'entries of the audit log are not changed or deleted' USING ERRCODE = 'insufficient_privilege';
END $$;

-- What an entry keeps of a person, with the pseudonym in place of their name and address, and without what else tells
-- of them.
CREATE FUNCTION pseudonymous(kept jsonb, pseudonym jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT kept - ARRAY['avatar', 'beginning_of_week', 'country_id', 'preferences', 'timezone']
           || COALESCE((SELECT jsonb_object_agg(key, value) FROM jsonb_each(pseudonym) WHERE kept ? key), '{}')
$$;

-- Does so in all entries about the account, about its places in organizations (pairs of organization and organization
-- user), and about invitations to its addresses (in lower case); returns how many. Not for the service's role.
CREATE FUNCTION erase_from_audit_entries(
    erased bigint, place_organizations bigint[], places bigint[], addresses text[], pseudonym jsonb
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    changed bigint;
BEGIN
    PERFORM set_config('rollbook.erasing_a_person', 'on', true);
    UPDATE audit_entries e
       SET "before" = pseudonymous("before", pseudonym), "after" = pseudonymous("after", pseudonym)
     WHERE (e.entity_type = 'account' AND e.entity_id = erased)
        OR (e.entity_type = 'organization_user'
            AND ((e.organization_id, e.entity_id) IN (SELECT * FROM unnest(place_organizations, places))
                 OR e."before" ->> 'user_id' = erased::text OR e."after" ->> 'user_id' = erased::text))
        OR (e.entity_type = 'invitation'
            AND (lower(e."before" ->> 'email') = ANY(addresses) OR lower(e."after" ->> 'email') = ANY(addresses)));
    GET DIAGNOSTICS changed = ROW_COUNT;
    PERFORM set_config('rollbook.erasing_a_person', 'off', true);
    RETURN changed;
END $$;

DO $$
DECLARE
    where_all_is text;
BEGIN
    where_all_is = 'pg_catalog, ' || quote_ident(current_schema()) || ', pg_temp';
    EXECUTE 'ALTER FUNCTION refuse_audit_entry_change() SET search_path = ' || where_all_is;
    EXECUTE 'ALTER FUNCTION erase_from_audit_entries(bigint, bigint[], bigint[], text[], jsonb) SET search_path = '
            || where_all_is;
END $$;
REVOKE EXECUTE ON FUNCTION erase_from_audit_entries(bigint, bigint[], bigint[], text[], jsonb) FROM PUBLIC;

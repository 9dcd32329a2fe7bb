-- A person may ask to be forgotten, and the log has to stay: their name and address in it become a pseudonym. What was
-- done, when, by whom and with what stays as it was. That alone is let through, whoever asks: where there is one role
-- for all, it is the one that serves.

-- What else an entry keeps of a person goes without a substitute.
CREATE FUNCTION of_a_person_alone() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT ARRAY['avatar', 'beginning_of_week', 'country_id', 'preferences', 'timezone']
$$;

-- Whether what an entry keeps differs by that, and by pseudonyms in the place of a name and an address, alone.
CREATE FUNCTION differs_by_a_pseudonym(was jsonb, is_now jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT was - 'name' - 'email' - of_a_person_alone() = is_now - 'name' - 'email' - of_a_person_alone()
       AND NOT is_now ?| ARRAY(SELECT unnest(of_a_person_alone() || ARRAY['name', 'email'])
                               EXCEPT SELECT jsonb_object_keys(was))
       AND (is_now -> 'name' IS NOT DISTINCT FROM was -> 'name' OR is_now ->> 'name' ~ '^Erased person [0-9]+$')
       AND (is_now -> 'email' IS NOT DISTINCT FROM was -> 'email'
            OR is_now ->> 'email' ~ '^erased-[0-9]+@erased\.invalid$')
$$;

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
       AND OLD.entity_type IN ('account', 'organization_user', 'invitation')
       AND to_jsonb(OLD) - 'before' - 'after' = to_jsonb(NEW) - 'before' - 'after'
       AND differs_by_a_pseudonym(OLD."before", NEW."before") AND differs_by_a_pseudonym(OLD."after", NEW."after") THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'entries of the audit log are not changed or deleted' USING ERRCODE = 'insufficient_privilege';
END $$;

-- What an entry keeps of a person, with the pseudonym in place of their name and address, and without what else tells
-- of them.
CREATE FUNCTION pseudonymous(kept jsonb, pseudonym jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT kept - of_a_person_alone()
           || COALESCE((SELECT jsonb_object_agg(key, value) FROM jsonb_each(pseudonym) WHERE kept ? key), '{}')
$$;

-- Does so in all entries about the account, about its places in organizations (pairs of organization and organization
-- user), and about these invitations (likewise); returns how many. Not for the service's role.
CREATE FUNCTION erase_from_audit_entries(
    erased bigint, place_organizations bigint[], places bigint[],
    invitation_organizations bigint[], invitations bigint[], pseudonym jsonb
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
            AND (e.organization_id, e.entity_id) IN (SELECT * FROM unnest(invitation_organizations, invitations)));
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
    EXECUTE 'ALTER FUNCTION erase_from_audit_entries(bigint, bigint[], bigint[], bigint[], bigint[], jsonb) '
            'SET search_path = ' || where_all_is;
END $$;
REVOKE EXECUTE ON FUNCTION erase_from_audit_entries(bigint, bigint[], bigint[], bigint[], bigint[], jsonb) FROM PUBLIC;

-- What an organization needs to be run for years without touching the database by hand.

CREATE SEQUENCE session_ids START 9000001;
CREATE SEQUENCE ownership_transfer_ids START 10000001;

-- Accounts -----------------------------------------------------------------------------------------------------

ALTER TABLE accounts
    ADD COLUMN preferences jsonb NOT NULL DEFAULT '{}',
    -- The name under which /images/avatars shows the person's picture.
    ADD COLUMN avatar text;
ALTER TABLE organization_users ADD COLUMN avatar text;

CREATE TABLE avatars (
    name text PRIMARY KEY,
    account_id bigint NOT NULL UNIQUE REFERENCES accounts ON DELETE CASCADE,
    -- The picture, re-encoded; NULL where the person has chosen to be shown by Gravatar.
    content bytea,
    gravatar_hash text,
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK ((content IS NULL) <> (gravatar_hash IS NULL))
);

ALTER TABLE sessions
    ADD COLUMN id bigint NOT NULL UNIQUE DEFAULT nextval('session_ids'),
    -- How long it lives unused; expires_at is when it ends however much it is used.
    ADD COLUMN idle_lasts interval NOT NULL DEFAULT '12 hours',
    ADD COLUMN user_agent text NOT NULL DEFAULT '',
    ADD COLUMN address text NOT NULL DEFAULT '';
UPDATE sessions SET idle_lasts = '14 days' WHERE remembered;

-- From where somebody has signed in before: a hash of network and program.
CREATE TABLE sign_in_places (
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    place_hash bytea NOT NULL CHECK (octet_length(place_hash) = 32),
    first_seen_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, place_hash)
);

-- Who sent an invitation may close their account; the invitation stays.
ALTER TABLE invitations
    ALTER COLUMN sender_id DROP NOT NULL,
    DROP CONSTRAINT invitations_sender_id_fkey,
    ADD FOREIGN KEY (sender_id) REFERENCES accounts ON DELETE SET NULL;

-- Organizations ------------------------------------------------------------------------------------------------

ALTER TABLE workspaces ADD COLUMN preferences jsonb NOT NULL DEFAULT '{}';

CREATE TABLE ownership_transfers (
    organization_id bigint NOT NULL REFERENCES organizations ON DELETE CASCADE,
    id bigint NOT NULL DEFAULT nextval('ownership_transfer_ids'),
    -- Accounts, but no foreign keys: the record outlives them.
    requester_id bigint NOT NULL,
    current_owner_id bigint NOT NULL,
    new_owner_id bigint NOT NULL,
    current_owner_accepted boolean,
    current_owner_answered_at timestamptz,
    new_owner_accepted boolean,
    new_owner_answered_at timestamptz,
    outcome text CHECK (outcome IN ('accepted', 'rejected', 'cancelled', 'expired')),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    finished_at timestamptz,
    PRIMARY KEY (organization_id, id),
    CHECK (current_owner_id <> new_owner_id),
    CHECK ((outcome IS NULL) = (finished_at IS NULL))
);
CREATE UNIQUE INDEX ownership_transfers_ongoing ON ownership_transfers (organization_id) WHERE outcome IS NULL;

-- What was done ------------------------------------------------------------------------------------------------

ALTER TABLE audit_entries RENAME COLUMN details TO after;
ALTER TABLE audit_entries
    ADD COLUMN before jsonb NOT NULL DEFAULT '{}',
    DROP CONSTRAINT audit_entries_signed_in_by_check;
UPDATE audit_entries SET signed_in_by = 'job' WHERE signed_in_by = 'service';
ALTER TABLE audit_entries
    ADD CHECK (signed_in_by IN ('password', 'token', 'session', 'link', 'job'));

-- What the log is asked for, and what is rare in it; newest first is each of them read backwards.
CREATE INDEX audit_entries_workspace ON audit_entries (organization_id, workspace_id, happened_at, id);
CREATE INDEX audit_entries_account ON audit_entries (organization_id, account_id, happened_at, id);
CREATE INDEX audit_entries_entity ON audit_entries (organization_id, entity_id, happened_at, id);
-- What is too old, of all organizations.
CREATE INDEX audit_entries_age ON audit_entries (happened_at);

-- Entries stay as they were written. They go with their organization, or by their age.
CREATE FUNCTION refuse_audit_entry_change() RETURNS trigger LANGUAGE plpgsql AS $$
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
    RAISE EXCEPTION 'entries of the audit log are not changed or deleted' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_entries_stay BEFORE UPDATE OR DELETE ON audit_entries
    FOR EACH ROW EXECUTE FUNCTION refuse_audit_entry_change();
CREATE TRIGGER audit_entries_are_not_emptied BEFORE TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_entry_change();

-- Deletes up to ten thousand entries that are older than that, the oldest first, and returns how many.
CREATE FUNCTION expire_audit_entries(older_than interval) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    deleted bigint;
BEGIN
    IF older_than IS NULL OR now() - older_than > now() - interval '30 days' THEN
        RAISE EXCEPTION 'entries of the audit log are kept for 30 days at least'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM set_config('rollbook.expiring_audit_entries', 'on', true);
    DELETE FROM audit_entries e
     USING (SELECT organization_id, id FROM audit_entries WHERE happened_at < now() - older_than
             ORDER BY happened_at LIMIT 10000) AS old
     WHERE e.organization_id = old.organization_id AND e.id = old.id;
    GET DIAGNOSTICS deleted = ROW_COUNT;
    PERFORM set_config('rollbook.expiring_audit_entries', 'off', true);
    RETURN deleted;
END $$;

-- Deletes the log of an organization that was deleted; while it exists, this deletes nothing.
CREATE FUNCTION delete_audit_entries_of_gone_organization(gone bigint) RETURNS void LANGUAGE sql SECURITY DEFINER AS $$
    DELETE FROM audit_entries
     WHERE organization_id = gone AND NOT EXISTS (SELECT FROM organizations WHERE id = gone)
$$;

-- They work with their owner's rights: nobody may put other tables in the way, nor call them without being allowed to.
DO $$
DECLARE
    where_all_is text;
BEGIN
    where_all_is = 'pg_catalog, ' || quote_ident(current_schema()) || ', pg_temp';
    EXECUTE 'ALTER FUNCTION refuse_audit_entry_change() SET search_path = ' || where_all_is;
    EXECUTE 'ALTER FUNCTION expire_audit_entries(interval) SET search_path = ' || where_all_is;
    EXECUTE 'ALTER FUNCTION delete_audit_entries_of_gone_organization(bigint) SET search_path = ' || where_all_is;
END $$;
REVOKE EXECUTE ON FUNCTION expire_audit_entries(interval) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION delete_audit_entries_of_gone_organization(bigint) FROM PUBLIC;

-- What is to be told -------------------------------------------------------------------------------------------

ALTER TABLE outgoing_messages
    -- Where it goes when that is not the account's address; an address that changed hears of it, too.
    ADD COLUMN address text,
    -- Until then a sender is at it; when that sender was killed, another takes over.
    ADD COLUMN claimed_until timestamptz,
    ADD COLUMN given_up_at timestamptz,
    ADD COLUMN last_error text;
DROP INDEX outgoing_messages_due;
CREATE INDEX outgoing_messages_due ON outgoing_messages (next_attempt_at) WHERE sent_at IS NULL AND given_up_at IS NULL;

-- Rates --------------------------------------------------------------------------------------------------------

-- What a workspace was made with is in force since then.
INSERT INTO rates (organization_id, workspace_id, type, amount, change_mode, starts_at, created_at, updated_at)
SELECT organization_id, id, 'billable_rates', default_hourly_rate, 'start-today', created_at, created_at, created_at
  FROM workspaces WHERE default_hourly_rate IS NOT NULL;
UPDATE workspaces SET rate_last_updated = created_at WHERE default_hourly_rate IS NOT NULL;

-- What people have asked for -----------------------------------------------------------------------------------

-- Unlogged: no request waits for a disk, and after a crash of the database everybody begins anew.
CREATE UNLOGGED TABLE quota_windows (
    account_id bigint NOT NULL,
    -- 0 for what leads to no organization that the person is in.
    organization_id bigint NOT NULL,
    used integer NOT NULL,
    began_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, organization_id)
);

-- A bucket of each person: every request fills it a little, and it leaks.
CREATE UNLOGGED TABLE request_buckets (
    account_id bigint PRIMARY KEY,
    empty_at timestamptz NOT NULL
);

-- Counts a request, or tells why not: how long to wait for the rate, or that the quota is used up. A function, so that
-- it is one round trip. Its row locks make it exact, whichever processes ask; rows are locked in one order.
CREATE FUNCTION count_request(
    asking bigint, about bigint, quota integer, rate float8,
    OUT wait_seconds float8, OUT counted boolean, OUT has_used integer, OUT window_began timestamptz
) LANGUAGE plpgsql AS $$
DECLARE
    moment timestamptz = clock_timestamp();
    drop interval;
    full_after interval;
BEGIN
    wait_seconds = 0;
    IF rate > 0 THEN
        drop = make_interval(secs => 1 / rate);
        full_after = (GREATEST(ceil(rate), 1) - 1) * drop;
        INSERT INTO request_buckets AS b (account_id, empty_at) VALUES (asking, moment + drop)
        ON CONFLICT (account_id) DO UPDATE SET empty_at = GREATEST(b.empty_at, moment) + drop
         WHERE b.empty_at <= moment + full_after;
        IF NOT FOUND THEN
            SELECT EXTRACT(epoch FROM b.empty_at - full_after - moment) INTO wait_seconds
              FROM request_buckets b WHERE b.account_id = asking;
        END IF;
    END IF;
    counted = wait_seconds = 0;
    IF quota > 0 THEN
        IF counted THEN
            INSERT INTO quota_windows AS q (account_id, organization_id, used, began_at)
            VALUES (asking, about, 1, moment)
            ON CONFLICT (account_id, organization_id) DO UPDATE
               SET used = CASE WHEN q.began_at > moment - interval '1 hour' THEN q.used + 1 ELSE 1 END,
                   began_at = CASE WHEN q.began_at > moment - interval '1 hour' THEN q.began_at ELSE moment END
             WHERE q.used < quota OR q.began_at <= moment - interval '1 hour';
            counted = FOUND;
        END IF;
        SELECT q.used, q.began_at INTO has_used, window_began FROM quota_windows q
         WHERE q.account_id = asking AND q.organization_id = about AND q.began_at > moment - interval '1 hour';
    END IF;
END $$;

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

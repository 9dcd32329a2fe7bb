-- Answers to writes that came with an Idempotency-Key, so that they can be repeated. Nothing in here is readable without
-- the service's secret key and the Idempotency-Key itself, and neither is kept.

CREATE TABLE kept_answers (
    -- Of the caller and their key.
    key_hash bytea PRIMARY KEY CHECK (octet_length(key_hash) = 32),
    -- NULL where nobody has signed in.
    account_id bigint REFERENCES accounts ON DELETE CASCADE,
    -- Of the request that the answer is to.
    request_hash bytea NOT NULL CHECK (octet_length(request_hash) = 32),
    sealed_answer bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX kept_answers_account ON kept_answers (account_id);
CREATE INDEX kept_answers_age ON kept_answers (created_at);

-- Waits until no other transaction works under that key, and returns what is kept of it, if anything is. A function, so
-- that it is one round trip; its second statement sees what was written while the first one waited.
CREATE FUNCTION locked_kept_answer(asked bytea, kept_for interval)
RETURNS TABLE (request_hash bytea, sealed_answer bytea)
LANGUAGE plpgsql SET lock_timeout = '10s' AS $$
BEGIN
    -- The first 64 bits, as a number.
    PERFORM pg_advisory_xact_lock(('x' || encode(substring(asked FOR 8), 'hex'))::bit(64)::bigint);
    RETURN QUERY
        SELECT k.request_hash, k.sealed_answer FROM kept_answers k
         WHERE k.key_hash = asked AND k.created_at > now() - kept_for;
END $$;

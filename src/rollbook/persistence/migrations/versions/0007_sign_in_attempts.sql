-- From where somebody has signed in by password: a hash of the address. Who guesses their password elsewhere does not
-- keep them out there.
CREATE TABLE sign_in_addresses (
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    address_hash bytea NOT NULL CHECK (octet_length(address_hash) = 32),
    used_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (account_id, address_hash)
);

-- Buckets of accounts and addresses: an attempt to sign in fills them a little, one that succeeds is taken out again, and
-- they leak.
CREATE UNLOGGED TABLE sign_in_buckets (
    bucket_hash bytea PRIMARY KEY CHECK (octet_length(bucket_hash) = 32),
    empty_at timestamptz NOT NULL
) WITH (fillfactor = 50);

-- Counts an attempt to sign in to an account, or to what is none (NULL) under the name that was asked for, from an
-- address; or tells how long to wait. There are three buckets: of the account from this address, of the account, and of
-- the address; each holds so many attempts, and leaks one in each interval. From an address that is known to be the
-- account's the first one alone counts; and where sizes are given for one only.
--
-- Before the password is looked at, so that of guesses that come at the same time no more are looked at than of those
-- that come one by one. A function, so that it is one round trip. Who has to wait is not counted, and writes nothing.
CREATE FUNCTION count_sign_in_attempt(
    account bigint, asked bytea, address bytea, sizes integer[], leaks interval[],
    OUT wait_seconds float8, OUT counted bytea[]
) LANGUAGE plpgsql SET lock_timeout = '10s' AS $$
DECLARE
    who bytea = sha256(COALESCE(int8send(account), asked));
    moment timestamptz = clock_timestamp();
BEGIN
    counted = ARRAY[sha256(who || address), who, sha256(address)];
    IF EXISTS (SELECT FROM sign_in_addresses s WHERE s.account_id = account AND s.address_hash = address) THEN
        counted = counted[1:1];
    END IF;
    counted = counted[1:cardinality(sizes)];
    SELECT COALESCE(max(EXTRACT(epoch FROM b.empty_at - (asked_of.size - 1) * asked_of.leak - moment)), 0)
      INTO wait_seconds
      FROM unnest(counted, sizes, leaks) AS asked_of (bucket, size, leak)
      JOIN sign_in_buckets b ON b.bucket_hash = asked_of.bucket;
    IF wait_seconds > 0 THEN
        RETURN;
    END IF;
    wait_seconds = 0;
    -- In the order of the kinds: nobody who has one of a kind waits for one of an earlier kind.
    FOR i IN 1 .. cardinality(counted) LOOP
        moment = clock_timestamp();
        INSERT INTO sign_in_buckets AS b (bucket_hash, empty_at) VALUES (counted[i], moment + leaks[i])
        ON CONFLICT (bucket_hash) DO UPDATE SET empty_at = GREATEST(b.empty_at, moment) + leaks[i]
         WHERE b.empty_at <= moment + (sizes[i] - 1) * leaks[i];
        IF NOT FOUND THEN
            -- Others who came at the same time were first.
            wait_seconds = EXTRACT(epoch FROM leaks[i]);
            RETURN;
        END IF;
    END LOOP;
END $$;

-- Takes an attempt out of the buckets that it was counted in: it was no guess. Remembers from where, unless that is NULL.
CREATE FUNCTION forget_sign_in_attempt(counted bytea[], leaks interval[], account bigint, address bytea)
RETURNS void LANGUAGE plpgsql SET lock_timeout = '10s' AS $$
BEGIN
    FOR i IN 1 .. cardinality(counted) LOOP
        UPDATE sign_in_buckets SET empty_at = empty_at - leaks[i] WHERE bucket_hash = counted[i];
    END LOOP;
    INSERT INTO sign_in_addresses AS known (account_id, address_hash)
    SELECT id, address FROM accounts WHERE id = account AND address IS NOT NULL
    -- Once a day tells well enough which one was not used for longest.
    ON CONFLICT (account_id, address_hash) DO UPDATE SET used_at = now()
     WHERE known.used_at < now() - interval '1 day';
    IF FOUND THEN
        DELETE FROM sign_in_addresses WHERE account_id = account AND address_hash IN (
            SELECT address_hash FROM sign_in_addresses WHERE account_id = account
             ORDER BY used_at DESC, address_hash OFFSET 100);
    END IF;
END $$;

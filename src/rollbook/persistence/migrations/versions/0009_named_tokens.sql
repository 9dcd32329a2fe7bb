-- Beside the one API token of an account, which is derived and shown again: tokens that somebody makes for a program each.
CREATE SEQUENCE named_token_ids START 11000001;

CREATE TABLE named_tokens (
    token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    id bigint NOT NULL UNIQUE DEFAULT nextval('named_token_ids'),
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    name text NOT NULL CHECK (name <> '' AND char_length(name) <= 100),
    created_at timestamptz NOT NULL DEFAULT now(),
    -- NULL where it is good until it is ended.
    ends_at timestamptz,
    -- To the minute; NULL where it was not used yet.
    last_used_at timestamptz
);
CREATE INDEX named_tokens_account ON named_tokens (account_id);

-- The people surface. Tables of an organization lead their keys with organization_id and refer to each other
-- with it, so that they can be distributed by it; accounts and credentials are global.
-- Every number comes from a sequence that only rises: an id is never given twice.

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;

CREATE SEQUENCE account_ids START 1000001;
CREATE SEQUENCE organization_ids START 2000001;
CREATE SEQUENCE organization_user_ids START 3000001;
CREATE SEQUENCE workspace_ids START 4000001;
CREATE SEQUENCE workspace_user_ids START 5000001;
CREATE SEQUENCE group_ids START 6000001;
CREATE SEQUENCE invitation_ids START 7000001;
CREATE SEQUENCE rate_ids START 8000001;

-- Accounts and how they sign in --------------------------------------------------------------------------------

CREATE TABLE accounts (
    id bigint PRIMARY KEY DEFAULT nextval('account_ids'),
    email text NOT NULL CHECK (email <> '' AND char_length(email) <= 254),
    name text NOT NULL CHECK (name <> '' AND char_length(name) <= 255),
    public_id text NOT NULL UNIQUE CHECK (char_length(public_id) = 22),
    timezone text NOT NULL DEFAULT 'UTC',
    beginning_of_week smallint NOT NULL DEFAULT 1 CHECK (beginning_of_week BETWEEN 0 AND 6),
    country_id integer,
    default_workspace_id bigint,
    -- NULL while the account only stands for an invited address.
    registered_at timestamptz,
    authorization_updated_at timestamptz NOT NULL DEFAULT now(),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX accounts_email ON accounts (lower(email));

CREATE TABLE account_passwords (
    account_id bigint PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    password_hash text NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE account_tokens (
    token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    account_id bigint NOT NULL UNIQUE REFERENCES accounts ON DELETE CASCADE,
    -- What the installation's secret key turns into the token; worth nothing without that key.
    nonce bytea NOT NULL CHECK (octet_length(nonce) = 16),
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE sessions (
    session_hash bytea PRIMARY KEY CHECK (octet_length(session_hash) = 32),
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    remembered boolean NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_account ON sessions (account_id);

CREATE TABLE password_resets (
    code_hash bytea PRIMARY KEY CHECK (octet_length(code_hash) = 32),
    account_id bigint NOT NULL UNIQUE REFERENCES accounts ON DELETE CASCADE,
    -- The organization whose administrator asked, NULL when the person did.
    organization_id bigint,
    requested_by bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);

-- Organizations and the people in them -------------------------------------------------------------------------

CREATE TABLE organizations (
    id bigint PRIMARY KEY DEFAULT nextval('organization_ids'),
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 140),
    -- Raised by every transaction that changes what the organization's lists show.
    version bigint NOT NULL DEFAULT 1,
    max_workspaces integer NOT NULL CHECK (max_workspaces > 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE organization_users (
    organization_id bigint NOT NULL REFERENCES organizations ON DELETE CASCADE,
    id bigint NOT NULL DEFAULT nextval('organization_user_ids'),
    account_id bigint NOT NULL REFERENCES accounts,
    role text NOT NULL DEFAULT 'member' CHECK (role IN ('owner', 'admin', 'member')),
    paying boolean NOT NULL DEFAULT false,
    joined boolean NOT NULL,
    inactive boolean NOT NULL DEFAULT false,
    -- The account's, repeated here so that a list reads, sorts and searches one organization alone.
    name text NOT NULL,
    email text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, account_id),
    CHECK (role <> 'owner' OR (joined AND NOT inactive)),
    CHECK (NOT paying OR (joined AND NOT inactive))
);
CREATE UNIQUE INDEX organization_users_owner ON organization_users (organization_id) WHERE role = 'owner';
CREATE UNIQUE INDEX organization_users_paying ON organization_users (organization_id) WHERE paying;
CREATE INDEX organization_users_account ON organization_users (account_id);
CREATE INDEX organization_users_sorted ON organization_users (organization_id, lower(name) COLLATE "C", id);
CREATE INDEX organization_users_search ON organization_users
    USING gin (organization_id, (lower(name) || E'\n' || lower(email)) gin_trgm_ops);

CREATE TABLE workspaces (
    organization_id bigint NOT NULL REFERENCES organizations ON DELETE CASCADE,
    id bigint NOT NULL DEFAULT nextval('workspace_ids'),
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 140),
    default_currency text NOT NULL DEFAULT 'USD' CHECK (char_length(default_currency) = 3),
    default_hourly_rate numeric(12, 2) CHECK (default_hourly_rate >= 0),
    rate_last_updated timestamptz,
    rounding smallint NOT NULL DEFAULT 1 CHECK (rounding BETWEEN -1 AND 1),
    rounding_minutes smallint NOT NULL DEFAULT 0 CHECK (rounding_minutes >= 0),
    projects_billable_by_default boolean NOT NULL DEFAULT true,
    projects_enforce_billable boolean NOT NULL DEFAULT false,
    projects_private_by_default boolean NOT NULL DEFAULT true,
    only_admins_may_create_projects boolean NOT NULL DEFAULT false,
    only_admins_may_create_tags boolean NOT NULL DEFAULT false,
    only_admins_see_team_dashboard boolean NOT NULL DEFAULT false,
    limit_public_project_data boolean NOT NULL DEFAULT false,
    reports_collapse boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX workspaces_name ON workspaces (organization_id, lower(name));
-- Paths such as /workspaces/{id} name no organization. Not unique: Citus cannot enforce that without organization_id.
CREATE INDEX workspaces_id ON workspaces (id);

CREATE TABLE workspace_users (
    organization_id bigint NOT NULL,
    id bigint NOT NULL DEFAULT nextval('workspace_user_ids'),
    workspace_id bigint NOT NULL,
    organization_user_id bigint NOT NULL,
    -- False for somebody who is here through a group alone.
    direct boolean NOT NULL,
    role text NOT NULL DEFAULT 'user' CHECK (role IN ('admin', 'projectlead', 'teamlead', 'user')),
    inactive boolean NOT NULL DEFAULT false,
    rate numeric(12, 2) CHECK (rate >= 0),
    rate_last_updated timestamptz,
    labor_cost numeric(12, 2) CHECK (labor_cost >= 0),
    labor_cost_last_updated timestamptz,
    working_hours_in_minutes integer CHECK (working_hours_in_minutes > 0),
    view_edit_billable_rates boolean NOT NULL DEFAULT false,
    view_edit_labor_costs boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, workspace_id, organization_user_id),
    FOREIGN KEY (organization_id, workspace_id) REFERENCES workspaces (organization_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organization_id, organization_user_id)
        REFERENCES organization_users (organization_id, id) ON DELETE CASCADE,
    CHECK (direct OR role = 'user')
);
CREATE INDEX workspace_users_person ON workspace_users (organization_id, organization_user_id, workspace_id);

CREATE TABLE groups (
    organization_id bigint NOT NULL REFERENCES organizations ON DELETE CASCADE,
    id bigint NOT NULL DEFAULT nextval('group_ids'),
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 200),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id)
);
CREATE UNIQUE INDEX groups_name ON groups (organization_id, lower(name));

CREATE TABLE group_users (
    organization_id bigint NOT NULL,
    group_id bigint NOT NULL,
    organization_user_id bigint NOT NULL,
    PRIMARY KEY (organization_id, group_id, organization_user_id),
    FOREIGN KEY (organization_id, group_id) REFERENCES groups (organization_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organization_id, organization_user_id)
        REFERENCES organization_users (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX group_users_person ON group_users (organization_id, organization_user_id, group_id);

CREATE TABLE group_workspaces (
    organization_id bigint NOT NULL,
    group_id bigint NOT NULL,
    workspace_id bigint NOT NULL,
    PRIMARY KEY (organization_id, group_id, workspace_id),
    FOREIGN KEY (organization_id, group_id) REFERENCES groups (organization_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organization_id, workspace_id) REFERENCES workspaces (organization_id, id) ON DELETE CASCADE
);
CREATE INDEX group_workspaces_workspace ON group_workspaces (organization_id, workspace_id, group_id);

CREATE TABLE invitations (
    organization_id bigint NOT NULL REFERENCES organizations ON DELETE CASCADE,
    id bigint NOT NULL DEFAULT nextval('invitation_ids'),
    -- Not a foreign key: the record of an invitation outlives the person's place in the organization.
    organization_user_id bigint NOT NULL,
    email text NOT NULL,
    code_hash bytea NOT NULL CHECK (octet_length(code_hash) = 32),
    sender_id bigint NOT NULL REFERENCES accounts,
    state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'accepted', 'rejected', 'withdrawn')),
    created_at timestamptz NOT NULL DEFAULT now(),
    sent_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    settled_at timestamptz,
    PRIMARY KEY (organization_id, id),
    CHECK ((state = 'pending') = (settled_at IS NULL))
);
CREATE UNIQUE INDEX invitations_pending ON invitations (organization_id, lower(email)) WHERE state = 'pending';
CREATE UNIQUE INDEX invitations_person ON invitations (organization_id, organization_user_id) WHERE state = 'pending';
CREATE INDEX invitations_sender ON invitations (sender_id);
-- Not unique for the same reason as workspaces_id; the codes are 192 random bits.
CREATE INDEX invitations_code ON invitations (code_hash);

-- Rates and labour costs: the past and what is in force from when. The newest amount stands on the workspace user.
CREATE TABLE rates (
    organization_id bigint NOT NULL,
    id bigint NOT NULL DEFAULT nextval('rate_ids'),
    workspace_id bigint NOT NULL,
    -- NULL for the workspace's own rate.
    workspace_user_id bigint,
    type text NOT NULL CHECK (type IN ('billable_rates', 'labor_costs')),
    -- NULL where the rate was cleared.
    amount numeric(12, 2) CHECK (amount >= 0),
    change_mode text NOT NULL CHECK (change_mode IN ('start-today', 'override-current', 'override-all')),
    starts_at timestamptz NOT NULL,
    ends_at timestamptz CHECK (ends_at >= starts_at),
    creator_id bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, workspace_id) REFERENCES workspaces (organization_id, id) ON DELETE CASCADE,
    FOREIGN KEY (organization_id, workspace_user_id) REFERENCES workspace_users (organization_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX rates_in_force ON rates
    (organization_id, workspace_id, COALESCE(workspace_user_id, 0), type) WHERE ends_at IS NULL;
CREATE INDEX rates_workspace_user ON rates (organization_id, workspace_user_id);

-- What was done, and what is to be told ------------------------------------------------------------------------

CREATE TABLE audit_entries (
    organization_id bigint NOT NULL,
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    happened_at timestamptz NOT NULL DEFAULT now(),
    -- Not foreign keys: the log outlives what it speaks of.
    account_id bigint,
    workspace_id bigint,
    signed_in_by text NOT NULL CHECK (signed_in_by IN ('password', 'token', 'session', 'link', 'service')),
    request_id text,
    action text NOT NULL,
    entity_type text NOT NULL,
    entity_id bigint,
    details jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (organization_id, id)
);
CREATE INDEX audit_entries_time ON audit_entries (organization_id, happened_at, id);

CREATE TABLE outgoing_messages (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organization_id bigint,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    kind text NOT NULL,
    details jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    attempts integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL DEFAULT now(),
    sent_at timestamptz
);
CREATE INDEX outgoing_messages_account ON outgoing_messages (account_id);
CREATE INDEX outgoing_messages_due ON outgoing_messages (next_attempt_at) WHERE sent_at IS NULL;

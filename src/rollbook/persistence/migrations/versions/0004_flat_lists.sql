-- What lists need to cost the same in an organization of any size: names as they are sorted by, in every table that a
-- list pages through; counts that are kept instead of counted; and what tells that an answer is true no more.

-- Names as lists sort by them -----------------------------------------------------------------------------------

ALTER TABLE organization_users
    ADD COLUMN sort_name text COLLATE "C" NOT NULL GENERATED ALWAYS AS (lower(name)) STORED,
    ADD COLUMN state text NOT NULL GENERATED ALWAYS AS (
        CASE WHEN inactive THEN 'inactive' WHEN joined THEN 'active' ELSE 'invited' END) STORED;
DROP INDEX organization_users_sorted;
ALTER TABLE organization_users ADD CONSTRAINT organization_users_sorted UNIQUE (organization_id, sort_name, id);
-- Those who are rare among many.
CREATE INDEX organization_users_not_active ON organization_users (organization_id, state, sort_name, id)
    WHERE state <> 'active';
CREATE INDEX organization_users_administrators ON organization_users (organization_id, sort_name, id)
    WHERE role <> 'member';

-- The name is part of the reference, so a copy that differs cannot be; whoever renames somebody does so in all three
-- tables in one statement. (Citus knows no ON UPDATE CASCADE here.)
ALTER TABLE workspace_users ADD COLUMN sort_name text COLLATE "C";
ALTER TABLE group_users ADD COLUMN sort_name text COLLATE "C";
UPDATE workspace_users wu SET sort_name = ou.sort_name
  FROM organization_users ou WHERE ou.organization_id = wu.organization_id AND ou.id = wu.organization_user_id;
UPDATE group_users gu SET sort_name = ou.sort_name
  FROM organization_users ou WHERE ou.organization_id = gu.organization_id AND ou.id = gu.organization_user_id;
ALTER TABLE workspace_users
    ALTER COLUMN sort_name SET NOT NULL,
    DROP CONSTRAINT workspace_users_organization_id_organization_user_id_fkey,
    ADD CONSTRAINT workspace_users_named FOREIGN KEY (organization_id, sort_name, organization_user_id)
        REFERENCES organization_users (organization_id, sort_name, id) ON DELETE CASCADE;
ALTER TABLE group_users
    ALTER COLUMN sort_name SET NOT NULL,
    DROP CONSTRAINT group_users_organization_id_organization_user_id_fkey,
    ADD CONSTRAINT group_users_named FOREIGN KEY (organization_id, sort_name, organization_user_id)
        REFERENCES organization_users (organization_id, sort_name, id) ON DELETE CASCADE;
CREATE INDEX workspace_users_sorted ON workspace_users (organization_id, workspace_id, sort_name, id)
    INCLUDE (organization_user_id);
CREATE INDEX group_users_sorted ON group_users (organization_id, group_id, sort_name, organization_user_id);

-- How many there are --------------------------------------------------------------------------------------------

CREATE TABLE organization_user_counts (
    organization_id bigint NOT NULL REFERENCES organizations ON DELETE CASCADE,
    state text NOT NULL,
    administrator boolean NOT NULL,
    number bigint NOT NULL CHECK (number >= 0),
    PRIMARY KEY (organization_id, state, administrator)
);
ALTER TABLE workspaces ADD COLUMN user_count bigint NOT NULL DEFAULT 0 CHECK (user_count >= 0);
ALTER TABLE groups ADD COLUMN user_count bigint NOT NULL DEFAULT 0 CHECK (user_count >= 0);

INSERT INTO organization_user_counts
SELECT organization_id, state, role <> 'member', count(*) FROM organization_users GROUP BY 1, 2, 3;
UPDATE workspaces w SET user_count = counted.number
  FROM (SELECT organization_id, workspace_id, count(*) AS number FROM workspace_users GROUP BY 1, 2) counted
 WHERE w.organization_id = counted.organization_id AND w.id = counted.workspace_id;
UPDATE groups g SET user_count = counted.number
  FROM (SELECT organization_id, group_id, count(*) AS number FROM group_users GROUP BY 1, 2) counted
 WHERE g.organization_id = counted.organization_id AND g.id = counted.group_id;

CREATE FUNCTION count_arriving_organization_users() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO organization_user_counts AS counts
    SELECT organization_id, state, role <> 'member', count(*) FROM arriving GROUP BY 1, 2, 3
    ON CONFLICT (organization_id, state, administrator) DO UPDATE SET number = counts.number + EXCLUDED.number;
    RETURN NULL;
END $$;
CREATE FUNCTION count_leaving_organization_users() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE organization_user_counts counts SET number = counts.number - gone.number
      FROM (SELECT organization_id, state, role <> 'member' AS administrator, count(*) AS number
              FROM leaving GROUP BY 1, 2, 3) gone
     WHERE counts.organization_id = gone.organization_id AND counts.state = gone.state
       AND counts.administrator = gone.administrator;
    RETURN NULL;
END $$;
CREATE FUNCTION count_changed_organization_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE organization_user_counts SET number = number - 1
     WHERE organization_id = OLD.organization_id AND state = OLD.state AND administrator = (OLD.role <> 'member');
    INSERT INTO organization_user_counts AS counts VALUES (NEW.organization_id, NEW.state, NEW.role <> 'member', 1)
    ON CONFLICT (organization_id, state, administrator) DO UPDATE SET number = counts.number + 1;
    RETURN NULL;
END $$;
CREATE TRIGGER organization_users_arriving AFTER INSERT ON organization_users REFERENCING NEW TABLE AS arriving
    FOR EACH STATEMENT EXECUTE FUNCTION count_arriving_organization_users();
CREATE TRIGGER organization_users_leaving AFTER DELETE ON organization_users REFERENCING OLD TABLE AS leaving
    FOR EACH STATEMENT EXECUTE FUNCTION count_leaving_organization_users();
CREATE TRIGGER organization_users_changed AFTER UPDATE ON organization_users FOR EACH ROW
    WHEN (OLD.state <> NEW.state OR (OLD.role = 'member') <> (NEW.role = 'member'))
    EXECUTE FUNCTION count_changed_organization_user();

CREATE FUNCTION count_workspace_users() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE workspaces w SET user_count = w.user_count + CASE TG_OP WHEN 'INSERT' THEN moved.number ELSE -moved.number END
      FROM (SELECT organization_id, workspace_id, count(*) AS number FROM moving GROUP BY 1, 2) moved
     WHERE w.organization_id = moved.organization_id AND w.id = moved.workspace_id;
    RETURN NULL;
END $$;
CREATE TRIGGER workspace_users_arriving AFTER INSERT ON workspace_users REFERENCING NEW TABLE AS moving
    FOR EACH STATEMENT EXECUTE FUNCTION count_workspace_users();
CREATE TRIGGER workspace_users_leaving AFTER DELETE ON workspace_users REFERENCING OLD TABLE AS moving
    FOR EACH STATEMENT EXECUTE FUNCTION count_workspace_users();

CREATE FUNCTION count_group_users() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE groups g SET user_count = g.user_count + CASE TG_OP WHEN 'INSERT' THEN moved.number ELSE -moved.number END
      FROM (SELECT organization_id, group_id, count(*) AS number FROM moving GROUP BY 1, 2) moved
     WHERE g.organization_id = moved.organization_id AND g.id = moved.group_id;
    RETURN NULL;
END $$;
CREATE TRIGGER group_users_arriving AFTER INSERT ON group_users REFERENCING NEW TABLE AS moving
    FOR EACH STATEMENT EXECUTE FUNCTION count_group_users();
CREATE TRIGGER group_users_leaving AFTER DELETE ON group_users REFERENCING OLD TABLE AS moving
    FOR EACH STATEMENT EXECUTE FUNCTION count_group_users();

-- That an answer is true no more --------------------------------------------------------------------------------

-- Lists of an organization show a little of what happens outside of it: whether a person is in other organizations
-- too, and the time zone of their account. What changes that raises this version and not the organization's own, whose
-- lock it would have to wait for, and make others wait. The clock keeps it from ever having a value twice, even when
-- the database is brought back from a backup.
CREATE TABLE organization_surroundings (
    organization_id bigint PRIMARY KEY REFERENCES organizations ON DELETE CASCADE,
    version bigint NOT NULL DEFAULT 0
);
INSERT INTO organization_surroundings (organization_id) SELECT id FROM organizations;

CREATE FUNCTION surround_new_organization() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO organization_surroundings (organization_id) VALUES (NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER organizations_surrounded AFTER INSERT ON organizations FOR EACH ROW
    EXECUTE FUNCTION surround_new_organization();

-- Their rows are locked in one order, so that two of these wait for each other instead of deadlocking.
CREATE FUNCTION mark_surroundings(organization_ids bigint[]) RETURNS void LANGUAGE sql AS $$
    UPDATE organization_surroundings s
       SET version = GREATEST(s.version + 1, (EXTRACT(epoch FROM clock_timestamp()) * 1000000)::bigint)
      FROM (SELECT organization_id FROM organization_surroundings
             WHERE organization_id = ANY(organization_ids) ORDER BY organization_id FOR UPDATE) marked
     WHERE s.organization_id = marked.organization_id
$$;
CREATE FUNCTION mark_other_organizations() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    others bigint[];
BEGIN
    -- Somebody who comes into two organizations at once would be seen by neither: the second waits, and sees the first.
    PERFORM FROM accounts WHERE id IN (SELECT account_id FROM moving) ORDER BY id FOR NO KEY UPDATE;
    SELECT array_agg(DISTINCT elsewhere.organization_id) INTO others
      FROM moving JOIN organization_users elsewhere
        ON elsewhere.account_id = moving.account_id AND elsewhere.organization_id <> moving.organization_id;
    IF others IS NOT NULL THEN
        PERFORM mark_surroundings(others);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER organization_users_come_elsewhere AFTER INSERT ON organization_users REFERENCING NEW TABLE AS moving
    FOR EACH STATEMENT EXECUTE FUNCTION mark_other_organizations();
CREATE TRIGGER organization_users_go_elsewhere AFTER DELETE ON organization_users REFERENCING OLD TABLE AS moving
    FOR EACH STATEMENT EXECUTE FUNCTION mark_other_organizations();

CREATE FUNCTION mark_organizations_of_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM mark_surroundings(ARRAY(SELECT organization_id FROM organization_users WHERE account_id = NEW.id));
    RETURN NULL;
END $$;
CREATE TRIGGER accounts_shown_elsewhere AFTER UPDATE ON accounts FOR EACH ROW
    WHEN (OLD.timezone <> NEW.timezone OR OLD.registered_at IS DISTINCT FROM NEW.registered_at)
    EXECUTE FUNCTION mark_organizations_of_account();

"""Everything that the database holds of a person, and its end."""

import json
from dataclasses import dataclass
from typing import Any, TypeAlias

from rollbook.persistence.database import Connection, Queries, Row

# Secrets are told of, and not told: hashes, nonces and sealed answers stay where they are.
_EXPORT = """
SELECT jsonb_build_object(
    'account', (
        SELECT to_jsonb(a) || jsonb_build_object(
                   'password_changed_at', (SELECT changed_at FROM account_passwords p WHERE p.account_id = a.id),
                   'api_token_made_at', (SELECT created_at FROM account_tokens t WHERE t.account_id = a.id))
          FROM accounts a WHERE a.id = $1),
    'picture', (SELECT jsonb_build_object('made_at', created_at, 'png_or_jpeg_base64', encode(content, 'base64'))
                  FROM avatars WHERE account_id = $1),
    'sessions', (SELECT COALESCE(jsonb_agg(to_jsonb(s) - 'session_hash' - 'account_id' ORDER BY s.id), '[]')
                   FROM sessions s WHERE s.account_id = $1),
    'named_tokens', (SELECT COALESCE(jsonb_agg(to_jsonb(t) - 'token_hash' - 'account_id' ORDER BY t.id), '[]')
                       FROM named_tokens t WHERE t.account_id = $1),
    'sign_in_places', (SELECT COALESCE(jsonb_agg(first_seen_at ORDER BY first_seen_at), '[]')
                         FROM sign_in_places WHERE account_id = $1),
    'sign_in_addresses_used_at', (SELECT COALESCE(jsonb_agg(used_at ORDER BY used_at), '[]')
                                    FROM sign_in_addresses WHERE account_id = $1),
    'reset_link', (SELECT to_jsonb(r) - 'code_hash' - 'account_id' FROM password_resets r WHERE r.account_id = $1),
    'organizations', (
        SELECT COALESCE(jsonb_agg(
                   to_jsonb(ou) - 'sort_name' || jsonb_build_object(
                       'organization_name', o.name,
                       'groups', (SELECT COALESCE(jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name)
                                                            ORDER BY g.id), '[]')
                                    FROM group_users gu
                                    JOIN groups g ON g.organization_id = gu.organization_id AND g.id = gu.group_id
                                   WHERE gu.organization_id = ou.organization_id AND gu.organization_user_id = ou.id),
                       'workspaces', (SELECT COALESCE(jsonb_agg(to_jsonb(wu) - 'sort_name'
                                                                || jsonb_build_object('workspace_name', w.name)
                                                                ORDER BY wu.id), '[]')
                                        FROM workspace_users wu
                                        JOIN workspaces w ON w.organization_id = wu.organization_id
                                                         AND w.id = wu.workspace_id
                                       WHERE wu.organization_id = ou.organization_id
                                         AND wu.organization_user_id = ou.id),
                       'rates', (SELECT COALESCE(jsonb_agg(to_jsonb(r) ORDER BY r.id), '[]')
                                   FROM rates r
                                   JOIN workspace_users wu ON wu.organization_id = r.organization_id
                                                          AND wu.id = r.workspace_user_id
                                  WHERE wu.organization_id = ou.organization_id
                                    AND wu.organization_user_id = ou.id))
                   ORDER BY ou.organization_id), '[]')
          FROM organization_users ou JOIN organizations o ON o.id = ou.organization_id
         WHERE ou.account_id = $1),
    'invitations_received', (
        SELECT COALESCE(jsonb_agg(to_jsonb(i) - 'code_hash' ORDER BY i.id), '[]')
          FROM invitations i WHERE (i.organization_id, i.id) IN (SELECT * FROM unnest($4::bigint[], $5::bigint[]))),
    'invitations_sent', (
        -- To whom is somebody else's.
        SELECT COALESCE(jsonb_agg(to_jsonb(i) - 'code_hash' - 'email' ORDER BY i.id), '[]')
          FROM invitations i WHERE i.sender_id = $1),
    'ownership_transfers', (
        SELECT COALESCE(jsonb_agg(to_jsonb(t) ORDER BY t.id), '[]')
          FROM ownership_transfers t WHERE $1 IN (t.requester_id, t.current_owner_id, t.new_owner_id)),
    'mails', (SELECT COALESCE(jsonb_agg(to_jsonb(m) ORDER BY m.created_at, m.id), '[]')
                FROM outgoing_messages m WHERE m.account_id = $1),
    'audit_entries', (
        SELECT COALESCE(jsonb_agg(to_jsonb(e) ORDER BY e.happened_at, e.id), '[]')
          FROM audit_entries e
         WHERE e.account_id = $1 OR (e.entity_type = 'account' AND e.entity_id = $1)
            OR (e.entity_type = 'organization_user'
                AND (e.organization_id, e.entity_id) IN (SELECT * FROM unnest($2::bigint[], $3::bigint[])))
            OR (e.entity_type = 'invitation'
                AND (e.organization_id, e.entity_id) IN (SELECT * FROM unnest($4::bigint[], $5::bigint[])))))::text"""


async def export(connection: Connection, account_id: int) -> dict[str, Any]:  # Any: JSON.
    """All of it, as the tables have it: columns are keys, times are RFC 3339, amounts are numbers."""
    found = await traces(connection, account_id)
    text: str = await connection.fetchval(_EXPORT, account_id, *found.places, *found.invitations)
    exported: dict[str, Any] = json.loads(text)
    return exported


# Organizations, and the numbers of things in them.
Numbers: TypeAlias = tuple[list[int], list[int]]


@dataclass(frozen=True, slots=True)
class Traces:
    """By what a person is found where no account stands: their places, of then, too, and the invitations to them."""

    places: Numbers
    invitations: Numbers


_PLACES = """
    SELECT organization_id, id FROM organization_users WHERE account_id = $1
     UNION
    SELECT organization_id, entity_id FROM audit_entries
     WHERE entity_type = 'organization_user' AND $1::text IN ("before" ->> 'user_id', "after" ->> 'user_id')"""
# In lower case.
_ADDRESSES = """
    SELECT array_agg(DISTINCT lower(address))
      FROM (SELECT email AS address FROM accounts WHERE id = $1
             UNION SELECT email FROM organization_users WHERE account_id = $1
             UNION SELECT unnest(ARRAY["before" ->> 'email', "after" ->> 'email']) FROM audit_entries
             WHERE (entity_type = 'account' AND entity_id = $1)
                OR (entity_type = 'organization_user'
                    AND (organization_id, entity_id) IN (SELECT * FROM unnest($2::bigint[], $3::bigint[])))) AS known
     WHERE address IS NOT NULL"""
# An address that the person had before may be somebody else's by now, and with it what was sent there.
_INVITATIONS = """
    SELECT i.organization_id, i.id FROM invitations i
     WHERE (i.organization_id, i.organization_user_id) IN (SELECT * FROM unnest($2::bigint[], $3::bigint[]))
        OR (lower(i.email) = ANY($4::text[])
            AND NOT EXISTS (SELECT FROM accounts a WHERE lower(a.email) = lower(i.email) AND a.id <> $1))"""
_STANDS = """
    SELECT o.id AS organization_id, o.name, ou.role = 'owner' AS owns, ou.paying AS pays, ou.joined, ou.inactive,
           (SELECT sum(number)::bigint FROM organization_user_counts c WHERE c.organization_id = o.id) AS people
      FROM organization_users ou JOIN organizations o ON o.id = ou.organization_id
     WHERE ou.account_id = $1 ORDER BY o.id"""


async def stands(queries: Queries, account_id: int) -> list[Row]:
    """The organizations that the person is in or invited to.

    Each with organization_id, name, owns, pays, joined, inactive, and how many people.
    """
    return await queries.fetch(_STANDS, account_id)


async def traces(connection: Connection, account_id: int) -> Traces:
    """Where a person stands and stood."""
    rows = await connection.fetch(_PLACES, account_id)
    places = [row["organization_id"] for row in rows], [row["id"] for row in rows]
    addresses = await connection.fetchval(_ADDRESSES, account_id, *places)
    rows = await connection.fetch(_INVITATIONS, account_id, *places, addresses or [])
    return Traces(places, ([row["organization_id"] for row in rows], [row["id"] for row in rows]))


async def pseudonymize(connection: Connection, account_id: int, found: Traces, *, name: str, email: str) -> int:
    """Puts a pseudonym in the place of somebody whose account is gone; returns in how many entries of audit logs.

    The connection is that of the owner of the tables.
    """
    await connection.execute(
        """
        UPDATE invitations SET email = $1
         WHERE (organization_id, id) IN (SELECT * FROM unnest($2::bigint[], $3::bigint[]))""",
        email,
        *found.invitations,
    )
    changed: int = await connection.fetchval(
        "SELECT erase_from_audit_entries($1, $2, $3, $4, $5, $6)",
        account_id,
        *found.places,
        *found.invitations,
        json.dumps({"name": name, "email": email}),
    )
    return changed

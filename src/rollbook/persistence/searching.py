"""Looking for people of an organization by a part of their name or e-mail address."""

import re

from rollbook.persistence.conditions import Conditions

# As the index has it. The line break keeps what ends a name and begins an address from being found as one.
_TEXT = "(lower(ou.name) || E'\\n' || lower(ou.email))"
# Three letters in a row, or two that end a word, or one that begins it. Of ASCII alone: what other letters are to the
# index is the database's affair, and to the embedded one they are none.
_TRIGRAM = re.compile(r"[A-Za-z0-9]{3}|[A-Za-z0-9]{2}[ -/:-@[-`{-~\n]|[ -/:-@[-`{-~\n][A-Za-z0-9]")

# Where one organization has most of all people, asking the search index for the organization, too, costs more than it
# saves: it unpacks the list of them all. Which of the two it is, the statement finds out by itself, as its plan is made
# once for all; of the other half nothing is read. (No index knows organization_id + 0.) It finds that out once: the
# statistics change in the middle of a snapshot, and everybody would be found twice, or nobody.
_BY_INDEX = """(
    WITH here AS MATERIALIZED (
        SELECT COALESCE(sum(number) > 50000 AND sum(number) * 4 > (
                   SELECT reltuples FROM pg_class WHERE oid = 'organization_users'::regclass), false) AS are_most
          FROM organization_user_counts WHERE organization_id = $1)
    SELECT * FROM organization_users WHERE organization_id = $1 AND NOT (SELECT are_most FROM here)
    UNION ALL
    SELECT * FROM organization_users WHERE organization_id + 0 = $1 AND (SELECT are_most FROM here)) ou"""


def by_index(text: str) -> bool:
    """Whether the text has a trigram for sure: for one without, the search index would be read from end to end."""
    return _TRIGRAM.search(text) is not None


def people(text: str | None) -> tuple[str, str]:
    """Among whom of the organization $1 to look for the text: a FROM clause with ``ou``, and its first condition."""
    if text and by_index(text):
        return _BY_INDEX, "true"
    return "organization_users ou", "ou.organization_id = $1"


def has_text(conditions: Conditions, text: str) -> str:
    """The condition that the name or e-mail address of ``ou`` contains ``text``, without regard to case."""
    if by_index(text):
        found = f"{{}} LIKE lower({conditions.value(literal_pattern(text))})"
    else:
        found = f"strpos({{}}, lower({conditions.value(_findable(text))})) > 0"
    condition = found.format(_TEXT)
    if "\n" in _findable(text):
        # The one that is between the two must not be found itself.
        condition += f" AND ({found.format('lower(ou.name)')} OR {found.format('lower(ou.email)')})"
    return condition


def literal_pattern(text: str) -> str:
    """What LIKE finds values by that contain the text, in which nothing stands for something else.

    The database has to put both into lower case: Python's differs, by the last sigma of a Greek word for one.
    """
    return "%" + _findable(text).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def _findable(text: str) -> str:
    # A NUL stands in no name, and the database takes none.
    return text.replace("\0", "\n\n")

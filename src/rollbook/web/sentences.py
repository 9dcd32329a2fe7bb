"""What an entry of the audit log says, as a sentence that a person understands.

``sentence`` makes one of an entry, ``sentence_of_many`` one of entries that are alike; ``how`` says how somebody had
signed in. Names are those that ``services.audit_logs.names_in_audit_logs`` has found.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from markupsafe import Markup

from rollbook.domain.audit_references import Entry, NameKind, Names, moved
from rollbook.web.telling import Told, listed, name, value_text

# What was done; None where there is nothing to say of it.
Phrase: TypeAlias = Callable[[Told], Markup | None]

_SOURCES = {
    "password": "with their password",
    "token": "with an API token",
    "session": "in a browser",
    "link": "by a link or at sign-up",
    "job": "by the service itself",
}
_ROLES = {
    "admin": ("an admin", "admins"),
    "projectlead": ("a project lead", "project leads"),
    "teamlead": ("a team lead", "team leads"),
    "user": ("a user", "users"),
}
_OUTCOMES = {
    "accepted": "The ownership of the organization went over, as was asked",
    "rejected": "The handing over of the ownership was refused",
    "cancelled": "The handing over of the ownership was called off",
    "expired": "The handing over of the ownership ran out without an answer",
}


def sentence(entry: Entry, names: Names) -> Markup:
    """Who did what, in the past tense and without a full stop; names are set apart by ``<bdi>``."""
    return _sentence(Told(entry, names))


def sentence_of_many(
    entry: Entry, names: Names, *, things: int, came: int = 0, went: int = 0, actors: int = 1, is_whole: bool = True
) -> Markup:
    """The same of entries that are all like this one, about so many things, by so many people each for themselves.

    Where they are all about one thing, ``came`` and ``went`` are how many people came into it and went, in all.
    Where there are more entries than were looked at (not ``is_whole``), it says that the numbers are the least.
    """
    return _sentence(Told(entry, names, things, came, went, actors, is_whole))


def how(source: str) -> str:
    """How somebody had signed in who did something."""
    return _SOURCES.get(source, source)


def texts(entry: Entry, names: Names) -> Sequence[tuple[str, str, str]]:
    """Each field that the entry keeps: what it is called, how it was, how it is."""
    fields = sorted({*entry["before"], *entry["after"]})
    return [
        (field.replace("_", " "), *(_text(field, entry[side], names) for side in ("before", "after")))
        for field in fields
    ]


def _text(field: str, kept: Mapping[str, Any], names: Names) -> str:  # Any: JSON.
    return value_text(field, kept[field], names) if field in kept else ""


def _sentence(told: Told) -> Markup:
    entry = told.entry
    if entry["entity_type"] == "ownership_transfer" and entry["action"] == "update":
        return _of_transfer(told)
    phrase = _PHRASES.get((entry["entity_type"], entry["action"]))
    done = _updates(told) if phrase is None else [phrase(told)]
    parts = [part for part in done if part is not None]
    return Markup("{} {}").format(told.who, listed(parts or [_unknown(told)]))


def _unknown(told: Told) -> Markup:
    action = told.entry["action"]
    return told.say("changed {it}") if action == "update" else told.say("changed {it} ({})", action)


def _of_transfer(told: Told) -> Markup:
    outcome, side = told.after.get("outcome"), told.after.get("side")
    if outcome is None:
        text = "agreed to become the owner" if side == "new_owner" else "agreed to hand over the ownership"
        return Markup("{} {}").format(told.who, text)
    by = Markup("") if told.entry["user_id"] is None else Markup(" (by {})").format(told.who)
    return Markup("{}{}").format(_OUTCOMES.get(str(outcome), outcome), by)


def _updates(told: Told) -> list[Markup | None]:
    """What was done to each of the fields, in the order in which they are known here."""
    fields = _FIELDS.get(told.entry["entity_type"], {})
    done: list[Markup | None] = []
    for field, phrase in fields.items():
        if field in told.after or field in told.before:
            done.append(phrase(told.then(bool(done))))
    if {*told.before, *told.after} - fields.keys() - _SILENT:
        done.append(_settings(told.then(bool(done))))
    return done


# Said with the field that they belong to.
_SILENT = frozenset(
    {"rate_change_mode", "labor_cost_change_mode", "user_id", "level", "level_id", "type", "mode", "start"}
)


def _settings(told: Told) -> Markup | None:
    return told.say("changed {}", "the settings of their account" if told.is_own else told.of("settings"))


def _says(text: str, own: str = "") -> Phrase:
    """That text, or the other one where somebody does it to their own account."""
    return lambda told: told.say(own if own and told.is_own else text)


def _renamed(told: Told) -> Markup:
    new = told.after.get("name")
    if told.is_own:
        return told.say("changed their names") if told.many else told.say("changed their name to {}", name(new))
    return told.say("renamed {it}") if told.many else told.say("renamed {it} to {}", name(new))


def _address(told: Told) -> Markup:
    new = name(told.after.get("email"))
    if told.is_own:
        return told.say("changed their addresses") if told.many else told.say("changed their address to {}", new)
    return (
        told.say("changed {}", told.of("addresses"))
        if told.many
        else told.say("changed {} to {}", told.of("address"), new)
    )


def _organization_role(told: Told) -> Markup:
    if told.after.get("role") == "admin":
        return told.say("made {it} {}", "admins of the organization" if told.many else "an admin of the organization")
    return told.say(
        "made {it} {}", "members, and no longer admins" if told.many else "a member, and no longer an admin"
    )


def _activity(told: Told) -> Markup:
    return told.say("deactivated {it}{where}" if told.after.get("inactive") else "reactivated {it}{where}")


def _moved(kind: NameKind, field: str) -> Phrase:
    """Into and out of which groups or workspaces somebody was put, or as what they are there now."""

    def phrase(told: Told) -> Markup:
        came, went = moved(told.entry, field)
        if told.many or not (came or went):
            return told.say("changed {}", told.of(field))
        parts = [told.say("added {it} to {}", told.named(kind, came))] if came else []
        if went:
            parts.append(told.then(bool(came)).say("took {it} out of {}", told.named(kind, went)))
        return Markup(" and ").join(parts)

    return phrase


def _people_of_group(told: Told) -> Markup:
    came, went = moved(told.entry, "users")
    if told.many:
        return told.say("changed {}", told.of("people"))
    parts = [told.say("added {} to {it}", told.people(came, told.came))] if told.came or came else []
    if told.went or went:
        parts.append(told.then(bool(parts)).say("took {} out of {it}", told.people(went, told.went)))
    return Markup(" and ").join(parts)


def _with_people(text: str) -> Phrase:
    """That text, with whom the group has or had in it."""

    def phrase(told: Told) -> Markup:
        numbers = [] if told.many else [*moved(told.entry, "users")[0], *moved(told.entry, "users")[1]]
        return told.say(text + " ({})", told.people(numbers)) if numbers else told.say(text)

    return phrase


def _admins(told: Told) -> Markup:
    came, went = moved(told.entry, "admins")
    if told.many or not (came or went):
        return told.say("changed {}", told.of("admins"))
    parts = [told.say("let {} administer {it}", told.people(came))] if came else []
    if went:
        text = "let {} administer {it} no longer"
        parts.append(told.then(bool(came)).say(text, told.people(went)))
    return Markup(" and ").join(parts)


def _place_role(told: Told) -> Markup:
    one, many = _ROLES.get(str(told.after.get("role")), ("something else", "something else"))
    return told.say("made {it} {}{where}", many if told.many else one)


def _amount(what: str, field: str) -> Phrase:
    def phrase(told: Told) -> Markup | None:
        amount = told.after.get(field)
        if told.many:
            return told.say("changed {}{where}", told.of(what))
        if amount is None:
            return told.say("took {}{where} away", told.of(what))
        return told.say("set {}{where} to {}", told.of(what), amount)

    return phrase


def _rate(told: Told) -> Markup:
    what = "labor cost" if told.after.get("type") == "labor_costs" else "hourly rate"
    if told.many:
        return told.say("changed {}s{where}", what)
    amount, since = told.after.get("amount"), str(told.after.get("start") or "")[:10]
    if amount is None:
        return told.say("took the {} of {} away", what, told.rated)
    return told.say("set the {} of {} to {}{}", what, told.rated, amount, f" from {since} on" if since else "")


def _hours(told: Told) -> Markup:
    minutes = told.after.get("working_hours_in_minutes")
    if told.many or not isinstance(minutes, int):
        return told.say("changed {}{where}", told.of("working hours"))
    hours = f"{minutes / 60:.2f}".rstrip("0").rstrip(".")
    return told.say("set {}{where} to {} a day", told.of("working hours"), hours)


def _may(field: str, what: str) -> Phrase:
    def phrase(told: Told) -> Markup:
        text = "let {it} see and change {}{where}" if told.after.get(field) else "let {it} see {} no longer{where}"
        return told.say(text, what)

    return phrase


def _picture(told: Told) -> Markup:
    return told.say("took their picture away" if told.after.get("avatar") is None else "chose another picture")


def _person_in(field: str, text: str) -> Phrase:
    """That text with the person whose account the field holds."""
    return lambda told: told.say(text, told.person(told.after.get(field)))


def _invited(told: Told) -> Markup:
    workspaces, groups = ([] if told.many else moved(told.entry, field)[0] for field in ("workspaces", "groups"))
    into = [told.named("workspace", workspaces)] if workspaces else []
    if groups:
        into.append(told.say("the group {}" if len(groups) == 1 else "{}", told.named("group", groups)))
    return told.say("invited {it} to {}", listed(into)) if into else told.say("invited {it}")


def _of_link(told: Told) -> Markup:
    if told.entry["user_id"] is None:
        return told.say("asked for a link to set a new password for {it}")
    return told.say(
        "asked for a link to set a new password" if told.is_own else "made a link for {it} to set a new password"
    )


# What is done to fields, in the order in which it is said.
_FIELDS: Mapping[str, Mapping[str, Phrase]] = {
    "organization_user": {
        "name": _renamed,
        "email": _address,
        "role": _organization_role,
        "inactive": _activity,
        "groups": _moved("group", "groups"),
        "workspaces": _moved("workspace", "workspaces"),
    },
    "workspace_user": {
        "role": _place_role,
        "inactive": _activity,
        "rate": _amount("hourly rate", "rate"),
        "labor_cost": _amount("labor cost", "labor_cost"),
        "working_hours_in_minutes": _hours,
        "view_edit_billable_rates": _may("view_edit_billable_rates", "rates"),
        "view_edit_labor_costs": _may("view_edit_labor_costs", "labor costs"),
    },
    "group": {"name": _renamed, "users": _people_of_group, "workspaces": _moved("workspace", "workspaces")},
    "workspace": {
        "name": _renamed,
        "admins": _admins,
        "default_hourly_rate": _amount("hourly rate", "default_hourly_rate"),
    },
    "organization": {
        "name": _renamed,
        "owner": _person_in("owner", "made {} the owner of {it}"),
        "paying_user": _person_in("paying_user", "let {} pay for {it}"),
    },
    "account": {
        "name": _renamed,
        "email": _address,
        "password_changed": _says("set a new password for {it}", "set a new password"),
        "token_changed": _says("made another API token for {it}", "made themselves another API token"),
        "avatar": _picture,
        "preferences": _says("changed the preferences of {it}", "chose other preferences"),
        "default_workspace_changed": _says("chose a default workspace for {it}", "chose another default workspace"),
    },
    "rate": {"amount": _rate},
}

_PHRASES: Mapping[tuple[str, str], Phrase] = {
    ("organization", "create"): lambda told: told.say("made the organization {}", name(told.after.get("name"))),
    ("organization_user", "delete"): _says("removed {it} from the organization"),
    ("organization_user", "leave"): _says("left the organization"),
    ("invitation", "create"): _invited,
    ("invitation", "resend"): _says("sent the invitation of {it} again"),
    ("invitation", "accept"): _says("joined the organization"),
    ("invitation", "reject"): _says("declined to join the organization"),
    ("invitation", "withdraw"): _says("withdrew the invitation of {it}"),
    ("group", "create"): _with_people("made {it}"),
    ("group", "delete"): _with_people("deleted {it}"),
    ("workspace", "create"): _says("made {it}"),
    ("workspace_user", "create"): _says("added {it} to {workspace}"),
    ("workspace_user", "delete"): _says("took {it} out of {workspace}"),
    ("account", "create"): _says("made an account for {it}", "signed up"),
    ("account", "close"): _says("closed the account of {it}", "closed their account"),
    ("account", "erase"): _says("erased what was kept of {it}"),
    ("account", "request_password_reset"): _of_link,
    ("session", "create"): _says("signed in"),
    ("session", "delete"): _says("signed out"),
    ("ownership_transfer", "create"): _person_in("new_owner_id", "asked that {} becomes the owner"),
}

"""Pages as a browser without script sees them: a cookie, forms, and where they lead."""

from __future__ import annotations

import html
import re
from urllib.parse import urlencode, urlsplit

from support.http import Answer, Http
from support.world import PASSWORD, Person

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Browser:
    """A visitor with their cookie; pages are named by their path."""

    def __init__(self, http: Http) -> None:
        self.http = http
        self.cookie = ""

    def get(self, path: str, **headers: str) -> Answer:
        return self._sent("GET", path, None, headers)

    def post(self, path: str, fields: dict[str, object] | None = None, **headers: str) -> Answer:
        """Sends a form as the page would: with the token of the session."""
        token = {"form_token": self.token()} if self.cookie else {}
        return self.post_as_it_is(path, token | (fields or {}), **headers)

    def post_as_it_is(self, path: str, fields: dict[str, object], **headers: str) -> Answer:
        return self._sent("POST", path, urlencode(fields, doseq=True).encode(), FORM | headers)

    def sign_in(self, person: Person, password: str = PASSWORD) -> Answer:
        return self.post_as_it_is("/sign-in", {"email": person.email, "password": password})

    def token(self) -> str:
        """The token of this session's forms."""
        found = re.search(r'name="form_token" value="([0-9a-f]{32})"', self.get("/organizations/new").text)
        assert found is not None
        return found[1]

    def _sent(self, method: str, path: str, content: bytes | None, headers: dict[str, str]) -> Answer:
        sent = headers | ({"Cookie": self.cookie} if self.cookie else {})
        answer = self.http(method, f"/{path}", raw=content, headers=sent)
        if (given := answer.headers.get("set-cookie")) is not None:
            name, _, value = given.partition(";")[0].partition("=")
            self.cookie = f"{name}={value}" if value.strip('"') else ""
        return answer


def signed_in(http: Http, person: Person) -> Browser:
    """A browser in which that person has signed in."""
    browser = Browser(http)
    answer = browser.sign_in(person)
    assert answer.status == 303, answer.text
    return browser


def shown_token(answer: Answer, of: str) -> str:
    """The token that stands in the page, in the field of that name."""
    (token,) = re.findall(rf'<input id="{of}" value="([^"]{{32}})"', answer.text)
    return str(token)


def named_token(browser: Browser, name: str = "Roster", last_day: str = "") -> str:
    """A token that the visitor has made by the page for it."""
    answer = browser.post("/account/tokens", {"name": name, "last_day": last_day})
    assert answer.status == 200, words(answer)
    return shown_token(answer, "made")


def leads_to(answer: Answer) -> str:
    """The path, and query, that the answer leads to."""
    assert answer.status == 303, (answer.status, answer.text)
    parts = urlsplit(answer.headers["location"])
    assert not parts.netloc
    return parts.path + (f"?{parts.query}" if parts.query else "")


def words(answer: Answer) -> str:
    """The text of the page, as somebody reads it."""
    without_tags = re.sub(r"<[^>]+>", " ", answer.text)
    return " ".join(html.unescape(without_tags).split())

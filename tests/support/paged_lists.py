"""A list of a service, as a transport for the clients under test."""

import json
import time
from urllib.parse import parse_qs, urlsplit

from toggl.transport import Answer


class Lists:
    """Answers with pages of rows that have a number each, and remembers which pages were asked for."""

    def __init__(self, rows):
        self.rows = list(rows)
        self.tells = True
        self.faults = {}
        self.asked = []
        self.urls = []

    def __call__(self, request):
        query = {name: values[0] for name, values in parse_qs(urlsplit(request.url).query).items()}
        page = query.get("page") or query["page_number"]
        size = query.get("per_page") or query["page_size"]
        self.urls.append(request.url)
        self.asked.append((page, size))
        if page in self.faults:
            return self.faults[page]
        begin = (int(page) - 1) * int(size)
        found = [{"id": number} for number in self.rows[begin : begin + int(size)]]
        pages = -(-len(self.rows) // int(size))
        headers = {"X-Pages": str(pages), "X-Records": str(len(self.rows))} if self.tells else {}
        return Answer(200, json.dumps(found).encode(), {"Content-Type": "application/json", **headers})

    def wait_for(self, pages):
        """Wait until so many pages have been asked for; TimeoutError after five seconds."""
        until = time.monotonic() + 5
        while len(self.asked) < pages:
            if time.monotonic() > until:
                raise TimeoutError(f"Only {len(self.asked)} pages were asked for")
            time.sleep(0.01)

"""A program for the tests: the real application and server, that wait for nobody."""

from __future__ import annotations

import sys
from functools import partial

from rollbook.api.app import create_app
from rollbook.domain.quotas import Limits
from rollbook.persistence.database import Database
from rollbook.process import listening, logs, server
from rollbook.services.installation import Installation

HEAD, SILENCE, BODY = 1.0, 2.0, 1.0  # Seconds.


def load(database_url: str) -> server.Application:
    logs.configure("json", "info")
    installation = Installation(
        database=Database(database_url, pool_size=4),
        secret_key=b"k" * 32,
        public_url="http://localhost",
        lost_password_links="answer",
        audit_log_days=365,
        max_workspaces=20,
        limits=Limits(0, 0),
    )
    return create_app(installation, bodies_within=BODY)


def main() -> int:
    with listening.reserve("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        return server.run(
            partial(load, sys.argv[1]),
            listener=listener,
            workers=1,
            encryption=None,
            when_ready=partial(print, port, flush=True),
            patience=server.Patience(head=HEAD, silence=SILENCE),
        )


if __name__ == "__main__":
    sys.exit(main())

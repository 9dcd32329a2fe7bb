"""Serves any ASGI application with the settings that the service itself has: `python -m benchmarks.serving FILE`."""

from __future__ import annotations

import pickle
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import cores
from benchmarks.processes import Processes
from benchmarks.services import Service, started
from rollbook.process import server
from rollbook.process.listening import reserve
from rollbook.process.server import Application


@contextmanager
def serving(load: Callable[[], Application]) -> Iterator[Service]:
    """The application that `load`, which must be picklable, makes in one worker, on the service's core."""
    with tempfile.TemporaryDirectory(prefix="rollbook-bench-") as name:
        folder = Path(name)
        (folder / "load").write_bytes(pickle.dumps(load))
        command = [sys.executable, "-m", "benchmarks.serving", str(folder / "load")]
        with started(command, folder / "log", core=cores.SERVICE) as (process, line):
            yield Service(line.strip(), Processes(process.pid))


def main() -> None:
    """Serves until told to stop."""
    load: Callable[[], Application] = pickle.loads(Path(sys.argv[1]).read_bytes())
    with reserve("127.0.0.1", 0) as listener:
        url = f"http://localhost:{listener.getsockname()[1]}"
        status = server.run(
            load, listener=listener, workers=1, encryption=None, when_ready=lambda: print(url, flush=True)
        )
    raise SystemExit(status)


if __name__ == "__main__":
    main()

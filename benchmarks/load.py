"""Load by wrk: sixteen connections that each send the next request as soon as the last one is answered."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field

from benchmarks import cores
from benchmarks.processes import Processes

CONNECTIONS = 16
TIMEOUT = 20  # Seconds.

# wrk's own report rounds, and has no line for what went well.
_COUNTS = """
done = function(summary)
  local errors = summary.errors
  io.write(string.format("counted %d %d %d %d\\n", summary.requests, summary.duration,
    errors.connect + errors.read + errors.write + errors.timeout, errors.status))
end
"""


@dataclass(frozen=True)
class Target:
    """What the load asks for; with a script of Lua, whatever that says."""

    url: str
    headers: dict[str, str] = field(default_factory=dict)
    script: str = ""
    connections: int = CONNECTIONS
    # Requests of the script that make one unit of what is counted, such as a read and the write after it.
    requests_a_unit: int = 1


@dataclass(frozen=True)
class Sample:
    """What one round of load has shown."""

    rate: float  # A second.
    service_ms: float
    database_ms: float


def check() -> None:
    """Ends the program with one line where wrk is missing."""
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is not installed; on Debian and Ubuntu: apt-get install wrk")


def sample(target: Target, service: Processes, database: Processes, *, seconds: int) -> Sample:
    """What the target answers in so many seconds, and what that costs; ends the program on any failed request."""
    before = service.seconds(), database.seconds()
    requests, elapsed = _run(target, seconds)
    after = service.seconds(), database.seconds()
    units = requests / target.requests_a_unit
    service_ms, database_ms = (1000 * (end - begin) / units for begin, end in zip(before, after, strict=True))
    return Sample(units / elapsed, service_ms, database_ms)


def _run(target: Target, seconds: int) -> tuple[int, float]:
    with tempfile.NamedTemporaryFile("w", suffix=".lua", prefix="rollbook-bench-") as script:
        script.write(target.script + _COUNTS)
        script.flush()
        command = ["wrk", "-t1", f"-c{target.connections}", f"-d{seconds}s", f"--timeout={TIMEOUT}s", "-s", script.name]
        command += [part for name, value in target.headers.items() for part in ("-H", f"{name}: {value}")]
        with cores.on(cores.EVERYTHING_ELSE):
            done = subprocess.run([*command, target.url], capture_output=True, text=True, check=False)
    return _counted(target, done)


def _counted(target: Target, done: subprocess.CompletedProcess[str]) -> tuple[int, float]:
    line = next((line for line in done.stdout.splitlines() if line.startswith("counted ")), None)
    if done.returncode != 0 or line is None:
        raise SystemExit(f"wrk failed at {target.url}: {done.stderr.strip() or done.stdout.strip()}")
    requests, microseconds, broken, refused = (int(number) for number in line.split()[1:])
    if broken or refused or not requests:
        raise SystemExit(
            f"{target.url}: of {requests} requests {refused} were answered with an error, {broken} failed on the way"
        )
    return requests, microseconds / 1_000_000

"""`python -m toggl.testing.keeper COMMAND...`: runs a command until whoever started this is gone, however it ended.

That is seen by the end of the standard input. The command's output is that of this program.
"""

import os
import subprocess
import sys
import threading

STOPS_WITHIN = 15  # Seconds.


def main(command: list[str]) -> None:
    """Run the command, and end it when the standard input ends."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 - The command is that of our caller.
    threading.Thread(target=_follow, args=(process,), daemon=True).start()
    sys.stdin.buffer.read()
    process.terminate()
    try:
        process.wait(STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()


def _follow(process: subprocess.Popen[bytes]) -> None:
    """Do not outlive the command."""
    # Not sys.exit, which ends this thread alone.
    os._exit(abs(process.wait()))


if __name__ == "__main__":
    main(sys.argv[1:])

"""`python -m rollbook` is the same as `rollbook`."""

from __future__ import annotations

import sys

try:
    from rollbook.cli.main import main
except ModuleNotFoundError as missing:
    # The client is installed alone.
    sys.exit(f"rollbook: {missing.name} is missing; the service is installed by: pip install 'rollbook[server]'")

if __name__ == "__main__":
    main()

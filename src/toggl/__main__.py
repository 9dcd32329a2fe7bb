"""`python -m toggl`: the same as `toggl-members`."""

from toggl.cli import main

main()

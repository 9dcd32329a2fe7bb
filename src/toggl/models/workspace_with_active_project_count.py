"""A workspace, with the number of its projects."""

from toggl.models.workspace_workspace import WorkspaceWorkspace


class WorkspaceWithActiveProjectCount(WorkspaceWorkspace):
    """A workspace, with the number of its projects."""

"""The number of a workspace user stays while they are in, whichever way, also through one request that changes it."""


class Test_put_organization_users:
    def test_going_from_a_group_to_direct_in_one_request_keeps_the_number(self, world):
        before = world.workspace_users()[world.indirect.user_id]
        changes = {"groups": [], "workspaces": [{"workspace_id": world.workspace_id}]}

        world.http.ok(
            "PUT",
            f"/organizations/{world.organization_id}/users/{world.indirect.organization_user_id}",
            changes,
            as_=world.owner,
        )

        after = world.workspace_users()[world.indirect.user_id]
        assert (before["is_direct"], after["is_direct"]) == (False, True)
        assert after["id"] == before["id"]


class Test_patch_organization_group:
    def test_going_out_and_in_again_in_one_request_keeps_the_number(self, world):
        before = world.workspace_users()[world.indirect.user_id]
        patches = [
            {"op": operation, "path": "/users", "value": [world.indirect.user_id]} for operation in ("remove", "add")
        ]

        world.http.ok(
            "PATCH", f"/organizations/{world.organization_id}/groups/{world.group_id}", patches, as_=world.owner
        )

        assert world.workspace_users()[world.indirect.user_id]["id"] == before["id"]

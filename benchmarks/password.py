"""The hot page for who signs in with e-mail and password each time, beside the same by token."""

from __future__ import annotations

from benchmarks.figures import Figure, at_most
from benchmarks.rounds import Run, side


def figures(run: Run) -> list[Figure]:
    """Requests a second; what is compared is the processor time of the service."""
    organization, service = run.installation.usual, run.installation.hot
    path = f"/organizations/{organization.id}/users"
    samples = run.load(
        {
            "password": side(service, path, organization.signed_in_by_password),
            "token": side(service, path, organization.signed_in),
        }
    )
    ours, token = samples["password"], samples["token"]
    return [
        Figure(
            name="organization users by e-mail and password",
            value=ours.rate,
            unit="/s",
            other=token.rate,
            beside="by token",
            compared=ours.service_ms / token.service_ms,
            target=at_most(1.2),
            service_ms=ours.service_ms,
            database_ms=ours.database_ms,
            note=f"compared: the service's processor time, {token.service_ms:.3f} ms by token",
        )
    ]

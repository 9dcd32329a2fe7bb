"""The record of what was done in an organization."""

import datetime

import pytest

import toggl
from toggl.rest import ApiException


@pytest.fixture
def audit_logs(client) -> toggl.AuditLogsApi:
    return toggl.AuditLogsApi(client)


@pytest.mark.parametrize(
    ("since", "until"),
    [("2026-01-01", "2026-01-31"), (datetime.date(2026, 1, 1), datetime.date(2026, 1, 31))],
)
def test_what_was_done_is_given_as_the_service_sends_it(audit_logs, service, since, until):
    service.answers([{"action": "update", "entity": {"id": 3}}])

    entries = audit_logs.get_audit_logs(7, since, until)

    assert entries == [{"action": "update", "entity": {"id": 3}}]
    assert (service.last.path, service.last.query) == ("/audit_logs/7/2026-01-01/2026-01-31", {})


def test_what_was_done_can_be_filtered(audit_logs, service):
    service.answers([])

    audit_logs.get_audit_logs(
        organization_id=7,
        _from="2026-01-01",
        to="2026-01-31",
        workspace_id=8,
        entity_type="group",
        entity_id=2,
        action="create",
        user_id=9,
        page_size=100,
        page_number=2,
        source="api",
    )

    assert service.last.query == {
        "workspace_id": "8",
        "entity_type": "group",
        "entity_id": "2",
        "action": "create",
        "user_id": "9",
        "page_size": "100",
        "page_number": "2",
        "source": "api",
    }


@pytest.mark.parametrize("text", ["id,action\r\n3,update\r\n", "", "1\n2\n", '"3"'])
def test_an_export_of_what_was_done_is_the_text_of_the_file(audit_logs, service, text):
    service.answers_text(text, content_type="text/csv; charset=utf-8")

    answer = audit_logs.get_audit_logs(7, "2026-01-01", "2026-01-31", export=True)

    assert answer == text
    assert service.last.query == {"export": "true"}


def test_what_was_done_cannot_be_read_from_a_page_for_people(audit_logs, service):
    service.answers_text("<html>Welcome</html>", content_type="text/html")

    with pytest.raises(ApiException):
        audit_logs.get_audit_logs(7, "2026-01-01", "2026-01-31")


@pytest.mark.parametrize("missing", ["_from", "to"])
def test_both_days_are_required(audit_logs, missing):
    with pytest.raises(ValueError, match=f"Missing the required parameter `{missing}` when calling `get_audit_logs`"):
        audit_logs.get_audit_logs(**{"organization_id": 7, "_from": "2026-01-01", "to": "2026-01-31", missing: None})

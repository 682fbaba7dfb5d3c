import pytest

from casework.messages import Reason
from sms_gateway.reports import Report, of_form

SID = "SM" + "1c" * 16


@pytest.mark.parametrize("state", ["queued", "sent", "delivered", "read", "new_one"])
def test_a_state_on_the_way_has_no_reason(status_form, state):
    form = status_form(MessageStatus=state)

    assert of_form(42, form) == Report(42, SID, state)


@pytest.mark.parametrize("state", ["failed", "undelivered", "canceled"])
def test_a_failure_has_a_reason(status_form, state):
    form = status_form(MessageStatus=state, ErrorCode="30004")

    assert of_form(42, form) == Report(42, SID, state, Reason.BLOCKED, "30004")


def test_a_failure_that_is_not_explained_is_the_providers(status_form):
    form = status_form(MessageStatus="failed")

    assert of_form(42, form) == Report(42, SID, "failed", Reason.PROVIDER)

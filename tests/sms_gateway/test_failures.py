from datetime import timedelta

from sms_gateway.failures import RefusedError, TransportError


def test_a_failure_says_in_words_what_it_was_and_for_whom_never():
    assert str(TransportError(written=True)) == "no answer"
    assert str(TransportError(written=False)) == "no connection"
    assert str(RefusedError(400, 21610, timedelta(1))) == "status 400, code 21610"

"""Words are removed at Twilio one by one, and what fails waits for the next time."""

import pytest

from casework.messages import Later, Never, Sent
from casework.reasons import Reason
from sms_gateway import words_kept
from sms_gateway.listing import Listed

SIDS = ("SM1", "SM2", "SM3")


class Twilio:
    """Removes words, or answers as it is told."""

    def __init__(self, **answers):
        self.answers = answers
        self.asked = []

    async def redact(self, sid):
        self.asked.append(sid)
        return self.answers.get(sid, Sent((sid,)))


def listed(sid):
    return Listed(
        sid, "inbound", "received", "+4520", "+4591", "", "words", 0, "", None
    )


async def removed(twilio):
    return await words_kept.remove(twilio, [listed(sid) for sid in SIDS])


async def test_each_is_removed_once():
    twilio = Twilio()

    assert await removed(twilio) == len(SIDS)
    assert twilio.asked == list(SIDS)


@pytest.mark.parametrize(
    "answer", [Later(Reason.PROVIDER), Never(Reason.GONE), Never(Reason.UNAUTHORISED)]
)
async def test_one_that_cannot_be_removed_holds_up_no_other(answer):
    twilio = Twilio(SM1=answer)

    assert await removed(twilio) == len(SIDS) - 1
    assert twilio.asked == list(SIDS)


async def test_where_nobody_answers_the_others_wait():
    twilio = Twilio(SM2=Later(Reason.NETWORK))

    assert await removed(twilio) == 1
    assert twilio.asked == ["SM1", "SM2"]

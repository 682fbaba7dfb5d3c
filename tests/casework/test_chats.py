from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from casework.chats import SILENCE, split

BEGAN = datetime(2026, 11, 23, 9, tzinfo=UTC)


@given(st.lists(st.integers(0, 300), max_size=40))
def test_every_message_is_in_one_chat_and_chats_lie_two_hours_apart(pauses):
    times, at = [], BEGAN
    for pause in pauses:
        at += timedelta(minutes=pause)
        times.append(at)

    chats = split(times, lambda each: each)

    assert [each for chat in chats for each in chat] == times
    for one, other in pairwise(chats):
        assert other[0] - one[-1] >= SILENCE
    for chat in chats:
        gaps = pairwise(chat)
        assert all(later - earlier < SILENCE for earlier, later in gaps)

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.drafts import DeliveryKind
from casework.gates import (
    ANSWERED_WITHIN,
    ASKED_AGAIN,
    LOOK_AGAIN,
    MOST_A_DAY,
    QUIET_AFTER_WORDS,
    Go,
    NotAnyMore,
    NotNow,
    Standing,
    is_usable,
    judge,
    leaves_by,
    may_start,
)
from casework.people import (
    Address,
    AddressState,
    Agreement,
    AssignmentState,
    Channel,
    KnownAddress,
    Language,
    Person,
    PersonId,
    Role,
    Topic,
)
from casework.reasons import Reason
from casework.retries import PATIENCE
from casework.safe_contact import SafeContact

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ALMA = Person(
    PersonId("c-alma"),
    Role.CLIENT,
    "Alma",
    "K1",
    Language.DANISH,
    "dk_youth",
    agreement=Agreement.GIVEN,
)
METTE = replace(ALMA, id=PersonId("w-mette"), role=Role.CONTACT_PERSON)
CHAT = KnownAddress(
    1,
    ALMA.id,
    Address(Channel.TELEGRAM, "700100"),
    AddressState.VERIFIED,
    last_inbound_at=NOW - timedelta(days=30),
)
NUMBER = replace(CHAT, id=2, address=Address(Channel.SMS, "+4520123456"))
SECOND = timedelta(seconds=1)

RELAY, ANSWER, NOTICE, RECEIPT, AUTOMATIC, NEWS = DeliveryKind


def frozen(address, reason):
    return replace(address, state=AddressState.FROZEN, frozen_for=reason)


def heard(address, ago):
    return replace(address, last_inbound_at=NOW - ago)


def asked(kind=RELAY, person=ALMA, *addresses, ago=timedelta(0)):
    return judge(kind, person, addresses, decided_at=NOW - ago, now=NOW)


def test_words_to_somebody_who_agreed_go_to_where_they_wrote_from_last():
    assert asked(RELAY, ALMA, CHAT, NUMBER) == Go(CHAT)
    assert asked(RELAY, ALMA, NUMBER, CHAT) == Go(NUMBER)


@pytest.mark.parametrize("kind", DeliveryKind)
def test_what_waited_too_long_is_not_sent_any_more(kind):
    longest = PATIENCE[kind].age

    assert asked(kind, METTE, CHAT, ago=longest) == Go(CHAT)
    assert asked(kind, METTE, CHAT, ago=longest + SECOND) == NotAnyMore(Reason.TOO_OLD)


@pytest.mark.parametrize(
    "agreement", [Agreement.NOT_ASKED, Agreement.ASKED, Agreement.DECLINED]
)
def test_without_a_yes_nothing_starts_from_our_side(agreement):
    alma = replace(ALMA, agreement=agreement)

    for kind in (RELAY, NOTICE, AUTOMATIC):
        assert asked(kind, alma, CHAT) == NotAnyMore(Reason.NOT_AGREED)
    for kind in (ANSWER, RECEIPT):
        assert asked(kind, alma, CHAT) == Go(CHAT)


@pytest.mark.parametrize(
    "agreement", [Agreement.NOT_ASKED, Agreement.ASKED, Agreement.DECLINED]
)
def test_a_humans_answer_is_not_silenced_for_three_days(agreement):
    alma = replace(ALMA, agreement=agreement)
    lately = heard(CHAT, ANSWERED_WITHIN)
    long_ago = heard(CHAT, ANSWERED_WITHIN + SECOND)

    assert asked(RELAY, alma, lately) == Go(lately)
    assert asked(AUTOMATIC, alma, lately) == NotAnyMore(Reason.NOT_AGREED)
    assert asked(RELAY, alma, long_ago) == NotAnyMore(Reason.NOT_AGREED)


def test_a_frozen_address_is_passed_over_for_another_one():
    blocked = frozen(CHAT, Reason.BLOCKED)

    assert asked(RELAY, ALMA, blocked, NUMBER) == Go(NUMBER)
    assert asked(RELAY, ALMA, blocked) == NotAnyMore(Reason.BLOCKED)


def test_stop_is_meant_for_every_channel():
    stopped = frozen(NUMBER, Reason.OPTED_OUT)

    for kind in DeliveryKind:
        assert asked(kind, ALMA, stopped, CHAT) == NotAnyMore(Reason.OPTED_OUT)


def test_who_wrote_elsewhere_after_a_stop_is_answered_there():
    stopped = frozen(NUMBER, Reason.OPTED_OUT)

    assert asked(RELAY, ALMA, CHAT, stopped) == Go(CHAT)


def test_a_number_that_nobody_confirmed_only_gets_answers_to_what_came_from_it():
    typed = replace(NUMBER, state=AddressState.UNVERIFIED, last_inbound_at=None)

    assert asked(RELAY, ALMA, typed) == NotAnyMore(Reason.NOT_VERIFIED)
    lately = heard(typed, ANSWERED_WITHIN)
    assert asked(RELAY, ALMA, lately) == Go(lately)
    long_ago = heard(typed, ANSWERED_WITHIN + SECOND)
    assert asked(RELAY, ALMA, long_ago) == NotAnyMore(Reason.NOT_VERIFIED)


def test_who_has_no_address_cannot_be_reached():
    assert asked(RELAY, ALMA) == NotAnyMore(Reason.NO_ADDRESS)


def test_words_wait_for_staff_who_are_not_connected_yet():
    later = NOW + LOOK_AGAIN
    typed = replace(NUMBER, state=AddressState.UNVERIFIED, last_inbound_at=None)

    assert asked(RELAY, METTE) == NotNow(later, Reason.NO_ADDRESS)
    assert asked(RELAY, METTE, typed) == NotNow(later, Reason.NO_ADDRESS)
    blocked = frozen(CHAT, Reason.BLOCKED)
    assert asked(RELAY, METTE, blocked) == NotNow(later, Reason.NO_ADDRESS)


def test_staff_who_said_stop_are_not_waited_for():
    stopped = frozen(NUMBER, Reason.OPTED_OUT)

    assert asked(NOTICE, METTE, stopped) == NotAnyMore(Reason.OPTED_OUT)


def test_staff_need_not_agree():
    mette = replace(METTE, agreement=Agreement.NOT_ASKED)

    for kind in DeliveryKind:
        assert asked(kind, mette, CHAT) == Go(CHAT)


def test_an_address_that_the_provider_slowed_down_is_left_alone_until_then():
    slowed = replace(CHAT, not_before=NOW + SECOND)

    assert asked(RELAY, ALMA, slowed) == NotNow(NOW + SECOND, Reason.RATE_LIMITED)
    assert asked(RELAY, ALMA, replace(CHAT, not_before=NOW)).address.id == CHAT.id


def test_it_can_be_told_by_which_channel_words_would_leave():
    assert leaves_by([frozen(CHAT, Reason.BLOCKED), NUMBER], NOW) is Channel.SMS
    assert leaves_by([CHAT, NUMBER], NOW) is Channel.TELEGRAM
    assert leaves_by([], NOW) is None


LONG_AGO = timedelta(days=61)
SILENT = replace(NUMBER, last_inbound_at=NOW - LONG_AGO)
NOT_YET_KNOWN = NotNow(NOW + ASKED_AGAIN, Reason.STALE)


@pytest.mark.parametrize("kind", [RELAY, AUTOMATIC, NEWS])
def test_nothing_goes_to_a_number_that_may_be_anothers_but_the_question(kind):
    assert asked(kind, ALMA, SILENT) == NOT_YET_KNOWN
    judged = judge(
        NEWS,
        ALMA,
        [SILENT],
        decided_at=NOW,
        now=NOW,
        standing=Standing(checks_number=True),
    )
    assert judged == Go(SILENT)


def test_the_question_whose_a_number_is_goes_to_that_number_or_nowhere():
    asking = Standing(checks_number=True)
    when = {"decided_at": NOW, "now": NOW, "standing": asking}

    assert judge(NEWS, ALMA, [CHAT, SILENT], **when) == Go(SILENT)
    assert isinstance(judge(NEWS, ALMA, [CHAT], **when), NotAnyMore)


def test_what_somebody_just_did_is_answered_from_where_they_did_it():
    assert asked(ANSWER, ALMA, SILENT) == Go(SILENT)


def test_a_human_who_read_what_came_from_a_doubtful_number_may_answer_it():
    wrote = replace(
        SILENT, asked_at=NOW - timedelta(hours=2), last_inbound_at=NOW - SECOND
    )

    assert asked(RELAY, ALMA, wrote) == Go(wrote)
    assert asked(RELAY, ALMA, wrote, ago=2 * SECOND) == NOT_YET_KNOWN
    assert asked(AUTOMATIC, ALMA, wrote) == NOT_YET_KNOWN


def test_words_wait_longer_where_it_is_not_known_whose_a_number_is():
    week = timedelta(days=7)

    assert asked(RELAY, ALMA, SILENT, ago=week) == NOT_YET_KNOWN
    assert asked(RELAY, ALMA, CHAT, ago=week) == NotAnyMore(Reason.TOO_OLD)


moments = st.none() | st.integers(-200, 0).map(lambda hours: timedelta(hours=hours))
addresses = st.lists(
    st.builds(
        KnownAddress,
        st.integers(1, 5),
        st.just(ALMA.id),
        st.sampled_from([CHAT.address, NUMBER.address]),
        st.sampled_from(AddressState),
        moments.map(lambda ago: None if ago is None else NOW + ago),
        st.none() | moments.map(lambda ago: NOW - (ago or SECOND)),
        st.none() | st.sampled_from([Reason.OPTED_OUT, Reason.BLOCKED]),
    ).map(
        lambda each: (
            each
            if each.state is AddressState.FROZEN
            else replace(each, frozen_for=None)
        )
    ),
    max_size=3,
)


@given(
    kind=st.sampled_from(DeliveryKind),
    person=st.builds(
        lambda role, agreement: replace(ALMA, role=role, agreement=agreement),
        st.sampled_from(Role),
        st.sampled_from(Agreement),
    ),
    reached=addresses,
)
def test_whatever_goes_out_goes_to_a_usable_address_of_somebody_who_may_be_written_to(
    kind, person, reached
):
    judged = judge(kind, person, reached, decided_at=NOW, now=NOW)

    if isinstance(judged, Go):
        assert judged.address in reached
        assert is_usable(judged.address, NOW)
        assert judged.address.frozen_for is None
        if kind is AUTOMATIC and person.role is Role.CLIENT:
            assert person.agreement is Agreement.GIVEN
    if isinstance(judged, NotNow):
        assert judged.until > NOW


@pytest.mark.parametrize("topic", Topic)
@pytest.mark.parametrize("off", Topic)
def test_what_is_switched_off_alone_does_not_start_from_us(topic, off):
    alma = replace(ALMA, declined_topics=frozenset({off}))
    standing = Standing(topic=topic)

    judged = judge(AUTOMATIC, alma, (CHAT,), decided_at=NOW, now=NOW, standing=standing)

    assert judged == (NotAnyMore(Reason.NOT_AGREED) if topic is off else Go(CHAT))


def test_with_messages_off_a_human_answers_for_72_hours_and_does_not_begin():
    alma = replace(ALMA, declined_topics=frozenset({Topic.MESSAGES}))
    just, long_ago = heard(CHAT, ANSWERED_WITHIN), heard(CHAT, ANSWERED_WITHIN + SECOND)

    assert asked(RELAY, alma, just) == Go(just)
    assert asked(RELAY, alma, long_ago) == NotAnyMore(Reason.NOT_AGREED)
    assert asked(NEWS, alma, long_ago) == Go(long_ago)


OVER = Standing(assignment=None, ended_at=NOW - timedelta(hours=1))


@pytest.mark.parametrize(
    ("kind", "goes"),
    [
        (RELAY, False),
        (AUTOMATIC, False),
        (ANSWER, True),
        (RECEIPT, True),
        (NEWS, True),
    ],
)
def test_after_the_end_only_answers_and_last_words_go_out(kind, goes):
    judgement = judge(kind, ALMA, [CHAT], decided_at=NOW, now=NOW, standing=OVER)

    assert judgement == (Go(CHAT) if goes else NotAnyMore(Reason.OVER))


@pytest.mark.parametrize(
    ("kind", "before", "goes"),
    [
        (RELAY, SECOND, True),
        (RELAY, timedelta(), True),
        (RELAY, -SECOND, False),
        (AUTOMATIC, SECOND, False),
    ],
)
def test_an_answer_that_was_written_before_the_end_still_goes_out(kind, before, goes):
    decided_at = OVER.ended_at - before
    chat = heard(CHAT, timedelta(hours=2))

    judgement = judge(kind, ALMA, [chat], decided_at=decided_at, now=NOW, standing=OVER)

    assert judgement == (Go(chat) if goes else NotAnyMore(Reason.OVER))


def test_what_nobody_had_asked_for_lately_does_not():
    silent = heard(CHAT, ANSWERED_WITHIN + SECOND)

    judgement = judge(
        RELAY, ALMA, [silent], decided_at=OVER.ended_at, now=NOW, standing=OVER
    )

    assert judgement == NotAnyMore(Reason.OVER)


def test_who_never_had_anybody_gets_no_words_of_anybody():
    never = Standing(assignment=None)

    judgement = judge(RELAY, ALMA, [CHAT], decided_at=NOW, now=NOW, standing=never)

    assert judgement == NotAnyMore(Reason.OVER)


def test_words_can_be_taken_back_after_the_end():
    taking = replace(OVER, takes_back=True)

    judgement = judge(RELAY, ALMA, [CHAT], decided_at=NOW, now=NOW, standing=taking)

    assert judgement == Go(CHAT)


@pytest.mark.parametrize(
    ("standing", "until", "reason"),
    [
        (
            Standing(words_at=NOW - timedelta(minutes=10)),
            NOW + timedelta(minutes=20),
            Reason.TALKING,
        ),
        (Standing(is_in_danger=True), NOW + LOOK_AGAIN, Reason.DANGER),
    ],
)
def test_nothing_automatic_comes_while_a_human_talks_or_somebody_is_in_danger(
    standing, until, reason
):
    judged = judge(AUTOMATIC, ALMA, [CHAT], decided_at=NOW, now=NOW, standing=standing)
    news = judge(NEWS, ALMA, [CHAT], decided_at=NOW, now=NOW, standing=standing)
    words = judge(RELAY, ALMA, [CHAT], decided_at=NOW, now=NOW, standing=standing)

    assert judged == NotNow(until, reason)
    assert news == words == Go(CHAT)


def test_half_an_hour_after_the_last_words_what_is_automatic_may_come():
    standing = Standing(words_at=NOW - QUIET_AFTER_WORDS)

    judged = judge(AUTOMATIC, ALMA, [CHAT], decided_at=NOW, now=NOW, standing=standing)

    assert judged == Go(CHAT)


@pytest.mark.parametrize(
    ("today", "expected"),
    [(MOST_A_DAY - 1, Go(CHAT)), (MOST_A_DAY, NotAnyMore(Reason.ENOUGH_TODAY))],
)
def test_after_six_automatic_messages_a_day_is_full_but_not_for_news(today, expected):
    standing = Standing(started_today=today)

    judged = judge(AUTOMATIC, ALMA, [CHAT], decided_at=NOW, now=NOW, standing=standing)
    news = judge(NEWS, ALMA, [CHAT], decided_at=NOW, now=NOW, standing=standing)

    assert judged == expected
    assert news == Go(CHAT)


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        (Standing(), True),
        (Standing(words_at=NOW), False),
        (Standing(is_in_danger=True), False),
        (Standing(started_today=MOST_A_DAY), False),
        (Standing(assignment=AssignmentState.PAUSED), False),
        (Standing(safe=SafeContact(left_until=NOW + timedelta(hours=1))), False),
    ],
)
def test_nothing_is_begun_that_the_gates_would_stop_for_now(standing, expected):
    assert may_start(ALMA, standing, NOW) is expected


@given(
    age=st.timedeltas(timedelta(), timedelta(days=30)),
    left=st.timedeltas(-timedelta(hours=3), timedelta(hours=3)),
)
def test_what_says_until_when_it_is_worth_sending_goes_until_then(age, left):
    standing = Standing(until=NOW + left)

    judged = judge(
        AUTOMATIC, ALMA, [CHAT], decided_at=NOW - age, now=NOW, standing=standing
    )

    assert judged == (Go(CHAT) if left >= timedelta() else NotAnyMore(Reason.TOO_OLD))


@given(
    words=st.timedeltas(timedelta(), timedelta(minutes=40)),
    left=st.timedeltas(timedelta(), timedelta(minutes=40)),
)
def test_what_could_only_go_too_late_ends_at_once_with_what_stood_in_its_way(
    words, left
):
    standing = Standing(words_at=NOW - words, until=NOW + left)

    judged = judge(AUTOMATIC, ALMA, [CHAT], decided_at=NOW, now=NOW, standing=standing)

    quiet_at = NOW - words + QUIET_AFTER_WORDS
    if quiet_at <= NOW:
        assert judged == Go(CHAT)
    elif quiet_at <= NOW + left:
        assert judged == NotNow(quiet_at, Reason.TALKING)
    else:
        assert judged == NotAnyMore(Reason.TALKING)

"""Whether something may go out now, and to which address: asked at the last moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from casework.drafts import DeliveryKind
from casework.people import (
    AddressState,
    Agreement,
    AssignmentState,
    Channel,
    KnownAddress,
    Person,
    Topic,
)
from casework.reasons import Reason
from casework.retries import PATIENCE
from casework.safe_contact import SafeContact

ANSWERED_WITHIN = timedelta(hours=72)
"""How long a human's answer to somebody who wrote goes out, agreed or not."""

TALKING_WITHIN = timedelta(hours=2)
"""How long a talk counts as going on: it is not cut off by safe hours."""

LOOK_AGAIN = timedelta(minutes=5)
"""How long staff who cannot be reached yet are left before the next look."""

QUIET_AFTER_WORDS = timedelta(minutes=30)
"""So long after a human's words nothing automatic comes between."""

MOST_A_DAY = 6
"""The fuse: so many automatic messages a day reach one person, whatever is planned."""

ASKED_AGAIN = timedelta(hours=1)
"""How long a number that was asked whose it is gets before the next look."""

LONGEST_WAIT = timedelta(days=8)
"""How much longer words may wait for safe hours: each weekday comes by once."""


ANY_TIME = SafeContact()


@dataclass(frozen=True, slots=True)
class Standing:
    """What else is known of somebody who is helped, at the moment of sending.

    `assignment` is how their help stands; nothing: they have nobody. `topic` is what
    the text belongs to. `overridden` means that the author said to send it all the
    same, and why. `checks_number` marks the question whose the number is,
    `was_doubted` what waited for its answer. `ended_at` is since when they have nobody,
    if they had. `takes_back` marks what only takes words away. `until` is when it is no
    longer worth sending. `words_at` is when one of the two last wrote, `is_in_danger`
    whether somebody looks after them just now, `started_today` how many automatic
    messages reached them today.
    """

    assignment: AssignmentState | None = AssignmentState.ACTIVE
    safe: SafeContact = ANY_TIME
    zone: tzinfo = UTC
    topic: Topic = Topic.MESSAGES
    overridden: bool = False
    checks_number: bool = False
    was_doubted: bool = False
    ended_at: datetime | None = None
    takes_back: bool = False
    until: datetime | None = None
    words_at: datetime | None = None
    is_in_danger: bool = False
    started_today: int = 0


PLAIN = Standing()


@dataclass(frozen=True, slots=True)
class Go:
    """Send it to this address."""

    address: KnownAddress


@dataclass(frozen=True, slots=True)
class NotNow:
    """Let it wait until then."""

    until: datetime
    reason: Reason


@dataclass(frozen=True, slots=True)
class NotAnyMore:
    """Let it end, and say why."""

    reason: Reason


Judgement = Go | NotNow | NotAnyMore

_ANSWERS = frozenset({DeliveryKind.ANSWER, DeliveryKind.RECEIPT})
"""To what somebody just did: nothing holds these back."""


def judge(
    kind: DeliveryKind,
    recipient: Person,
    addresses: Sequence[KnownAddress],
    *,
    decided_at: datetime,
    now: datetime,
    standing: Standing = PLAIN,
) -> Judgement:
    """Judge one delivery; `addresses` begin with the one last written from.

    What would have to wait until it is not worth sending any more ends at once: whoever
    must know hears of it while there is still time for something else.
    """
    found = _judge(kind, recipient, addresses, standing, decided_at, now)
    last = standing.until
    if isinstance(found, NotNow) and last is not None and found.until > last:
        return NotAnyMore(found.reason)
    return found


def _judge(
    kind: DeliveryKind,
    recipient: Person,
    addresses: Sequence[KnownAddress],
    standing: Standing,
    decided_at: datetime,
    now: datetime,
) -> Judgement:
    doubtful = standing.was_doubted or any(each.is_in_doubt(now) for each in addresses)
    longest = _patience(kind, recipient, standing, decided_at, doubtful=doubtful)
    if now - decided_at > longest:
        return NotAnyMore(Reason.TOO_OLD)
    if not recipient.role.is_staff and _said_stop(addresses):
        return NotAnyMore(Reason.OPTED_OUT)
    answered = any(_wrote_lately(each, now) for each in addresses)
    if _is_over(kind, recipient, standing, decided_at, answered=answered):
        return NotAnyMore(Reason.OVER)
    usable = in_order(addresses, standing.safe, now)
    if standing.checks_number:
        # Asked anywhere else it says nothing about the number.
        usable = [each for each in usable if each.is_in_doubt(now)]
    if not usable:
        if recipient.role.is_staff and not _refused(addresses):
            return NotNow(now + LOOK_AGAIN, Reason.NO_ADDRESS)
        return NotAnyMore(_why_nowhere(addresses))
    if not _may_be_written_to(kind, recipient, addresses, standing, now):
        return NotAnyMore(Reason.NOT_AGREED)
    address = usable[0]
    waits = _why_not_now(kind, recipient, addresses, address, standing, decided_at, now)
    if waits is not None:
        return waits
    if address.not_before is not None and address.not_before > now:
        return NotNow(address.not_before, Reason.RATE_LIMITED)
    return Go(address)


def in_order(
    addresses: Sequence[KnownAddress], safe: SafeContact, now: datetime
) -> list[KnownAddress]:
    """Return where messages may go: as they wished, or where they wrote from last."""
    usable = [each for each in addresses if is_usable(each, now)]
    if not safe.channels:
        return usable
    wished = {channel: place for place, channel in enumerate(safe.channels)}
    last = len(wished)
    return sorted(usable, key=lambda each: wished.get(each.address.channel, last))


def is_usable(address: KnownAddress, now: datetime) -> bool:
    """Tell whether a message may go there at all.

    A number that staff typed but nobody confirmed only gets answers to what came
    from it.
    """
    if address.state is AddressState.UNVERIFIED:
        return _wrote_lately(address, now)
    return address.state is AddressState.VERIFIED


def leaves_by(
    addresses: Sequence[KnownAddress],
    now: datetime,
    safe: SafeContact = ANY_TIME,
) -> Channel | None:
    """Return by which channel a message would go out now."""
    usable = in_order(addresses, safe, now)
    return usable[0].address.channel if usable else None


def may_start(recipient: Person, standing: Standing, now: datetime) -> bool:
    """Tell whether what starts from our side would go out now, if it can at all."""
    waits = _why_nothing_starts(recipient, standing, now)
    return waits is None and standing.safe.is_open(now, standing.zone)


def is_talking(addresses: Sequence[KnownAddress], now: datetime) -> bool:
    """Tell whether somebody wrote within the last two hours."""
    return any(
        each.last_inbound_at is not None
        and now - each.last_inbound_at <= TALKING_WITHIN
        for each in addresses
    )


def _patience(
    kind: DeliveryKind,
    recipient: Person,
    standing: Standing,
    decided_at: datetime,
    *,
    doubtful: bool,
) -> timedelta:
    """Return how old it may become.

    What waits for safe hours, or until it is known whose a number is, is not dropped.
    """
    if standing.until is not None:
        return standing.until - decided_at
    longest = PATIENCE[kind].age
    safe = standing.safe
    if recipient.role.is_staff or kind not in (DeliveryKind.RELAY, DeliveryKind.NEWS):
        return longest
    if not safe.is_bounded and not doubtful:
        return longest
    quiet = max((safe.quiet_until or decided_at) - decided_at, timedelta())
    return longest + LONGEST_WAIT + quiet


def _is_over(
    kind: DeliveryKind,
    recipient: Person,
    standing: Standing,
    decided_at: datetime,
    *,
    answered: bool,
) -> bool:
    """Tell whether the help has ended: only answers and its last words go out then.

    A human's answer, written before the end to somebody who wrote lately, is one.
    """
    if recipient.role.is_staff or kind in _ANSWERS or kind is DeliveryKind.NEWS:
        return False
    if standing.takes_back or standing.assignment not in (None, AssignmentState.ENDED):
        return False
    ended = standing.ended_at
    if kind is not DeliveryKind.RELAY or not answered:
        return True
    return ended is None or decided_at > ended


def _why_not_now(
    kind: DeliveryKind,
    recipient: Person,
    addresses: Sequence[KnownAddress],
    address: KnownAddress,
    standing: Standing,
    decided_at: datetime,
    now: datetime,
) -> Judgement | None:
    """Say what lets it wait: a pause, safe hours, or a number that may be another's."""
    if recipient.role.is_staff:
        return None
    safe = standing.safe
    if safe.left_until is not None and safe.has_left(now):
        return NotNow(safe.left_until, Reason.PAUSED)
    if kind in _ANSWERS:
        return None
    if kind is DeliveryKind.AUTOMATIC:
        waits = _why_nothing_starts(recipient, standing, now)
        if waits is not None:
            return waits
    goes_on = kind is DeliveryKind.RELAY and is_talking(addresses, now)
    may_now = standing.overridden or (goes_on and not safe.strict)
    if not may_now and not safe.is_open(now, standing.zone):
        opens = safe.opens_at(now, standing.zone)
        if opens is None:
            return NotAnyMore(Reason.SAFE_HOURS)
        is_paused = safe.is_paused(now)
        return NotNow(opens, Reason.PAUSED if is_paused else Reason.SAFE_HOURS)
    if _may_be_anothers(kind, address, standing, decided_at, now):
        return NotNow(now + ASKED_AGAIN, Reason.STALE)
    return None


def _why_nothing_starts(
    recipient: Person, standing: Standing, now: datetime
) -> Judgement | None:
    """Say why nothing starts from our side: a pause, a human, or enough for today."""
    paused = recipient.paused_until
    if paused is not None and paused > now:
        return NotNow(paused, Reason.PAUSED)
    if standing.assignment is AssignmentState.PAUSED:
        return NotAnyMore(Reason.PAUSED)
    if standing.checks_number:
        return None
    if standing.is_in_danger:
        return NotNow(now + LOOK_AGAIN, Reason.DANGER)
    words = standing.words_at
    if words is not None and now - words < QUIET_AFTER_WORDS:
        return NotNow(words + QUIET_AFTER_WORDS, Reason.TALKING)
    if standing.started_today >= MOST_A_DAY:
        return NotAnyMore(Reason.ENOUGH_TODAY)
    return None


def _may_be_anothers(
    kind: DeliveryKind,
    address: KnownAddress,
    standing: Standing,
    decided_at: datetime,
    now: datetime,
) -> bool:
    """Tell whether this must wait until it is known whose the number is.

    Nothing is held back that a human wrote who had read what came from it since.
    """
    if standing.checks_number or not address.is_in_doubt(now):
        return False
    heard, asked = address.last_inbound_at, address.asked_at
    if kind is not DeliveryKind.RELAY or heard is None or asked is None:
        return True
    return not (asked <= heard <= decided_at and now - heard <= ANSWERED_WITHIN)


def _may_be_written_to(
    kind: DeliveryKind,
    recipient: Person,
    addresses: Sequence[KnownAddress],
    standing: Standing,
    now: datetime,
) -> bool:
    if recipient.role.is_staff or kind in _ANSWERS:
        return True
    if kind is DeliveryKind.AUTOMATIC and standing.topic in recipient.declined_topics:
        return False
    is_begun = (
        kind is DeliveryKind.RELAY and Topic.MESSAGES in recipient.declined_topics
    )
    if recipient.agreement is Agreement.GIVEN and not is_begun:
        return True
    # No gate silences a human's answer to somebody who just wrote.
    return kind in (DeliveryKind.RELAY, DeliveryKind.NEWS) and any(
        _wrote_lately(each, now) for each in addresses
    )


def _wrote_lately(address: KnownAddress, now: datetime) -> bool:
    heard = address.last_inbound_at
    return heard is not None and now - heard <= ANSWERED_WITHIN


def _said_stop(addresses: Sequence[KnownAddress]) -> bool:
    """Tell whether STOP is the last that was heard; it is meant for every channel."""
    return bool(addresses) and addresses[0].frozen_for is Reason.OPTED_OUT


def _refused(addresses: Sequence[KnownAddress]) -> bool:
    return any(each.frozen_for is Reason.OPTED_OUT for each in addresses)


def _why_nowhere(addresses: Sequence[KnownAddress]) -> Reason:
    for each in addresses:
        if each.frozen_for is not None:
            return each.frozen_for
    return Reason.NOT_VERIFIED if addresses else Reason.NO_ADDRESS

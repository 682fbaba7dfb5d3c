"""Whether something may go out now, and to which address: asked at the last moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from casework.drafts import DeliveryKind
from casework.people import AddressState, Agreement, Channel, KnownAddress, Person
from casework.reasons import Reason
from casework.retries import PATIENCE

ANSWERED_WITHIN = timedelta(hours=72)
"""How long a human's answer to somebody who wrote goes out, agreed or not."""

LOOK_AGAIN = timedelta(minutes=5)
"""How long staff who cannot be reached yet are left before the next look."""


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


def judge(
    kind: DeliveryKind,
    recipient: Person,
    addresses: Sequence[KnownAddress],
    *,
    decided_at: datetime,
    now: datetime,
) -> Judgement:
    """Judge one delivery; `addresses` begin with the one last written from."""
    if now - decided_at > PATIENCE[kind].age:
        return NotAnyMore(Reason.TOO_OLD)
    if not recipient.role.is_staff and _said_stop(addresses):
        return NotAnyMore(Reason.OPTED_OUT)
    usable = [each for each in addresses if is_usable(each, now)]
    if not usable:
        if recipient.role.is_staff and not _refused(addresses):
            return NotNow(now + LOOK_AGAIN, Reason.NO_ADDRESS)
        return NotAnyMore(_why_nowhere(addresses))
    if not _may_be_written_to(kind, recipient, addresses, now):
        return NotAnyMore(Reason.NOT_AGREED)
    address = usable[0]
    if address.not_before is not None and address.not_before > now:
        return NotNow(address.not_before, Reason.RATE_LIMITED)
    return Go(address)


def is_usable(address: KnownAddress, now: datetime) -> bool:
    """Tell whether a message may go there at all.

    A number that staff typed but nobody confirmed only gets answers to what came
    from it.
    """
    match address.state:
        case AddressState.VERIFIED:
            return True
        case AddressState.UNVERIFIED:
            return _wrote_lately(address, now)
        case AddressState.FROZEN | AddressState.RETIRED:
            return False


def leaves_by(addresses: Sequence[KnownAddress], now: datetime) -> Channel | None:
    """Return by which channel a message would go out now."""
    return next(
        (each.address.channel for each in addresses if is_usable(each, now)), None
    )


def _may_be_written_to(
    kind: DeliveryKind,
    recipient: Person,
    addresses: Sequence[KnownAddress],
    now: datetime,
) -> bool:
    if recipient.role.is_staff or kind in (DeliveryKind.ANSWER, DeliveryKind.RECEIPT):
        return True
    if recipient.agreement is Agreement.GIVEN:
        return True
    # No gate silences a human's answer to somebody who just wrote.
    return kind is DeliveryKind.RELAY and any(
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

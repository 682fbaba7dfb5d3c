"""What may be delivered to whom, written from the promises and not from the code.

Everybody here is known only by what happened to them. Local time is reckoned from the
rule of the European Union and not by a time zone's table.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from casework.drafts import DeliveryKind
from casework.messages import Form
from casework.people import Address, Channel

ANSWERED = timedelta(hours=72)
TALKING = timedelta(hours=2)
SILENT = timedelta(days=60)
ANSWERS = (DeliveryKind.ANSWER, DeliveryKind.RECEIPT)
OLDEST_ANSWER = timedelta(days=6)
"""What came of words that were tried for three days, in a world looked at by leaps."""


def local_minute(now):
    """Return weekday and minute of the day in Copenhagen.

    >>> local_minute(datetime(2027, 3, 28, 0, 59, tzinfo=UTC))
    (6, 119)
    >>> local_minute(datetime(2027, 3, 28, 1, 0, tzinfo=UTC))
    (6, 180)
    """
    summer = _last_sunday(now.year, 3) <= now < _last_sunday(now.year, 10)
    there = now + timedelta(hours=2 if summer else 1)
    return there.weekday(), there.hour * 60 + there.minute


def next_morning(now):
    """Return seven o'clock of the next day in Copenhagen.

    >>> next_morning(datetime(2027, 10, 30, 20, 0, tzinfo=UTC)).hour
    6
    """
    _, minute = local_minute(now)
    at = now.replace(second=0, microsecond=0) + timedelta(minutes=1860 - minute)
    # The clock may change that night: seven is seven all the same.
    return at + timedelta(minutes=420 - local_minute(at)[1])


def _last_sunday(year, month):
    """Return one o'clock UTC on the last Sunday of a month of 31 days."""
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)


@dataclass
class Place:
    """A chat or a number of somebody, and what is known of it."""

    address: Address
    heard_at: datetime
    state: str = "good"
    since: datetime | None = None

    def becomes(self, state, now):
        self.state, self.since = state, now


@dataclass
class Helped:
    """Somebody who is helped, or takes part, as an honest colleague would know them."""

    alias: str
    name: str
    principal: str
    places: list
    agreement: str = "given"
    stopped_last: bool = False
    hours: tuple | None = None
    strict: bool = False
    exit_word: str = ""
    left_until: datetime | None = None
    takes_part: bool = True
    paused_until: datetime | None = None
    acts: list = field(default_factory=list)

    @property
    def heard_at(self):
        return max(each.heard_at for each in self.places)

    def has_left(self, now):
        """Tell whether they closed the talk with their own word, until the morning."""
        return self.left_until is not None and now < self.left_until

    def may_hear(self, now):
        """Tell whether their own hours are open."""
        if self.hours is None:
            return True
        day, minute = local_minute(now)
        return any(opens <= minute < closes for opens, closes in self.hours[day])


@dataclass
class Help:
    """Who answers a client, and everybody who takes part."""

    worker: str
    substitute: str | None = None
    is_open: bool = True
    is_paused: bool = False
    since: datetime | None = None

    @property
    def answering(self):
        return {each for each in (self.worker, self.substitute) if each}


@dataclass
class Words:
    """A line that somebody wrote, and who may ever read it."""

    readers: set
    by_worker: bool
    at: datetime
    author: str = ""
    overridden: bool = False


@dataclass
class Watcher:
    """Looks at every text at the moment at which it reaches a phone."""

    people: dict  # alias -> Helped
    helps: dict  # alias of the client -> Help
    staff: dict  # address -> ref
    words: dict = field(default_factory=dict)  # marker -> Words
    seen: Counter = field(default_factory=Counter)

    def help_of(self, alias):
        return self.helps[self.people[alias].principal]

    def owner_of(self, address):
        """Return whose address this is now, and which of theirs."""
        for person in self.people.values():
            for place in person.places:
                if place.address == address and place.state != "retired":
                    return person, place
        return None, None

    def look(self, delivery, outgoing, now):
        """Raise where this must not be on its way."""
        if outgoing.form is Form.DELETE:
            return
        if outgoing.form is Form.REACTION:
            self._sign(outgoing, now)
            return
        said = [
            self.words[word]
            for word in outgoing.text.replace(":", " ").split()
            if word.startswith("zq") and word.endswith("qz")
        ]
        if outgoing.to in self.staff:
            reader = self.staff[outgoing.to]
            for each in said:
                assert each.by_worker or reader in each.readers, "to another worker"
            self.seen["to staff"] += bool(said)
            return
        person, place = self.owner_of(outgoing.to)
        if person is None:
            self._to_nobody(delivery, outgoing, said)
            return
        for each in said:
            assert each.by_worker, "one client's words on another's phone"
            assert person.alias in each.readers, "a contact person's words to another"
        self._to_the_helped(delivery, outgoing, person, place, said, now)

    def _sign(self, outgoing, now):
        person, _ = self.owner_of(outgoing.to)
        assert person is None or not person.has_left(now), "a sign to who left"

    def _to_nobody(self, delivery, outgoing, said):
        assert not said, "somebody's words to a stranger"
        assert delivery.draft.kind is DeliveryKind.ANSWER, "a stranger was written to"
        assert delivery.draft.to == outgoing.to
        self.seen["to strangers"] += 1

    def _to_the_helped(self, delivery, outgoing, person, place, said, now):
        kind, decided = delivery.draft.kind, delivery.created_at
        assert not person.has_left(now), "to who left"
        if place.state != "good":
            # Only what confirms it: decided by the very event that froze the number.
            assert kind is DeliveryKind.ANSWER, f"to a {place.state} address"
            is_last_word = place.state == "stopped" and decided == place.since
            # What was asked there before it broke off is still answered there, once.
            before = delivery.draft.to is not None and decided <= place.since
            assert is_last_word or before, f"to a {place.state} address"
            assert not said
            self.seen["last word"] += 1
            return
        # What they asked there a moment before their STOP is still answered there.
        asked_before = kind in ANSWERS and decided < person.acts[-1]
        assert asked_before or not person.stopped_last, "after STOP, by another way"
        if kind in ANSWERS:
            assert not said, "a human's words under the name of an answer"
            acted = any(decided - each <= OLDEST_ANSWER for each in person.acts)
            assert acted, "an answer to nothing"
            self.seen["answer"] += 1
            return
        silent = now - place.heard_at >= SILENT
        if silent and place.address.channel is Channel.SMS:
            assert delivery.draft.checks_number, "to a number silent for 60 days"
            assert not said, "words in a question whose the number is"
            assert person.name not in outgoing.text, "a name to whoever has it now"
            self.seen["whose number"] += 1
        self._starts_from_us(kind, person, said, now)

    def _starts_from_us(self, kind, person, said, now):
        help_ = self.help_of(person.alias)
        relay = kind is DeliveryKind.RELAY or bool(said)
        is_over = not help_.is_open or not person.takes_part
        if is_over and not (kind is DeliveryKind.NEWS and not said):
            assert person.alias == person.principal, "to who takes part no more"
            before = said and max(each.at for each in said) <= help_.since
            assert before, "it is over"
            assert now - person.heard_at <= ANSWERED, "no answer, and it is over"
            self.seen["after the end"] += 1
        lately = now - person.heard_at <= ANSWERED
        if kind is DeliveryKind.AUTOMATIC:
            assert person.agreement == "given", "not agreed"
            assert not help_.is_paused, "nothing starts while it is paused"
            is_paused = person.paused_until is not None and now < person.paused_until
            assert not is_paused, "nothing starts in a break"
        else:
            assert person.agreement == "given" or lately, "not agreed"
        if person.agreement != "given":
            self.seen["promise 7"] += 1
        overridden = bool(said) and all(each.overridden for each in said)
        if not person.may_hear(now) and not overridden:
            talking = now - person.heard_at <= TALKING
            assert relay, "outside safe hours"
            assert talking, "outside safe hours"
            assert not person.strict, "never then, they said"
            self.seen["live talk"] += 1
        self.seen["words" if said else str(kind)] += 1

"""An office on a bad day: everybody in it, how things come in, and how they go out."""

from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

from casework.messages import (
    Blocked,
    Called,
    Form,
    Incoming,
    Later,
    Never,
    NotThere,
    Pressed,
    Unknown,
)
from casework.people import Address, AddressState, Channel, Role
from casework.reasons import Reason
from handlers import delivery, enrolment, messages
from handlers.delivery import Claimed
from storage import addresses, assignments, cases, inbox, lanes, people
from storage.connection import connect
from storage.inbox_rows import Raw
from storage.people import Agreement
from storage.shred import ShredKeys
from storage.times import to_ms
from storage.transaction import Transaction
from tests.handlers.histories import Phones
from tests.handlers.house import MORNING, OFFICE, listed
from tests.handlers.watcher import Help, Helped, Place, Watcher

TEAM = {"mette": "alma bo cleo", "kirsten": "dan eva finn", "jonas": "gry hans ida"}
WAYS = {"telegram": "alma dan hans mette kirsten sven", "sms": "bo eva gry jonas gerd"}
"""By which way they are reached; who stands in neither is reached by both."""
TAKE_PART = {"gerd": ("alma", "guardian"), "sven": ("bo", "sibling")}
BEGINNINGS = (
    MORNING,
    datetime(2027, 3, 27, 20, 0, tzinfo=UTC),
    datetime(2027, 10, 30, 20, 0, tzinfo=UTC),
)


def _take_in(tx, event, now):
    raw = Raw(event.sender.channel, event.external_id, event.sender.value, b"{}")
    inbox.take_in(tx, [raw], now)
    row = tx.value("SELECT max(id) FROM inbox")
    messages.receive(tx, OFFICE, row, event, now)


def _ways(ref, numbers):
    """Return the addresses that somebody gets."""
    wanted = [way for way, refs in WAYS.items() if ref in refs.split()]
    number = next(numbers)
    return [
        Address(Channel(way), f"+45{number}" if way == "sms" else str(number))
        for way in wanted or list(WAYS)
    ]


def _settle_in(tx):
    """Take everybody in and link them; return where each is reached."""
    numbers = count(7_100_000_001)
    rows = [listed("sanne", Role.SUPERVISOR)]
    rows += [listed(ref, Role.CONTACT_PERSON) for ref in TEAM]
    rows += [
        # Most of them leave no record: sealing is proved elsewhere, and takes time.
        listed(
            ref,
            contact_person=worker,
            name=f"Name{ref}",
            profile="dk_youth" if ref == "alma" else "dk_skp",
        )
        for worker, clients in TEAM.items()
        for ref in clients.split()
    ]
    enrolment.enrol(tx, OFFICE, rows, MORNING)
    for ref, (principal, kind) in TAKE_PART.items():
        person = people.add(
            tx,
            ref=ref,
            role=Role.GUARDIAN,
            name=f"Name{ref}",
            language=OFFICE.language,
            profile="dk_skp",
            born_before=None,
            now=MORNING,
        )
        cases.begin(tx, person.id, "none", [], MORNING)
        current = assignments.current(tx, people.find_by_ref(tx, principal).id)
        assignments.add_participant(tx, current.id, person.id, kind, MORNING)
    reached = {}
    for ref in [*(row.ref for row in rows), *TAKE_PART]:
        person = people.find_by_ref(tx, ref)
        people.set_agreement(tx, person.id, Agreement.GIVEN, MORNING)
        reached[ref] = _ways(ref, numbers)
        for address in reached[ref]:
            addresses.add(tx, person.id, address, AddressState.VERIFIED, MORNING)
    return {ref: (people.find_by_ref(tx, ref), reached[ref]) for ref in reached}


@contextmanager
def stage(made):
    """Yield a transaction with everybody in it, to which each history returns."""
    with (
        closing(connect(made.directory)) as connection,
        closing(ShredKeys.open(made.directory)) as shred,
    ):
        tx = Transaction(connection, made.keys, shred)
        connection.execute("BEGIN IMMEDIATE")
        tx.begin_group()
        everybody = _settle_in(tx)
        tx.run("SAVEPOINT history")
        yield tx, everybody
        connection.execute("ROLLBACK")


class BadPhones(Phones):
    """Both providers, as they are on a bad day."""

    def __init__(self, ids, chance) -> None:
        super().__init__(ids)
        self._chance = chance

    def send(self, outgoing):
        fate = self._chance.random()
        if fate < 0.90 or outgoing.form is not Form.TEXT:
            return super().send(outgoing)
        if fate < 0.92:
            super().send(outgoing)
            return Unknown(Reason.NETWORK)
        if fate < 0.94:
            return Unknown(Reason.NETWORK)
        if fate < 0.97:
            return Later(Reason.NETWORK)
        by_sms = outgoing.to.channel is Channel.SMS
        return Never(Reason.BAD_NUMBER if by_sms else Reason.BLOCKED)


@dataclass
class Worker:
    """Somebody who answers, and what they said of whom they write to."""

    ref: str
    address: Address
    chosen: str | None = None
    chosen_at: datetime | None = None


class Office:
    """One random while in the office: who is there, and how things come in."""

    def __init__(self, tx, everybody, chance) -> None:
        self.tx, self.everybody, self.chance = tx, everybody, chance
        self.now = chance.choice(BEGINNINGS)
        self.ids = (str(number) for number in count(1_000_000))
        self.phones = BadPhones(self.ids, chance)
        self.markers = (f"zq{number}qz" for number in count(100))
        self.events = count(1)
        self.log = []
        self.ref_of = {person.alias: ref for ref, (person, _) in everybody.items()}
        self.workers = {
            ref: Worker(ref, everybody[ref][1][0]) for ref in (*TEAM, "sanne")
        }
        helped = {}
        for ref in [*" ".join(TEAM.values()).split(), *TAKE_PART]:
            person, reached = everybody[ref]
            principal = everybody[TAKE_PART[ref][0]][0] if ref in TAKE_PART else person
            places = [Place(address, self.now) for address in reached]
            helped[person.alias] = Helped(
                person.alias, person.name, principal.alias, places, acts=[self.now]
            )
        self.watcher = Watcher(
            helped,
            {
                everybody[ref][0].alias: Help(worker)
                for worker, clients in TEAM.items()
                for ref in clients.split()
            },
            {address: ref for ref in (*TEAM, "sanne") for address in everybody[ref][1]},
        )
        self.circle = chance.sample(list(helped), 3)
        tx.run(
            "UPDATE address SET last_inbound_at = :now, verified_at = :now",
            now=to_ms(self.now),
        )

    # Who and where

    def anybody(self):
        """Return one of the few whom this history is about."""
        return self.watcher.people[self.chance.choice(self.circle)]

    def any_worker(self, person=None):
        """Return somebody who works here; mostly who answers this person."""
        if person is not None and self.chance.random() < 0.8:
            answering = sorted(self.watcher.help_of(person.alias).answering)
            return self.workers[self.chance.choice(answering)]
        return self.chance.choice(list(self.workers.values()))

    def is_answered_by(self, alias, ref):
        """Tell whether somebody who works here answers this person now."""
        help_ = self.watcher.help_of(alias)
        takes_part = self.watcher.people[alias].takes_part
        return help_.is_open and takes_part and ref in help_.answering

    def id_of(self, alias):
        return self.everybody[self.ref_of[alias]][0].id

    def assignment_of(self, alias):
        return assignments.current(self.tx, self.id_of(alias))

    def place_of(self, person):
        """Return a place from which somebody can write now."""
        usable = [each for each in person.places if each.state != "retired"]
        return self.chance.choice(usable) if usable else None

    # How it comes in

    def a_moment_passes(self):
        """Nobody does two things at once."""
        self.now += timedelta(seconds=1)

    def write(self, sender, text, *, reply_to=None, edit_of=None):
        self.a_moment_passes()
        message = edit_of or next(self.ids)
        event = Incoming(
            f"event-{next(self.events)}",
            sender,
            message,
            self.now,
            text,
            reply_to=reply_to,
            is_edit=edit_of is not None,
        )
        _take_in(self.tx, event, self.now)
        return message

    def press(self, sender, button):
        event = Pressed(f"event-{next(self.events)}", sender, "1", button.id, self.now)
        _take_in(self.tx, event, self.now)

    def block(self, sender, *, blocked):
        self.a_moment_passes()
        event = Blocked(f"event-{next(self.events)}", sender, self.now, blocked)
        _take_in(self.tx, event, self.now)

    def call(self, sender):
        self.a_moment_passes()
        _take_in(self.tx, Called(f"CA{next(self.events)}", sender, self.now), self.now)

    def says(self, person, place, text):
        """Have somebody who is helped write; what they wrote from is theirs."""
        person.left_until = None
        message = self.write(place.address, text)
        person.acts.append(self.now)
        place.heard_at = self.now
        if place.state in ("blocked", "bounced"):
            place.becomes("good", self.now)
        person.stopped_last = place.state == "stopped"
        self.look_up_numbers(person)
        return message

    def look_up_numbers(self, person):
        """Take note of a number that was said to be somebody else's."""
        for place in person.places:
            if place.state != "retired" and not self.known(place):
                place.becomes("retired", self.now)
                person.stopped_last = False

    def known(self, place):
        return addresses.find(self.tx, place.address)

    # How it goes out

    def everything_is_delivered(self):
        for _ in range(40):
            first, quiet = lanes.due(self.tx, self.now)
            due = [*first, *quiet]
            if not sum(self._serve(lane) for lane in due):
                return

    def _serve(self, lane):
        found = delivery.claim_next(self.tx, OFFICE, lane, self.now, lambda *_: 0.0)
        has_left = isinstance(found, Claimed)
        while isinstance(found, Claimed):
            outcome = self._try(found)
            # What was said to a stranger proves nothing about a person.
            if isinstance(outcome, Never) and found.delivery.draft.to is None:
                self._bounced(found.outgoing.to, outcome.reason)
            found = delivery.settle_and_claim(
                self.tx, OFFICE, found, outcome, self.now, lambda *_: 0.0
            )
        return has_left

    def _try(self, claimed):
        if claimed.look_up_since is not None:
            return NotThere()  # asking reaches nobody's phone
        self.watcher.look(claimed.delivery, claimed.outgoing, self.now)
        return self.phones.send(claimed.outgoing)

    def _bounced(self, address, reason):
        _, place = self.watcher.owner_of(address)
        if place is not None and place.state == "good":
            state = "blocked" if reason is Reason.BLOCKED else "bounced"
            place.becomes(state, self.now)

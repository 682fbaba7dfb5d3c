"""Random histories of one contact person and their clients, and whose each word is.

A model of promise 4, written from its words and not from the code: it knows for every
line of the contact person who may ever read it. All of a history runs in one open
transaction on the real store and is undone at its end.
"""

import random
from collections import defaultdict
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from casework.messages import Called, Form, Incoming, Pressed, Sent
from casework.people import Address, Channel, Role
from handlers import delivery, duties, enrolment, families, messages
from handlers.delivery import Claimed
from handlers.families import Kin, NewParticipant
from storage import assignments, inbox, lanes, people
from storage.connection import connect
from storage.inbox_rows import Raw
from storage.shred import ShredKeys
from storage.transaction import Transaction
from tests.handlers.house import MORNING, OFFICE, Shown, listed

TEAMS = {"two": 2, "three": 3, "five": 5, "nine": 9, "twenty": 20}
"""Contact persons and how many clients each has; every third worker is on SMS."""

AWAY = "away"
"""A contact person for whom others stand in."""

TEN_MINUTES = timedelta(minutes=10)


class Phones:
    """Both providers, without anything that could fail."""

    def __init__(self, ids) -> None:
        self._ids = ids
        self.chats = defaultdict(list)
        self.delivered = []

    def send(self, outgoing):
        chat = self.chats[outgoing.to.value]
        if outgoing.form in (Form.TEXT, Form.COPY):
            shown = Shown(next(self._ids), outgoing.text, Form.TEXT, outgoing.buttons)
            chat.append(shown)
            self.delivered.append((outgoing.to.value, outgoing.text))
            return Sent((shown.id,))
        for place in (outgoing.target, *outgoing.also):
            target = next((each for each in chat if each.id == place), None)
            if target is not None and outgoing.form is Form.DELETE:
                target.is_deleted = True
            elif target is not None and outgoing.form is Form.EDIT:
                target.text, target.buttons = outgoing.text, outgoing.buttons
                self.delivered.append((outgoing.to.value, outgoing.text))
        return Sent((outgoing.target,))


@dataclass
class Team:
    """A contact person and their clients, by address."""

    worker: Address
    clients: dict  # alias -> Address
    names: dict  # alias -> name


def enrol_teams(tx):
    """Take everybody in and link them; return the teams."""
    numbers = count(7_100_000_001)
    enrolment.enrol(tx, OFFICE, [listed(AWAY, Role.CONTACT_PERSON)], MORNING)
    teams = {}
    for place, (ref, size) in enumerate(TEAMS.items()):
        rows, secrets = _enrol_team(tx, ref, size)
        found = {}
        for n, row in enumerate(rows):
            by_sms = (n % 3 == 1) if n else place % 3 == 2
            channel = Channel.SMS if by_sms else Channel.TELEGRAM
            number = next(numbers)
            address = Address(channel, f"+45{number}" if by_sms else str(number))
            found[row.ref] = address
            _write(tx, address, _proof(secrets[row.ref], channel), f"link-{row.ref}")
            person = people.find_by_ref(tx, row.ref)
            people.set_agreement(tx, person.id, people.Agreement.GIVEN, MORNING)
        aliases = {row.ref: people.find_by_ref(tx, row.ref).alias for row in rows[1:]}
        teams[ref] = Team(
            found[ref],
            {aliases[each]: found[each] for each in aliases},
            {aliases[row.ref]: row.name for row in rows[1:]},
        )
    return teams


def _enrol_team(tx, ref, size):
    """Take a team in; return its rows, the worker first, and what invites each.

    Of four clients one is somebody's for whom the worker stands in, and one is no
    client but takes part in the help of the one before.
    """
    worker = listed(ref, Role.CONTACT_PERSON)
    rows = [
        listed(
            f"{ref}-{n}",
            contact_person=AWAY if n % 4 == 1 else ref,
            name=f"Name{ref}{n}",
        )
        for n in range(size)
    ]
    taking_part = [row for n, row in enumerate(rows) if n % 4 == 2]
    listed_ones = [worker, *(row for row in rows if row not in taking_part)]
    invited = [*enrolment.enrol(tx, OFFICE, listed_ones, MORNING)]
    stands_in = people.find_by_ref(tx, ref).id
    for n, row in enumerate(rows):
        if n % 4 == 1:
            client = people.find_by_ref(tx, row.ref)
            current = assignments.current(tx, client.id)
            assignments.set_substitute(tx, current.id, stands_in)
        elif row in taking_part:
            new = NewParticipant(
                row.ref, row.name, Kin.RELATIVE, row.language, row.born_before
            )
            families.add(tx, OFFICE, client, new, MORNING)
            invited.append(enrolment.invite(tx, row.ref, MORNING))
    return [worker, *rows], {each.ref: each.secrets for each in invited}


def _proof(secrets, channel):
    if channel is Channel.SMS:
        return secrets.code
    return f"/start {secrets.token}"


def _write(tx, sender, text, number, now=MORNING):
    event = Incoming(number, sender, number, now, text)
    _deal_with(tx, event, now)


def _deal_with(tx, event, now):
    sender = event.sender
    raw = Raw(sender.channel, event.external_id, sender.value, b"{}")
    inbox.take_in(tx, [raw], now)
    row = tx.value("SELECT max(id) FROM inbox")
    messages.receive(tx, OFFICE, row, event, now)


@contextmanager
def stage(made):
    """Yield a transaction with all teams in it, to which each history returns."""
    with (
        closing(connect(made.directory)) as connection,
        closing(ShredKeys.open(made.directory)) as shred,
    ):
        tx = Transaction(connection, made.keys, shred)
        connection.execute("BEGIN IMMEDIATE")
        tx.begin_group()
        teams = enrol_teams(tx)
        tx.run("UPDATE delivery SET state = 'skipped', sealed_body = NULL")
        tx.run("SAVEPOINT history")
        yield tx, teams
        connection.execute("ROLLBACK")


@dataclass
class History:
    """One random afternoon of a team, and what the model knows of it."""

    tx: Transaction
    team: Team
    chance: random.Random
    now: object = MORNING
    choice: tuple | None = None  # whom (alias), since when
    meant_for: dict = field(default_factory=dict)  # marker -> alias, or None: nobody
    stands_for: dict = field(default_factory=dict)  # message id -> alias, of own lines
    marker_of: dict = field(default_factory=dict)  # message id -> its newest marker
    waiting: list = field(default_factory=list)  # message ids that wait for a name
    passed_on: list = field(default_factory=list)  # message ids, in this order
    withdrawn: set = field(default_factory=set)  # markers that may be gone
    replaced: set = field(default_factory=set)  # markers that an edit took the place of
    is_unsure: bool = False  # whether a choice was closed that the model left open
    written: int = 0
    log: list = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ids = (str(number) for number in count(1_000_000))
        self.phones = Phones(self.ids)
        self.markers = (f"zq{number}zq" for number in count(100))
        self.by_sms = self.team.worker.channel is Channel.SMS
        self.clients_wrote = {alias: [] for alias in self.team.clients}

    @classmethod
    def steps(cls) -> tuple:
        """Return what may happen, and how likely each is."""
        return (
            (cls.client_writes, 6),
            (cls.worker_replies, 5),
            (cls.worker_writes, 6),
            (cls.worker_chooses, 2),
            (cls.worker_answers_the_question, 3),
            (cls.worker_names_an_alias, 2),
            (cls.worker_changes_a_line, 2),
            (cls.worker_replies_to_an_own_line, 1),
            (cls.worker_replies_to_nothing, 1),
            (cls.worker_takes_back, 1),
            (cls.client_changes_a_message, 1),
            (cls.client_calls, 1),
            (cls.time_passes, 4),
            (cls.clock_is_set_back, 1),
            (cls.everything_is_delivered, 6),
        )

    def run(self, length):
        """Live through so many steps, then deliver all that waits."""
        steps, weights = zip(*self.steps(), strict=True)
        for step in self.chance.choices(steps, weights, k=length):
            self.log.append(step.__name__)
            step(self)
            self.check()
        self.now += timedelta(hours=1)
        self.everything_is_delivered()
        self.check()
        self.check_nothing_is_missing()

    # What may happen

    def client_writes(self):
        alias = self.anybody()
        message = self.write(self.team.clients[alias], f"from{alias}")
        self.clients_wrote[alias].append(message)
        self.heard_of(alias)

    def client_changes_a_message(self):
        alias = self.anybody()
        if self.clients_wrote[alias] and not self.is_sms(alias):
            changed = self.chance.choice(self.clients_wrote[alias])
            self.write(self.team.clients[alias], f"changed{alias}", edit_of=changed)
            self.heard_of(alias)

    def client_calls(self):
        alias = self.anybody()
        if self.is_sms(alias):
            event = Called(f"CA{self.next()}", self.team.clients[alias], self.now)
            _deal_with(self.tx, event, self.now)
            self.heard_of(alias)

    def worker_writes(self):
        self.line(None)

    def worker_replies(self):
        shown = [
            (each, alias)
            for each in self.phones.chats[self.team.worker.value]
            for alias in self.team.clients
            if each.text.startswith((f"{alias} ", f"{alias}:"))
        ]
        if shown and not self.by_sms:
            answered, alias = self.chance.choice(shown)
            self.line(alias, reply_to=answered.id)

    def worker_replies_to_an_own_line(self):
        own = [each for each, alias in self.stands_for.items() if alias]
        if own and not self.by_sms:
            answered = self.chance.choice(own)
            self.line(self.stands_for[answered], reply_to=answered)

    def worker_replies_to_nothing(self):
        if not self.by_sms:
            self.line(None, reply_to="42", choice_counts=False)
            self.choice = None  # somebody else was meant, and so it is from here on

    def worker_names_an_alias(self):
        alias = self.anybody()
        ways = (f"{alias} ", f"{alias}: ") if self.by_sms else (f"/to {alias} ",)
        self.line(alias, before=self.chance.choice(ways))

    def worker_chooses(self):
        alias = self.anybody()
        if not self.by_sms:
            self.write(self.team.worker, f"/to {alias.lower()}")
            self.choice, self.is_unsure = (alias, self.now), False

    def worker_answers_the_question(self):
        if self.by_sms:
            alias = self.anybody()
            self.write(self.team.worker, alias)
            self.chosen(alias)
            return
        asked = [
            each
            for each in self.phones.chats[self.team.worker.value]
            if any("Drop" in button.label for row in each.buttons for button in row)
        ]
        if asked:
            question = asked[-1]
            button = self.chance.choice([b for row in question.buttons for b in row])
            question.buttons = ()
            self.press(button)

    def worker_changes_a_line(self):
        if self.marker_of and not self.by_sms:
            message = self.chance.choice(list(self.marker_of))
            before, marker = self.marker_of[message], next(self.markers)
            self.write(self.team.worker, marker, edit_of=message)
            self.meant_for[marker] = self.stands_for[message]
            if self.stands_for[message] is None and message not in self.waiting:
                self.waiting.append(message)  # it was dropped, and now it waits again
            self.marker_of[message] = marker
            self.replaced.add(before)
            if before in self.withdrawn:
                self.withdrawn.add(marker)

    def worker_takes_back(self):
        self.write(self.team.worker, "undo" if self.by_sms else "/undo")
        if self.passed_on:
            self.withdrawn.add(self.marker_of[self.passed_on[-1]])
        # Where something was taken back, the next line is asked about as well.
        self.is_unsure = True

    def time_passes(self):
        self.now += timedelta(seconds=self.chance.choice((1, 5, 9, 100, 290, 301, 601)))
        for duty in (duties.DROP_UNADDRESSED, duties.BRING_BACK):
            duty.everyone(self.tx, OFFICE, self.now)

    def clock_is_set_back(self):
        self.now -= timedelta(seconds=self.chance.choice((2, 30, 700)))

    def everything_is_delivered(self):
        has_left = True
        while has_left:
            first, quiet = lanes.due(self.tx, self.now)
            due = [*first, *quiet]
            has_left = sum(self.serve(lane) for lane in due) > 0

    # How it happens

    def anybody(self):
        return self.chance.choice(list(self.team.clients))

    def is_sms(self, alias):
        return self.team.clients[alias].channel is Channel.SMS

    def next(self):
        self.written += 1
        return f"event-{self.written}"

    def write(self, sender, text, *, reply_to=None, edit_of=None):
        message = edit_of or next(self.ids)
        event = Incoming(
            self.next(),
            sender,
            message,
            self.now,
            text,
            reply_to=reply_to,
            is_edit=edit_of is not None,
        )
        _deal_with(self.tx, event, self.now)
        return message

    def line(self, named, *, reply_to=None, before="", choice_counts=True):
        """Have the worker write a line that names this client, or nobody."""
        marker = next(self.markers)
        message = self.write(self.team.worker, before + marker, reply_to=reply_to)
        alias = named or (self.chosen_now() if choice_counts else None)
        if named is None and self.is_unsure and self.is_asked_about(message):
            alias = None
        self.meant_for[marker] = self.stands_for[message] = alias
        self.marker_of[message] = marker
        if alias is None:
            self.waiting.append(message)
            return
        self.passed_on.append(message)
        if named:
            self.choice, self.is_unsure = (alias, self.now), False

    def press(self, button):
        event = Pressed(self.next(), self.team.worker, "1", button.id, self.now)
        _deal_with(self.tx, event, self.now)
        alias = button.label.partition(" ")[0]
        if alias in self.team.clients:
            self.chosen(alias)
        else:
            self.waiting.clear()  # dropped

    def chosen(self, alias):
        """Know that all that waited is for this client, and what comes next."""
        for message in self.waiting:
            self.stands_for[message] = alias
            self.meant_for[self.marker_of[message]] = alias
        self.passed_on += self.waiting
        self.waiting.clear()
        self.choice, self.is_unsure = (alias, self.now), False

    def chosen_now(self):
        if self.choice is None:
            return None
        alias, since = self.choice
        return alias if since <= self.now < since + TEN_MINUTES else None

    def is_asked_about(self, message):
        sql = "SELECT 1 FROM unaddressed WHERE external_id = :message"
        return self.tx.one_or_none(sql, message=message) is not None

    def heard_of(self, alias):
        if self.choice is not None and self.choice[0] != alias:
            self.choice = None

    def serve(self, lane):
        """Serve one conversation; return whether anything left."""
        found = delivery.claim_next(self.tx, OFFICE, lane, self.now, lambda *_: 0.0)
        has_left = isinstance(found, Claimed)
        while isinstance(found, Claimed):
            outcome = self.phones.send(found.outgoing)
            found = delivery.settle_and_claim(
                self.tx, OFFICE, found, outcome, self.now, lambda *_: 0.0
            )
        return has_left

    # What must hold

    def check(self):
        """Compare every text that reached a client with whom it was meant for."""
        owners = {address.value: a for a, address in self.team.clients.items()}
        for address, text in self.phones.delivered:
            alias = owners.get(address)
            if alias is None:
                assert address == self.team.worker.value, "somebody else was written to"
                continue
            for marker in _markers(text):
                meant = self.meant_for[marker]
                assert meant == alias, (
                    f"{marker} was for {meant} and reached {alias}: {self.log}"
                )
        self.phones.delivered.clear()

    def check_nothing_is_missing(self):
        """Make sure that what was meant for somebody reached them, each once."""
        for alias, address in self.team.clients.items():
            chat = self.phones.chats[address.value]
            arrived = [m for each in chat for m in _markers(each.text)]
            assert len(arrived) == len(set(arrived)), f"twice: {self.log}"
            missing = [
                marker
                for marker, meant in self.meant_for.items()
                if meant == alias
                and marker not in arrived
                and marker not in self.withdrawn
                and marker not in self.replaced
            ]
            assert missing == [], f"{missing} never reached {alias}: {self.log}"


def _markers(text):
    return [word for word in text.split() if word.startswith("zq")]


def live(tx, teams, seed, length):
    """Live through one history and undo it; return how many messages it had."""
    chance = random.Random(seed)
    team = teams[chance.choice(list(teams))]
    history = History(tx, team, chance)
    try:
        history.run(length)
    finally:
        tx.run("ROLLBACK TO history")
        tx.undo(tx.mark())
    return history.written

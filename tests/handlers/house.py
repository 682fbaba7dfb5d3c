"""An office with people in it: real store, real handlers, phones without a net."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from casework.messages import (
    Called,
    Form,
    Incoming,
    Kind,
    Never,
    NotThere,
    Pressed,
    Sent,
    Unknown,
)
from casework.people import Address, Channel, Language, Role
from casework.reasons import Reason
from handlers import delivery, due_work, duties, enrolment, messages
from handlers.delivery import Claimed, Wait
from handlers.enrolment import NewPerson
from handlers.office import Office
from handlers.texts import Texts
from storage import addresses, cases, inbox, lanes, outbox, people
from storage.engine import Store
from storage.inbox_rows import Raw
from tests.storage.stores import read_case

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OFFICE = Office(
    texts=Texts.load("en"),
    zone=ZoneInfo("Europe/Copenhagen"),
    language=Language.ENGLISH,
    phone="+4533112233",
    opening_hours="9-15",
    sms_number="+4591000000",
    bot_name="@kontakt_bot",
)
ADDRESSES = {
    "mette": Address(Channel.TELEGRAM, "7001002001"),
    "kirsten": Address(Channel.SMS, "+4520202020"),
    "sanne": Address(Channel.TELEGRAM, "7001002002"),
    "alma": Address(Channel.TELEGRAM, "7001002003"),
    "bo": Address(Channel.SMS, "+4520303030"),
    "cleo": Address(Channel.TELEGRAM, "7001002004"),
    "dan": Address(Channel.SMS, "+4520404040"),
}


def listed(ref, role=Role.CLIENT, **more):
    """Return somebody as the organisation lists them."""
    given = {
        "line": 2,
        "name": ref.capitalize(),
        "language": Language.ENGLISH,
        "profile": "dk_youth",
        "born_before": date(2005, 12, 31),
    } | more
    return NewPerson(ref=ref, role=role, **given)


EVERYBODY = (
    listed("mette", Role.CONTACT_PERSON),
    listed("kirsten", Role.CONTACT_PERSON),
    listed("sanne", Role.SUPERVISOR),
    listed("alma", contact_person="mette"),
    listed("bo", contact_person="mette"),
    listed("cleo", contact_person="kirsten"),
    listed("dan", contact_person="kirsten"),
)


@dataclass
class Shown:
    """A message of ours as it stands on somebody's phone."""

    id: str
    text: str
    form: Form
    buttons: tuple = ()
    reply_to: str | None = None
    copied: str | None = None
    sign: str = ""
    is_deleted: bool = False
    versions: list = field(default_factory=list)


class FakeGateway:
    """A provider that does what a test tells it, and phones that show what came."""

    def __init__(self, channel, first=100_000) -> None:
        self._channel = channel
        self._ids = count(first)
        self._planned = defaultdict(list)
        self.chats = defaultdict(list)
        self.signs = {}
        self.sent = []
        self.looked_up = []
        self.finds = []

    @property
    def channel(self):
        return self._channel

    def next_id(self):
        number = next(self._ids)
        return str(number) if self._channel is Channel.TELEGRAM else f"SM{number:032x}"

    def will(self, *outcomes, to=None):
        """Let the next deliveries (to an address) end so; `Sent` shows them as well."""
        self._planned[to].extend(outcomes)

    def will_no_more(self):
        """Let all be well from now on."""
        self._planned.clear()

    async def send(self, outgoing):
        self.sent.append(outgoing)
        for key in (outgoing.to.value, None):
            if self._planned[key]:
                planned = self._planned[key].pop(0)
                if isinstance(planned, tuple):  # it arrived, and nobody heard of it
                    self._show(outgoing)
                    return planned[0]
                if planned is not Sent:
                    return planned
        return self._show(outgoing)

    async def look_up(self, outgoing, since, taken=()):
        """Return what a test planned to be found, or else what truly arrived."""
        self.looked_up.append((outgoing.delivery, since, tuple(taken)))
        if self.finds:
            return self.finds.pop(0)
        arrived = (
            each.id
            for each in self.chats[outgoing.to.value]
            if each.text == outgoing.text and each.id not in taken
        )
        found = next(arrived, None)
        return NotThere() if found is None else Sent((found,))

    async def fetch(self, file):
        yield b"bytes of " + file.file_id.encode()

    def find(self, chat, message_id):
        return next((each for each in self.chats[chat] if each.id == message_id), None)

    def _show(self, outgoing):
        chat = outgoing.to.value
        if outgoing.form in (Form.TEXT, Form.COPY):
            copied = outgoing.copy.message_ids if outgoing.copy else (None,)
            shown = [
                Shown(
                    self.next_id(),
                    outgoing.text,
                    outgoing.form,
                    outgoing.buttons,
                    outgoing.reply_to,
                    one,
                )
                for one in copied
            ]
            self.chats[chat].extend(shown)
            return Sent(tuple(each.id for each in shown))
        if outgoing.form is Form.REACTION:
            self.signs[chat, outgoing.target] = outgoing.text
            return Sent((outgoing.target,))
        target = self.find(chat, outgoing.target)
        if target is None or target.is_deleted:
            return Never(Reason.GONE)
        if outgoing.form is Form.DELETE:
            for each in (outgoing.target, *outgoing.also):
                self.find(chat, each).is_deleted = True
        else:
            target.versions.append(target.text)
            target.text, target.buttons = outgoing.text, outgoing.buttons
        return Sent((target.id,))


def maybe(reason=Reason.NETWORK, *, arrives):
    """Return what becomes of a delivery whose end nobody heard of."""
    unknown = Unknown(reason)
    return (unknown,) if arrives else unknown


@dataclass
class House:
    """Everything that a message meets between two phones."""

    store: Store
    office: Office = OFFICE
    now: datetime = MORNING
    shares: tuple = ()
    addresses: dict = field(default_factory=lambda: dict(ADDRESSES))
    secrets: dict = field(default_factory=dict)
    telegram: FakeGateway = field(default_factory=lambda: FakeGateway(Channel.TELEGRAM))
    sms: FakeGateway = field(default_factory=lambda: FakeGateway(Channel.SMS))
    permit_after: dict = field(default_factory=dict)
    _woken: set = field(default_factory=set)
    numbers: count = field(default_factory=lambda: count(100_000))

    def __post_init__(self) -> None:
        self.store.listener = self._woken.update

    @property
    def gateways(self):
        return {Channel.TELEGRAM: self.telegram, Channel.SMS: self.sms}

    def gateway_of(self, who):
        return self.gateways[self.addresses[who].channel]

    def chat(self, who):
        """Return what stands on somebody's phone and was not taken back."""
        address = self.addresses[who]
        shown = self.gateways[address.channel].chats[address.value]
        return [each for each in shown if not each.is_deleted]

    def texts(self, who):
        return [each.text for each in self.chat(who)]

    def last(self, who):
        return self.chat(who)[-1]

    def sign_on(self, who, message_id):
        """Return the sign that stands on somebody's own message."""
        address = self.addresses[who]
        return self.gateways[address.channel].signs.get((address.value, message_id))

    def move(self, **by):
        self.now += timedelta(**by)

    async def run(self, unit, *args, **kwargs):
        return await self.store.run(unit, *args, **kwargs)

    async def look_after(self, *those):
        """Do these duties, or all there are; return for how many the last was due."""
        those = those or duties.LOOKED_AFTER
        return await self.run(_looked_after, those, self.office, self.now)

    async def enrol(self, *people):
        invited = await self.run(enrolment.enrol, self.office, people, self.now)
        self.secrets |= {each.ref: each.secrets for each in invited}
        return invited

    async def link(self, who):
        """Give an invitation's code or link from somebody's own phone."""
        secrets = self.secrets[who]
        if self.addresses[who].channel is Channel.TELEGRAM:
            return await self.write(who, f"/start {secrets.token}")
        return await self.write(who, secrets.code)

    async def write(self, who, text="", **more):
        """Have somebody write, and deal with it; return the message's id."""
        incoming = self.incoming(who, text, **more)
        await self.receive(incoming)
        return incoming.message_id

    def incoming(self, who, text="", *, reply_to=None, edit_of=None, **more):
        """Return what somebody writes; `who` is a person here, or any address."""
        sender = self.addresses.get(who, who)
        number = next(self.numbers)
        gateway = self.gateways[sender.channel]
        return Incoming(
            f"update-{number}",
            sender,
            edit_of or gateway.next_id(),
            self.now,
            text,
            reply_to=reply_to.id if isinstance(reply_to, Shown) else reply_to,
            is_edit=edit_of is not None,
            **{"kind": Kind.TEXT, **more},
        )

    async def take_in(self, event):
        """Keep an event as its raw update would be kept; return its row."""
        sender = event.sender
        raw = Raw(sender.channel, event.external_id, sender.value, b"{}")
        await self.run(inbox.take_in, [raw], self.now)
        return await self.run(_row_of, event)

    async def receive(self, event, **more):
        row = await self.take_in(event)
        await self.run(messages.receive, self.office, row, event, self.now, **more)
        return row

    async def press(self, who, label, on=None):
        """Press the newest button with this label on somebody's phone."""
        shown = on or next(
            each for each in reversed(self.chat(who)) if self._button(each, label)
        )
        event = Pressed(
            f"update-{next(self.numbers)}",
            self.addresses[who],
            shown.id,
            self._button(shown, label).id,
            self.now,
            under=shown.text,
        )
        await self.receive(event)

    def _button(self, shown, label):
        found = (button for row in shown.buttons for button in row)
        return next((each for each in found if label in each.label), None)

    async def call(self, who):
        """Have somebody call the number that takes texts."""
        number = f"CA{next(self.numbers)}"
        sender = self.addresses.get(who, who)
        await self.receive(Called(number, sender, self.now))

    async def talk(self, who, text="", **more):
        """Have somebody write, and deliver what comes of it."""
        message_id = await self.write(who, text, **more)
        await self.deliver()
        return message_id

    async def tick(self):
        """Plan and do what is due by now, as the service does every few seconds."""
        for rule in await self.run(due_work.to_plan, self.now):
            await self.run(due_work.plan_rule, rule, self.now)
        while held := await self.run(due_work.claim, self.now):
            for each in held:
                await self.run(due_work.do, self.office, each, self.now)

    async def deliver(self):
        """Send all that is due and may go out now, conversation by conversation."""
        while True:
            await self.tick()
            woken = self._woken.union(*await self.run(lanes.due, self.now))
            self._woken.clear()
            served = [await self.serve(lane) for lane in sorted(woken)]
            if not any(served) and not self._woken:
                return

    async def serve(self, lane):
        """Serve one conversation as the sender does; return whether anything left."""
        found = await self.run(
            delivery.claim_next, self.office, lane, self.now, self._permit
        )
        left = False
        while isinstance(found, Claimed):
            outcome = await self.hand_over(found)
            if outcome is None:
                return True
            left = True
            found = await self.run(
                delivery.settle_and_claim,
                self.office,
                found,
                outcome,
                self.now,
                self._permit,
            )
        assert found is None or isinstance(found, Wait)
        return left

    async def lane_to(self, who, about=None):
        """Return the conversation with somebody that is about a client's case."""
        person = await self.person(who)
        return f"{person.id}/{await self.case_of(about or who)}"

    async def claim(self, lane):
        """Hold the first of a conversation for a try that nobody makes."""
        return await self.run(
            delivery.claim_next, self.office, lane, self.now, self._permit
        )

    async def settle(self, claimed, outcome):
        await self.run(delivery.settle, self.office, claimed, outcome, self.now)

    async def hand_over(self, claimed):
        """Return what came of a try; nothing while the provider cannot tell."""
        gateway = self.gateways[claimed.channel]
        if claimed.look_up_since is not None:
            taken = await self.run(delivery.taken_ids, claimed)
            found = await gateway.look_up(
                claimed.outgoing, claimed.look_up_since, taken
            )
            if found is not None:
                return found
            if claimed.delivery.attempts < 3:
                pause = timedelta(seconds=30)
                await self.run(delivery.wait_for_word, claimed, self.now, pause)
                return None
            await self.run(outbox.set_maybe_twice, claimed.delivery.id)
            return NotThere()
        if claimed.was_unknown:
            await self.run(outbox.set_maybe_twice, claimed.delivery.id)
        return await gateway.send(claimed.outgoing)

    def _permit(self, recipient, _now):
        return self.permit_after.get(recipient, 0.0)

    async def person(self, who):
        return await self.run(people.find_by_ref, who)

    async def address(self, who):
        return await self.run(addresses.find, self.addresses[who])

    async def case_of(self, who):
        person = await self.person(who)
        return await self.run(cases.of_client, person.id)

    async def record(self, who):
        """Return what a reader would see of a client's case: (kind, words)."""
        case = cases.INTAKE if who == "intake" else await self.case_of(who)
        found = await self.run(read_case, case, self.shares)
        return [(row["kind"], words) for row, words in found]

    async def said(self, who):
        """Return the words of all messages in a client's case."""
        return [
            words["text"] for kind, words in await self.record(who) if kind == "message"
        ]

    async def waiting(self):
        return {
            state: number
            for state, (number, _) in (await self.run(outbox.waiting)).items()
        }

    async def deliveries(self, who=None):
        """Return every delivery to somebody, the oldest first."""
        person = None if who is None else (await self.person(who)).id
        return await self.run(_deliveries, person)

    async def restart(self):
        """Close the store and open it again, as after a stop of the service."""
        path, keys = self.store.path, self.store._keys
        await self.store.close()
        self.store = await Store.open(path, keys)
        self.store.listener = self._woken.update

    def everything_on_disk(self):
        """Return every byte that lies in the store's directory."""
        return b"".join(
            path.read_bytes()
            for path in Path(self.store.path).rglob("*")
            if path.is_file()
        )


def _looked_after(tx, those, office, now):
    return [duty.everyone(tx, office, now) for duty in those][-1]


def _row_of(tx, event):
    return tx.value(
        "SELECT id FROM inbox WHERE channel = :channel AND external_id = :external_id",
        channel=event.sender.channel,
        external_id=event.external_id,
    )


def _deliveries(tx, person):
    ids = tx.all(
        "SELECT id FROM delivery WHERE :who IS NULL OR recipient_id = :who ORDER BY id",
        who=person,
    )
    return [outbox.find(tx, row["id"]) for row in ids]


def parts_of_an_album(house, who, number, **more):
    """Return the photos of one album, as Telegram sends them one by one."""
    return [
        replace(
            house.incoming(who, kind=Kind.PHOTO, album="album-1"),
            **{name: values[place] for name, values in more.items()},
        )
        for place in range(number)
    ]

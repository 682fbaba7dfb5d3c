"""From updates to events."""

import copy
import json
import random
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram_updates import (
    UpdateError,
    lane_of,
    parse,
    press_of,
    raw_of,
    update_id,
)
from casework.messages import Blocked, Ignored, Incoming, Kind, Pressed
from casework.people import Address, Channel

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
CANARY = "canary-4f9a"
ALMA = {
    "id": 7000000001,
    "is_bot": False,
    "first_name": CANARY,
    "language_code": "da",
}
CHAT = {"id": 7000000001, "type": "private", "first_name": CANARY}
SENDER = Address(Channel.TELEGRAM, "7000000001")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


def message(**more):
    return {"message_id": 42, "from": ALMA, "chat": CHAT, "date": 1790000000, **more}


def update(kind="message", **more):
    inside = message(**(more or {"text": f"hej {CANARY}"}))
    return {"update_id": 812345678, kind: inside}


def press(**more):
    ours = {"message_id": 40, "chat": CHAT, "date": 1789999999}
    query = {"id": "99", "from": ALMA, "chat_instance": "1", "message": ours}
    return {"update_id": 812345678, "callback_query": {**query, "data": "b1", **more}}


def membership(status):
    member = {"user": {"id": 1, "is_bot": True, "first_name": "B"}, "status": status}
    change = {"chat": CHAT, "from": ALMA, "date": 1790000000}
    return {
        "update_id": 812345678,
        "my_chat_member": {**change, "old_chat_member": {}, "new_chat_member": member},
    }


def test_a_text_becomes_a_message():
    assert parse(update(text="hej"), NOW) == Incoming(
        external_id="812345678",
        sender=SENDER,
        message_id="42",
        at=datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC),
        text="hej",
        language_hint="da",
    )


def test_bytes_and_json_are_the_same():
    raw = update(text="hej 😀 æøå")

    assert parse(json.dumps(raw).encode(), NOW) == parse(raw, NOW)


def test_an_answer_knows_what_it_answers():
    raw = update(text="ja", reply_to_message=message(message_id=40, text="?"))

    assert parse(raw, NOW).reply_to == "40"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"reply_to_message": message(message_id=40, text="all of it")}, "all of it"),
        ({"reply_to_message": message(message_id=40, caption="below")}, "below"),
        (
            {
                "reply_to_message": message(message_id=40, text="all of it"),
                "quote": {"text": "of it", "position": 4, "is_manual": True},
            },
            "of it",
        ),
        ({"reply_to_message": message(message_id=40), "quote": 5}, ""),
        ({"quote": {"text": "of nothing"}}, ""),
    ],
)
def test_the_words_that_are_answered_come_along_or_only_those_marked(more, words):
    found = parse(update(text="/note", **more), NOW)

    assert found.answered_text == words
    assert not words or words not in repr(found)


def test_parts_of_an_album_share_its_name():
    raw = update(photo=[{"file_id": "F"}], media_group_id="13579")

    found = parse(raw, NOW)

    assert (found.kind, found.album) == (Kind.PHOTO, "13579")


def test_an_edit_is_the_same_message_changed():
    raw = update("edited_message", text="hej!", edit_date=1790000060)

    found = parse(raw, NOW)

    assert found.is_edit
    assert found.message_id == "42"
    assert found.at == datetime(2026, 9, 21, 14, 14, 20, tzinfo=UTC)


def test_a_press_carries_the_button_and_the_time_it_was_taken_in():
    assert parse(press(), NOW) == Pressed("812345678", SENDER, "40", "b1", NOW)


def test_a_press_below_a_message_that_telegram_forgot_still_counts():
    forgotten = {"message_id": 40, "chat": CHAT, "date": 0}

    assert parse(press(message=forgotten), NOW).message_id == "40"


@pytest.mark.parametrize(("status", "blocked"), [("kicked", True), ("member", False)])
def test_blocking_and_letting_in_again(status, blocked):
    found = parse(membership(status), NOW)

    assert isinstance(found, Blocked)
    assert (found.sender, found.blocked) == (SENDER, blocked)


GROUP = {"id": -100123, "type": "supergroup", "title": CANARY}


@pytest.mark.parametrize(
    "raw",
    [
        update(text="hej", chat=GROUP),
        update(text="hej", chat={**GROUP, "type": "channel"}),
        update(text="hej", **{"from": {**ALMA, "is_bot": True}}),
        update("channel_post", text="hej"),
        update("business_message", text="hej"),
        update(pinned_message=message(text="hej")),
        press(message={"message_id": 1, "chat": GROUP, "date": 1}),
        press(**{"from": {**ALMA, "is_bot": True}}),
        {"update_id": 1, "callback_query": {"id": "9", "from": ALMA}},
        membership("left"),
        {**membership("kicked"), "poll": {}},
        {"update_id": 1, "something_new": {"text": CANARY}},
        {"update_id": 1},
    ],
    ids=range(13),
)
def test_what_is_not_written_to_us_by_a_person_is_ignored(raw):
    found = parse(raw, NOW)

    if "my_chat_member" in raw and "poll" in raw:
        assert isinstance(found, Blocked)
    else:
        assert isinstance(found, Ignored)
        assert CANARY not in repr(found)


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        (b"", "json"),
        (b"{", "json"),
        (b"\xff\xfe", "json"),
        (b"[" * 100_000, "json"),
        (b'{"update_id": ' + b"9" * 5000 + b"}", "json"),
        (b"[]", "update_id"),
        ({}, "update_id"),
        ({"update_id": "7", "message": message(text="hej")}, "update_id"),
        ({"update_id": 1, "message": [CANARY]}, "message"),
        (update(text=5), "text"),
        (update(text="hej", date="yesterday"), "date"),
        (update(text="hej", message_id=None), "message_id"),
        (update(text="hej", chat=None), "chat"),
        (update(text="hej", chat={**CHAT, "type": 5}), "type"),
        (update(text="hej", chat={**CHAT, "id": 5}), "from"),
        (update(text="hej", chat={**CHAT, "id": "5"}), "id"),
        (update(text="hej", **{"from": None}), "from"),
        (update(text="hej", **{"from": {"id": 7000000001}}), "is_bot"),
        (update(text="hej", reply_to_message=5), "reply_to_message"),
        (update(text="hej", reply_to_message={}), "message_id"),
        (update(text="hej", media_group_id=5), "media_group_id"),
        (press(data=5), "data"),
        (press(message=5), "message"),
        (membership(5), "status"),
    ],
    ids=range(24),
)
def test_what_cannot_be_read_is_one_error_without_content(raw, place):
    with pytest.raises(UpdateError) as caught:
        parse(raw, NOW)

    assert caught.value.field == place
    assert caught.value.__cause__ is None
    assert CANARY not in str(caught.value)


def test_half_a_character_becomes_a_mark_that_can_be_written():
    raw = json.dumps(update(text="hej \ud83d")).encode()

    assert parse(raw, NOW).text == "hej \ufffd"


@pytest.mark.parametrize(
    ("code", "hint"),
    [("sv", "sv"), ("DA-dk", "da"), ("dansk", ""), ("ø", ""), ("", ""), (5, "")],
)
def test_the_language_of_the_phone_is_a_hint(code, hint):
    raw = update(text="hej", **{"from": {**ALMA, "language_code": code}})

    assert parse(raw, NOW).language_hint == hint


@pytest.mark.parametrize(
    ("raw", "lane"),
    [
        (update(), "7000000001"),
        (update("edited_message"), "7000000001"),
        (update(text="hej", chat=GROUP), "-100123"),
        (press(), "7000000001"),
        (press(message=None), "7000000001"),
        (membership("kicked"), "7000000001"),
        ({"update_id": 1, "poll": {}}, ""),
        ({"update_id": 1, "message": "?"}, ""),
        ([], ""),
        (None, ""),
    ],
    ids=range(10),
)
def test_the_lane_is_the_chat(raw, lane):
    assert lane_of(raw) == lane


def test_the_inbox_gets_what_telegram_sent():
    raw = raw_of(update(text="hej \ud83d æ"))

    assert (raw.channel, raw.external_id, raw.lane) == (
        Channel.TELEGRAM,
        "812345678",
        "7000000001",
    )
    assert json.loads(raw.body) == update(text="hej \ud83d æ")


@pytest.mark.parametrize("wrong", [None, "7", True, -1, 1 << 60, 7.0])
def test_an_update_without_a_usable_id_is_not_for_the_inbox(wrong):
    assert raw_of({"update_id": wrong, "message": message(text="hej")}) is None
    assert update_id({"update_id": wrong}) is None


def test_only_a_press_wants_an_answer():
    assert press_of(press()) == "99"
    assert press_of(update()) is None
    assert press_of(None) is None


SEEDS = [
    update(),
    update(text="hej", entities=[{"type": "bold", "offset": 0, "length": 3}]),
    update("edited_message", text="hej", edit_date=1790000001),
    update(photo=[{"file_id": "F", "width": 1, "height": 2}], caption=CANARY),
    update(voice={"file_id": "F", "duration": 3}),
    update(venue={"location": {"latitude": 1, "longitude": 2}}, location={}),
    update(contact={"phone_number": "4512345678", "first_name": CANARY}),
    update(poll={"question": CANARY, "options": [{"text": CANARY}]}),
    press(),
    membership("kicked"),
]


def described_updates(described, chance, count):
    """Make updates as Telegram describes them, each message with a few fields."""
    types = described["types"]

    def value_of(kind, depth):
        if kind.startswith("Array of "):
            return [value_of(kind[9:], depth + 1) for _ in range(chance.randrange(3))]
        simple = {
            "Integer": chance.choice([0, 1, 7000000001, 1790000000]),
            "String": chance.choice(["", CANARY, "private", "😀"]),
            "Boolean": False,
            "Float": 55.5,
        }
        if kind in simple:
            return simple[kind]
        known = types[kind]
        if "subtypes" in known:
            return value_of(chance.choice(known["subtypes"]), depth)
        if depth > 6:
            return {}
        return {
            field["name"]: value_of(chance.choice(field["types"]), depth + 1)
            for field in known.get("fields", [])
            if field["required"] or chance.random() < 0.15
        }

    for number in range(count):
        made = value_of("Update", 0)
        kind = chance.choice(["message", "edited_message", "callback_query"])
        inside = made.setdefault(kind, value_of(types_of(kind), 1))
        holder = inside if kind != "callback_query" else inside.get("message", {})
        holder["chat"] = CHAT
        inside["from"] = ALMA
        made["update_id"] = number + 1
        yield made


def types_of(kind):
    return "CallbackQuery" if kind == "callback_query" else "Message"


def mutated(chance, seed):
    """Return an update in which one to three things are not as they should be."""
    changed = copy.deepcopy(seed)
    for _ in range(chance.randint(1, 3)):
        holders = list(inner_values(changed))
        holder = chance.choice(holders)
        if not holder:
            continue
        place = chance.choice(
            list(holder) if isinstance(holder, dict) else range(len(holder))
        )
        if chance.random() < 0.3:
            del holder[place]
        else:
            holder[place] = copy.deepcopy(chance.choice(JUNK))
    return changed


def inner_values(value):
    if isinstance(value, dict | list):
        yield value
        for one in value.values() if isinstance(value, dict) else value:
            yield from inner_values(one)


JUNK = [
    None,
    True,
    0,
    -1,
    2**63,
    1e308,
    float("nan"),
    "",
    CANARY,
    "\ud83d",
    "a" * 5000,
    [],
    {},
    [[[]]],
    {"id": 5},
    "private",
]


def id_in(event):
    return getattr(event, "album", None) or getattr(event, "button", None)


def parsed(raw):
    """Return the event, or the one error that there is."""
    try:
        return parse(raw, NOW)
    except UpdateError as error:
        return error


def meets_the_promise(raw):
    """Parse it; nothing but an event or an `UpdateError` without content comes."""
    assert isinstance(lane_of(raw), str)
    taken = raw_of(raw)
    found = parsed(raw)
    if isinstance(found, UpdateError):
        assert found.__cause__ is None
        assert CANARY not in str(found)
        return False
    assert found.external_id == taken.external_id
    # Telegram's own ids are no words of anybody.
    assert CANARY not in repr(found).replace(repr(id_in(found)), "")
    assert repr(parse(taken.body, NOW)) == repr(found)
    if isinstance(found, Incoming):
        json.dumps([found.text, found.details, list(found.entities)]).encode()
        found.text.encode()
    return True


@pytest.mark.parametrize("tries", [500, pytest.param(10_000, marks=pytest.mark.counts)])
def test_no_mutated_update_breaks_the_parser(tries, described):
    chance = random.Random(tries)
    seeds = list(SEEDS)
    if described is not None:
        seeds += described_updates(described, chance, 200)

    read = sum(
        meets_the_promise(mutated(chance, chance.choice(seeds))) for _ in range(tries)
    )

    assert 0 < read < tries


@pytest.mark.parametrize("tries", [500, pytest.param(10_000, marks=pytest.mark.counts)])
def test_no_damaged_bytes_break_the_parser(tries):
    chance = random.Random(tries)

    for _ in range(tries):
        body = bytearray(json.dumps(chance.choice(SEEDS)).encode())
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(body))
            match chance.randrange(3):
                case 0:
                    body[place] = chance.randrange(256)
                case 1:
                    del body[place : place + chance.randrange(9)]
                case 2:
                    body[place:place] = body[place : place + 30]
        found = parsed(bytes(body))
        assert not isinstance(found, Exception) or found.__context__ is None


@given(st.sampled_from(SEEDS), st.data())
def test_no_json_anywhere_breaks_the_parser(seed, data):
    changed = copy.deepcopy(seed)
    holder = data.draw(st.sampled_from(list(inner_values(changed))))
    if holder:
        places = list(holder) if isinstance(holder, dict) else range(len(holder))
        holder[data.draw(st.sampled_from(places))] = data.draw(JSON)

    meets_the_promise(changed)


def test_updates_as_telegram_describes_them_are_read(described):
    if described is None:
        pytest.skip(
            "needs the published description of the Bot API beside the checkout"
        )
    made = list(described_updates(described, random.Random(7), 500))

    read = [meets_the_promise(one) for one in made]

    assert sum(read) > 300

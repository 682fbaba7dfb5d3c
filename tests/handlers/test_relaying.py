import pytest

from casework.consents import Consent, ConsentState, How, Purpose
from casework.messages import File, Kind
from casework.people import Role
from storage import attachments, consents, people
from tests.handlers.house import listed

POLICIES = {
    "full": "dk_youth",
    "summary": "se_lss",
    "log_only": "se_contact_person",
    "none": "dk_skp",
}


@pytest.fixture(params=POLICIES)
async def under_policy(request, new_house):
    """A house where Alma's help asks for one of the record policies, and which one."""
    house = new_house
    house.addresses["alma"] = house.addresses["bo"]  # by SMS: nobody is too young
    await house.enrol(
        listed("mette", Role.CONTACT_PERSON),
        listed("alma", contact_person="mette", profile=POLICIES[request.param]),
    )
    await house.link("mette")
    await house.link("alma")
    await house.deliver()
    return house, request.param


async def of_kind(house, who, *kinds):
    return [each for each in await house.record(who) if each[0] in kinds]


async def test_what_is_written_down_follows_the_record_policy(under_policy):
    house, policy = under_policy
    before = len(await house.record("alma"))

    await house.talk("alma", "canary-words")
    await house.talk("mette", "canary-answer", reply_to=house.last("mette"))

    record = (await house.record("alma"))[before:]
    with_words = [
        ("message", {"author": "Alma", "form": "text", "text": "canary-words"}),
        ("message", {"author": "Mette", "form": "text", "text": "canary-answer"}),
    ]
    without = [
        ("message", {"author": "Alma", "form": "text"}),
        ("message", {"author": "Mette", "form": "text"}),
    ]
    expected = {"full": with_words, "summary": without, "log_only": without, "none": []}
    assert record == expected[policy]


async def test_every_policy_passes_every_word_on(under_policy):
    house, _ = under_policy

    await house.talk("alma", "hello")
    await house.talk("mette", "hi", reply_to=house.last("mette"))
    house.move(seconds=8)
    await house.deliver()

    assert house.texts("mette")[-1] != ""
    assert "K1 Alma\nhello" in house.texts("mette")
    assert house.texts("alma")[-1] == "Mette: hi"


async def test_changes_and_withdrawals_follow_the_record_policy(under_policy):
    house, policy = under_policy
    await house.talk("alma", "hello")
    written = await house.talk("mette", "one", reply_to=house.last("mette"))

    await house.talk("mette", "two", edit_of=written)
    await house.talk("mette", "/undo")

    kinds = [kind for kind, _ in await of_kind(house, "alma", "edit", "withdrawn")]
    assert kinds == ([] if policy == "none" else ["edit", "withdrawn"])
    words = str(await house.record("alma"))
    assert ("two" in words) is (policy == "full")


async def test_without_a_record_nothing_says_who_wrote(under_policy):
    house, policy = under_policy
    await house.talk("alma", "hello")
    await house.call("alma")

    assert (await house.record("alma") == []) is (policy == "none")


async def test_an_answer_stands_under_the_message_it_answers(house):
    asked = await house.talk("alma", "are you there?")

    await house.talk("mette", "yes", reply_to=house.last("mette"))

    answer = house.last("alma")
    assert (answer.text, answer.reply_to) == ("Mette: yes", asked)


async def test_a_client_may_answer_a_message_of_long_ago(house):
    await house.talk("alma", "hello")
    told = await house.talk("mette", "see you", reply_to=house.last("mette"))
    shown = house.last("alma")
    house.move(days=365)
    await house.restart()

    await house.talk("alma", "where?", reply_to=shown)

    assert house.last("mette").reply_to == told


async def test_a_worker_may_answer_a_message_of_long_ago(house):
    asked = await house.talk("alma", "hello")
    shown = house.last("mette")
    house.move(days=365)
    await house.restart()

    await house.talk("mette", "sorry, I was away", reply_to=shown)

    assert house.last("alma").reply_to == asked


async def test_entities_move_behind_the_name(house):
    bold = {"type": "bold", "offset": 0, "length": 2}
    await house.talk("alma", "🙂 hi", entities=(bold,))

    sent = next(each for each in house.telegram.sent if each.entities)
    looks = [
        sent.text.encode("utf-16-le")[
            2 * each["offset"] : 2 * (each["offset"] + each["length"])
        ].decode("utf-16-le")
        for each in sent.entities
    ]
    assert sent.text == "K1 Alma\n🙂 hi"
    assert looks == ["K1 Alma", "🙂"]


@pytest.mark.parametrize(
    "kind",
    [kind for kind in Kind if kind not in (Kind.TEXT, Kind.OTHER)],
)
async def test_every_kind_of_message_is_copied_and_kept(house, kind):
    details = {
        "latitude": 55.7,
        "longitude": 12.6,
        "first_name": "Ida",
        "phone_number": "+4520123456",
        "emoji": "🙂",
    }
    written = await house.talk("alma", kind=kind, details=details)

    assert [each.copied for each in house.chat("mette") if each.copied] == [written]
    (_, words) = (await house.record("alma"))[-1]
    assert words["form"] == str(kind)
    assert words["details"]["emoji"] == "🙂"


@pytest.mark.parametrize(
    "kind",
    [
        Kind.PHOTO,
        Kind.VOICE,
        Kind.VIDEO,
        Kind.VIDEO_NOTE,
        Kind.AUDIO,
        Kind.DOCUMENT,
        Kind.ANIMATION,
    ],
)
async def test_what_sms_cannot_carry_is_told_to_both_sides(house, kind):
    said = house.office.say(f"kind_{kind}", "en")
    await house.talk("bo", "hello")

    await house.talk("mette", kind=kind, reply_to=house.last("mette"))
    house.move(seconds=8)
    await house.deliver()

    assert house.texts("bo") == [
        house.office.say("media_not_by_sms_client", "en", worker="Mette", kind=said)
    ]
    assert house.texts("mette")[-1] == house.office.say(
        "media_not_by_sms_staff", "en", client="K2 Bo", kind=said
    )


async def test_a_clients_picture_to_a_workers_phone_is_told_to_both_sides(house):
    await house.talk("cleo", "look", kind=Kind.PHOTO)

    assert house.texts("kirsten") == ["K3 Cleo: [photo] look"]
    assert len(house.chat("cleo")) == 1
    assert "Kirsten" in house.texts("cleo")[0]


async def album_of(house, who, number, **more):
    return [
        await house.write(who, kind=Kind.PHOTO, album="album-1", **more)
        for _ in range(number)
    ]


async def test_the_parts_of_an_album_leave_together_when_no_more_come(house):
    parts = await album_of(house, "alma", 2)
    house.move(seconds=1)
    await house.deliver()
    parts += await album_of(house, "alma", 1)
    house.move(seconds=1)
    await house.deliver()
    assert house.chat("mette") == []

    house.move(seconds=0.5)
    await house.deliver()

    copies = [each.copy.message_ids for each in house.telegram.sent if each.copy]
    assert copies == [tuple(parts)]
    assert len(await of_kind(house, "alma", "message")) == 3


async def test_an_album_of_ten_leaves_as_one(house):
    parts = await album_of(house, "alma", 10)

    house.move(seconds=1.5)
    await house.deliver()

    copies = [each.copy.message_ids for each in house.telegram.sent if each.copy]
    assert copies == [tuple(parts)]


async def test_an_eleventh_picture_leaves_in_an_album_of_its_own(house):
    parts = await album_of(house, "alma", 11)

    house.move(seconds=1.5)
    await house.deliver()

    copies = [each.copy.message_ids for each in house.telegram.sent if each.copy]
    assert copies == [tuple(parts[:10]), tuple(parts[10:])]


async def test_a_full_album_that_may_be_taken_back_is_held_all_the_same(house):
    await house.talk("mette", "/to K1")

    await album_of(house, "mette", 10)
    house.move(seconds=7)
    await house.deliver()
    assert house.chat("alma") == []

    house.move(seconds=1)
    await house.deliver()
    assert len([each for each in house.chat("alma") if each.copied]) == 10


async def test_an_album_waits_through_a_restart(house):
    parts = await album_of(house, "alma", 2)
    await house.restart()
    parts += await album_of(house, "alma", 1)

    house.move(seconds=2)
    await house.deliver()

    copies = [each.copy.message_ids for each in house.telegram.sent if each.copy]
    assert copies == [tuple(parts)]


async def test_two_albums_of_one_chat_stay_apart(house):
    first = await album_of(house, "alma", 2)
    second = [await house.write("alma", kind=Kind.PHOTO, album="album-2")]

    house.move(seconds=2)
    await house.deliver()

    copies = [each.copy.message_ids for each in house.telegram.sent if each.copy]
    assert copies == [tuple(first), tuple(second)]


async def test_every_caption_of_an_album_reaches_a_phone(house):
    await house.talk("bo", "hello")
    shown = house.last("mette")
    for words in ("first", "", "third"):
        await house.write(
            "mette", words, kind=Kind.PHOTO, album="album-1", reply_to=shown
        )

    house.move(seconds=9)
    await house.deliver()

    said = " ".join(house.texts("bo"))
    assert "first" in said
    assert "third" in said


async def test_a_worker_knows_whose_each_album_is(house):
    await album_of(house, "alma", 2)
    house.move(seconds=2)
    await house.deliver()

    album = next(each for each in house.telegram.sent if each.copy)
    assert album.ahead
    assert album.text.startswith("K1 Alma")


async def test_a_clients_language_decides_how_the_name_is_set_before_the_words(house):
    await house.run(_speak, "alma", "da")
    await house.talk("alma", "hej")

    await house.talk("mette", "hej", reply_to=house.last("mette"))

    said = house.office.say("relay_to_client", "da", worker="Mette", text="hej")
    assert house.texts("alma") == [said]


async def test_a_client_never_sees_a_number_an_account_or_a_short_name(house):
    await house.talk("alma", "hello")
    await house.talk("mette", "hi", reply_to=house.last("mette"))
    await house.talk("cleo", "hello")
    await house.talk("kirsten", "K3 hi")
    house.move(seconds=8)
    await house.deliver()

    shown = str(house.texts("alma") + house.texts("cleo"))
    hidden = (house.addresses["mette"].value, house.addresses["kirsten"].value)
    assert not any(word in shown for word in (*hidden, "M1", "M2", "K1", "K3"))


async def test_a_file_is_sealed_with_the_entry_that_it_belongs_to(house):
    gateway = house.telegram
    file = File("file-1", "cv.pdf", "application/pdf")
    kept = await attachments.keep(
        house.store,
        gateway.fetch(file),
        bound_to=(await house.person("alma")).id,
        name=file.name,
        media_type=file.media_type,
        now=house.now,
    )

    incoming = house.incoming("alma", kind=Kind.DOCUMENT, files=(file,))
    await house.receive(incoming, attachments=[kept])

    (_, words) = (await house.record("alma"))[-1]
    assert words["attachments"][0]["name"] == "cv.pdf"
    assert b"cv.pdf" not in house.everything_on_disk()


@pytest.mark.parametrize("state", ["declined", "withdrawn"])
async def test_pictures_are_passed_on_and_not_kept_where_somebody_said_no(house, state):
    alma = (await house.person("alma")).id
    no = Consent(alma, alma, Purpose.MEDIA, ConsentState(state), How.SPOKEN, house.now)
    await house.run(consents.add, no)
    kept = await attachments.keep(
        house.store,
        house.telegram.fetch(File("file-1")),
        bound_to=alma,
        name="me.jpg",
        media_type="image/jpeg",
        now=house.now,
    )

    incoming = house.incoming("alma", kind=Kind.PHOTO, files=(File("file-1"),))
    await house.receive(incoming, attachments=[kept])
    await house.deliver()

    (_, words) = (await house.record("alma"))[-1]
    assert words["not_kept"] is True
    assert not words.get("attachments")
    assert house.last("mette").copied == incoming.message_id


def _speak(tx, ref, language):
    people.set_language(tx, people.find_by_ref(tx, ref).id, people.Language(language))

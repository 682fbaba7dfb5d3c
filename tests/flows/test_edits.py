"""What somebody changes afterwards reaches the other side, and the record keeps all."""

import pytest

from tests.flows.reading import files, record, words
from tests.flows.seeing import found, news, read

PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)


async def test_words_are_changed_in_their_place_on_telegram_both_ways(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    own = alma.write("see you at thre")
    got = await found(mette, "see you at thre")
    answer = mette.write("fien", reply_to=got.id)
    seen = await found(alma, "fien")

    alma.edit(own, "see you at three 🙂")
    mette.edit(answer, "fine")
    await stage.quiet()

    changed = next(each for each in mette.chat if each.id == got.id)
    assert (changed.text, changed.edited) == ("K1 Alma\nsee you at three 🙂", True)
    assert changed.entities[0] == {"type": "bold", "offset": 0, "length": 7}
    assert next(each for each in alma.chat if each.id == seen.id).text == "Mette: fine"
    assert await words(stage, "alma") == [
        ("message", "see you at thre"),
        ("message", "fien"),
        ("edit", "see you at three 🙂"),
        ("edit", "fine"),
    ]
    first, _, change, _ = [
        entry for entry in await record(stage, "alma") if entry.kind in WRITTEN
    ]
    assert change.refers_to == first.sequence


WRITTEN = ("message", "edit")


async def test_a_change_finds_its_message_a_year_and_a_restart_later(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    own = alma.write("hello")
    got = await found(mette, "K1 Alma\nhello")
    await stage.later(days=365)
    await stage.restart()

    alma.edit(own, "hello again")
    await stage.quiet()

    assert next(each for each in mette.chat if each.id == got.id).text == (
        "K1 Alma\nhello again"
    )


async def test_by_sms_a_change_is_a_correction_and_its_receipt_stands_in_place(stage):
    bo, mette = stage.phones["bo"], stage.phones["mette"]
    bo.text("when?")
    got = await found(mette, "when?")
    own = mette.write("at twoo", reply_to=got.id)
    await stage.later(seconds=9)
    await found(mette, "K2 Bo: delivered")
    receipts = len([told for told in read(mette) if told.startswith("K2 Bo:")])

    to_bo = await news(stage, bo, lambda: mette.edit(own, "at two"))

    assert to_bo == ["Correction: at two"]
    assert [told for told in read(mette) if told.startswith("K2 Bo:")] == [
        "K2 Bo: delivered"
    ] * receipts
    assert receipts == 1
    assert await words(stage, "bo") == [
        ("message", "OK"),
        ("message", "when?"),
        ("message", "at twoo"),
        ("edit", "at two"),
    ]


async def test_a_contact_person_by_sms_reads_a_correction_with_a_name(stage):
    cleo, kirsten = stage.phones["cleo"], stage.phones["kirsten"]
    own = cleo.write("I am leat")
    await found(kirsten, "I am leat")

    to_kirsten = await news(stage, kirsten, lambda: cleo.edit(own, "I am late"))

    assert to_kirsten == ["K3 Cleo, correction: I am late"]


async def test_a_caption_is_changed_in_its_place(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    own = alma.photo(PNG, "my dgo")
    got = await found(mette, "my dgo")

    alma.edit(own, "my dog")
    await stage.quiet()

    changed = next(each for each in mette.chat if each.id == got.id)
    assert (changed.caption, changed.file) == ("K1 Alma\nmy dog", PNG)


async def test_another_picture_takes_the_place_of_the_first(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    own = alma.photo(PNG, "my dog")
    got = await found(mette, "my dog")

    alma.replace(own, PNG + b"better")
    await stage.quiet()

    changed = next(each for each in mette.chat if each.id == got.id)
    assert (changed.caption, changed.file) == ("K1 Alma\nmy dog", PNG + b"better")
    assert [content for _, content in await files(stage, "alma")] == [
        PNG,
        PNG + b"better",
    ]


async def test_words_that_wait_to_be_addressed_can_be_changed(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    own = mette.write("for Alam")
    question = await found(mette, "Who is this for?")

    mette.edit(own, "for Alma")
    await stage.quiet()
    mette.press(question, "K1 Alma")
    await stage.later(seconds=9)
    got = await found(alma, "for Al")

    assert got.text == "Mette: for Alma"
    assert await words(stage, "alma") == [("message", "for Alma")]


async def test_words_that_could_not_leave_yet_leave_as_they_are_in_the_end(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    alma.write("when?")
    got = await found(mette, "when?")
    stage.world.telegram.fault(
        "rate_limit", methods="sendMessage", phone=alma, retry_after=30
    )
    own = mette.write("at twoo", reply_to=got.id)
    await stage.quiet()

    mette.edit(own, "at two")
    await stage.quiet()
    stage.world.telegram.clear()
    await stage.later(seconds=31)
    await stage.quiet()

    assert read(alma)[-1] == "Mette: at two"
    assert not alma.chat[-1].edited
    assert (await words(stage, "alma"))[-2:] == [
        ("message", "at twoo"),
        ("edit", "at two"),
    ]


async def test_what_cannot_be_changed_any_more_goes_as_a_correction_and_is_told(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    alma.write("when?")
    got = await found(mette, "when?")
    own = mette.write("at twoo", reply_to=got.id)
    first = await found(alma, "at twoo")
    alma.delete(first)

    mette.edit(own, "at two")
    await stage.quiet()

    assert read(alma)[-1] == "Correction: at two"
    assert read(mette)[-1] == (
        "K1 Alma: the change could not be made in the old message, "
        "so it went as a correction."
    )


async def test_a_text_of_several_messages_is_corrected_in_new_ones(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    long = "word " * 818 + "ends."
    own = alma.write(long)
    await found(mette, "ends.")

    alma.edit(own, long.replace("ends.", "ended."))
    await stage.quiet()

    pieces = [told for told in read(mette) if "word word" in told or "end" in told]
    assert "".join(pieces[-2:]).startswith("K1 Alma, correction: word")
    assert pieces[-1].endswith("ended.")


@pytest.mark.parametrize("ends", [True, False])
async def test_where_somebody_goes_is_recorded_and_shown_once_a_minute(stage, ends):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    shared = alma.location(55.0, 12.0, live_period=3600)
    first = await mette.wait_for(lambda message: message.kind == "location")
    await stage.quiet()

    for second in range(1, 13):
        stage.clock.move(seconds=10)
        alma.move(shared, 55.0 + second / 100, 12.0)
        await stage.quiet()
    if ends:
        alma.move(shared, 56.0, 12.0, ends=True)
        await stage.quiet()

    shown = [each for each in mette.chat if each.kind == "location"]
    places = [each.content["location"]["latitude"] for each in shown]
    entries = [each for each in await record(stage, "alma") if each.kind in WRITTEN]
    assert places == [55.0, 55.06, 55.12, *([56.0] if ends else [])]
    assert first.id == shown[0].id
    assert all(each.silent for each in shown[1:])
    assert all(each.reply_to is not None for each in shown)
    assert len(entries) == 13 + ends
    assert entries[-1].more["details"]["latitude"] == (56.0 if ends else 55.12)
    assert len([told for told in read(mette) if "place on a map" in told]) == 1


async def test_by_sms_where_somebody_goes_is_shown_every_quarter_of_an_hour(stage):
    cleo, kirsten = stage.phones["cleo"], stage.phones["kirsten"]
    shared = cleo.location(55.0, 12.0, live_period=3600)
    await stage.quiet()

    for minute in range(1, 31):
        stage.clock.move(minutes=1)
        cleo.move(shared, 55.0 + minute / 100, 12.0)
        await stage.quiet()

    assert [told for told in read(kirsten) if "place on a map" in told] == [
        f"K3 Cleo: [place on a map] {latitude}, 12.00000"
        for latitude in ("55.00000", "55.15000", "55.30000")
    ]

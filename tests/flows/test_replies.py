"""Answers keep their thread in both chats, and long texts arrive whole."""

import pytest

from tests.flows.reading import words
from tests.flows.seeing import found, news, read

LONGEST = 4096
UMBRELLA = "☂"
FLAG = "🇩🇰"


async def let_go(stage):
    await stage.later(seconds=9)
    await stage.quiet()


def shown(phone, number):
    return next(each for each in phone.chat if each.id == number)


async def test_an_answer_stands_under_what_it_answers_on_both_phones(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    first, second = alma.write("which bus?"), alma.write("and when?")
    asked = await found(mette, "which bus?")
    await found(mette, "and when?")

    own = mette.write("the 5C", reply_to=asked.id)
    answer = await found(alma, "the 5C")
    alma.write("thanks", reply_to=answer.id)
    thanks = await found(mette, "thanks")
    alma.write("I mean this", reply_to=second)
    meant = await found(mette, "I mean this")

    assert answer.reply_to == first
    assert thanks.reply_to == own
    assert shown(mette, meant.reply_to).text == "K1 Alma\nand when?"


async def test_the_thread_is_found_a_year_and_a_restart_later(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    own = alma.write("remember this")
    got = await found(mette, "remember this")
    mette.write("I will", reply_to=got.id)
    answer = await found(alma, "I will")

    await stage.later(days=365)
    await stage.restart()
    alma.write("do you?", reply_to=answer.id)
    asked = await found(mette, "do you?")
    mette.write("I do", reply_to=got.id)
    said = await found(alma, "I do")

    assert shown(mette, asked.reply_to).text == "I will"
    assert said.reply_to == own


async def test_an_answer_to_what_is_gone_still_goes(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    own = alma.write("never mind")
    got = await found(mette, "never mind")
    alma.delete(own)

    mette.write("I do mind", reply_to=got.id)
    said = await found(alma, "I do mind")

    assert said.reply_to is None


async def test_an_answer_to_a_receipt_or_a_picture_finds_the_client(stage):
    bo, mette = stage.phones["bo"], stage.phones["mette"]
    bo.text("hello")
    got = await found(mette, "K2 Bo\nhello")
    mette.write("hello Bo", reply_to=got.id)
    await let_go(stage)
    receipt = await found(mette, "K2 Bo: delivered")

    mette.write("are you there?", reply_to=receipt.id)
    await let_go(stage)

    assert read(bo)[-1] == "Mette: are you there?"


async def test_what_it_looks_like_survives_on_telegram_and_is_plain_by_sms(stage):
    alma, bo, mette = (stage.phones[ref] for ref in ("alma", "bo", "mette"))
    look = [
        {"type": "bold", "offset": 0, "length": 4},
        {"type": "text_link", "offset": 5, "length": 4, "url": "https://example.org/"},
    ]

    alma.write("🙂🙂 link", entities=look)
    got = await found(mette, "link")
    mette.write("look here", entities=[{**look[0], "offset": 5}], reply_to=got.id)
    back = await found(alma, "look here")
    bo.text("hi")
    mette.write("bold", entities=[look[0]], reply_to=(await found(mette, "Bo\nhi")).id)
    await let_go(stage)

    head = len("K1 Alma\n")
    assert got.entities == (
        {"type": "bold", "offset": 0, "length": 7},
        {**look[0], "offset": head},
        {**look[1], "offset": 5 + head},
    )
    assert back.entities == ({**look[0], "offset": 5 + len("Mette: ")},)
    assert read(bo)[-1] == "Mette: bold"


@pytest.mark.parametrize("sign", ["a", UMBRELLA, "🙂"], ids=["ascii", "bmp", "emoji"])
async def test_the_longest_text_of_telegram_arrives_whole_both_ways(stage, sign):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    units = len(sign.encode("utf-16-le")) // 2
    long = sign * (LONGEST // units - 1) + "!" * units
    look = [{"type": "italic", "offset": 0, "length": LONGEST}]

    to_mette = await news(stage, mette, lambda: alma.write(long, entities=look))
    first = next(each for each in mette.chat if each.text == to_mette[0])
    to_alma = await news(
        stage, alma, lambda: mette.write(long, entities=look, reply_to=first.id)
    )
    last = mette.chat[-2]

    assert "".join(to_mette) == f"K1 Alma\n{long}"
    assert len(to_mette) == 2
    assert [each["type"] for each in last.entities] == ["italic"]
    assert "".join(to_alma) == f"Mette: {long}"
    assert shown(alma, alma.chat[-1].id).entities[0]["type"] == "italic"
    assert (await words(stage, "alma")) == [("message", long)] * 2
    assert mette.chat[-1].reaction == "👌"


async def test_an_answer_to_any_part_of_a_long_text_finds_it(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]
    own = alma.write("word " * 819)
    await stage.quiet()
    parts = [each for each in mette.chat if "word word" in each.text]

    for part in parts:
        mette.write("read", reply_to=part.id)
    await stage.quiet()

    assert len(parts) == 2
    assert [each.reply_to for each in alma.chat if each.text == "Mette: read"] == [
        own,
        own,
    ]


@pytest.mark.parametrize("sign", ["a", "æ", "🙂", FLAG])
async def test_a_long_text_goes_by_sms_whole_and_in_order(stage, sign):
    bo, mette = stage.phones["bo"], stage.phones["mette"]
    bo.text("tell me all")
    got = await found(mette, "tell me all")
    long = f"{sign * 1000} end"

    mette.write(long, reply_to=got.id)
    await stage.quiet()
    before = len(read(bo))
    await let_go(stage)
    parts = read(bo)[before:]

    assert "".join(parts).replace("\n", "") == f"Mette: {long}"
    assert all(len(part.encode("utf-16-le")) // 2 <= 1600 for part in parts)
    assert read(mette)[-1] == "K2 Bo: delivered"


async def test_typographic_signs_go_by_sms_as_plain_ones(stage):
    cleo, kirsten = stage.phones["cleo"], stage.phones["kirsten"]

    came = await news(stage, kirsten, lambda: cleo.write("“så \N{EN DASH} ja” … æøå"))

    assert came == ['K3 Cleo: "så - ja" ... æøå']


async def test_many_lines_arrive_in_the_order_they_were_written(stage):
    alma, mette = stage.phones["alma"], stage.phones["mette"]

    came = await news(
        stage, mette, lambda: [alma.write(f"line {number}") for number in range(30)]
    )

    assert came == [f"K1 Alma\nline {number}" for number in range(30)]

"""What somebody wants to stand in the record in their own words."""

import pytest

from tests.handlers.test_contact_log import _with_policy


async def saved(house, who="alma"):
    return [
        (kind, words["text"])
        for kind, words in await house.record(who)
        if kind in ("own_words", "good_news", "objection")
    ]


def shown_of(house, text):
    return [each for each in house.texts("mette") if text in each]


@pytest.mark.parametrize("word", ["SAVE", "gem", "Spara.", "/save"])
async def test_a_reply_saves_a_message_as_their_own_words(house, word):
    message = await house.talk("alma", "I slept all night")

    await house.talk("alma", word, reply_to=message, answered_text="I slept all night")

    assert await saved(house) == [("own_words", "I slept all night")]
    assert house.texts("alma")[-1].startswith("Saved in your own words.")
    assert shown_of(house, word) == []


async def test_good_news_is_saved_as_such(house):
    message = await house.talk("alma", "I passed")

    await house.talk("alma", "Godt nyt", reply_to=message, answered_text="I passed")
    await house.talk("bo", "GODT NYT: jeg fik job")

    assert await saved(house) == [("good_news", "I passed")]
    assert await saved(house, "bo") == [("good_news", "jeg fik job")]


async def test_words_behind_the_colon_go_to_the_human_as_well(house):
    await house.talk("bo", "GEM: jeg vil selv ringe til skolen")

    assert await saved(house, "bo") == [("own_words", "jeg vil selv ringe til skolen")]
    assert len(shown_of(house, "ringe til skolen")) == 1


@pytest.mark.parametrize("cry", ["save me", "Gem mig", "spara mig!", "good news"])
async def test_a_cry_or_plain_news_is_a_message_and_saves_nothing(house, cry):
    await house.talk("bo", cry)

    assert await saved(house, "bo") == []
    assert len(shown_of(house, cry)) == 1


async def test_by_sms_the_word_alone_points_at_the_last_message(house):
    await house.talk("bo", "my own plan")
    number = len(await house.record("bo"))
    await house.talk("bo", "GEM")

    assert ("own_words", "") in await saved(house, "bo")
    assert number > 0
    assert house.texts("bo")[-1].startswith("Saved in your own words.")


async def test_where_words_are_not_here_any_more_they_are_asked_for(house):
    bo = await house.person("bo")
    await house.run(_with_policy("summary"), bo.id)
    await house.talk("bo", "my own plan")

    await house.talk("bo", "GEM")
    await house.talk("bo", "GEM: my own plan")

    assert "write SAVE: and then the words" in house.texts("bo")[-2]
    assert await saved(house, "bo") == [("own_words", "my own plan")]


async def test_where_nothing_is_recorded_nothing_is_saved_and_it_is_said(house):
    bo = await house.person("bo")
    await house.run(_with_policy("none"), bo.id)

    await house.talk("bo", "GEM: my own plan")

    assert await saved(house, "bo") == []
    assert house.texts("bo")[-1].startswith("Nothing of what you write is saved here")


async def test_an_objection_stands_beside_what_it_is_about(house):
    await house.talk("bo", "INDSIGELSE: jeg kom ikke for sent")

    assert await saved(house, "bo") == [("objection", "jeg kom ikke for sent")]
    assert "Nothing is deleted." in house.texts("bo")[-1]
    assert len(shown_of(house, "ikke for sent")) == 1

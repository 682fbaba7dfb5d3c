"""Two who share a phone: words from it are nobody's until a human says whose."""

import pytest

from casework.people import Role
from tests.flows.conftest import person
from tests.flows.reading import words
from tests.flows.seeing import buttons_of, found, news, read

PHONE = "+4520606060"
WHOSE = "From the number that K1 Eva, K2 Finn share:\n{}\n\nWhose words are these?"


def family(second):
    sharing = {"phone": PHONE, "may_share_phone": True}
    return (
        person("mette", Role.CONTACT_PERSON, "Mette"),
        person("jonas", Role.CONTACT_PERSON, "Jonas"),
        person("sanne", Role.SUPERVISOR, "Sanne"),
        person("eva", Role.CLIENT, "Eva", contact_person="mette", **sharing),
        person("finn", Role.CLIENT, "Finn", contact_person=second, **sharing),
    )


async def moved_in(stage, second):
    """Everybody is linked; Eva and Finn gave their codes from the same phone."""
    await stage.open()
    await stage.enrol(family(second))
    await stage.start()
    await stage.link("mette", "jonas", "sanne")
    stage.phones["eva"] = stage.phones["finn"] = stage.world.sms_phone(PHONE)
    for ref in ("eva", "finn"):
        stage.phones[ref].text(stage.invitations[ref].code)
        await stage.quiet()
    return stage


@pytest.fixture
async def together(empty_stage):
    """Mette is there for both."""
    return await moved_in(empty_stage, "mette")


@pytest.fixture
async def apart(empty_stage):
    """Mette is there for Eva, and Jonas for Finn."""
    return await moved_in(empty_stage, "jonas")


async def name(stage, text, label):
    """Have somebody text this, and Mette say whose it is."""
    stage.phones["eva"].text(text)
    mette = stage.phones["mette"]
    mette.press(await found(mette, text), label)
    await stage.quiet()


async def test_both_are_welcomed_by_name_on_the_one_phone(together):
    assert [text.split("!")[0] for text in read(together.phones["eva"])] == [
        "Hi Eva",
        "Hi Finn",
    ]


async def test_a_human_says_whose_words_they_are_and_the_answer_goes_to_the_right_case(
    together,
):
    shared, mette = together.phones["eva"], together.phones["mette"]
    await name(together, "OK", "K2 Finn")

    shared.text("can you come?")
    asked = await found(mette, "can you come?")
    shown, choices = asked.text, buttons_of(asked)
    mette.press(asked, "K2 Finn")
    relayed = await mette.wait_for(lambda one: one.text == "K2 Finn\ncan you come?")
    mette.write("at two", reply_to=relayed.id)
    await together.quiet()
    held = read(shared)[-1]
    await together.later(seconds=9)
    await together.quiet()

    assert (shown, choices) == (WHOSE.format("can you come?"), ["K1 Eva", "K2 Finn"])
    assert "at two" not in held
    assert read(shared)[-1] == "Mette: at two"
    assert [text for _, text in await words(together, "finn")] == [
        "OK",
        "can you come?",
        "at two",
    ]
    assert await words(together, "eva") == []


async def test_a_yes_is_only_the_yes_of_the_one_who_was_named(together):
    mette = together.phones["mette"]
    await name(together, "OK", "K2 Finn")

    assert "K2 Finn said yes to messages." in read(mette)
    assert not any("K1 Eva said yes" in text for text in read(mette))


async def test_where_contact_persons_differ_nobody_reads_it(apart):
    shared = apart.phones["eva"]
    refs = ("mette", "jonas", "sanne")
    before = {ref: read(apart.phones[ref]) for ref in refs}

    shared.text("he hits me")
    await apart.quiet()

    for ref, name in (("mette", "K1 Eva"), ("jonas", "K2 Finn")):
        [alert] = read(apart.phones[ref])[len(before[ref]) :]
        assert alert.startswith(f"READ NOW: a message from {name} may be about danger")
        assert "hits" not in alert
    told = read(apart.phones["sanne"])[-1]
    assert told.startswith("A message came from the number that K1, K2 share.")
    assert "he hits me" not in told
    for ref in ("eva", "finn"):
        assert await words(apart, ref) == []


async def test_stop_from_the_one_phone_stops_both(together):
    shared, mette = together.phones["eva"], together.phones["mette"]
    await name(together, "OK", "K1 Eva")
    await name(together, "OK", "K2 Finn")

    told = await news(together, mette, lambda: shared.text("STOP"))
    before = read(shared)
    for alias in ("K1", "K2"):
        mette.write(f"/to {alias} hello")
        await together.later(seconds=9)
        await together.quiet()

    assert sorted(text.split(" has")[0] for text in told) == ["K1 Eva", "K2 Finn"]
    assert read(shared) == before
    refused = [text for text in read(mette) if "There is a STOP" in text]
    assert len(refused) == 2

import pytest

from handlers.commands import after_to
from tests.handlers.house import listed


@pytest.mark.parametrize(
    ("text", "called", "rest"),
    [
        ("/to K7 hello", "K7", "hello"),
        ("/to@kontakt_bot alma  hello there", "alma", "hello there"),
        ("/to K7", "K7", ""),
        ("/to", "", "/to"),
        ("/top K7", "", "/top K7"),
    ],
)
def test_a_command_names_a_client_before_the_words(house, text, called, rest):
    found, line = after_to(house.incoming("mette", text))

    assert (found, line.text) == (called, rest)


def test_the_look_of_the_words_behind_the_command_stays(house):
    look = (
        {"type": "bot_command", "offset": 0, "length": 3},
        {"type": "bold", "offset": 7, "length": 5},
    )

    _, line = after_to(house.incoming("mette", "/to K1 hello", entities=look))

    assert line.entities == ({"type": "bold", "offset": 0, "length": 5},)


@pytest.mark.parametrize("called", ["K1", "k1", "Alma", "ALMA"])
async def test_words_behind_the_command_go_to_whom_it_names(house, called):
    await house.talk("mette", f"/to {called} hello")
    house.move(seconds=8)
    await house.deliver()

    assert house.texts("alma") == ["Mette: hello"]
    assert house.chat("bo") == []


async def test_a_name_of_two_clients_names_neither(house):
    await house.enrol(listed("alma2", name="Alma", contact_person="mette"))

    await house.talk("mette", "/to Alma hello")
    house.move(seconds=8)
    await house.deliver()

    assert house.chat("alma") == []
    assert "Nothing was sent." in house.texts("mette")[-1]


async def test_an_unknown_command_says_that_nothing_was_sent_on(house):
    await house.talk("mette", "/tell K1 hello")

    assert house.texts("mette") == [house.office.say("command_unknown_staff", "en")]
    assert house.chat("alma") == []


@pytest.mark.parametrize("command", ["/help", "/start"])
async def test_staff_are_told_what_they_can_do_here(house, command):
    await house.talk("mette", command)

    assert house.texts("mette") == [house.office.say("help_staff", "en")]


async def test_by_sms_staff_are_told_in_one_text_with_their_own_short_names(house):
    await house.talk("kirsten", "hjælp")

    assert "K3, K4" in house.texts("kirsten")[0]
    assert "TASKS, MEETINGS, MEET" in house.texts("kirsten")[0]
    assert "CADENCE K3" in house.texts("kirsten")[0]


async def test_a_command_of_telegram_does_by_sms_what_its_word_does(house):
    await house.talk("kirsten", "/note K3 said /tasks is new to him")

    notes = [words for kind, words in await house.record("cleo") if kind == "note"]
    assert [words["note"] for words in notes] == ["said /tasks is new to him"]


@pytest.mark.parametrize("command", ["/record K3 the review", "/end", "/nonsense"])
async def test_a_command_that_has_no_word_goes_to_nobody_by_sms(house, command):
    await house.talk("kirsten", "K3 hello")

    await house.talk("kirsten", command)
    house.move(seconds=9)
    await house.deliver()

    assert house.texts("kirsten")[-1].startswith("That does not work by SMS.")
    assert house.texts("cleo")[-1] == "Kirsten: hello"


async def test_a_worker_whom_the_network_stopped_gets_nothing_until_they_start(house):
    await house.talk("kirsten", "K3 hi")
    await house.talk("kirsten", "STOP")
    house.move(seconds=8)
    await house.talk("dan", "are you there?")

    assert house.texts("cleo") == ["Kirsten: hi"]  # the STOP was no word to Cleo
    assert house.chat("kirsten") == []
    assert "K4 Dan" in house.texts("sanne")[-1]

    await house.talk("kirsten", "START")
    await house.talk("dan", "hello?")
    assert house.texts("kirsten")[-1] == "K4 Dan: hello?"

import pytest

from casework.own_words import SAMPLES, fault_of
from casework.wording import WORDINGS, Way

OURS = "Hi {name}. You can write with {worker} here. Send STOP to end."
KEY = "start_again"  # places {name} {worker}


def fault(text, ours="Welcome back, {name}. {worker} is here.", **facts):
    return fault_of(KEY, text, ours, facts)


def test_every_place_of_every_text_by_sms_has_a_sample():
    places = {
        name
        for wording in WORDINGS.values()
        if wording.way is Way.SMS
        for name in wording.placeholders
    }

    assert places - set(SAMPLES) == set()


def test_a_text_that_fits_is_taken():
    assert fault("Good to see you, {name}. {worker} reads this.") is None


def test_a_text_that_does_not_fit_one_sms_is_refused_with_its_length():
    said = fault("Good to see you, {name}. {worker} reads this. " + "Very much. " * 12)

    assert said == "filled in it has 182 signs; one SMS takes 160: make it shorter"


def test_the_organisations_own_phone_and_hours_count():
    text, ours = "Call {phone}. Not known here.", "We do not know you. Call {phone}."

    assert fault_of("unknown_number", text, ours, {"phone": "12 34 56 78"}) is None
    assert fault_of("unknown_number", text, ours, {"phone": "1" * 150}) is not None


@pytest.mark.parametrize("sign", ["ê", "😀", "ł"])
def test_a_sign_that_sms_does_not_have_is_named(sign):
    assert fault(f"Hej {{name}} {sign} {{worker}}") == (
        f"SMS has no sign {sign}: the text would cost more than one"
    )


@pytest.mark.parametrize("text", ["Hej {name}", "Hej {name} {worker} {phone}", "Hej"])
def test_other_places_are_refused(text):
    assert fault(text) == "its places must be {name}, {worker}"


@pytest.mark.parametrize("text", ["Hej {name", "Hej {name}} {worker}"])
def test_a_brace_that_is_not_closed_is_refused(text):
    assert fault(text) == "a brace is not closed"


@pytest.mark.parametrize("link", ["https://kommune.dk", "www.kommune", "kommune.dk"])
def test_a_link_is_refused(link):
    assert "link" in fault(f"Hej {{name}}, {{worker}}: {link}")


def test_a_command_that_is_not_one_is_refused():
    said = fault("Hej {name}, {worker}. Skriv SLUT.", OURS)

    assert said == "words in capitals are commands; in this text they are: STOP"


def test_an_empty_text_and_one_that_nobody_says_are_refused():
    assert fault_of("stop_confirm", "  ", "STOP", {}) == "it is empty"
    assert "no such text" in fault_of("welcom", "Hej", "", {})

from datetime import UTC, datetime

import pytest

from casework.drafts import DeliveryKind, Draft
from casework.messages import Copy, Form, Incoming, Kind
from casework.people import Address, Channel, Language, PersonId
from handlers.copies import as_copy, in_words, kind_key
from handlers.labels import Side
from tests.handlers.house import OFFICE

CHAT = Address(Channel.TELEGRAM, "7001002003")
STAFF = Side("K1 Alma", is_staff=True, language=Language.ENGLISH)
CLIENT = Side("Mette", is_staff=False, language=Language.ENGLISH)
DRAFT = Draft(PersonId("w-mette"), DeliveryKind.RELAY)
PLACE = {"latitude": 55.676098, "longitude": 12.568337}
CARD = {"first_name": "Ida", "last_name": "Holm", "phone_number": "+4520123456"}


def incoming(kind, text="", sender=CHAT, **more):
    moment = datetime(2026, 11, 23, tzinfo=UTC)
    return Incoming("u-1", sender, "77", moment, text, kind=kind, **more)


def copy_of(kind, text="", side=STAFF, **more):
    return as_copy(DRAFT, OFFICE, side, incoming(kind, text, **more))


def test_a_picture_is_copied_with_whose_it_is_in_its_caption():
    draft = copy_of(Kind.PHOTO, "look")

    assert (draft.form, draft.copy) == (Form.COPY, Copy(CHAT, ("77",)))
    assert (draft.text, draft.ahead) == ("K1 Alma\nlook", False)


@pytest.mark.parametrize("kind", [Kind.STICKER, Kind.VIDEO_NOTE, Kind.LOCATION])
def test_what_takes_no_caption_has_a_line_ahead_that_says_whose_it_is(kind):
    draft = copy_of(kind, details={**PLACE, "emoji": "🙂"})

    assert draft.ahead
    assert draft.text.startswith("K1 Alma: [")
    assert draft.entities == ({"type": "bold", "offset": 0, "length": 7},)


def test_a_client_has_one_contact_person_and_needs_no_line():
    assert not copy_of(Kind.STICKER, side=CLIENT, details={"emoji": "🙂"}).ahead


@pytest.mark.parametrize(
    ("kind", "text", "details", "said"),
    [
        (Kind.PHOTO, "look", {}, "K1 Alma: [photo] look"),
        (Kind.VOICE, "", {}, "K1 Alma: [voice message]"),
        (Kind.LOCATION, "", PLACE, "K1 Alma: [place on a map] 55.67610, 12.56834"),
        (Kind.CONTACT, "", CARD, "K1 Alma: [contact card] Ida Holm, +4520123456"),
        (Kind.STICKER, "", {"emoji": "🙂"}, "K1 Alma: [sticker] 🙂"),
    ],
)
def test_a_text_message_says_what_it_can_of_it(kind, text, details, said):
    assert copy_of(kind, text, details=details).sms_text == said


def test_a_client_on_sms_is_told_what_cannot_be_shown():
    draft = copy_of(Kind.VIDEO, side=CLIENT)

    assert draft.sms_text == OFFICE.say(
        "media_not_by_sms_client", "en", worker="Mette", kind="video"
    )


def test_pictures_of_an_album_are_called_several():
    assert kind_key(incoming(Kind.PHOTO, album="a")) == "kind_album"
    assert kind_key(incoming(Kind.PHOTO)) == "kind_photo"
    assert kind_key(incoming(Kind.DOCUMENT, album="a")) == "kind_document"


def test_a_named_place_is_said_with_its_name():
    details = {**PLACE, "title": "Town Hall", "place": "Square 1"}

    said = in_words(incoming(Kind.LOCATION, details=details))

    assert said == "Town Hall, Square 1, 55.67610, 12.56834"

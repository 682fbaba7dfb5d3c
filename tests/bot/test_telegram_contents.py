"""What a message consists of."""

import pytest

from bot.telegram_contents import contents_of
from bot.telegram_fields import UpdateError
from casework.messages import File, Kind

MEDIA = {"file_id": "F", "file_unique_id": "U", "file_size": 900}


def test_words_come_with_their_entities():
    found = contents_of(
        {
            "text": "hej",
            "entities": [
                {"type": "bold", "offset": 0, "length": 3},
                {"type": "text_link", "offset": 0, "length": 1, "url": "https://a.dk"},
            ],
        }
    )

    assert found.kind is Kind.TEXT
    assert found.text == "hej"
    assert found.entities == (
        {"type": "bold", "offset": 0, "length": 3},
        {"type": "text_link", "offset": 0, "length": 1, "url": "https://a.dk"},
    )


def test_of_somebody_mentioned_only_what_telegram_needs_is_kept():
    user = {"id": 9, "is_bot": False, "first_name": "Bo", "username": "bo_canary"}
    entity = {"type": "text_mention", "offset": 0, "length": 2, "user": user}

    found = contents_of({"text": "Bo", "entities": [entity]})

    assert found.entities[0]["user"] == {"id": 9, "is_bot": False, "first_name": "Bo"}


@pytest.mark.parametrize(
    "wrong",
    [
        5,
        {},
        [5],
        [{"type": 1, "offset": 0, "length": 1}],
        [{"type": "bold", "offset": -1, "length": 1}],
        [{"type": "bold", "offset": 0, "length": 0}],
        [{"type": "bold", "length": 1}],
    ],
)
def test_an_entity_that_makes_no_sense_costs_nobody_their_words(wrong):
    found = contents_of({"text": "hej", "entities": wrong})

    assert (found.text, found.entities) == ("hej", ())


def test_of_a_photo_the_largest_size_is_taken():
    sizes = [
        {**MEDIA, "file_id": name, "width": side, "height": side}
        for name, side in (("small", 90), ("large", 1280), ("middle", 320))
    ]

    found = contents_of({"photo": sizes, "caption": "se her"})

    assert found.kind is Kind.PHOTO
    assert found.files == (File("large", "", "image/jpeg", 900),)
    assert found.text == "se her"


def test_a_live_photo_is_a_photo_with_a_film():
    sizes = [{**MEDIA, "width": 1, "height": 1}]

    found = contents_of({"photo": sizes, "live_photo": {**MEDIA, "file_id": "film"}})

    assert [(f.file_id, f.media_type) for f in found.files] == [
        ("F", "image/jpeg"),
        ("film", "video/mp4"),
    ]


@pytest.mark.parametrize(
    ("name", "more", "kind", "media_type", "details"),
    [
        ("voice", {"duration": 4}, Kind.VOICE, "audio/ogg", {"seconds": 4}),
        ("video", {"duration": 4}, Kind.VIDEO, "video/mp4", {"seconds": 4}),
        ("video_note", {"length": 240}, Kind.VIDEO_NOTE, "video/mp4", {}),
        ("audio", {"mime_type": "audio/mp4"}, Kind.AUDIO, "audio/mp4", {}),
        ("document", {}, Kind.DOCUMENT, "application/octet-stream", {}),
        ("sticker", {"emoji": "😀"}, Kind.STICKER, "image/webp", {"emoji": "😀"}),
        ("sticker", {"is_video": True}, Kind.STICKER, "video/webm", {"emoji": ""}),
        (
            "sticker",
            {"is_animated": True},
            Kind.STICKER,
            "application/x-tgsticker",
            {"emoji": ""},
        ),
    ],
)
def test_each_kind_of_file(name, more, kind, media_type, details):
    found = contents_of({name: {**MEDIA, **more}})

    assert found.kind is kind
    assert found.files == (File("F", "", media_type, 900),)
    assert found.details == details


def test_an_animation_is_not_taken_for_its_document():
    found = contents_of({"document": MEDIA, "animation": {**MEDIA, "file_id": "gif"}})

    assert (found.kind, found.files[0].file_id) == (Kind.ANIMATION, "gif")


def test_a_document_keeps_its_name():
    found = contents_of({"document": {**MEDIA, "file_name": "ansøgning.pdf"}})

    assert found.files[0].name == "ansøgning.pdf"


def test_a_place_and_a_place_with_a_name():
    point = {"latitude": 55.67, "longitude": 12.56}
    venue = {"location": point, "title": "Café", "address": "Nørrebrogade 1"}

    plain = contents_of({"location": {**point, "live_period": 60}})
    named = contents_of({"venue": venue, "location": point})

    assert plain.details == {**point, "live": True}
    assert named.kind is Kind.LOCATION
    assert named.details == {
        **point,
        "live": False,
        "title": "Café",
        "place": "Nørrebrogade 1",
    }


@pytest.mark.parametrize(("holder", "own"), [(7, True), (8, False), (None, False)])
def test_a_card_says_whether_the_number_is_the_senders_own(holder, own):
    card = {"phone_number": "4520123456", "first_name": "Alma"}
    if holder is not None:
        card["user_id"] = holder

    found = contents_of({"from": {"id": 7}, "contact": card})

    assert found.kind is Kind.CONTACT
    assert found.details == {
        "phone_number": "4520123456",
        "first_name": "Alma",
        "last_name": "",
        "is_own": own,
    }


def test_a_poll_and_its_kin_are_kept_whole():
    poll = {"question": "Hvornår?", "options": [{"text": "kl. 10"}]}

    found = contents_of({"poll": poll})

    assert found.kind is Kind.OTHER
    assert found.details == {"what": "poll", "content": poll}


def test_a_kind_that_telegram_has_not_invented_yet_is_kept_but_for_the_people():
    found = contents_of(
        {"message_id": 5, "from": {"id": 7}, "chat": {"id": 7}, "hologram": {"x": "y"}}
    )

    assert found.kind is Kind.OTHER
    assert found.details == {
        "what": "unknown",
        "content": {"message_id": 5, "hologram": {"x": "y"}},
    }


@pytest.mark.parametrize(
    "name", ["pinned_message", "message_auto_delete_timer_changed"]
)
def test_what_nobody_wrote_has_no_contents(name):
    assert contents_of({"message_id": 5, name: {}}) is None


@pytest.mark.parametrize(
    "message",
    [
        {"text": 5},
        {"photo": {}},
        {"photo": []},
        {"photo": [{"file_id": 5}]},
        {"voice": []},
        {"voice": {}},
        {"location": {"latitude": "55", "longitude": 12}},
        {"venue": {"title": "Café"}},
        {"contact": {"first_name": "Alma"}},
    ],
    ids=str,
)
def test_what_cannot_be_told_is_an_error(message):
    with pytest.raises(UpdateError):
        contents_of(message)

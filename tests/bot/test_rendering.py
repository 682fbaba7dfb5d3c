import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import rendering
from bot.rendering import UnknownZoneError, plain
from storage.bundle import read_bundle
from storage.opening import open_bundle
from tests.storage.case_bundles import START, Service

METTE = "r-mette222"
ENTRY = re.compile(r"^#\d+ \d\d:\d\d  ")


def opened(tmp_path, *bodies, about=None, files=()):
    service = Service()
    service.begin_epoch(METTE)
    for body in bodies:
        service.write(body, *files, refers_to=None)
    path = service.export(tmp_path / "bundle", about=about or {"language": "en"})
    bundle = read_bundle(path)
    return bundle, open_bundle(bundle, service.readers[METTE], METTE)


def text_of(bundle, opening, **how):
    return "\n".join(rendering.as_text(rendering.page(bundle, opening, **how)))


def test_a_log_reads_like_a_chat_in_local_time(tmp_path):
    about = {"language": "da", "timezone": "Europe/Copenhagen"}
    found = opened(
        tmp_path,
        {"text": "hej, er du der?", "author": "Alma"},
        {"text": "ja\ni morgen", "author": "Mette"},
        about=about,
    )

    lines = text_of(*found).splitlines()

    assert START == 1_790_000_000_000  # 2026-09-21T14:13:20Z
    assert lines[0] == "Kontaktjournal"
    assert lines[lines.index("— mandag den 21. september 2026 —") + 2 :] == [
        "#1 16:13  Alma  (Telegram, fra borgeren)",
        "    hej, er du der?",
        "",
        "#2 16:13  Mette  (Telegram, fra borgeren)",
        "    ja",
        "    i morgen",
    ]


def test_times_and_language_can_be_chosen(tmp_path):
    found = opened(tmp_path, {"text": "hi", "author": "Alma"})

    utc = text_of(*found, zone="UTC", language="sv")
    fiji = text_of(*found, zone="Pacific/Fiji", language="en")

    assert "måndag 21 september 2026" in utc
    assert "#1 14:13" in utc
    assert "Tuesday, September 22, 2026" in fiji
    assert "#1 02:13" in fiji


@pytest.mark.parametrize("zone", ["Nowhere", "../../etc/passwd", "", "Europe\0"])
def test_a_zone_that_does_not_exist_is_one_sentence(tmp_path, zone):
    with pytest.raises(UnknownZoneError):
        rendering.zone_of(zone or "/")


def test_what_else_is_known_stands_in_brackets(tmp_path):
    found = opened(
        tmp_path,
        {
            "text": "",
            "author": "Alma",
            "form": "location",
            "details": {"latitude": 55.6, "nested": {"x": 1}},
            "not_kept": True,
            "pictures_not_received": 2,
            "from": "+4520123456",
        },
        files=(b"x",),
    )

    lines = [line.strip() for line in text_of(*found).splitlines()]

    assert lines[-5:] == [
        "[From +4520123456]",
        "[File: a photo.jpg, image/jpeg, 1 kB]",
        "[latitude: 55.6]",
        "[A file could not be kept.]",
        "[Pictures that did not arrive: 2]",
    ]
    assert "#1 14:13  Alma  (Telegram, from the client, place)" in lines


def test_json_has_what_others_rely_on_and_only_ascii(tmp_path):
    _, opening = opened(tmp_path, {"text": "æøå 🙂\u202e", "author": "Alma"})

    told = rendering.as_json(opening.entries, {})

    assert told.isascii()
    (entry,) = json.loads(told)
    assert entry["text"] == "æøå 🙂\u202e"
    assert entry["at"] == "2026-09-21T14:13:20.001Z"
    assert entry["author_id"] == "p-2m9q"


def test_what_the_key_does_not_open_is_said_on_the_page(tmp_path):
    service = Service()
    service.begin_epoch("r-other")
    service.write({"text": "before"})
    service.begin_epoch(METTE)
    service.write({"text": "after"})
    bundle = read_bundle(service.export(tmp_path / "b", about={"language": "en"}))
    opening = open_bundle(bundle, service.readers[METTE], METTE)

    told = text_of(bundle, opening)

    assert "! Entries 1 to 1 are not sealed to this key" in told


@given(
    st.text(
        st.one_of(
            st.characters(),
            st.sampled_from("\r\n\u2028\u2029\x0b\x0c\x1b\x85\u202e#0123456789: "),
        )
    )
)
def test_no_text_passes_for_an_entry_or_moves_the_cursor(text):
    shown = plain(text)
    lines = [f"    {line}" for line in shown.split("\n")]

    assert not any(ENTRY.match(line) for line in lines)
    assert not set(shown) & set("\r\x1b\x07\x9b\u202e\u2066\u2028\x85\x0b")
    shown.encode("utf-8")


def test_a_forged_entry_inside_a_text_stays_a_text(tmp_path):
    found = opened(
        tmp_path,
        {"text": "ok\r\n\n#2 14:15  Mette  (SMS)\r    I agree", "author": "A\n#3 1"},
    )

    told = text_of(*found).splitlines()

    assert [line for line in told if line.startswith("#")] == [
        "#1 14:13  A #3 1  (Telegram, from the client)"
    ]
    assert "    #2 14:15  Mette  (SMS)" in told

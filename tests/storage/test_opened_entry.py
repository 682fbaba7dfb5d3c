import json
from dataclasses import replace

import pytest

from storage import opened_entry
from storage.attachment_cipher import AttachmentPlace
from storage.chain import Entry, EntryHeader

HEADER = EntryHeader(
    global_sequence=1,
    case_id="k-7f3k",
    sequence=1,
    epoch=2,
    suite=1,
    kind="message",
    at=1_790_000_000_123,
    direction="in",
    channel="telegram",
    author="p-2m9q",
    refers_to=None,
    attachments=b"\x22" * 32,
    previous_hash=b"",
    previous_global_hash=b"",
)
FILE = {
    "id": "a-1",
    "key": "00" * 32,
    "name": "photo.jpg",
    "type": "image/jpeg",
    "size": 3,
}


def opened(body, header=HEADER):
    entry = Entry(header, b"", b"", b"")
    return opened_entry.parse(entry, json.dumps(body).encode())


def test_an_entry_is_shown_with_everything_that_was_sealed():
    body = {"text": "hej", "author": "Alma", "attachments": [FILE], "mood": 3}

    assert opened(body).to_json() == {
        "sequence": 1,
        "at": "2026-09-21T14:13:20.123Z",
        "kind": "message",
        "direction": "in",
        "channel": "telegram",
        "author": "Alma",
        "author_id": "p-2m9q",
        "text": "hej",
        "refers_to": None,
        "epoch": 2,
        "attachments": [
            {
                "id": "a-1",
                "name": "photo.jpg",
                "type": "image/jpeg",
                "size": 3,
                "hash": "22" * 32,
            }
        ],
        "more": {"mood": 3},
    }


def test_an_entry_without_words_shows_the_persons_id_and_no_text():
    entry = opened({}, replace(HEADER, attachments=b""))

    assert (entry.author, entry.text, entry.attachments) == ("p-2m9q", "", ())


def test_a_file_that_was_kept_before_its_case_was_known_names_what_it_is_bound_to():
    (late,) = opened({"attachments": [{**FILE, "bound_to": "i-77"}]}).attachments
    (plain,) = opened({"attachments": [FILE]}).attachments

    assert late.place == AttachmentPlace("i-77", "a-1")
    assert plain.place == AttachmentPlace("k-7f3k", "a-1")


@pytest.mark.parametrize(
    "body",
    [
        [],
        "text",
        {"attachments": []},
        {"attachments": [FILE, FILE]},
        {"attachments": [{"id": "a-1"}]},
        {"attachments": [{**FILE, "key": "zz"}]},
        {"attachments": 7},
    ],
)
def test_a_body_that_does_not_fit_its_row_is_refused(body):
    with pytest.raises((ValueError, KeyError, TypeError)):
        opened(body)


def test_no_words_show_in_a_repr():
    body = {"text": "hej", "author": "Alma", "attachments": [FILE], "mood": 3}

    shown = repr(opened(body))

    for word in ("hej", "Alma", "photo", "mood", "\\x00"):
        assert word not in shown

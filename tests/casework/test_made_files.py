"""Files that we make ourselves."""

import pytest

from casework.made_files import LARGEST, MadeFile, drawn


def test_a_file_has_a_plain_name_a_type_and_bytes():
    made = MadeFile("meeting.ics", "text/calendar; method=REQUEST", b"BEGIN")

    assert not made.is_picture
    assert "BEGIN" not in repr(made)
    assert drawn(b"png").is_picture


@pytest.mark.parametrize(
    ("name", "media_type", "content"),
    [
        ("../meeting.ics", "text/calendar", b"x"),
        ('a".ics', "text/calendar", b"x"),
        ("Alma Holm.ics", "text/calendar", b"x"),
        ("meeting", "text/calendar", b"x"),
        ("meeting.ics", "text", b"x"),
        ("meeting.ics", "text/calendar\r\nX-Mine: 1", b"x"),
        ("meeting.ics", "text/calendar", b""),
        ("meeting.ics", "text/calendar", bytes(LARGEST + 1)),
    ],
)
def test_what_no_phone_should_get_is_a_mistake_of_ours(name, media_type, content):
    with pytest.raises(ValueError, match="a file"):
        MadeFile(name, media_type, content)

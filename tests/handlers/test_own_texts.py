import pytest

from handlers.own_texts import OwnTextsError, read_own
from handlers.texts import Texts, read


def written(directory, language, **texts):
    lines = [f'msgid "{key}"\nmsgstr "{text}"\n' for key, text in texts.items()]
    (directory / f"{language}.po").write_text("\n".join(lines), encoding="utf-8")


def test_only_what_is_said_otherwise_is_said_otherwise(tmp_path):
    written(tmp_path, "da", dropped="Slettet igen.")

    texts = Texts.load("da", read_own(tmp_path, {}))

    assert texts.say("dropped", "da") == "Slettet igen."
    assert texts.say("dropped", "sv") == read("sv")["dropped"]
    assert texts.say("undone", "da") == read("da")["undone"]


def test_every_text_that_cannot_be_said_is_named_with_its_file(tmp_path):
    written(tmp_path, "da", dropped="Slettet " * 30, wecome="Hej")
    written(tmp_path, "sv", start_again="Hej {name}")

    with pytest.raises(OwnTextsError) as refused:
        read_own(tmp_path, {})

    assert [fault.split(":")[:2] for fault in refused.value.faults] == [
        ["da.po", " dropped"],
        ["da.po", " wecome"],
        ["sv.po", " start_again"],
    ]


def test_a_directory_without_catalogues_is_no_choice_of_words(tmp_path):
    with pytest.raises(OwnTextsError, match=r"holds no en\.po"):
        read_own(tmp_path, {})


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00", b"hello\n"])
def test_a_file_that_is_no_catalogue_is_named(tmp_path, raw):
    (tmp_path / "da.po").write_bytes(raw)

    with pytest.raises(OwnTextsError, match=r"da\.po: is not a gettext catalogue"):
        read_own(tmp_path, {})


def test_a_charset_that_nobody_knows_is_named(tmp_path):
    (tmp_path / "da.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-9\\n"\n\n'
        'msgid "dropped"\nmsgstr "Slettet igen."\n'
    )

    with pytest.raises(OwnTextsError, match=r"da\.po: is not a gettext catalogue"):
        read_own(tmp_path, {})

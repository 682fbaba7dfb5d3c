import io

import pytest

from bot import passphrases
from bot.passphrases import PassphraseError


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "words"
    path.touch(mode=0o600)
    return path


def test_the_passphrase_is_what_stands_in_the_file_without_its_line_end(file, capsys):
    file.write_text("apple river stone cloud winter\r\n")

    assert passphrases.ask(file) == "apple river stone cloud winter"
    assert capsys.readouterr().err == ""


def test_a_file_that_others_can_read_is_a_warning_that_quotes_nothing(file, capsys):
    file.write_text("apple river stone cloud winter")
    file.chmod(0o640)

    passphrases.ask(file)

    told = capsys.readouterr().err
    assert f"chmod 600 {file}" in told
    assert "apple" not in told


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xff\xfe", b"x" * 10_000])
def test_a_file_without_a_passphrase_is_refused(file, content):
    file.write_bytes(content)

    with pytest.raises(PassphraseError, match="does not hold a passphrase"):
        passphrases.ask(file)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(PassphraseError, match="cannot be read"):
        passphrases.ask(tmp_path / "none")


def test_without_a_terminal_nobody_is_asked(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("apple river stone cloud winter\n"))

    with pytest.raises(PassphraseError, match="--passphrase-file"):
        passphrases.ask(None)


@pytest.mark.parametrize("weak", ["123456", "hunter2", "four words are few"])
def test_a_new_key_takes_no_weak_passphrase(file, weak):
    file.write_text(weak)

    with pytest.raises(PassphraseError, match="too short") as refused:
        passphrases.chosen(file)

    assert weak not in str(refused.value)


def test_a_new_key_takes_five_words(file):
    file.write_text("apple river stone cloud winter")

    assert passphrases.chosen(file) == "apple river stone cloud winter"

from io import StringIO

from bot.progress import FEWEST, Progress


class Terminal(StringIO):
    def isatty(self):
        return True


def told(total, out):
    progress = Progress("opening", out)
    for done in range(1, total + 1):
        progress(done, total)
    return out.getvalue()


def test_who_waits_is_told_ten_times_and_at_the_end():
    lines = told(FEWEST * 5, StringIO()).splitlines()

    assert len(lines) == 10
    assert lines[0] == "opening: 1000 of 10000"
    assert lines[-1] == "opening: 10000 of 10000"


def test_at_a_terminal_one_line_is_written_over():
    said = told(FEWEST, Terminal())

    assert said.count("\r") == 10
    assert said.count("\n") == 1
    assert said.endswith("2000 of 2000\n")


def test_a_short_case_is_opened_without_a_word():
    assert told(FEWEST - 1, StringIO()) == ""

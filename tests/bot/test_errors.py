"""What the operator sees of a known error, and that unknown ones stay what they are."""

import pytest

from bot.errors import OperatorError, operator_errors


class StoreBrokenError(Exception):
    """A known error of another package."""


def test_a_known_error_is_its_lines_and_exit_code_1(capsys):
    with pytest.raises(SystemExit) as ended, operator_errors():
        raise OperatorError("[sms] sender: missing", "[storage] path:\nmissing")

    assert ended.value.code == 1
    assert capsys.readouterr() == (
        "",
        "fastkontakt: [sms] sender: missing\nfastkontakt: [storage] path: missing\n",
    )


def test_errors_of_other_packages_are_known_when_they_are_named(capsys):
    with pytest.raises(SystemExit), operator_errors(StoreBrokenError):
        raise StoreBrokenError("restore a backup")

    assert capsys.readouterr().err == "fastkontakt: restore a backup\n"


def test_known_errors_out_of_a_task_group_are_told_together(capsys):
    inner = ExceptionGroup("inner", [StoreBrokenError("two")])

    with pytest.raises(SystemExit), operator_errors(StoreBrokenError):
        raise ExceptionGroup("outer", [OperatorError("one"), inner])

    assert capsys.readouterr().err == "fastkontakt: one\nfastkontakt: two\n"


@pytest.mark.parametrize(
    "error",
    [ValueError("x"), ExceptionGroup("x", [OperatorError("known"), ValueError("x")])],
)
def test_an_unknown_error_goes_on_as_it_is(error, capsys):
    with pytest.raises(type(error)) as caught, operator_errors():
        raise error

    assert caught.value is error
    assert capsys.readouterr().err == ""


def test_without_an_error_nothing_is_said(capsys):
    with operator_errors():
        pass

    assert capsys.readouterr() == ("", "")

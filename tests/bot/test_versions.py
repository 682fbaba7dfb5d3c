from bot.versions import Versions
from tests.bot.test_choosing import entry


def kind_of(number, kind, refers_to):
    plain = entry(number, 1)
    values = {name: getattr(plain, name) for name in plain.__slots__}
    return type(plain)(**(values | {"kind": kind, "refers_to": refers_to}))


def test_a_change_of_a_change_belongs_to_the_first_version():
    told = [
        kind_of(1, "message", None),
        kind_of(2, "edit", 1),
        kind_of(3, "message", 1),  # an answer
        kind_of(4, "edit", 2),
        kind_of(5, "withdrawn", 4),
        kind_of(6, "withdrawn", None),
    ]

    found = Versions.of(told)

    assert [each.sequence for each in found.of_entry(1)] == [2, 4]
    assert found.of_entry(3) == ()
    assert found.taken_back == {1: 5}

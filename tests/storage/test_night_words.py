from datetime import timedelta

from casework.people import Role
from storage import night_words
from tests.storage.stores import NOW, add_person


def test_it_is_known_when_somebody_was_last_told(tx):
    alma, bo = (add_person(tx, who, Role.CLIENT).id for who in ("alma", "bo"))
    before = night_words.told_at(tx, alma)

    night_words.set_told(tx, alma, NOW)
    night_words.set_told(tx, alma, NOW + timedelta(hours=5))

    assert before is None
    assert night_words.told_at(tx, alma) == NOW + timedelta(hours=5)
    assert night_words.told_at(tx, bo) is None

from casework.people import PersonId
from storage import buttons
from tests.storage.stores import NOW

METTE = PersonId("w-mette")


def test_ids_are_random_and_fit_into_a_button():
    ids = {buttons.new_id() for _ in range(1000)}

    assert len(ids) == 1000
    assert {len(each) for each in ids} == {16}
    assert all(each.isascii() for each in ids)


def test_a_button_means_what_it_was_given(tx):
    buttons.add(tx, "id-1", METTE, "choose", "c-alma", 7, NOW)

    found = buttons.find(tx, "id-1")

    assert (found.person, found.action, found.subject) == (METTE, "choose", "c-alma")
    assert found.used_at is None
    assert buttons.find(tx, "id-2") is None


def test_all_buttons_of_a_message_are_used_up_together(tx):
    for identity, delivery in (("a", 7), ("b", 7), ("c", 8)):
        buttons.add(tx, identity, METTE, "choose", "c-alma", delivery, NOW)

    buttons.use_all_under(tx, 7, NOW)

    used = [buttons.find(tx, each).used_at for each in "abc"]
    assert used == [NOW, NOW, None]


def test_what_stood_under_a_message_is_known_after_it_was_used(tx):
    buttons.add(tx, "a", METTE, "dialog", "", 7, NOW)
    buttons.use_all_under(tx, 7, NOW)

    assert buttons.stands_under(tx, 7, "dialog")
    assert not buttons.stands_under(tx, 7, "choose")
    assert not buttons.stands_under(tx, 8, "dialog")

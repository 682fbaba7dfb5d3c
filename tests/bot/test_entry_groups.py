import pytest

from bot.entry_groups import GROUPS, group_of
from bot.record_words import KINDS, WORDS


@pytest.mark.parametrize("kind", sorted(KINDS | {"message", "of tomorrow", ""}))
def test_every_kind_is_in_a_group_that_has_a_word(kind):
    assert group_of(kind) in GROUPS
    assert f"group_{group_of(kind)}" in WORDS


def test_versions_of_a_message_are_found_with_the_messages():
    assert {group_of(kind) for kind in ("message", "edit", "withdrawn")} == {"message"}

"""Every dialog there is."""

from datetime import timedelta

import pytest

from handlers.dialog_steps import STEPS
from storage import dialogs
from storage.dialogs import Dialog


def test_taking_somebody_in_is_a_dialog():
    assert "new" in STEPS


@pytest.mark.parametrize("name", sorted(STEPS))
async def test_no_dialog_is_left_to_somebody_who_does_not_work_here(house, name):
    alma = await house.person("alma")
    begun = Dialog(alma.id, name, "", {}, 1, house.now + timedelta(minutes=30))
    await house.run(dialogs.set_dialog, begun)
    before = len(house.chat("mette"))

    await house.talk("alma", "yes")

    assert house.chat("mette")[before].text.endswith("yes")

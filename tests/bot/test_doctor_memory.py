import os

import pytest

from bot import doctor_memory
from bot.findings import Level

HEAD = "Filename\tType\tSize\tUsed\tPriority\n"


@pytest.fixture
def machine(tmp_path):
    """Return what asks about a machine that swaps to a file on this device."""
    place = tmp_path / "a swap file"
    place.touch()
    found = place.stat()
    number = f"{os.major(found.st_dev)}:{os.minor(found.st_dev)}"
    swaps, devices = tmp_path / "swaps", tmp_path / "devices"
    written = str(place).replace(" ", "\\040")
    swaps.write_text(f"{HEAD}{written} file 1024 0 -2\n")

    def asked(**files):
        for name, content in files.items():
            path = devices / number / name.replace("__", "/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        return doctor_memory.swap(swaps, devices)

    asked.swaps, asked.device = swaps, devices / number
    return asked


def test_swap_on_a_plain_disk_is_warned_of(machine):
    finding = machine(dm__uuid="LVM-x\n")

    assert finding.level is Level.WARNING
    assert "a swap file" in finding.sentence
    assert "swapoff" in finding.sentence


def test_swap_on_an_encrypted_disk_is_well(machine):
    assert machine(dm__uuid="CRYPT-LUKS2-x\n").level is Level.OK


@pytest.mark.parametrize(
    ("other", "level"), [("CRYPT-LUKS2-y", Level.OK), ("LVM-y", Level.WARNING)]
)
def test_a_volume_is_as_safe_as_every_disk_below_it(machine, other, level):
    finding = machine(
        dm__uuid="LVM-x",
        slaves__one__dm__uuid="CRYPT-LUKS2-x",
        slaves__two__dm__uuid=other,
    )

    assert finding.level is level


def test_swap_in_memory_is_well(machine):
    (machine.device.parent / "zram0").mkdir(parents=True)
    machine.device.symlink_to(machine.device.parent / "zram0")

    assert machine().level is Level.OK


def test_no_swap_is_well(machine):
    machine.swaps.write_text(HEAD)

    assert machine().sentence == "is off"


def test_a_place_that_is_gone_is_not_taken_for_safe(machine):
    machine.swaps.write_text(f"{HEAD}/nowhere partition 1024 0 -2\n")

    assert machine().level is Level.WARNING


def test_where_the_system_does_not_say_nothing_is_claimed(machine):
    machine.swaps.unlink()

    assert "does not say" in machine().sentence

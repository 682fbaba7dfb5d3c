"""What `doctor` sees of the places where memory could get onto a disk."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bot.findings import Finding, ok, some, warning

_SWAPS: Final = Path("/proc/swaps")
_DEVICES: Final = Path("/sys/dev/block")


def swap(swaps: Path = _SWAPS, devices: Path = _DEVICES) -> Finding:
    """Tell whether words may be written from memory to a disk that keeps them."""
    try:
        lines = swaps.read_text(errors="replace").splitlines()[1:]
    except OSError:
        return ok("swap", "this system does not say whether there is any")
    places = [line.split()[0].replace("\\040", " ") for line in lines if line.strip()]
    readable = [place for place in places if not _is_safe(Path(place), devices)]
    if readable:
        return warning(
            "swap",
            f"{some(readable)} may not be encrypted: what people write can get from "
            "memory onto that disk; encrypt it, or run swapoff -a",
        )
    return ok("swap", "is encrypted or in memory" if places else "is off")


def _is_safe(place: Path, devices: Path) -> bool:
    """Tell whether what is swapped out there cannot be read from the disk."""
    try:
        found = place.stat()
    except OSError:
        return False
    # A file lies on the device of its file system.
    number = found.st_rdev or found.st_dev
    return _is_unreadable(devices / f"{os.major(number)}:{os.minor(number)}")


def _is_unreadable(device: Path) -> bool:
    """Tell whether a device is memory, or encrypts, or lies only on such as do."""
    if device.resolve().name.startswith("zram"):
        return True
    if _said(device / "dm" / "uuid").startswith("CRYPT-"):
        return True
    below = list(_below(device))
    return bool(below) and all(map(_is_unreadable, below))


def _below(device: Path) -> Iterator[Path]:
    try:
        yield from (device / "slaves").iterdir()
    except OSError:
        return


def _said(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""

"""Two services never work with one store."""

import os
import signal
import subprocess
import sys

import pytest

from bot.lock import (
    NAME,
    AlreadyRunningError,
    InstanceLock,
    SharedDiskError,
    is_locked,
    refuse_shared_disk,
)

HOLD = """
import sys, time
from pathlib import Path
from bot.lock import InstanceLock
with InstanceLock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    """Return another process that holds the lock."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, tmp_path], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_service_is_refused_while_the_first_runs(tmp_path, holder):
    with pytest.raises(AlreadyRunningError) as caught, InstanceLock(tmp_path):
        pass

    assert caught.value.lines == (
        f"another fastkontakt is running with {tmp_path}: stop it first",
    )
    assert is_locked(tmp_path)


def test_a_killed_service_leaves_the_store_free_at_once(tmp_path, holder):
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()

    with InstanceLock(tmp_path):
        assert is_locked(tmp_path)

    assert not is_locked(tmp_path)
    assert (tmp_path / NAME).exists()


def test_one_process_cannot_take_the_lock_twice(tmp_path):
    with (
        InstanceLock(tmp_path),
        pytest.raises(AlreadyRunningError),
        InstanceLock(tmp_path),
    ):
        pass


def test_a_store_that_was_never_run_is_free(tmp_path):
    assert not is_locked(tmp_path)


def test_only_the_owner_can_open_the_lock(tmp_path):
    with InstanceLock(tmp_path):
        assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600


def test_a_link_in_place_of_the_lock_is_not_followed(tmp_path):
    (tmp_path / NAME).symlink_to(tmp_path / "elsewhere")

    with pytest.raises(OSError, match="symbolic links"), InstanceLock(tmp_path):
        pass

    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(
    ("mounts", "kind"),
    [
        (
            "1 0 0:1 / / rw - ext4 /dev/a rw\n2 1 0:2 / {path} rw - nfs4 host:/ rw\n",
            "nfs4",
        ),
        ("1 0 0:1 / / rw shared:1 - cifs //host/a rw\n", "cifs"),
        ("1 0 0:1 / / rw - nfs a rw\n2 1 0:2 / {path} rw - ext4 /dev/a rw\n", None),
        ("1 0 0:1 / {path}/data rw - nfs a rw\n", None),
        ("1 0 0:1 / {path} rw - nfs a rw\n2 1 0:2 / {path} rw - xfs /dev/a rw\n", None),
        ("1 0 0:1 / / rw - nfs a rw\n1 0 0:1 / {path}x rw - ext4 /dev/a rw\n", "nfs"),
    ],
)
def test_a_network_disk_is_refused(tmp_path, mounts, kind):
    folder = tmp_path / "with space"
    folder.mkdir()
    listed = tmp_path / "mountinfo"
    listed.write_text(mounts.format(path=str(folder).replace(" ", "\\040")))

    if kind is None:
        refuse_shared_disk(folder, listed)
    else:
        with pytest.raises(SharedDiskError, match=f"network disk .{kind}."):
            refuse_shared_disk(folder, listed)


def test_where_mounts_cannot_be_listed_nothing_is_refused(tmp_path):
    refuse_shared_disk(tmp_path, tmp_path / "missing")

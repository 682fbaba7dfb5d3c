import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flows import conftest as flows
from tests.flows.running import running

PR_GET_DUMPABLE = 3
ASK = f"""
import ctypes, resource
from bot import core_dumps
resource.setrlimit(resource.RLIMIT_CORE, (0, resource.RLIM_INFINITY))
core_dumps.refuse()
print(*resource.getrlimit(resource.RLIMIT_CORE))
print(ctypes.CDLL(None).prctl({PR_GET_DUMPABLE}, 0, 0, 0, 0))
"""
FORBIDDEN = """
import resource, sys
from bot import core_dumps
def forbid(*_):
    raise ValueError
resource.setrlimit, sys.modules["ctypes"] = forbid, None
core_dumps.refuse()
print("goes on")
"""

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="asks as Linux is asked"
)
clock, empty_stage = flows.clock, flows.empty_stage


def told(program):
    """Return what a program says in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return ran.stdout.splitlines()


def test_a_crash_leaves_no_core_and_nobody_else_reads_our_memory():
    assert told(ASK) == ["0 0", "0"]


def test_where_it_is_forbidden_the_service_goes_on():
    assert told(FORBIDDEN) == ["goes on"]


async def test_the_running_service_leaves_nothing_when_it_is_aborted(empty_stage):
    async with running(empty_stage) as service:
        await service.ready()

        limits = Path(f"/proc/{service.pid}/limits").read_text(encoding="utf-8")
        code, _ = await service.end(signal.SIGABRT)

    (core,) = [line for line in limits.splitlines() if "core file size" in line]
    assert core.split()[4:6] == ["0", "0"]
    assert code == -signal.SIGABRT
    assert not list(Path.cwd().glob("core*"))

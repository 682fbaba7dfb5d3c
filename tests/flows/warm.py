"""Runs commands in processes that have loaded the program already.

Started as a script: each line of its input names a command and files for what it reads
and writes; each line of its output is an exit code.
"""

import json
import os
import sys
from importlib import import_module

from bot import app, cli
from casework.danger import words_of
from storage import migrations


def serve():
    for place in cli.PLACES.values():
        import_module(place)
    # What every program reads once.
    words_of()
    migrations.known()
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            be(asked)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def be(asked):
    """Be that command, in a session without a terminal."""
    os.setsid()
    os.environ.update(asked["environment"])
    flags = (os.O_RDONLY, os.O_WRONLY | os.O_CREAT, os.O_WRONLY | os.O_CREAT)
    for number, (path, flag) in enumerate(zip(asked["files"], flags, strict=True)):
        descriptor = os.open(path, flag, 0o600)
        os.dup2(descriptor, number)
        os.close(descriptor)
    sys.stdin = os.fdopen(0)
    sys.argv = ["fastkontakt", *asked["arguments"]]
    code = 1
    try:
        cli.main()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(bool(ended.code))
    except BaseException:  # noqa: BLE001 - shown as the interpreter would
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    assert app is not None
    serve()

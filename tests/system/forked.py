"""Processes of the program that skip what every start repeats: each is forked from one that waits.

In: a command line of this interpreter (`-m ldn_watch …` or `-c CODE …`), an environment. Out: a process of
its own, with its own pid, streams, signals and exit code, started in milliseconds where an interpreter needs
a second; this suite starts a thousand. What it shares with its mother is imported modules and the shipped
rules as read from their files, nothing of a run. What depends on how an interpreter starts (locale, umask,
closed streams) is tested by interpreters of their own: test_streams.py, test_operator_faults.py,
test_cli_run.py. FRESH_PROCESSES=1 makes every process one.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import IO

# Read when an interpreter starts: a command with another value of one of these needs a fresh one.
AT_START = ("LANG", "LC_", "PYTHON")
PROGRAM = "from ldn_watch.cli import main; main()"
WARM = (
    "Bio.Entrez.Parser", "alembic.command", "alembic.config", "alembic.runtime.environment",
    "apscheduler.schedulers.background", "css_inline", "email.policy", "feedgenerator", "jinja2",
    "lxml.etree", "nh3", "requests", "rich.console", "rich.table", "smtplib", "sqlalchemy.dialects.sqlite",
)  # fmt: skip


class Process:
    """What a test needs of `subprocess.Popen`: pid, returncode, communicate, send_signal, poll."""

    def __init__(self, argv: list[str], code: str, env: dict[str, str], cwd: str) -> None:
        out, err, told = os.pipe(), os.pipe(), os.pipe()
        asked = json.dumps({"argv": argv, "code": code, "env": env, "cwd": cwd}).encode()
        socket.send_fds(mother(), [asked], [out[1], err[1], told[1]])
        for end in (out[1], err[1], told[1]):
            os.close(end)
        self.stdout, self.stderr, self._told = os.fdopen(out[0]), os.fdopen(err[0]), os.fdopen(told[0])
        self.pid = int(self._told.readline())
        self.returncode: int | None = None
        self._waiter = threading.Thread(target=self._wait, daemon=True)
        self._waiter.start()

    def _wait(self) -> None:
        with self._told:
            self.returncode = int(self._told.readline() or -signal.SIGKILL)

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def poll(self) -> int | None:
        return self.returncode

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def communicate(self, timeout: float) -> tuple[str, str]:
        """Wait for its end; raises `TimeoutExpired`, and it is killed then."""
        said, ends = ["", ""], time.monotonic() + timeout

        def read(which: int, stream: IO[str]) -> None:
            with stream:
                said[which] = stream.read()

        readers = [
            threading.Thread(target=read, args=(which, stream), daemon=True)
            for which, stream in enumerate((self.stdout, self.stderr))
        ]
        for reader in readers:
            reader.start()
        for thread in (*readers, self._waiter):
            thread.join(max(0.0, ends - time.monotonic()))
            if thread.is_alive():
                self.send_signal(signal.SIGKILL)
                raise subprocess.TimeoutExpired(f"process {self.pid}", timeout)
        return said[0], said[1]


def start(command: list[str], env: dict[str, str], cwd: Path | None = None):
    """The command as a process: forked where that is the same, else of a fresh interpreter."""
    if not can_fork(command, env):
        return subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
            text=True, env=env, cwd=cwd,
        )  # fmt: skip
    _, how, what, *arguments = command
    code = PROGRAM if how == "-m" else what
    return Process([how, *arguments], code, env, str(cwd or Path.cwd()))


def run(command: list[str], env: dict[str, str] | None = None, *, timeout: float = 180):
    """`subprocess.run` of a command of the program, with its streams as text."""
    process = start(command, dict(os.environ) if env is None else env)
    try:
        out, err = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)  # a fresh interpreter is killed by nobody else
        raise
    return subprocess.CompletedProcess(command, process.returncode, out, err)


def can_fork(command: list[str], env: dict[str, str]) -> bool:
    """This interpreter and this program, in surroundings that are no matter of how it starts."""
    if not hasattr(os, "pidfd_open") or command[0] != sys.executable or os.environ.get("FRESH_PROCESSES"):
        return False
    changed = {name for name in {*env, *os.environ} if env.get(name) != os.environ.get(name)}
    return (command[1] == "-c" or command[1:3] == ["-m", "ldn_watch"]) and not any(
        name.startswith(AT_START) for name in changed
    )


@cache
def mother() -> socket.socket:
    """The process that forks; it ends when this one does."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        end = theirs.fileno()
        process = subprocess.Popen([sys.executable, __file__, str(end)], pass_fds=[end])
    atexit.register(lambda: (ours.close(), process.wait()))
    return ours


# --- in the mother ------------------------------------------------------------------------------------------


def warm() -> None:
    """Import what a run imports, and read the shipped rules once."""
    import importlib
    import pkgutil

    import ldn_watch
    from ldn_watch import http_answer, rulebooks

    for module in pkgutil.walk_packages(ldn_watch.__path__, "ldn_watch."):
        if "migrations" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for name in WARM:
        importlib.import_module(name)
    read, shipped = rulebooks.read_rulebook, cache(rulebooks.read_rulebook)
    shipped(None)
    rulebooks.read_rulebook = lambda folder=None: read(folder) if folder else shipped(None)
    http_answer.FIRST_WAIT = 0.1  # how long it waits between two attempts is tested where it is decided
    assert threading.active_count() == 1, "a process with threads must not fork"
    gc.freeze()  # what is never looked at again is never copied


def serve(commands: socket.socket) -> dict:
    """Fork a process for each command; returns its command in the forked one alone."""
    selector = selectors.DefaultSelector()
    selector.register(commands, selectors.EVENT_READ, None)
    while True:
        for key, _ in selector.select():
            if key.data:
                key.data()
            elif (asked := fork(commands, selector)) is not None:
                return asked


def fork(commands: socket.socket, selector: selectors.BaseSelector) -> dict | None:
    message, streams, _, _ = socket.recv_fds(commands, 1 << 20, 3)
    if not message:
        os._exit(0)
    out, err, told = streams
    pid = os.fork()
    if pid == 0:
        for key in list(selector.get_map().values()):
            os.close(key.fd)
        selector.close()
        commands.detach()
        os.close(told)
        return json.loads(message) | {"out": out, "err": err}
    os.write(told, b"%d\n" % pid)
    os.close(out)
    os.close(err)
    handle = os.pidfd_open(pid)
    selector.register(handle, selectors.EVENT_READ, partial(reap, selector, handle, pid, told))
    return None


def reap(selector: selectors.BaseSelector, handle: int, pid: int, told: int) -> None:
    _, status = os.waitpid(pid, 0)
    selector.unregister(handle)
    os.close(handle)
    os.write(told, b"%d\n" % os.waitstatus_to_exitcode(status))
    os.close(told)


def become(asked: dict) -> str:
    """Take on the command's streams, environment and folder; returns its code."""
    import tempfile

    with open(os.devnull, "rb") as nothing:  # noqa: PTH123 - a device
        os.dup2(nothing.fileno(), 0)
    for number, stream in ((1, asked["out"]), (2, asked["err"])):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - as an interpreter does
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", 1, "utf-8", "backslashreplace", closefd=False)  # noqa: SIM115
    os.environ.clear()
    os.environ.update(asked["env"])
    time.tzset()
    tempfile.tempdir = None
    os.chdir(asked["cwd"])
    sys.argv = asked["argv"]
    return asked["code"]


def live(code: str) -> int:
    """Run the code as an interpreter runs a main module; the exit code."""
    try:
        exec(code, {"__name__": "__main__"})  # noqa: S102 - the test's own
    except SystemExit as ended:
        if ended.code is None or isinstance(ended.code, int):
            return ended.code or 0
        sys.stderr.write(f"{ended.code}\n")
        return 1
    except BaseException:  # noqa: BLE001 - told as an interpreter tells it
        sys.excepthook(*sys.exc_info())
        return 1
    return 0


def end(code: int) -> None:
    """What an interpreter does at its end, but for taking the heap apart: that would copy the mother's."""
    threading._shutdown()
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):
            stream.flush()
    os._exit(code & 0xFF)


if __name__ == "__main__":
    del sys.path[0]  # this folder's modules are no part of the program
    warm()
    end(live(become(serve(socket.socket(fileno=int(sys.argv[1]))))))

"""Several processes over one state folder, and processes that end in the middle."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from tests.system.service import record

pytestmark = pytest.mark.system

ONCE_EACH = {"ann@example.org": 1, "ben@example.org": 1}


def test_two_runs_and_a_daemon_together_tell_each_reader_once(watching):
    watching.replica.put(record(104))
    daemon = watching.start("daemon")
    runs = [watching.start("run-once") for _ in range(2)]
    for run in runs:
        _, said = run.communicate(timeout=180)
        assert run.returncode in (0, 5), said
    watching.run_once()  # waits for nobody: whoever held the lease has done the work, or this one does
    daemon.send_signal(signal.SIGTERM)
    _, said = daemon.communicate(timeout=60)
    assert daemon.returncode == 0, said
    assert watching.run("run-once").returncode == 0
    assert watching.messages() == ONCE_EACH
    assert len(watching.mails()) == 2


def while_asked(service, act, endpoint) -> None:
    service.replica.on_request = lambda request: act() if request.endpoint == endpoint else None


def while_the_mail_is_taken(service, act, _) -> None:
    service.mailbox.on_data = lambda _: act()


@pytest.mark.parametrize(
    ("arm", "where"), [(while_asked, "esearch"), (while_asked, "efetch"), (while_the_mail_is_taken, "")]
)
def test_sigterm_gives_the_lease_back_and_the_next_run_completes(watching, arm, where):
    watching.replica.put(record(104))
    process = watching.start("run-once")
    arm(watching, lambda: process.send_signal(signal.SIGTERM), where)
    _, said = process.communicate(timeout=180)
    watching.replica.on_request = watching.mailbox.on_data = None
    assert (process.returncode, len(said.splitlines())) == (143, 1), said
    assert "ended by SIGTERM" in said
    assert watching.run_once()["exit"] == 0
    assert watching.messages() == ONCE_EACH
    assert watching.status()["unfinished_run"] is None


# A whole run that gets SIGTERM as it publishes: with the n-th file written beside its name, or renamed to it.
TERMINATED = """
import os, signal, sys
from pathlib import Path
place, left, replace = sys.argv.pop(1), [3], Path.replace

def interrupted(draft, target):
    left[0] -= 1
    if place == "before" and left[0] == 0:
        os.kill(os.getpid(), signal.SIGTERM)
    done = replace(draft, target)
    if place == "after" and left[0] == 0:
        os.kill(os.getpid(), signal.SIGTERM)
    return done

Path.replace = interrupted
from ldn_watch import cli
cli.main()
"""


@pytest.mark.parametrize("place", ["before", "after"])
def test_sigterm_while_publishing_leaves_no_half_file_and_the_next_run_completes(watching, place):
    public = watching.folder / "state/public"
    watching.replica.put(record(104))
    config = str(watching.folder / "config.toml")
    command = [sys.executable, "-c", TERMINATED, place, "--config", config, "run-once"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
    assert (ended.returncode, len(ended.stderr.splitlines())) == (143, 1), ended.stderr
    assert not list(public.rglob("*.new"))
    assert watching.messages() == {}  # it ended before the mails
    assert watching.run_once()["exit"] == 0
    assert watching.messages() == ONCE_EACH
    assert b"info:pmid/104" in (public / "feeds/all.rss").read_bytes()
    assert watching.status()["unfinished_run"] is None
    assert watching.run("verify").returncode == 0  # every public file is as the archive makes it


def test_the_lease_of_a_killed_run_does_not_make_the_next_wait(watching):
    watching.replica.put(record(104))
    watching.run_and_kill(lambda kill: setattr(watching.replica, "on_request", kill))
    assert watching.status()["unfinished_run"]
    assert watching.run_once()["new"] == 1
    assert watching.messages() == ONCE_EACH


# A whole run that kills itself at the n-th moment at which something becomes durable: before it, or after it.
DIES = """
import os, signal, sys
from pathlib import Path
from sqlalchemy.engine.default import DefaultDialect
place, left = sys.argv[1], [int(sys.argv[2])]

def deadly(owner, name):
    original = getattr(owner, name)
    def moment():
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
    def act(*args, **kwargs):
        if place == "before":
            moment()
        done = original(*args, **kwargs)
        if place == "after":
            moment()
        return done
    setattr(owner, name, act)

deadly(os, "fsync"); deadly(os, "sync"); deadly(Path, "replace"); deadly(DefaultDialect, "do_commit")
from ldn_watch import cli
sys.exit(cli.run(sys.argv[3:]))
"""


@pytest.mark.parametrize("first", [True, False], ids=["a first run", "a run with news"])
@pytest.mark.parametrize("place", ["before", "after"])
def test_killed_at_every_moment_that_makes_something_durable(service, place, first):
    """One run after another dies one moment later, over the same folder, until one is whole."""
    if not first:
        assert service.run("run-once").returncode == 0
        service.replica.put(record(104))
    config = str(service.folder / "config.toml")
    for step in (1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 14, 19, 30, 60, 150, 400):
        command = [sys.executable, "-c", DIES, place, str(step), "--config", config, "run-once"]
        died = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
        if died.returncode == 0:
            break
        assert died.returncode == -signal.SIGKILL, died.stderr
    assert service.run_once()["exit"] == 0
    known = ["101", "102", "103"] if first else ["101", "102", "103", "104"]
    assert [line["pmid"] for line in service.export()] == known
    assert service.messages() == ({} if first else ONCE_EACH)
    assert not list((service.folder / "state/public").rglob("*.new"))
    assert service.run_once()["outcome"] == "nothing-new"

"""Where the archive is, and whose: a copied state folder, an adopted one, containers, a disk that is gone."""

from __future__ import annotations

import os
import shutil
import sys

import pytest

from tests.system import forked
from tests.system.service import record

pytestmark = pytest.mark.system

ONCE_EACH = {"ann@example.org": 1, "ben@example.org": 1}
# The program on a machine whose id (machine-id(5)) and host name are others.
ELSEWHERE = """
import socket, sys
from pathlib import Path
from ldn_watch import cli, worker
worker.MACHINE_ID, name = Path(sys.argv.pop(1)), sys.argv.pop(1)
socket.gethostname = lambda: name
cli.main()
"""


def at(service, machine: str, *arguments: str, name: str = "box"):
    """A verb on another machine, over the same state folder."""
    path = service.folder / f"machine-{machine[:4]}"
    path.write_text(machine and f"{machine}\n", encoding="ascii")
    config = str(service.folder / "config.toml")
    command = [sys.executable, "-c", ELSEWHERE, str(path), name, "--config", config, *arguments]
    return forked.run(command, os.environ | service.environ)


HERE, THERE, NOWHERE = "a" * 32, "b" * 32, ""


def test_a_copied_state_folder_mails_nobody_a_second_time(service, tmp_path):
    assert at(service, HERE, "run-once").returncode == 0
    copied = service.folder.parent / f"{service.folder.name}-copied"
    shutil.copytree(service.folder, copied)
    service.replica.put(record(104))
    assert at(service, HERE, "run-once").returncode == 0
    assert service.messages() == ONCE_EACH
    service.folder = copied
    for verb in ("run-once", "deliver", "rebuild", "retag"):
        done = at(service, THERE, verb)
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr
        for part in ("belongs to another machine", "nothing was done", "ldn-watch adopt"):
            assert part in done.stderr
    assert "WRONG" in at(service, THERE, "check").stderr
    for verb in (["status"], ["search", "naltrexone"], ["export"]):  # a person may ask anywhere
        assert at(service, THERE, *verb).returncode == 0
    assert service.messages() == ONCE_EACH


def test_an_adopted_folder_goes_on_where_it_was(service):
    assert at(service, HERE, "run-once").returncode == 0
    service.replica.put(record(104))
    assert at(service, THERE, "run-once").returncode == 2
    done = at(service, THERE, "adopt")
    assert (done.returncode, done.stderr) == (0, "")
    assert "belongs to this machine now" in done.stdout
    assert "already" in at(service, THERE, "adopt").stdout
    assert at(service, THERE, "run-once").returncode == 0
    assert service.messages() == ONCE_EACH
    assert at(service, HERE, "run-once").returncode == 2, "the old machine is the stranger now"


def test_a_daemon_on_another_machine_says_so_and_does_nothing(service):
    """Its runs fail as a run fails; it can wait for the adoption."""
    assert at(service, HERE, "run-once").returncode == 0
    service.replica.requests.clear()
    path = service.folder / "machine-bbbb"
    path.write_text(THERE, encoding="ascii")
    config = str(service.folder / "config.toml")
    command = [sys.executable, "-c", ELSEWHERE, str(path), "box", "--config", config, "daemon"]
    daemon = forked.start(command, os.environ | service.environ)
    said = ""
    while "belongs to another machine" not in said:
        said = daemon.stderr.readline()
        assert said, "it ended without a word"
    daemon.terminate()
    daemon.communicate(timeout=60)
    assert (daemon.returncode, service.replica.requests) == (0, [])


def test_a_container_with_a_new_name_at_each_start_runs_on(service):
    for number, name in enumerate(("3f1c", "9d02", "77aa")):
        service.replica.put(record(104 + number))
        assert at(service, HERE, "run-once", name=name).returncode == 0
    assert at(service, NOWHERE, "run-once", name="image-without-an-id").returncode == 0


def test_a_container_with_a_new_id_at_each_start_has_a_name_in_the_configuration(service):
    config = service.folder / "config.toml"
    config.write_text(config.read_text().replace("[watch]", '[watch]\nhost = "the shelf"'), encoding="utf-8")
    for machine in (HERE, THERE, "c" * 32):
        assert at(service, machine, "run-once").returncode == 0
    config.write_text(config.read_text().replace("the shelf", "the attic"), encoding="utf-8")
    assert at(service, HERE, "run-once").returncode == 2


def test_who_gives_the_machine_a_name_need_not_adopt(service):
    assert at(service, HERE, "run-once").returncode == 0
    config = service.folder / "config.toml"
    config.write_text(config.read_text().replace("[watch]", '[watch]\nhost = "the shelf"'), encoding="utf-8")
    assert at(service, HERE, "run-once").returncode == 0
    assert at(service, THERE, "run-once").returncode == 0, "the name tells now"


def test_a_restored_backup_belongs_to_whoever_runs_it_first(service, tmp_path):
    copy = str(tmp_path / "copy.sqlite3")
    assert at(service, HERE, "run-once").returncode == 0
    assert at(service, HERE, "backup", copy).returncode == 0
    shutil.rmtree(service.folder / "state")
    assert at(service, THERE, "restore", copy).returncode == 0
    assert at(service, THERE, "run-once").returncode == 0
    assert at(service, HERE, "run-once").returncode == 2


@pytest.mark.parametrize("is_there", [True, False], ids=["an empty mount point", "no folder"])
def test_where_the_disk_of_the_archive_is_not_there_none_is_begun(service, is_there):
    assert service.run("run-once").returncode == 0
    away = service.folder / "unmounted"
    (service.folder / "state").rename(away)
    if is_there:
        (service.folder / "state").mkdir(mode=0o700)
    service.replica.requests.clear()
    service.replica.put(record(104))
    done = service.run("run-once")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1), done.stderr
    for part in ("is missing", "Is its disk mounted?", ".config.toml.begun"):
        assert part in done.stderr
    assert (service.replica.requests, [*(service.folder / "state").glob("*")]) == ([], [])
    if is_there:
        (service.folder / "state").rmdir()
    away.rename(service.folder / "state")
    assert service.run("run-once").returncode == 0
    assert service.messages() == ONCE_EACH


def test_another_state_folder_may_begin(service):
    assert service.run("run-once").returncode == 0
    config = service.folder / "config.toml"
    config.write_text(
        config.read_text().replace('state_dir = "state"', 'state_dir = "second"'), encoding="utf-8"
    )
    assert service.run("run-once").returncode == 0
    assert service.mails() == []


def test_a_folder_that_takes_no_note_is_no_failure(service):
    """A configuration in /etc, say: the run goes on, only this guard is not there."""
    (service.folder / ".config.toml.begun").mkdir()
    assert service.run("run-once").returncode == 0

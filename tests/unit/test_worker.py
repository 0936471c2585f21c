"""A dead lease holder is known at once, and a stranger of the same process id is not taken for it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from ldn_watch import worker
from ldn_watch.worker import is_dead, machine, my_name, started


def test_this_process_lives():
    assert not is_dead(my_name())
    assert my_name() == my_name()


def test_a_process_that_ended_is_dead():
    child = subprocess.run(
        [sys.executable, "-c", "from ldn_watch.worker import my_name; print(my_name())"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert is_dead(child.stdout.strip())


def test_a_killed_child_that_nobody_has_waited_for_is_dead():
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    host, boot, _, _ = my_name().split("/")
    name = f"{host}/{boot}/{child.pid}/{started(child.pid)}"
    assert not is_dead(name)
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert is_dead(name)
    child.communicate()


def test_another_process_of_the_same_id_and_another_boot_are_dead():
    host, boot, pid, start = my_name().split("/")
    assert is_dead(f"{host}/{boot}/{pid}/{int(start) - 1}")
    assert is_dead(f"{host}/another/{pid}/{start}")


def test_of_another_host_only_the_time_can_tell():
    _, boot, _, _ = my_name().split("/")
    assert not is_dead(f"elsewhere/{boot}/999999999/1")
    assert not is_dead("")


@pytest.mark.parametrize("text", ["", "uninitialized\n", "no-id", "A" * 32, "0" * 31, "é" * 32])
def test_a_machine_without_an_id_has_none(tmp_path, monkeypatch, text):
    monkeypatch.setattr(worker, "MACHINE_ID", tmp_path / "machine-id")
    assert machine() == ""
    (tmp_path / "machine-id").write_text(text, encoding="utf-8")
    assert machine() == ""


def test_a_machines_id_is_told_to_nobody(tmp_path, monkeypatch):
    monkeypatch.setattr(worker, "MACHINE_ID", tmp_path / "machine-id")
    (tmp_path / "machine-id").write_text("3d1219c7c4c5404aaa1f6d2a48adfda4\n", encoding="ascii")
    known = machine()
    assert len(known) == 16
    assert known not in "3d1219c7c4c5404aaa1f6d2a48adfda4"
    (tmp_path / "machine-id").write_text("4d1219c7c4c5404aaa1f6d2a48adfda4\n", encoding="ascii")
    assert machine() not in ("", known)

"""A dead lease holder is known at once, and a stranger of the same process id is not taken for it."""

from __future__ import annotations

import os
import subprocess
import sys

from ldn_watch.worker import is_dead, my_name, started


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

"""Who holds a lease, whether that process still lives, and which machine this is.

A name is `host/boot/pid/start`: on the same host a dead holder is known at once, so that a run killed a
moment ago never blocks the next; on another host only the lease's time can tell. Raises nothing.
"""

from __future__ import annotations

import hashlib
import os
import re
import socket
from pathlib import Path

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
MACHINE_ID = Path("/etc/machine-id")


def my_name() -> str:
    """The name of this process as a lease holder."""
    return "/".join((socket.gethostname(), boot_id(), str(os.getpid()), started(os.getpid())))


def machine() -> str:
    """What tells this machine from every other and stays through restarts and new host names; "" where
    nothing does. Hashed, as machine-id(5) asks: the id itself is to be told to nobody.
    """
    try:
        known = MACHINE_ID.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    if not re.fullmatch("[0-9a-f]{32}", known):
        return ""
    return hashlib.sha256(f"ldn-watch {known}".encode()).hexdigest()[:16]


def is_dead(name: str) -> bool:
    """True where the named process ran on this host and surely runs no more."""
    host, boot, pid, start = [*name.split("/"), "", "", "", ""][:4]
    if host != socket.gethostname() or not pid.isdigit():
        return False
    if boot != boot_id():
        return True
    return not is_alive(int(pid)) or started(int(pid)) != start


def is_alive(pid: int) -> bool:
    """True where a process of this id exists, whoever owns it."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def started(pid: int) -> str:
    """When the process started, in clock ticks after boot (proc(5), stat field 22); "" where unknown.

    Process ids are used again: without it a stranger of the same id would keep the lease alive.
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    fields = stat.rpartition(")")[2].split()  # the name before may hold spaces and parentheses
    return "" if fields[0] == "Z" else fields[19]


def boot_id() -> str:
    """The kernel's id of this boot, shortened; "" where there is none."""
    try:
        return BOOT_ID.read_text(encoding="ascii").strip()[:8]
    except OSError:
        return ""


def why_held(holder: str) -> str:
    """Why a run must wait, as a line for a person."""
    host, _, pid, *_ = [*holder.split("/"), "", "", ""]
    return f"another run is at work (process {pid} on {host}): nothing was done; it ends by itself"


def why_stranger(home: str, here: str, folder: Path) -> str:
    """Why the archive in `folder`, whose place is `home`, may not be worked on `here`: a line for a person.

    "" where all is well, or where either is not known.

    A state folder that was copied knows what was told before it was copied, and nothing of what the other
    copy tells since: both would mail the readers.
    """
    if not (home and here) or home in (here, machine()):
        return ""
    return (
        f"the archive in {folder} belongs to another machine: nothing was done, for two that run would both "
        "mail your readers; if the other runs no more: ldn-watch adopt (where the machine's id changes at "
        "each start, as in some containers: `host` in [watch])"
    )

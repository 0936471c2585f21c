"""A small real disk under the state folder: a tmpfs in a mount namespace of its own.

The test looks at it through /proc; the program is brought there by nsenter. `chmod` would prove nothing where
the tests run as root, and a patched `write` would not fail as a disk does.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Self

TOOLS = ("unshare", "nsenter", "mount")
TRY = ["unshare", "-rm", "sh", "-c", "mount -t tmpfs -o size=64k tmpfs /tmp"]


def why_not() -> str:
    """Why there can be no such disk here; "" where there can."""
    lacking = [tool for tool in TOOLS if not shutil.which(tool)]
    if lacking:
        return f"a small disk needs {', '.join(lacking)}"
    tried = subprocess.run(TRY, capture_output=True, text=True, check=False)
    return f"no mount namespaces here: {tried.stderr.strip()}" if tried.returncode else ""


class Disk:
    """A disk of `size` (as mount(8) writes it) at `place`, for whoever runs `within` it."""

    def __init__(self, place: Path, size: str) -> None:
        place.mkdir(mode=0o700, exist_ok=True)
        self.place = place
        mount = f"mount -t tmpfs -o mode=0700,size={size} tmpfs '{place}' && echo mounted && exec cat"
        self._holder = subprocess.Popen(
            ["unshare", "-rm", "sh", "-c", mount], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._holder.stdout.readline() == "mounted\n"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._holder.communicate(timeout=30)

    @property
    def within(self) -> tuple[str, ...]:
        return ("nsenter", "-t", str(self._holder.pid), "-U", "-m", "--preserve-credentials", "--")

    @property
    def folder(self) -> Path:
        """The disk as this process sees it."""
        return Path(f"/proc/{self._holder.pid}/root{self.place}")

    def remount(self, options: str) -> None:
        command = [*self.within, "mount", "-o", f"remount,{options}", str(self.place)]
        subprocess.run(command, check=True, capture_output=True)

    def fill(self, leave: int = 0) -> None:
        """Take all room but `leave` bytes."""
        filler = self.folder / "filler"
        try:
            with filler.open("ab", buffering=0) as file:
                while file.write(bytes(1 << 14)):
                    pass
        except OSError:
            pass
        with filler.open("r+b") as file:
            file.truncate(max(0, filler.stat().st_size - leave))

    def empty(self) -> None:
        """Give the room back."""
        (self.folder / "filler").unlink()

"""Public files on a disk: whole or not at all, and untouched where nothing changed.

Comes in: a folder; names below it with their bytes, or None for a file that is to go. Goes out: how many
files changed. Raises `OSError` where the folder cannot be written.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

DRAFT = ".new"  # how the name of a file ends that is not whole yet

PublicFile = tuple[str, bytes | None]


def write_changed(folder: Path, files: Iterable[PublicFile]) -> int:
    """Replace atomically each file whose bytes change, remove what is to go; returns how many changed."""
    sweep(folder)
    changed = {path for name, body in files if (path := _changed(folder / name, body))}
    for parent in {path.parent for path in changed}:
        sync(parent)  # or a power cut takes back a rename that the stamp says was made
    return len(changed)


def _changed(path: Path, body: bytes | None) -> Path | None:
    """Bring one file up to date; its path where that changed it."""
    if body is None:
        if not path.is_file():
            return None
        path.unlink()
        return path
    if path.is_file() and path.read_bytes() == body:
        return None
    make_folder(path.parent)
    write_atomically(path, body)
    return path


def left_over(folder: Path, below: Collection[str], names: Collection[str]) -> Iterator[PublicFile]:
    """What stands in these folders of ours and is none of these `names`: it is to go."""
    for parent in below:
        for path in sorted((folder / parent).glob("*")):
            name = f"{parent}/{path.name}"
            if path.is_file() and name not in names:
                yield name, None


def sweep(folder: Path) -> None:
    """Remove what a run that was killed had not renamed yet; under the lease no other is at work."""
    for left in folder.rglob(f".*{DRAFT}"):
        left.unlink(missing_ok=True)


def sync(folder: Path) -> None:
    """Makes the renames in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """A folder that a web server of another user may enter, whatever the umask."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir()
        folder.chmod(0o755)


def write_atomically(path: Path, body: bytes) -> None:
    """A reader sees the old file or the new one, never a half: written beside it, synced, renamed.

    The name beside is nobody else's: a worker that slept through its lease would write into a file that
    another has renamed already. Where the disk refuses, or SIGTERM ends the run, no draft stays behind.
    """
    handle, name = tempfile.mkstemp(DRAFT, f".{path.name}.", path.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(0o644)  # public files are read by a web server of another user, whatever the umask
        draft.replace(path)
    except BaseException:  # a draft would take the last room, or lie where a web server serves it
        draft.unlink(missing_ok=True)
        raise

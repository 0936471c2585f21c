"""Public files on a disk: whole or not at all, and untouched where nothing changed.

A file is written beside its place, made durable there, and renamed: a reader sees the old one or the new one,
never a half, neither after a kill nor after a power cut. Many files are made durable together, by one sync(2)
before the first of them is renamed, where an fsync(2) for each would be thousands of waits for the disk.

Comes in: a folder; names below it with their bytes, or None for a file that is to go. Goes out: how many
files changed. Raises `OSError` where the folder cannot be written.
"""

from __future__ import annotations

import os
import sys
import tempfile
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

DRAFT = ".new"  # how the name of a file ends that is not whole yet

TOGETHER = 500  # files that are synced together; so many drafts take room beside the files at most
FEW = 16  # up to so many, each is synced alone: sync(2) waits for what other programs wrote as well

PublicFile = tuple[str, bytes | None]
Draft = tuple[Path, Path]  # where it is written, and its place


def write_changed(folder: Path, files: Iterable[PublicFile]) -> int:
    """Replace whatever changes, remove what is to go; returns how many files changed.

    A file goes when those named before it stand: it may be the mark of a work in progress.
    """
    sweep(folder)
    changed, parents, drafts = set[Path](), set[Path](), list[Draft]()
    try:
        for name, body in files:
            if body is None:
                settle(drafts)
            if path := _changed(folder / name, body, drafts):
                parents.add(path.parent)
                changed ^= {path}  # what came and went in one writing has not changed
            if len(drafts) >= TOGETHER:
                settle(drafts)
        settle(drafts)
    except BaseException:  # a draft would take the last room, or lie where a web server serves it
        for draft, _ in drafts:
            draft.unlink(missing_ok=True)
        raise
    for parent in parents:
        sync(parent)  # or a power cut takes back a rename that the stamp says was made
    return len(changed)


def _changed(path: Path, body: bytes | None, drafts: list[Draft]) -> Path | None:
    """Remove the file that is to go, draft the one that is another; its path where anything changes."""
    if body is None:
        if not path.is_file():
            return None
        path.unlink()
        return path
    if path.is_file() and path.read_bytes() == body:
        return None
    make_folder(path.parent)
    write_draft(path, body, drafts)
    return path


def left_over(folder: Path, below: Collection[str], names: Collection[str]) -> Iterator[PublicFile]:
    """What stands in these folders of ours and is none of these `names`: it is to go."""
    for parent in below:
        for path in sorted((folder / parent).glob("*")):
            name = f"{parent}/{path.name}"
            if path.is_file() and name not in names and path.suffix != DRAFT:
                yield name, None


def names_in(folder: Path, parent: str) -> Iterator[str]:
    """The names below the folder of the files in one of its folders; not by `Path`, which asks after each."""
    if (folder / parent).is_dir():
        with os.scandir(folder / parent) as found:
            yield from (f"{parent}/{one.name}" if parent else one.name for one in found if one.is_file())


@dataclass
class Standing:
    """The public files as they stood when they were first asked for; each folder is listed once."""

    folder: Path
    names: dict[str, list[str]] = field(default_factory=dict)

    def there(self, start: str) -> list[str]:
        """The names below the folder that begin so, in order: `conditions/gout-` is such a beginning."""
        parent = start.rpartition("/")[0]
        if parent not in self.names:
            self.names[parent] = sorted(names_in(self.folder, parent))
        names = self.names[parent]
        return [*takewhile(lambda name: name.startswith(start), names[bisect_left(names, start) :])]


def text_of(path: Path) -> str:
    """The text of a public file, its line ends as they stand; "" where it is not there or is no text."""
    try:
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        return ""


def sweep(folder: Path) -> None:
    """Remove what a run that was killed had not renamed yet; under the lease no other is at work."""
    for left in folder.rglob(f".*{DRAFT}"):
        left.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Make what is in a file, or the renames in a folder, survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
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


def write_draft(path: Path, body: bytes, drafts: list[Draft]) -> None:
    """Write what will stand at `path` beside it, and note that in `drafts`.

    The name beside is nobody else's: a worker that slept through its lease would write into a file that
    another has renamed already.
    """
    handle, name = tempfile.mkstemp(DRAFT, f".{path.name}.", path.parent)
    drafts.append((Path(name), path))
    with os.fdopen(handle, "wb") as file:
        file.write(body)
        os.fchmod(handle, 0o644)  # a web server of another user reads public files, whatever the umask


def settle(drafts: list[Draft]) -> None:
    """Put the drafts in their places, once all that is in them is on the disk; none is left in the list."""
    if len(drafts) > FEW and sys.platform == "linux":  # where sync(2) returns when it is done, and not before
        os.sync()
    else:
        for draft, _ in drafts:
            sync(draft)
    for draft, path in drafts:
        draft.replace(path)
    drafts.clear()

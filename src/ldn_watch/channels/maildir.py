"""The mailbox channel: messages into a standard Maildir (https://cr.yp.to/proto/maildir.html).

In: a folder, then messages as bytes. Out: an `Outcome` for each. Raises nothing: a disk that is full
or read-only defers. The same message for the same recipient is kept once, however often it is sent.
"""

from __future__ import annotations

import hashlib
import os
from email.parser import BytesHeaderParser
from email.policy import compat32
from pathlib import Path

from ldn_watch.channels import is_address, one_line
from ldn_watch.model import Deferred, Delivered, Outcome, Refused


def to_name(message: bytes, recipient: str) -> str:
    """The file name of a delivery: from its Message-ID and recipient, so that a second attempt meets
    the first. A message without one is known by its bytes.
    """
    headers = BytesHeaderParser(policy=compat32).parsebytes(message)
    identity = str(headers.get("Message-ID", "")).strip().encode() or message
    return hashlib.sha256(recipient.encode() + b"\0" + identity).hexdigest()[:32] + ".ldn-watch"


class MaildirChannel:
    """A Channel (ports.py) into one Maildir, which is made when the first message comes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: bytes, recipient: str) -> Outcome:
        """Delivered means: written, synced to disk and visible in new/ (or already read, in cur/)."""
        if not is_address(recipient):
            return Refused(one_line(f"not an e-mail address: {recipient!r}"), suppress=False)
        try:
            self._make_folders()
            name = to_name(message, recipient)
            if not self._is_in_cur(name):
                self._write(name, message)
        except (OSError, ValueError) as error:
            return Deferred(one_line(f"{self._folder}: {error}"))
        return Delivered(f"{self._folder}/new/{name}")

    def close(self) -> None:
        """Nothing stays open between messages."""

    def _make_folders(self) -> None:
        for folder in (self._folder, *(self._folder / part for part in ("tmp", "new", "cur"))):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _is_in_cur(self, name: str) -> bool:
        """True where a mail reader has taken the message up: it adds `:2,` and flags to the name."""
        with os.scandir(self._folder / "cur") as files:
            return any(file.name.startswith(name) for file in files)

    def _write(self, name: str, message: bytes) -> None:
        """tmp, fsync, rename: a reader never sees half a message, nor does a power cut leave one."""
        draft = self._folder / "tmp" / name
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(message)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._folder / "new" / name)
        except OSError:
            draft.unlink(missing_ok=True)
            raise
        _sync(self._folder / "new")


def _sync(folder: Path) -> None:
    """Makes a rename survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

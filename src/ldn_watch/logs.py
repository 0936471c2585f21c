"""The log and the crash report, both without secrets.

In: how much is wanted, the secrets of the configuration, an exception. Out: log lines on stderr, and the
path of a crash report. Raises nothing: a report that cannot be written is "".
"""

from __future__ import annotations

import logging
import os
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote, quote_plus


class Discreet(logging.Formatter):
    """A formatter that blots out `secrets`, in messages and in tracebacks."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self.secrets: Sequence[str] = ()

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record), self.secrets)


def redact(text: str, secrets: Sequence[str]) -> str:
    """`text` with *** in place of each secret, as it is and as a URL or a repr spells it."""
    for secret in sorted(secrets, key=len, reverse=True):
        for shape in {secret, quote(secret, safe=""), quote_plus(secret), repr(secret)[1:-1]}:
            text = text.replace(shape, "***")
    return text


def start_log(level: int | None) -> Discreet:
    """Log to stderr from `level` on, or nothing at all for None; returns the formatter."""
    formatter = Discreet()
    handler: logging.Handler = logging.NullHandler()  # without one, Python prints warnings: cron would mail
    if level is not None:
        handler = logging.StreamHandler()
        handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level or logging.WARNING)
    logging.captureWarnings(capture=True)
    for chatty in ("apscheduler", "urllib3"):
        logging.getLogger(chatty).setLevel(logging.ERROR if level != logging.DEBUG else logging.DEBUG)
    return formatter


def write_crash(error: BaseException, folder: Path | None, secrets: Sequence[str]) -> str:
    """Write the traceback to `crash-<UTC time>-*.txt` in `folder`, else in the temporary folder."""
    text = redact("".join(traceback.format_exception(error)), secrets)
    stamp = time.strftime("crash-%Y%m%dT%H%M%SZ-", time.gmtime())
    for place in (folder, None):
        try:
            handle, path = tempfile.mkstemp(".txt", stamp, place)  # 0600, and never an existing file
            with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
                file.write(text)
        except OSError:
            continue
        return path
    return ""

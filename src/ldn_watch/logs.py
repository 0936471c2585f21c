"""The log and the crash report, both without secrets.

In: how much is wanted and in which form, the secrets of the configuration and of the environment, an
exception. Out: log lines on stderr, what failed as lines of that form, and the path of a crash report.
Raises nothing: a report that cannot be written is "".
"""

from __future__ import annotations

import base64
import json
import logging
import os
import tempfile
import time
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote, quote_plus, unquote

SHORTEST = 8  # characters: what is shorter in base64 may be any text


class Discreet(logging.Formatter):
    """A formatter that blots out `secrets`, in messages and in tracebacks. Times are UTC."""

    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        self.secrets: Sequence[str] = ()

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record), self.secrets)

    def complaint(self, text: str, problems: Sequence[str], head: str = "ldn-watch: ") -> list[str]:
        """What failed, for a person: one line after the `head`, and one for each problem."""
        lines = (f"{head}{text}", *(f"  {problem}" for problem in problems))
        return [redact(line, self.secrets) for line in lines]


class JsonLines(Discreet):
    """The same as one JSON object a line, what failed included, for who collects logs by machine."""

    def format(self, record: logging.LogRecord) -> str:
        error = self.formatException(record.exc_info) if record.exc_info else ""
        at = self.formatTime(record, self.datefmt)
        return self._line(at, record.levelname, record.name, record.getMessage(), error=error)

    def complaint(self, text: str, problems: Sequence[str], head: str = "") -> list[str]:  # noqa: ARG002 - JSON
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        return [self._line(at, "ERROR", "ldn_watch", text, problems=problems)]

    def _line(self, at: str, level: str, logger: str, text: str, **more: str | Sequence[str]) -> str:
        # Redacted before JSON escapes what a secret holds; whatever is left out is empty.
        entry: dict[str, object] = {
            "at": at,
            "level": level,
            "logger": logger,
            "text": redact(text, self.secrets),
        }
        for key, value in more.items():
            if isinstance(value, str) and value:
                entry[key] = redact(value, self.secrets)
            elif value:
                entry[key] = [redact(one, self.secrets) for one in value]
        return json.dumps(entry)


def redact(text: str, secrets: Sequence[str]) -> str:
    """`text` with *** in place of each secret, as it is and as a URL, a repr, JSON or SMTP spells it."""
    for secret in sorted(secrets, key=len, reverse=True):
        for shape in sorted(shapes_of(secret), key=len, reverse=True):
            text = text.replace(shape, "***")
    return text


def shapes_of(secret: str) -> set[str]:
    """How a secret may be spelled; in base64 also within more text, as AUTH PLAIN sends it."""
    plain = {secret, quote(secret, safe=""), quote_plus(secret), repr(secret)[1:-1], json.dumps(secret)[1:-1]}
    return plain | {shape for shift in range(3) if len(shape := _base64_core(secret, shift)) >= SHORTEST}


def _base64_core(secret: str, shift: int) -> str:
    """The characters of base64 that hold nothing but the secret, where `shift` bytes stand before it."""
    data = bytes(shift) + secret.encode("utf-8", "surrogateescape")
    whole = base64.b64encode(data).decode()
    return whole[-(-shift * 8 // 6) : len(data) * 8 // 6]


def proxy_secrets(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The passwords in the proxies' addresses of the environment."""
    found = []
    for name, url in environ.items():
        if name.lower().endswith("_proxy") and "@" in url:
            password = url.rpartition("@")[0].rpartition("//")[2].partition(":")[2]
            found += [password, unquote(password)]
    return tuple(secret for secret in dict.fromkeys(found) if secret)


def start_log(level: int | None, *, as_json: bool = False) -> Discreet:
    """Log to stderr from `level` on, or nothing at all for None; returns the formatter."""
    formatter = JsonLines() if as_json else Discreet()
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

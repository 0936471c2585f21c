"""One call of the program: what its global options say, and how it ends.

In: the options before the verb, exceptions. Out: the configuration, one clear line on stderr for each
failure (with --json also one object on stdout), the exit code. Raises `UserError` (configuration).
"""

from __future__ import annotations

import errno
import logging
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

from ldn_watch.cli.terminal import is_seen, say
from ldn_watch.errors import LdnWatchError, LeaseHeld, SourceError, UserError
from ldn_watch.logs import Discreet, proxy_secrets, redact, start_log, write_crash
from ldn_watch.wording.watching import json_text, report_object, summary, troubles

if TYPE_CHECKING:
    from ldn_watch.config.sections import Config
    from ldn_watch.model import RunReport


class Exit(IntEnum):
    """How the program ends; the codes are a promise (docs/operating.md)."""

    WELL = 0  # nothing new included
    BUG = 1
    USER = 2  # usage, configuration, or a machine that refuses (disk full, no permission)
    SOURCE = 3  # could not look
    DELIVERY = 4  # kept, will be tried again
    LEASE = 5  # another run is at work
    INTERRUPTED = 130  # Ctrl-C
    TERMINATED = 143  # SIGTERM


class Terminated(KeyboardInterrupt):
    """SIGTERM: ends the program as Ctrl-C does, so that the lease is given back."""


# The machine's refusals: no bug, and a person can do something about each.
_MACHINE = {
    errno.EACCES,
    errno.EDQUOT,
    errno.EIO,
    errno.EISDIR,
    errno.ENOENT,
    errno.ENOSPC,
    errno.ENOTDIR,
    errno.EPERM,
    errno.EROFS,
}


@dataclass
class Session:
    """The global options; `as_json` and `output_given` belong to the verb that runs."""

    path: Path = Path("config.toml")
    named: bool = False  # the operator said which configuration
    verbosity: int = 0
    quiet: bool = False
    log_as_json: bool = False
    as_json: bool = False
    log: Discreet = field(default_factory=Discreet)
    _config: Config | None = None

    def begin(self, level: int | None = None) -> None:
        """Start logging: -v tells what happens, -vv everything; otherwise from `level` on."""
        wanted = (level, logging.INFO, logging.DEBUG)[min(self.verbosity, 2)]
        self.log = start_log(wanted, as_json=self.log_as_json)

    def config(self, *, mailing: bool = False) -> Config:
        """The configuration. Raises `UserError` with every problem of the file."""
        from ldn_watch.config.reading import load_config

        self._config = load_config(self.path, os.environ, mailing=mailing)
        self.log.secrets = (*self._config.secrets, *proxy_secrets(os.environ))
        return self._config

    @property
    def known(self) -> Config | None:
        """The configuration, where it could be read."""
        return self._config

    @property
    def is_loud(self) -> bool:
        """True where a summary is wanted: somebody looks, or asked; never beside JSON, never from cron."""
        asked = self.verbosity > 0 or is_seen(sys.stdout)
        return asked and not self.quiet and not self.as_json

    def rules_folder(self) -> Path | None:
        """Rules can be asked without a configuration; where there is one, its own folder counts too."""
        from ldn_watch.config.reading import rules_folder

        return rules_folder(self.path) if self.named or self.path.exists() else None

    def has_archive(self) -> bool:
        """True where a configuration is there and a run has been."""
        from ldn_watch.config.reading import state_folder

        return self.path.exists() and (state_folder(self.path) / "ldn-watch.sqlite3").exists()

    def tell(
        self, report: RunReport, lines: Sequence[str] | None = None, found: dict[str, object] | None = None
    ) -> Exit:
        """Print a run: its object, or its summary where wanted, and its troubles on stderr.

        How the run went is told by the code, also where stdout takes nothing.
        """
        code = code_of(report)
        try:
            if self.as_json:
                say(json_text(found or report_object(report)))
            if self.is_loud:
                for line in summary(report) if lines is None else lines:
                    say(line)
        except UserError as error:
            self.complain(str(error))
            code = code or Exit.USER
        for line in troubles(report):
            self.complain(line)
        return code

    def complain(self, text: str, problems: Sequence[str] = (), head: str = "ldn-watch: ") -> None:
        """One line for what failed, and one for each problem; one JSON object where the log is JSON. Where
        stderr takes nothing the code tells.
        """
        with suppress(OSError):
            for line in self.log.complaint(text, problems, head):
                say(line, sys.stderr)

    def fail(self, error: BaseException) -> Exit:
        """Tell why the verb ended early; returns the exit code."""
        text, problems, code = self._reason(error)
        self.complain(text, problems)
        if self.as_json:
            outcome = {"outcome": "could-not-look"} if code is Exit.SOURCE else {}
            said = outcome | {"error": text} | ({"problems": list(problems)} if problems else {})
            with suppress(UserError, BrokenPipeError):  # stdout may be what failed
                say(redact(json_text(said), self.log.secrets))
        return code

    def _reason(self, error: BaseException) -> tuple[str, Sequence[str], Exit]:
        if isinstance(error, LdnWatchError):
            return str(error), getattr(error, "problems", ()), _code_of_error(error)
        if isinstance(error, Terminated):
            return "ended by SIGTERM; the next run takes up what is left", (), Exit.TERMINATED
        if isinstance(error, KeyboardInterrupt):
            return "interrupted; the next run takes up what is left", (), Exit.INTERRUPTED
        if isinstance(error, OSError) and error.errno in _MACHINE:
            where = f"{error.filename}: " if error.filename else ""
            return f"{where}{error.strerror}; nothing half-done is kept", (), Exit.USER
        return self._bug(error), (), Exit.BUG

    def _bug(self, error: BaseException) -> str:
        folder = self._config.watch.state_dir if self._config else None
        path = write_crash(error, folder, self.log.secrets)
        where = f"the traceback is in {path}" if path else "the traceback could not be written anywhere"
        return f"a bug in ldn-watch, sorry: {type(error).__name__}: {error}; {where}"


def code_of(report: RunReport) -> Exit:
    """Could not look outranks an undelivered mail: the next run's mails wait for the look."""
    if report.outcome == "could-not-look":
        return Exit.SOURCE
    return Exit.DELIVERY if report.deferred or report.refused or report.failures else Exit.WELL


def _code_of_error(error: LdnWatchError) -> Exit:
    if isinstance(error, SourceError):
        return Exit.SOURCE
    return Exit.LEASE if isinstance(error, LeaseHeld) else Exit.USER

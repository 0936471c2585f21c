"""Services that are no mail (chats, telephones, web hooks), by Apprise: a short text, owed like a mail.

In: the targets by name, then messages as bytes; of a message the subject and the text part are told. Out:
an `Outcome` for each. Raises nothing. Apprise answers yes or no and logs why: its log is read for the
reason, kept out of ours, and blotted, as it names addresses that hold tokens.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, Self

from ldn_watch.channels import one_line
from ldn_watch.model import Deferred, Delivered, Outcome, Refused

if TYPE_CHECKING:
    from apprise import NotifyBase

BULLET = "\u2022 "  # how a paragraph begins that may be left out where there is no room
LONGEST = 60.0  # seconds for one note in all, however its service drips
_STATUS = re.compile(r"error=(\d{3})")
_LATER = (408, 425, 429)  # of 4xx those that pass by themselves (RFC 9110, 8470, 6585)
_MAYBE_TAKEN = re.compile(
    r"Read timed out|RemoteDisconnected|Connection aborted|reset by peer|IncompleteRead"
)
_IN_DOUBT = "the service may have taken the note"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a note goes: Apprise's address, the most entries of a note, and what must not be shown."""

    url: str
    entries: int
    secrets: tuple[str, ...] = ()


class AppriseChannel:
    """A Channel (ports.py) to the targets; `longest` are the seconds that one note may take."""

    def __init__(self, targets: Mapping[str, Target], longest: float = LONGEST) -> None:
        self._targets = targets
        self._longest = longest
        self._services: dict[str, NotifyBase] = {}

    def send(self, message: bytes, recipient: str) -> Outcome:
        """Delivered means: the service answered with success."""
        target = self._targets.get(recipient)
        if target is None:
            return Refused(one_line(f"there is no [[notify]] section named {recipient!r}"), suppress=False)
        try:
            service = self._service(recipient, target)
        except ImportError:
            return Deferred('a package is missing: pip install "ldn-watch[notify]"')
        if service is None:
            return Refused(f"[[notify]] {recipient}: Apprise does not know such an address", suppress=False)
        title, body = to_note(message, target.entries, service.title_maxlen, service.body_maxlen)
        return to_outcome(*self._notify(service, title, body), target)

    def close(self) -> None:
        """Nothing stays open between notes; the next one begins anew."""
        self._services.clear()

    def _service(self, name: str, target: Target) -> NotifyBase | None:
        """Made once, so that its own limits on how often it may be asked are kept."""
        from apprise import Apprise, AppriseAsset

        if name not in self._services:
            asset = AppriseAsset(storage_mode="memory", http_redirects=False, app_id="ldn-watch")
            with _Said():
                made = Apprise.instantiate(target.url, asset=asset, suppress_exceptions=True)
            if made is None:
                return None
            self._services[name] = made
        return self._services[name]

    def _notify(self, service: NotifyBase, title: str, body: str) -> tuple[bool, list[str]]:
        """Whether it was taken, and what Apprise said; neither outlasts `longest`."""
        taken: list[bool] = []
        with _Said() as said:
            call = threading.Thread(target=lambda: taken.append(_call(service, title, body)), daemon=True)
            call.start()
            call.join(self._longest)
            if call.is_alive():
                self._services.clear()  # it is still at work with this one
                said.lines.append(f"no answer within {self._longest:g} s: Read timed out")
            return taken == [True], said.lines


def _call(service: NotifyBase, title: str, body: str) -> bool:
    from apprise import NotifyFormat

    try:
        return bool(service.notify(body=body, title=title, body_format=NotifyFormat.TEXT))
    except Exception as error:  # noqa: BLE001 - a hundred services' code: whatever it is, the run goes on
        logging.getLogger("apprise").warning("%s: %s", type(error).__name__, error)
        return False


class _Said(logging.Handler):
    """What Apprise logs meanwhile, all of it and nowhere else."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self._log = logging.getLogger("apprise")

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.getMessage()}")

    def __enter__(self) -> Self:
        self._before = (self._log.level, self._log.propagate, self._log.handlers)
        self._log.handlers, self._log.propagate = [self], False
        self._log.setLevel(logging.DEBUG)
        return self

    def __exit__(self, *_: object) -> None:
        level, self._log.propagate, self._log.handlers = self._before
        self._log.setLevel(level)


def to_outcome(taken: bool, said: Iterable[str], target: Target) -> Outcome:  # noqa: FBT001 - Apprise's answer
    """What Apprise's answer and its log mean: 4xx is the operator's to mend, all else passes."""
    if taken:
        return Delivered("the service took it")
    lines = list(said)
    words = [line.partition(" ")[2] for line in lines if line.startswith(("WARNING", "ERROR"))]
    why = one_line(blotted(" ".join(words), target.secrets)) or "the service did not take it"
    status = next((int(found[1]) for line in lines if (found := _STATUS.search(line))), 0)
    if 300 <= status < 500 and status not in _LATER:  # noqa: PLR2004 - redirects and what the sender did wrong
        return Refused(why, suppress=False)
    if not status and any(_MAYBE_TAKEN.search(line) for line in lines):
        return Deferred(one_line(f"{why} ({_IN_DOUBT})"), in_doubt=True)
    return Deferred(why)


def blotted(text: str, secrets: Iterable[str]) -> str:
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, "***")
    return text


# --- the text --------------------------------------------------------------------------------------


def to_note(message: bytes, most: int, title_room: int, body_room: int) -> tuple[str, str]:
    """Title and text: as many entries as are wanted and fit, the first ones first, and how many more there
    are. Room is in characters and counted in bytes, which are never fewer; a service without room for
    a title (0) puts it into the text.
    """
    mail = message_from_bytes(message, policy=default)
    part = mail.get_body(("plain",))
    text = part.get_content().replace("\r\n", "\n").strip() if part else ""
    title = one_line(str(mail["Subject"] or ""), min(title_room or 250, 250))
    paragraphs = [one for one in text.split("\n\n") if one.strip()]
    entries = [one for one in paragraphs if one.startswith(BULLET)]
    rest = [one for one in paragraphs if not one.startswith(BULLET)]
    room = body_room - (0 if title_room else len(title.encode()) + 2)
    for shown in range(min(most, len(entries)), 0, -1):
        body = to_body(entries, rest, shown)
        if len(body.encode()) <= room:
            return title, body
    return title, cut(to_body(entries, rest, 0), room) or title


def to_body(entries: list[str], rest: list[str], shown: int) -> str:
    left = len(entries) - shown
    more = [f"and {left} more"] if left and shown else [f"{left} in all"] if left else []
    return "\n\n".join([*entries[:shown], *more, *rest])


def cut(text: str, room: int) -> str:
    """What fits of it, in whole characters."""
    raw = text.encode()
    return text if len(raw) <= room else raw[: max(0, room - 3)].decode("utf-8", "ignore") + "…"

"""What a single value of config.toml may be: its types, each with what is wrong of others.

In: a value as `tomllib` gives it, with the `Surroundings` that it speaks of. Out: the value, checked. Raises
`ValueError` with words that config/problems.py puts into a sentence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo

from ldn_watch import schedule

_ADDRESS = re.compile(r"""[^@\s<>,;:"'()\[\]\\]+@[^@\s<>,;:"'()\[\]\\]+""")
_LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets
_LISTEN = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):(\d{1,5})")
_LAST_PORT = 65535
_SHOWN = 60  # characters of a wrong value that a message repeats


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the values of a file refer to: its folder, the environment, and whether mail will be sent."""

    folder: Path
    environ: Mapping[str, str]
    mailing: bool = True


def shown(value: object) -> str:
    """A wrong value as the file might spell it, short and in one line."""
    if isinstance(value, dict):
        return "a section"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    try:
        text = json.dumps(value, default=str)  # escapes what a terminal would obey
    except ValueError:  # 0xFFFF... with more digits than Python is willing to print
        return "a very long number"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def parse_listen(text: str) -> tuple[str, int]:
    """`127.0.0.1:8080` or `[::1]:8080`; port 0 is any that is free. Raises `ValueError`."""
    found = _LISTEN.fullmatch(text)
    if not found or int(found[2]) > _LAST_PORT:
        raise ValueError(
            f'is no address to listen at ({text[:60]!r}): write "127.0.0.1:8080" or "[::1]:8080"'
        )
    return found[1].strip("[]"), int(found[2])


# --- one value ------------------------------------------------------------------------------------


def _line(text: str) -> str:
    if not text.isprintable():  # a line break here would become a header of its own in a mail
        raise ValueError("holds a line break or another control character")
    return text.strip()


def _address(text: str) -> str:
    if not text:
        raise ValueError("is empty")
    _line(text)
    if not text.isascii():
        raise ValueError("has letters outside ASCII, which many mail servers refuse")
    if len(text) > _LONGEST_ADDRESS or not _ADDRESS.fullmatch(text):
        raise ValueError(f"is no mail address ({shown(text)})")
    return text


def _recipient(text: str, info: ValidationInfo[Surroundings]) -> str:
    """An address, or, where the channel is apprise, the name of a [[notify]] section."""
    return text if (info.data or {}).get("channel") == "apprise" else _address(text)


def _address_if_any(text: str) -> str:
    return _address(text) if text else text


def _sender(text: str) -> str:
    _address(parseaddr(_line(text))[1] if "<" in text else text)
    return text


def _url(text: str) -> str:
    if "@" in text:  # first of all: no other problem of this value may repeat a password that it holds
        raise ValueError("holds an @, as before a host stands a name or password, which would be printed")
    try:
        parts = urlsplit(_line(text))
        parts.port  # noqa: B018 - reading it is the check
    except ValueError:
        parts = urlsplit("")
    plain = not (parts.query or parts.fragment or " " in text)
    if parts.scheme not in ("http", "https") or not parts.hostname or not plain:
        raise ValueError(f"is no web address ({shown(text)})")
    return text.rstrip("/")


def _no_space(text: str) -> str:
    if not text or " " in _line(text):
        raise ValueError("is empty or has a space")
    return text


def _zone(text: str) -> str:
    if text == "UTC":  # known even where the machine has no time zone data
        return text
    try:
        ZoneInfo(text)
    except (ValueError, OSError, KeyError):  # "", "../x", "Europe", "Europe/Londn"
        raise ValueError(f"is no time zone that this machine knows ({shown(text)})") from None
    return text


def _path(text: str) -> str:
    if not text.isprintable() or text.startswith("~"):
        raise ValueError(f"is no plain path ({shown(text)})")
    return text


def _existing(text: str, info: ValidationInfo[Surroundings]) -> str:
    if text and not (info.context.folder / _path(text)).exists():
        raise ValueError(f"names what is not there ({shown(text)})")
    return text


def _poll(text: str) -> str:
    schedule.parse_poll(text)
    return text


def _listen(text: str) -> str:
    parse_listen(text)
    return text


def _one_as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _not_empty(values: list[str]) -> list[str]:
    if not values:
        raise ValueError("is empty")
    return values


def _each_once(addresses: list[str]) -> list[str]:
    """The first spelling of each: an address given twice would get two mails."""
    once: dict[str, str] = {}
    for address in addresses:
        once.setdefault(address.casefold(), address)
    return list(once.values())


Line = Annotated[str, AfterValidator(_line)]
Word = Annotated[str, AfterValidator(_no_space)]
Address = Annotated[str, AfterValidator(_address)]
Url = Annotated[str, AfterValidator(_url)]
Existing = Annotated[str, AfterValidator(_existing)]
Ids = Annotated[list[Line], BeforeValidator(_one_as_list)]
Level = Literal["focus", "possible"]
Levels = Annotated[list[Level], BeforeValidator(_one_as_list), AfterValidator(_not_empty)]
Recipient = Annotated[Line, AfterValidator(_recipient)]
Recipients = Annotated[
    list[Recipient], BeforeValidator(_one_as_list), AfterValidator(_not_empty), AfterValidator(_each_once)
]
Seconds = Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)]
Refresh = Annotated[int, Field(ge=0, le=3650)]
Sender = Annotated[str, AfterValidator(_sender)]
Zone = Annotated[str, AfterValidator(_zone)]
FilePath = Annotated[str, AfterValidator(_path)]
Poll = Annotated[str, AfterValidator(_poll)]
Listen = Annotated[str, AfterValidator(_listen)]
AddressIfAny = Annotated[str, AfterValidator(_address_if_any)]

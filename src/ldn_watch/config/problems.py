"""What is wrong with a config.toml, in words that say where, what, and what would be right.

In: the file's tables as `tomllib` gives them, and their `Surroundings`. Out: a checked `File`, or the
problems, one line each. Raises nothing: every problem is a line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ldn_watch.config.shape import SECTIONS, File, read_shape
from ldn_watch.config.values import Surroundings, shown
from ldn_watch.nearest import unknown

NAMED_BY = {"digest": "id", "notify": "name"}  # the sections of which there may be several


def check_file(tables: dict[str, Any], name: str, around: Surroundings) -> tuple[File | None, list[str]]:
    """The checked file, or None and its problems, each beginning with the file's `name`."""
    file, found = read_shape(tables, around)
    problems = [f"{name}: {_problem(one, tables)}" for one in sorted(found, key=_order)]
    problems.extend(
        f"{name}: {text}"
        for text in (*_across(tables), *_heartbeat(tables, around), *_notified(tables, around))
    )
    if file is not None:
        problems.extend(f"{name}: {text}" for text in _published(file, around.folder))
    return (None if problems else file), problems


def _order(error: Mapping[str, Any]) -> tuple[int, int]:
    """The sections in the order of the template, digests in the order of the file."""
    section, *rest = error["loc"]
    place = list(SECTIONS).index(section) if section in SECTIONS else len(SECTIONS)
    return place, rest[0] if rest and isinstance(rest[0], int) else 0


def _problem(error: Mapping[str, Any], tables: Mapping[str, Any]) -> str:
    section, *path = error["loc"]
    if section not in SECTIONS:
        return f"[{_one_line(section)}]: {unknown(_one_line(section), SECTIONS, 'section')}"
    head = _head(section, path, tables)
    keys = path[1:] if section in NAMED_BY else path
    if not keys:
        return f"{head}: is {shown(error['input'])}: write {File.model_fields[section].description}"
    key = _one_line(str(keys[0]))
    if error["type"] == "extra_forbidden":
        return f"{head} {key}: {unknown(key, keys_of(section), 'key of this section')}"
    entry = f", entry {keys[1] + 1}" if len(keys) > 1 and isinstance(keys[1], int) else ""
    wrong = _wrong(error)
    right = "" if "write " in wrong else f": write {keys_of(section)[key]}"
    return f"{head} {key}{entry}: {wrong}{right}"


def _head(section: str, path: list[Any], tables: Mapping[str, Any]) -> str:
    if section not in NAMED_BY:
        return f"[{section}]"
    if not path:
        return f"[[{section}]]"
    one = tables[section][path[0]]
    named = one.get(NAMED_BY[section]) if isinstance(one, dict) else None
    return f"[[{section}]] {shown(named)}" if named else f"[[{section}]] number {path[0] + 1}"


def _wrong(error: Mapping[str, Any]) -> str:
    if error["type"] == "missing":
        return "is missing"
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    return "is empty" if error["input"] == "" else f"is {shown(error['input'])}"


def keys_of(section: str) -> dict[str, str]:
    """The section's keys as the file spells them, each with what would be right."""
    fields = SECTIONS[section].model_fields
    return {field.alias or name: field.description or "" for name, field in fields.items()}


def _across(tables: Mapping[str, Any]) -> Iterator[str]:
    """What only several sections together can get wrong; told even where a section itself is wrong."""
    for section, key in NAMED_BY.items():
        named = Counter(one[key] for one in _listed(tables, section) if isinstance(one.get(key), str))
        for name, times in named.items():
            if times > 1:
                them = "digests" if section == "digest" else "sections"
                right = f"write {'an' if key == 'id' else 'a'} {key} of its own for each"
                yield f"[[{section}]] {shown(name)} {key}: {times} {them} have it: {right}"
    digests = _listed(tables, "digest")
    mailed = [one for one in digests if one.get("channel", "smtp") == "smtp"]
    if mailed and "smtp" not in tables:
        which = shown(mailed[0].get("id", ""))
        yield f'[smtp] host: is missing: digest {which} is sent by mail: write [smtp], or channel = "maildir"'
    alerts = tables.get("alerts")
    told = isinstance(alerts, dict) and alerts.get("operator") and alerts.get("channel", "smtp") == "smtp"
    serve = tables.get("serve")
    asks = isinstance(serve, dict) and serve.get("subscribe", True) is True
    if asks and "smtp" not in tables and not mailed and not told:
        who = "[serve] subscribe is told by mail"
        yield f"[smtp] host: is missing: {who}: write [smtp], or subscribe = false"
    if told and "smtp" not in tables and not mailed:
        who = "[alerts] operator is told by mail"
        yield f'[smtp] host: is missing: {who}: write [smtp], or channel = "maildir"'


def _listed(tables: Mapping[str, Any], section: str) -> list[dict[str, Any]]:
    """The sections of that name that are sections at all."""
    found = tables.get(section, [])
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _notified(tables: Mapping[str, Any], around: Surroundings) -> Iterator[str]:
    """Notifications: whom a digest names is there, with an address, and so is the package that sends them."""
    targets, users = _listed(tables, "notify"), _listed(tables, "digest")
    names = [one["name"] for one in targets if isinstance(one.get("name"), str)]
    users = [one for one in users if one.get("channel") == "apprise"]
    for digest in users:
        to = [digest["to"]] if isinstance(digest.get("to"), str) else digest.get("to")
        strangers = [name for name in to if name not in names] if isinstance(to, list) else []
        for name in strangers:
            what = unknown(str(name), names, "[[notify]] name")
            yield f"[[digest]] {shown(digest.get('id', ''))} to: {what}"
    if users and around.mailing and find_spec("apprise") is None:
        yield '[[digest]] channel: "apprise" needs a package: pip install "ldn-watch[notify]"'
    for target in targets:
        yield from _addressed(target, around)


def _addressed(target: Mapping[str, Any], around: Surroundings) -> Iterator[str]:
    """It has one address, from one place. The address holds a token, and is never shown."""
    where = f"[[notify]] {shown(target.get('name', ''))}"
    named, file = target.get("url_env", ""), target.get("url_file", "")
    if not isinstance(named, str) or not isinstance(file, str):
        return
    if bool(named) == bool(file):
        wrong = "stands beside url_file: which of the two?" if named else "is empty, and so is url_file:"
        yield f"{where} url_env: {wrong} write {keys_of('notify')['url_env']}"
    elif named and around.mailing and "://" not in around.environ.get(named, ""):
        wrong = "whose value is no address" if around.environ.get(named) else "which is not set"
        right = "set it to one such as ntfys://ntfy.example.org/TOPIC"
        yield f"{where} url_env: names {_one_line(named)}, {wrong}: {right}"


def _heartbeat(tables: Mapping[str, Any], around: Surroundings) -> Iterator[str]:
    """The address to call is there where it will be called. It holds a token, and is never shown."""
    alerts = tables.get("alerts")
    named = alerts.get("heartbeat_env") if isinstance(alerts, dict) else ""
    if not around.mailing or not isinstance(named, str) or not named:
        return
    where, right = "[alerts] heartbeat_env", f"write {keys_of('alerts')['heartbeat_env']}"
    address = around.environ.get(named, "").strip()
    if not address:
        yield f"{where}: names {_one_line(named)}, which is not set in the environment: set it, or {right}"
    elif not is_callable(address):
        yield f"{where}: names {_one_line(named)}, whose value is no web address: {right}"


def is_callable(address: str) -> bool:
    """True where it can be asked for: http or https, a host, neither name nor password before it."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - reading it is the check
    except ValueError:
        return False
    plain = address.isascii() and address.isprintable() and " " not in address and "@" not in parts.netloc
    return plain and parts.scheme in ("http", "https") and bool(parts.hostname)


def _published(file: File, folder: Path) -> Iterator[str]:
    """What a web server must never be given: the archive, with readers' addresses in it, their mails, this
    file, a password. A folder inside `state_dir` is well, as the default one is.
    """
    if not file.watch.public_dir:
        return
    public, state = _resolved(folder, file.watch.public_dir), _resolved(folder, file.watch.state_dir)
    smtp = file.smtp
    tokens = [(_resolved(folder, one.url_file), "url_file") for one in file.notify if one.url_file]
    private = [
        *tokens,
        (state, "the archive (state_dir)"),
        (_resolved(folder, "."), "this file"),
        (_resolved(folder, smtp.password_file) if smtp and smtp.password_file else None, "password_file"),
    ]
    held = [what for path, what in private if path and path.is_relative_to(public)]
    if public.is_relative_to(state / "mail"):
        held.append("readers' mails (mail in state_dir)")
    if held:
        wrong = f"is {shown(file.watch.public_dir)}, which would publish {' and '.join(held)}"
        yield f"[watch] public_dir: {wrong}: write a folder of its own"


def _resolved(folder: Path, path: str) -> Path:
    try:
        return (folder / path).resolve()
    except (OSError, RuntimeError):  # a link that leads to itself: the run says so
        return folder / path


def _one_line(text: str) -> str:
    return text if text.isprintable() else shown(text)

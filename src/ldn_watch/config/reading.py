"""What the operator wants: config.toml as one frozen `Config`.

In: the path of a TOML file and the environment (for the secrets that it names). Out: a `Config`
whose paths are absolute and whose secrets do not print. Raises `UserError`, which lists every
problem of the file at once: the file, the section, the key, what is wrong, what would be right.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping
from datetime import timedelta
from email.utils import parseaddr
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ldn_watch.config.sections import (
    AlertsConfig,
    Config,
    DeliveryConfig,
    FeedsConfig,
    NotifyConfig,
    PubmedConfig,
    RulesConfig,
    ScheduleConfig,
    ServeConfig,
    SmtpConfig,
    WatchConfig,
)
from ldn_watch.errors import UserError
from ldn_watch.model import Digest, Labels, Relevance
from ldn_watch.nearest import unknown
from ldn_watch.schedule import parse_poll, parse_schedule
from ldn_watch.secret import Secret
from ldn_watch.subscriber import Limits

if TYPE_CHECKING:
    from ldn_watch.config import shape as shapes

DEFAULT_PORTS = {"starttls": 587, "tls": 465, "none": 25}


def load_config(path: Path, environ: Mapping[str, str], *, mailing: bool = True) -> Config:
    """Read and check `path`; relative paths in it start from its folder.

    `environ` holds the api key and the SMTP password under the names that the file gives. With
    `mailing` False a missing SMTP password is no problem: `search` must work without it.
    Raises `UserError` with all problems of the file.
    """
    from ldn_watch.config import problems as wrong  # pydantic: 0.2 s that --help does not pay
    from ldn_watch.config import values

    folder = path.parent.absolute()
    around = values.Surroundings(folder, environ, mailing)
    file, problems = wrong.check_file(_tables(path), path.name, around)
    if file is None:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        raise UserError(f"{path} has {count}", problems)
    smtp = _smtp(file.smtp, folder, environ) if file.smtp else None
    return Config(
        path=path,
        watch=_watch(file.watch, folder),
        pubmed=_pubmed(file.pubmed, environ),
        feeds=FeedsConfig(file.feeds.entries, file.feeds.days, _levels(file.feeds.relevance)),
        smtp=smtp,
        digests=tuple(_digest(shape) for shape in file.digest),
        delivery=DeliveryConfig(file.delivery.in_doubt, file.delivery.unsubscribe),
        schedule=ScheduleConfig(parse_poll(file.schedule.poll), file.schedule.jitter_seconds),
        rules=RulesConfig(folder / file.rules.folder if file.rules.folder else None),
        alerts=_alerts(file.alerts, environ),
        notify=tuple(_notify(shape, folder, environ) for shape in file.notify),
        serve=_serve(file.serve) if file.serve else None,
    )


def rules_folder(path: Path) -> Path | None:
    """The operator's folder of rules as `path` names it, whatever else that file lacks: rules can be written
    and checked before a watch is set up. Raises `UserError` where the file cannot be read.
    """
    folder = _text_of(path, "rules", "folder")
    return path.parent.absolute() / folder if folder else None


def state_folder(path: Path) -> Path:
    """The state folder in the same way."""
    return path.parent.absolute() / (_text_of(path, "watch", "state_dir") or "state")


def _text_of(path: Path, section: str, key: str) -> str:
    """One text of a file that need not be whole; "" where it has none."""
    table = _tables(path).get(section, {})
    value = table.get(key) if isinstance(table, dict) else ""
    return value if isinstance(value, str) else ""


def check_ids(config: Config, labels: Labels) -> None:
    """Every condition, group and study type that a digest names exists in the rulebook, or `UserError`."""
    problems = [
        f'{config.path.name}: [[digest]] "{digest.id}" {key}: {unknown(name, known, what)}'
        for digest in config.digests
        for key, what, names, known in (
            ("conditions", "condition", digest.conditions, labels.conditions),
            ("groups", "group", digest.groups, labels.groups),
            ("study_types", "study type", digest.study_types, labels.study_types),
        )
        for name in sorted(names)
        if name not in known
    ]
    if problems:
        raise UserError(f"{config.path} names what the rulebook does not know", problems)


def write_template(path: Path) -> Path:
    """Write the commented configuration to `path` and make its state folder (0700), which is returned.

    Raises `UserError` where `path` exists: what an operator has written is never overwritten.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)  # it will name the readers
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(files("ldn_watch").joinpath("config.toml").read_text(encoding="utf-8"))
    except FileExistsError:
        raise UserError(f"{path} is there already: it is left as it is") from None
    state = path.parent / "state"
    state.mkdir(mode=0o700, exist_ok=True)
    return state


def _tables(path: Path) -> dict[str, Any]:
    text = _read(path)
    try:
        return tomllib.loads(text)
    except RecursionError:
        wrong = "its lists or tables are nested too deep"
    except ValueError as error:  # TOMLDecodeError, and int() where a number has thousands of digits
        wrong = str(error)
    raise UserError(f"{path} cannot be read as TOML", [f"{path.name}: {wrong}"])


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")  # some editors begin a file with a byte order mark
    except FileNotFoundError:
        raise UserError(
            f"there is no {path}: write one with `ldn-watch init`, or name another with --config"
        ) from None
    except UnicodeDecodeError as error:
        raise UserError(f"{path} is not UTF-8 text (byte {error.start}): save it as UTF-8") from None
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror or error}") from None


def _watch(shape: shapes.Watch, folder: Path) -> WatchConfig:
    return WatchConfig(
        title=shape.title,
        state_dir=folder / shape.state_dir,
        public_dir=folder / (shape.public_dir or f"{shape.state_dir}/public"),
        base_url=shape.base_url,
        timezone=shape.timezone,
        host=shape.host,
    )


def _pubmed(shape: shapes.Pubmed, environ: Mapping[str, str]) -> PubmedConfig:
    settings = shape.model_dump(exclude={"query", "api_key_env", "base_url"})
    return PubmedConfig(
        query=" ".join(shape.query.split()),  # a query may stand on several lines in the file
        api_key=_secret(environ.get(shape.api_key_env, "")),
        base_url=f"{shape.base_url}/",
        **settings,
    )


def _smtp(shape: shapes.Smtp, folder: Path, environ: Mapping[str, str]) -> SmtpConfig:
    name, address = parseaddr(shape.sender) if "<" in shape.sender else ("", shape.sender)
    password = environ.get(shape.password_env, "")
    if shape.password_file:
        password = _password(folder / shape.password_file)
    return SmtpConfig(
        host=shape.host,
        port=shape.port or DEFAULT_PORTS[shape.security],
        security=shape.security,
        sender=address,
        sender_name=name,
        username=shape.username,
        password=_secret(password),
        ca_file=folder / shape.ca_file if shape.ca_file else None,
        timeout=shape.timeout,
    )


def _password(path: Path, what: str = "password_file of [smtp]") -> str:
    try:
        return path.read_text(encoding="utf-8").strip("\r\n")
    except (OSError, ValueError) as error:
        raise UserError(f"{path}, the {what}, cannot be read: {error}") from None


def _notify(shape: shapes.Notify, folder: Path, environ: Mapping[str, str]) -> NotifyConfig:
    url = environ.get(shape.url_env, "") if shape.url_env else ""
    if shape.url_file:
        url = _password(folder / shape.url_file, f"url_file of [[notify]] {shape.name}")
    return NotifyConfig(shape.name, Secret(url.strip()), shape.entries)


def _digest(shape: shapes.Digest) -> Digest:
    return Digest(
        id=shape.id,
        title=shape.title or shape.id,
        schedule=parse_schedule(shape.schedule, shape.weekday, shape.time),
        recipients=tuple(shape.to),
        channel=shape.channel,
        conditions=frozenset(shape.conditions),
        groups=frozenset(shape.groups),
        relevance=_levels(shape.relevance),
        study_types=frozenset(shape.study_types),
        send_empty=shape.send_empty,
    )


def _alerts(shape: shapes.Alerts, environ: Mapping[str, str]) -> AlertsConfig:
    return AlertsConfig(
        failed_runs=shape.failed_runs,
        silence=timedelta(hours=shape.silence_hours),
        operator=shape.operator,
        channel=shape.channel,
        heartbeat=_secret(environ.get(shape.heartbeat_env, "").strip() if shape.heartbeat_env else ""),
    )


def _serve(shape: shapes.Serve) -> ServeConfig:
    from ldn_watch.config.values import parse_listen

    host, port = parse_listen(shape.listen)
    limits = Limits(shape.per_client, shape.per_hour, shape.per_address)
    return ServeConfig(host, port, shape.proxies, shape.subscribe, limits)


def _levels(names: Iterable[str]) -> frozenset[Relevance]:
    return frozenset(Relevance(name) for name in names)


def _secret(text: str) -> Secret | None:
    return Secret(text) if text else None

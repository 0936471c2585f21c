"""The concrete parts, made from a `Config`: the only file that names a source, a store or a channel.

Comes in: a `Config`. Goes out: parts behind their ports, ready but not connected, the settings of the
stages, and the demonstration. Raises `UserError` (configuration) and `StoreError` (database). Heavy
parts are imported where they are made.
"""

from __future__ import annotations

import gzip
import secrets
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from email.utils import formataddr
from pathlib import Path
from typing import TYPE_CHECKING

from ldn_watch import __version__
from ldn_watch.config.reading import load_config
from ldn_watch.config.sections import Config
from ldn_watch.errors import Transient, UserError
from ldn_watch.model import Citation, Digest, Fetched, RunReport
from ldn_watch.plans import CopyReport
from ldn_watch.ports import Channel, Source, Store
from ldn_watch.stages.alert import AlertSettings
from ldn_watch.stages.compose import ComposeSettings
from ldn_watch.stages.harvest import HarvestSettings
from ldn_watch.stages.publish import STAMP, PublishSettings
from ldn_watch.stages.subscribe import DeskSettings
from ldn_watch.subscriber import Limits
from ldn_watch.tenure import HOME

if TYPE_CHECKING:
    from ldn_watch.channels.bounces import BounceFolder
    from ldn_watch.channels.heartbeat import Heartbeat
    from ldn_watch.http import PoliteSession
    from ldn_watch.tokens import Links

# --- behind the ports ----------------------------------------------------------------------------


def configured_store(config: Config, now: datetime) -> Store:
    """The database in the state folder, made or brought up to date where needed. Raises `StoreError`."""
    from ldn_watch.store.sqlstore import open_store

    watch = config.watch
    traces = [watch.public_dir / "index.html", watch.state_dir / "mail"]
    if _says_begun(_begun(config), watch.state_dir):
        traces.append(_begun(config))
    return open_store(database_of(config), app_version=__version__, now=now, traces=traces)


# Beside the configuration, so that it stays when the disk of the state folder is not there.
_BEGUN = """\
{folder}
holds an archive of ldn-watch. While this file is here, none is begun anew there in silence: where the
archive is missing, its disk may not be mounted.
"""


def _begun(config: Config) -> Path:
    return config.path.with_name(f".{config.path.name}.begun")


def _says_begun(note: Path, folder: Path) -> bool:
    try:
        return note.read_text(encoding="utf-8").startswith(f"{folder}\n")
    except (OSError, UnicodeDecodeError):
        return False


def remember_begun(config: Config) -> None:
    """Leave a note beside the configuration that an archive is there; where that folder takes none, none."""
    note, folder = _begun(config), config.watch.state_dir
    if not _says_begun(note, folder):
        with suppress(OSError, UnicodeEncodeError):
            note.write_text(_BEGUN.format(folder=folder), encoding="utf-8")
            note.chmod(0o600)


def database_of(config: Config) -> Path:
    """The file that is the truth."""
    return config.watch.state_dir / "ldn-watch.sqlite3"


def back_up(config: Config, copy: Path) -> CopyReport:
    """The database as it is now, in the new file `copy`. Raises `StoreError`, and `OSError` by the folder."""
    from ldn_watch.store import copies

    public = config.watch.public_dir.resolve()
    if copy.resolve().is_relative_to(public):
        raise UserError(
            f"{copy} would be published: it holds your readers' addresses; choose a folder of yours"
        )
    return copies.back_up(database_of(config), copy)


def restore(config: Config, copy: Path) -> CopyReport:
    """The state folder's database, made of `copy`; the public files are not its own. Raises as `back_up`."""
    from ldn_watch.store import copies

    return copies.restore(copy, database_of(config), app_version=__version__, forget=[STAMP, HOME])


def read_citations(paths: Iterable[Path]) -> dict[str, Citation]:
    """The citations of PubMed XML files (plain or gzip), by uid; of a folder, all such files below it.
    Raises `UserError` that names every file which is none.
    """
    found: dict[str, Citation] = {}
    problems = []
    for path in paths:
        try:
            for file in _xml_files(path):
                found |= _citations_in(file)
        except (OSError, EOFError, zlib.error, Transient) as error:
            problems.append(f"{path}: {error}; give a PubmedArticleSet as EFetch answers it")
    if problems:
        raise UserError("not every XML file could be read", problems)
    return found


def _xml_files(path: Path) -> Iterator[Path]:
    """The file itself; of a folder those that hold citations, in order."""
    if not path.is_dir():
        yield path
        return
    for file in sorted((*path.rglob("*.xml"), *path.rglob("*.xml.gz"))):
        if b"<PubmedArticleSet" in _bytes_of(file):
            yield file


def _bytes_of(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def _citations_in(path: Path) -> dict[str, Citation]:
    from ldn_watch.sources.pubmed_xml import read_or_keep, split_records

    records = map(read_or_keep, split_records(_bytes_of(path)).records)
    return {record.citation.uid: record.citation for record in records if isinstance(record, Fetched)}


def polite_session(config: Config) -> PoliteSession:
    """The one session with PubMed; nothing is connected yet."""
    from ldn_watch.http import PoliteSession

    pubmed = config.pubmed
    return PoliteSession(
        pubmed.base_url,
        tool=pubmed.tool,
        email=pubmed.email,
        api_key=pubmed.api_key.reveal() if pubmed.api_key else "",
        connect_timeout=pubmed.connect_timeout,
        read_timeout=pubmed.read_timeout,
        deadline=pubmed.deadline,
        attempts=pubmed.attempts,
        per_second=pubmed.requests_per_second or None,
    )


def pubmed_source(config: Config, session: PoliteSession) -> Source:
    """PubMed, asked the configured query."""
    from ldn_watch.sources.eutils import Eutils
    from ldn_watch.sources.pubmed import PubMed

    return PubMed(Eutils(session), config.pubmed.query)


def configured_channels(config: Config) -> dict[str, Channel]:
    """The Maildir in the state folder and, where there are sections for them, mail server and services."""
    from ldn_watch.channels.maildir import MaildirChannel

    made: dict[str, Channel] = {"maildir": MaildirChannel(config.watch.state_dir / "mail")}
    if config.smtp:
        made["smtp"] = smtp_channel(config)
    if config.notify:
        made["apprise"] = notify_channel(config)
    return made


def notify_channel(config: Config) -> Channel:
    """The services of the [[notify]] sections, by name."""
    from ldn_watch.channels.apprise import AppriseChannel, Target

    return AppriseChannel(
        {one.name: Target(one.url.reveal(), one.entries, one.secrets) for one in config.notify}
    )


def smtp_channel(config: Config) -> Channel:
    """The configured mail server; nothing is connected yet."""
    from ldn_watch.channels.smtp import Smtp, SmtpSettings

    smtp = config.smtp
    if smtp is None:
        raise UserError(f"{config.path}: there is no [smtp] section")
    return Smtp(
        SmtpSettings(
            host=smtp.host,
            port=smtp.port,
            security=smtp.security,
            username=smtp.username,
            password=smtp.password.reveal() if smtp.password else "",
            sender=smtp.sender,
            timeout=smtp.timeout,
            deadline=min(120.0, 10 * smtp.timeout),
            ca_file=smtp.ca_file,
        )
    )


def reader_links(config: Config, store: Store) -> Links:
    """The links of subscribers' mails, signed with this watch's key. Raises `UserError`."""
    try:
        from ldn_watch.tokens import Links, Tokens
    except ModuleNotFoundError as error:
        raise needs_serve(config, error) from None
    return Links(config.watch.base_url, Tokens(store.secret()))


def needs_serve(config: Config, error: ModuleNotFoundError) -> UserError:
    """What is said where [serve] is there and its packages are not."""
    wanted = "pip install 'ldn-watch[serve]'"
    return UserError(f"{config.path}: [serve] needs a package that is not installed ({error.name}): {wanted}")


def bounce_folder(folder: Path) -> BounceFolder:
    """The Maildir into which bounces come. Raises `UserError` where it is none."""
    from ldn_watch.channels.bounces import BounceFolder

    try:
        return BounceFolder(folder)
    except NotADirectoryError as error:
        raise UserError(f"{folder} {error.strerror}: name the Maildir that takes the bounces") from None


def fresh_word() -> str:
    """A word that nobody can guess."""
    return secrets.token_hex(12)


def heartbeat(config: Config) -> Heartbeat | None:
    """What tells a monitor elsewhere of each run; None where no address is configured."""
    from ldn_watch.channels.heartbeat import Heartbeat

    address = config.alerts.heartbeat
    return Heartbeat(address.reveal()) if address else None


# --- the settings of the stages --------------------------------------------------------------------


def harvest_settings(config: Config, digests: tuple[Digest, ...], *, accept_census: bool) -> HarvestSettings:
    """What to ask PubMed, and which digests are owed what comes."""
    pubmed = config.pubmed
    return HarvestSettings(
        query=pubmed.query,
        digests=digests,
        refresh_days=pubmed.refresh_days,
        refresh_days_unrelated=pubmed.refresh_days_unrelated,
        overlap_days=pubmed.overlap_days,
        accept_census=accept_census,
        reader=__version__,
    )


def publish_settings(config: Config) -> PublishSettings:
    """What the feeds and pages are called, and how much they hold."""
    watch, feeds = config.watch, config.feeds
    subscribe = f"{watch.base_url.rstrip('/')}/subscribe" if config.serve else ""
    return PublishSettings(watch.title, watch.base_url, feeds.relevance, feeds.entries, feeds.days, subscribe)


def alert_settings(config: Config) -> AlertSettings:
    """When a failure lasts too long, and which operator is told in whose name."""
    alerts = config.alerts
    return AlertSettings(
        failed_runs=alerts.failed_runs,
        silence=alerts.silence,
        operator=alerts.operator,
        channel=alerts.channel,
        title=config.watch.title,
        sender=formataddr((config.sender_name, config.sender)),
        domain=config.sender.rpartition("@")[2],
    )


def compose_settings(config: Config) -> ComposeSettings:
    """In whose name and in which time zone issues are written, and when the flood brake holds."""
    return ComposeSettings(
        title=config.watch.title,
        base_url=config.watch.base_url,
        sender=formataddr((config.sender_name, config.sender)),
        domain=config.sender.rpartition("@")[2],
        unsubscribe=config.unsubscribe,
        zone=config.watch.zone,
        max_new=config.pubmed.max_new,
    )


def desk_settings(config: Config) -> DeskSettings:
    """In whose name those are answered who ask to subscribe."""
    return DeskSettings(
        title=config.watch.title,
        sender=formataddr((config.sender_name, config.sender)),
        domain=config.sender.rpartition("@")[2],
        per_address=config.serve.limits.per_address if config.serve else Limits().per_address,
    )


# --- the demonstration -----------------------------------------------------------------------------


def run_demo(
    folder: Path, once: Callable[[Config, datetime], RunReport], say: Callable[[str], None]
) -> RunReport:
    """The whole pipeline over real HTTP and SMTP on loopback; the report is the last day's.

    `once(config, now)` makes one run.
    """
    from ldn_watch.demo.story import play_demo

    return play_demo(folder, lambda path, now: once(load_config(path, {}), now), say)

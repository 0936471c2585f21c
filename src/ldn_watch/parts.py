"""The concrete parts, made from a `Config`: the only file that names a source, a store or a channel.

Comes in: a `Config`. Goes out: parts behind their ports, ready but not connected, the settings of the
stages, and the demonstration. Raises `UserError` (configuration) and `StoreError` (database). Heavy
parts are imported where they are made.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from email.utils import formataddr
from pathlib import Path
from typing import TYPE_CHECKING

from ldn_watch import __version__
from ldn_watch.config import Config, load_config
from ldn_watch.errors import UserError
from ldn_watch.model import Digest, RunReport
from ldn_watch.ports import Channel, Source, Store
from ldn_watch.stages.compose import ComposeSettings
from ldn_watch.stages.harvest import HarvestSettings
from ldn_watch.stages.publish import PublishSettings

if TYPE_CHECKING:
    from ldn_watch.http import PoliteSession

# --- behind the ports ----------------------------------------------------------------------------


def configured_store(config: Config, now: datetime) -> Store:
    """The database in the state folder, made or brought up to date where needed. Raises `StoreError`."""
    from ldn_watch.store.sqlstore import open_store

    watch = config.watch
    traces = (watch.public_dir / "index.html", watch.state_dir / "mail")
    path = watch.state_dir / "ldn-watch.sqlite3"
    return open_store(path, app_version=__version__, now=now, traces=traces)


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
    """The Maildir in the state folder and, where there is an [smtp] section, the mail server."""
    from ldn_watch.channels.maildir import MaildirChannel

    made: dict[str, Channel] = {"maildir": MaildirChannel(config.watch.state_dir / "mail")}
    if config.smtp:
        made["smtp"] = smtp_channel(config)
    return made


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
    return PublishSettings(watch.title, watch.base_url, feeds.relevance, feeds.entries, feeds.days)


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


# --- the demonstration -----------------------------------------------------------------------------


def run_demo(
    folder: Path, once: Callable[[Config, datetime], RunReport], say: Callable[[str], None]
) -> RunReport:
    """The whole pipeline over real HTTP and SMTP on loopback; the report is the last day's.

    `once(config, now)` makes one run.
    """
    from ldn_watch.demo.story import play_demo

    return play_demo(folder, lambda path, now: once(load_config(path, {}), now), say)

"""config.toml as the program takes it: one frozen `Config`, a class for each of its sections.

Comes in: what `config.reading` has checked. Paths are absolute, secrets do not print. Raises nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from ldn_watch.model import Digest, Relevance
from ldn_watch.secret import SHORTEST_TOKEN, Secret, tokens_of
from ldn_watch.subscriber import Limits

NOBODY = "ldn-watch@localhost"  # the sender of digests that never leave this machine


@dataclass(frozen=True, slots=True)
class WatchConfig:
    """[watch]: `base_url` has no trailing slash, the folders are absolute, `timezone` is an IANA name,
    `host` is "" where the machine's own id tells whose the archive is.
    """

    title: str
    state_dir: Path
    public_dir: Path
    base_url: str
    timezone: str
    host: str

    @property
    def zone(self) -> tzinfo:
        """The time zone of schedules. UTC needs no time zone data on the machine."""
        return UTC if self.timezone == "UTC" else ZoneInfo(self.timezone)


@dataclass(frozen=True, slots=True)
class PubmedConfig:
    """[pubmed]: time-outs and the deadline of one whole answer are seconds, the rest days and counts."""

    query: str
    email: str
    tool: str
    api_key: Secret | None
    base_url: str  # ends with a slash
    refresh_days: int
    refresh_days_unrelated: int
    max_new: int
    overlap_days: int
    connect_timeout: float
    read_timeout: float
    deadline: float
    attempts: int
    requests_per_second: float  # 0: 3, with an API key 10 (NBK25497)


@dataclass(frozen=True, slots=True)
class FeedsConfig:
    """[feeds]: at least `entries`, and all of the last `days`."""

    entries: int
    days: int
    relevance: frozenset[Relevance]


@dataclass(frozen=True, slots=True)
class SmtpConfig:
    """[smtp]: `sender` is a bare address; `timeout` is in seconds; no `username`, no login."""

    host: str
    port: int
    security: str  # "starttls" | "tls" | "none"
    sender: str
    sender_name: str = ""
    username: str = ""
    password: Secret | None = None
    ca_file: Path | None = None
    timeout: float = 30.0


@dataclass(frozen=True, slots=True)
class DeliveryConfig:
    """[delivery]: `in_doubt` is "resend" or "hold"; `unsubscribe` is an address or empty."""

    in_doubt: str
    unsubscribe: str


@dataclass(frozen=True, slots=True)
class AlertsConfig:
    """[alerts]: when a failure lasts too long, and who hears of it ("" and None: nobody)."""

    failed_runs: int
    silence: timedelta
    operator: str
    channel: str
    heartbeat: Secret | None  # a web address that holds a token


@dataclass(frozen=True, slots=True)
class NotifyConfig:
    """[[notify]]: a service that Apprise knows, and how many `entries` it is told at the most."""

    name: str
    url: Secret  # Apprise's address, which holds tokens
    entries: int

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be shown: the address, and each part of it that may be a token."""
        return tokens_of(self.url.reveal())


@dataclass(frozen=True, slots=True)
class ScheduleConfig:
    """[schedule]: `poll` is an interval, or a cron expression in the watch's time zone."""

    poll: timedelta | str
    jitter_seconds: int


@dataclass(frozen=True, slots=True)
class RulesConfig:
    """[rules]: a folder of the operator's own rule files, or None for the built-in ones alone."""

    folder: Path | None


@dataclass(frozen=True, slots=True)
class ServeConfig:
    """[serve]: `proxies` is how many reverse proxies stand before it; each adds to X-Forwarded-For."""

    host: str
    port: int
    proxies: int
    subscribe: bool
    limits: Limits


@dataclass(frozen=True, slots=True)
class Config:
    """The whole file, checked. `smtp` is None where no digest needs it and none is configured."""

    path: Path
    watch: WatchConfig
    pubmed: PubmedConfig
    feeds: FeedsConfig
    smtp: SmtpConfig | None
    digests: tuple[Digest, ...]
    delivery: DeliveryConfig
    schedule: ScheduleConfig
    rules: RulesConfig
    alerts: AlertsConfig
    notify: tuple[NotifyConfig, ...] = ()
    serve: ServeConfig | None = None

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every secret in clear, for those who blot them out of logs and crash reports."""
        found = (self.pubmed.api_key, self.smtp.password if self.smtp else None, self.alerts.heartbeat)
        clear = [secret.reveal() for secret in found if secret]
        if self.alerts.heartbeat:  # an error may name the path, which is the token, without the host
            rest = clear[-1].partition("://")[2].partition("/")[2]
            paths = {rest, rest.partition("?")[0].strip("/")}
            clear += sorted(path for path in paths if len(path) >= SHORTEST_TOKEN)
        return (*clear, *(secret for target in self.notify for secret in target.secrets))

    @property
    def sender(self) -> str:
        """The bare address that digests come from."""
        return self.smtp.sender if self.smtp else NOBODY

    @property
    def sender_name(self) -> str:
        """The name beside it: that of `[smtp] from`, else the watch's title."""
        return (self.smtp.sender_name if self.smtp else "") or self.watch.title

    @property
    def unsubscribe(self) -> str:
        """The address for List-Unsubscribe (RFC 2369): the configured one, else the sender's."""
        return self.delivery.unsubscribe or self.sender

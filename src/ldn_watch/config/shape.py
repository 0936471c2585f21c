"""The shape of config.toml: its sections, keys, defaults and limits.

In: the file's tables as `tomllib` gives them, with the `Surroundings` that they speak of as context.
Out: a checked `File`, or pydantic's errors, which config/problems.py puts into words. Raises nothing.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from ldn_watch import schedule
from ldn_watch.config.values import (
    Address,
    AddressIfAny,
    Existing,
    FilePath,
    Ids,
    Levels,
    Line,
    Listen,
    Poll,
    Recipients,
    Refresh,
    Seconds,
    Sender,
    Surroundings,
    Url,
    Word,
    Zone,
    shown,
)

DEFAULT_QUERY = (
    "naltrexon*[tiab] OR naltrexone[mh] OR naltrexone[nm]"
    ' OR "low dose naltrexone"[tiab:~2] OR "ldn naltrexone"[tiab:~20]'
)
CHANNELS = '"smtp", "maildir" or "apprise"'
NAME = r"^[a-z0-9][a-z0-9-]{0,63}$"

# --- the sections ---------------------------------------------------------------------------------
# A description ends the sentence "write ..." in a message: it says what would be right.


class Section(BaseModel):
    """No key but those named, no value of another type (`port = "25"` is a mistake worth telling)."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Watch(Section):
    """[watch]"""

    title: Line = Field(default="LDN watch", description="the name of your watch, in one line", min_length=1)
    state_dir: FilePath = Field(
        default="state", description="a folder, in full or relative to this file", min_length=1
    )
    public_dir: FilePath = Field(
        default="", description="a folder, in full or relative to this file; empty is public in state_dir"
    )
    base_url: Url = Field(
        default="http://localhost:8000",
        description="the address of state/public on the web: http://... or https://...",
    )
    timezone: Zone = Field(
        default="UTC", description="a name from the IANA time zone list, such as Europe/London"
    )
    host: Line = Field(
        default="",
        description="a name for where this watch runs; empty is this machine's own id",
        max_length=60,
    )


class Pubmed(Section):
    """[pubmed]"""

    query: str = Field(default=DEFAULT_QUERY, description="a PubMed search", min_length=1, max_length=20_000)
    email: Address = Field(description="the address NCBI may write to")
    tool: Word = Field(default="ldn-watch", description="a name without spaces", max_length=60)
    api_key_env: Line = Field(
        default="NCBI_API_KEY", description="the name of the environment variable that holds your key"
    )
    base_url: Url = Field(
        default="https://eutils.ncbi.nlm.nih.gov/entrez/eutils",
        description="the address of E-utilities: https://...",
    )
    refresh_days: Refresh = Field(default=7, description="a whole number of days; 0 is every run")
    refresh_days_unrelated: Refresh = Field(default=30, description="a whole number of days; 0 is every run")
    max_new: int = Field(default=200, ge=1, le=1_000_000, description="a whole number from 1")
    overlap_days: int = Field(default=3, ge=1, le=365, description="a whole number of days from 1 to 365")
    connect_timeout: Seconds = Field(default=10, description="seconds, above 0 and up to 3600")
    read_timeout: Seconds = Field(default=60, description="seconds, above 0 and up to 3600")
    deadline: Seconds = Field(default=300, description="seconds, above 0 and up to 3600")
    attempts: int = Field(default=5, ge=1, le=20, description="a whole number from 1 to 20")
    requests_per_second: float = Field(
        default=0, ge=0, le=1000, description="what NCBI has granted you; 0 is its rule for everybody"
    )


class Feeds(Section):
    """[feeds]"""

    entries: int = Field(default=50, ge=1, le=10_000, description="a whole number from 1 to 10000")
    days: int = Field(default=14, ge=0, le=3650, description="a whole number of days from 0")
    relevance: Levels = Field(
        default=["focus", "possible"], description='a list of "focus", "possible", "unrelated"'
    )


class Smtp(Section):
    """[smtp]"""

    host: Word = Field(description="the name of your mail server, such as smtp.example.org")
    port: int | None = Field(
        default=None, ge=1, le=65535, description="a port from 1 to 65535, or leave it out"
    )
    security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description='"starttls", "tls" or "none"'
    )
    username: Line = Field(default="", description="the name you log in with, or leave it out")
    password_file: Existing = Field(default="", description="a file that holds the password and nothing else")
    password_env: Line = Field(
        default="",
        description="the name of an environment variable that holds the password",
        validate_default=True,
    )
    sender: Sender = Field(alias="from", description="the address your mails come from")
    ca_file: Existing = Field(default="", description="a file of certificates in PEM form, or leave it out")
    timeout: Seconds = Field(default=30, description="seconds, above 0 and up to 3600")

    @field_validator("password_env")
    @classmethod
    def _password_is_there(cls, name: str, info: ValidationInfo[Surroundings]) -> str:
        username, file = info.data.get("username"), info.data.get("password_file")
        if name and file:
            raise ValueError("stands beside password_file: which of the two?")
        if not username or file is None or file:
            return name
        if not name:
            raise ValueError(f"is empty, but username is {shown(username)}")
        if info.context.mailing and not info.context.environ.get(name):
            raise ValueError(f"names {name}, which is not set in the environment: set it, or")
        return name


class Delivery(Section):
    """[delivery]"""

    in_doubt: Literal["resend", "hold"] = Field(default="resend", description='"resend" or "hold"')
    unsubscribe: AddressIfAny = Field(default="", description="a mail address, or leave it out")


class Digest(Section):
    """[[digest]]"""

    id: str = Field(pattern=NAME, description="a short name of a-z, 0-9 and hyphens")
    title: Line = Field(default="", description="the subject of its mails, in one line")
    weekday: Line = Field(default="", description='a weekday, such as "monday"')
    time: Line = Field(default="", description='a time of day, such as "07:30"')
    schedule: str = Field(
        default="every-run",
        description='"every-run", "daily 07:00", "weekly monday 07:00", or a cron expression',
        validate_default=True,
    )
    conditions: Ids = Field(
        default=[], description="a list of condition ids; an empty one means every condition"
    )
    groups: Ids = Field(default=[], description="a list of group ids")
    relevance: Levels = Field(
        default=["focus", "possible"], description='a list of "focus", "possible", "unrelated"'
    )
    study_types: Ids = Field(default=[], description="a list of study types; an empty one means every type")
    channel: Literal["smtp", "maildir", "apprise"] = Field(default="smtp", description=CHANNELS)
    to: Recipients = Field(description='a list of mail addresses, such as ["me@example.org"]')
    send_empty: bool = Field(default=False, description="true or false")

    @field_validator("schedule")
    @classmethod
    def _is_a_time(cls, text: str, info: ValidationInfo) -> str:
        schedule.parse_schedule(text, info.data.get("weekday", ""), info.data.get("time", ""))
        return text


class Notify(Section):
    """[[notify]]"""

    name: str = Field(pattern=NAME, description="a short name of a-z, 0-9 and hyphens")
    url_env: Line = Field(
        default="", description="the name of an environment variable with an address for Apprise"
    )
    url_file: Existing = Field(default="", description="a file that holds such an address and nothing else")
    entries: int = Field(default=5, ge=1, le=50, description="a whole number from 1 to 50")


class Alerts(Section):
    """[alerts]"""

    failed_runs: int = Field(default=3, ge=1, le=1000, description="a whole number from 1 to 1000")
    silence_hours: int = Field(
        default=48, ge=1, le=8760, description="a whole number of hours from 1 to 8760"
    )
    operator: AddressIfAny = Field(default="", description="your own mail address, or leave it out")
    channel: Literal["smtp", "maildir"] = Field(default="smtp", description='"smtp" or "maildir"')
    heartbeat_env: Line = Field(
        default="",
        description="the name of an environment variable that holds the address to call, https://...",
    )


class Schedule(Section):
    """[schedule]"""

    poll: Poll = Field(
        default="6h", description='how often the daemon looks: "6h", "30m", or a cron expression'
    )
    jitter_seconds: int = Field(default=300, ge=0, le=86_400, description="a whole number of seconds from 0")


class Serve(Section):
    """[serve]"""

    listen: Listen = Field(
        default="127.0.0.1:8080", description='an address and a port, such as "127.0.0.1:8080"'
    )
    proxies: int = Field(default=1, ge=0, le=10, description="how many reverse proxies stand before it")
    subscribe: bool = Field(default=True, description="true or false")
    per_client: int = Field(default=10, ge=1, le=10_000, description="a whole number from 1")
    per_hour: int = Field(default=200, ge=1, le=100_000, description="a whole number from 1")
    per_address: int = Field(default=3, ge=1, le=100, description="a whole number from 1 to 100")


class Rules(Section):
    """[rules]"""

    folder: Existing = Field(default="", description="a folder of rule files that exists, or leave it out")


class File(Section):
    """The whole file."""

    watch: Watch = Field(default=Watch(), description="a [watch] section")
    pubmed: Pubmed = Field(description="a [pubmed] section")
    feeds: Feeds = Field(default=Feeds(), description="a [feeds] section")
    smtp: Smtp | None = Field(default=None, description="an [smtp] section")
    delivery: Delivery = Field(default=Delivery(), description="a [delivery] section")
    digest: list[Digest] = Field(default=[], description="[[digest]], with two brackets on either side")
    notify: list[Notify] = Field(default=[], description="[[notify]], with two brackets on either side")
    alerts: Alerts = Field(default=Alerts(), description="an [alerts] section")
    schedule: Schedule = Field(default=Schedule(), description="a [schedule] section")
    serve: Serve | None = Field(default=None, description="a [serve] section")
    rules: Rules = Field(default=Rules(), description="a [rules] section")


SECTIONS: dict[str, type[Section]] = {
    "watch": Watch,
    "pubmed": Pubmed,
    "feeds": Feeds,
    "smtp": Smtp,
    "delivery": Delivery,
    "digest": Digest,
    "notify": Notify,
    "alerts": Alerts,
    "schedule": Schedule,
    "serve": Serve,
    "rules": Rules,
}


def read_shape(tables: dict[str, object], around: Surroundings) -> tuple[File | None, list[dict[str, Any]]]:
    """The checked file, or None and what pydantic holds against it."""
    try:
        # without [pubmed] the key to ask for is `email`, not the section
        return File.model_validate({"pubmed": {}} | tables, context=around), []
    except ValidationError as error:
        return None, [dict(one) for one in error.errors(include_url=False)]

"""What people are told of a failure that lasts: the operator's mail, the feed's entry, the digest's foot.

Comes in: an `Incident`, or a `NoticeMail` of several. Goes out: an RFC 5322 message without the recipient's
own headers, a `Notice`, sentences. Raises nothing.

The operator reads why; the public does not: a reason may name a reader's address or a path of the machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from ldn_watch.incident import Incident, IncidentKind
from ldn_watch.render.catalogue import to_address
from ldn_watch.render.templating import render
from ldn_watch.render.text import counted, day, moment, one_line, shorten, span
from ldn_watch.render.view import PUBMED

LONGEST_REASON = 500
LONGEST_TITLE = 60

_CRASH = (
    "Run `ldn-watch run-once` on the machine: it prints what is wrong, and where a traceback was written. "
    "If that is a bug, please report it with the file; it holds no passwords."
)


@dataclass(frozen=True, slots=True)
class Words:
    """A kind of incident in words. `past` follows "since ..."; `kept`, `then` (what happens next) and
    `do` are the operator's, `meanwhile` and `after` everybody's.
    """

    past: str
    again: str
    kept: str
    then: str
    do: str
    meanwhile: str
    after: str


WORDS = {
    IncidentKind.SOURCE: Words(
        past="PubMed could not be asked",
        again="PubMed answers again",
        kept="The archive, the feeds and all that is owed to readers stand as they were. No reader is told "
        '"nothing new": the foot of each mail says that PubMed could not be asked.',
        then="Every run asks again. As soon as PubMed answers, all that appeared meanwhile is "
        "fetched and told.",
        do="Often nothing: outages of PubMed pass. `ldn-watch check` on the machine shows how PubMed answers "
        "now. If the words above speak of a block, of a key or of a list that shrank, they say what to do; "
        "otherwise see whether the machine reaches the internet.",
        meanwhile="Newer citations may be missing here; they will be told as soon as PubMed answers again.",
        after="What appeared meanwhile has been fetched and is told.",
    ),
    IncidentKind.PUBLISH: Words(
        past="feeds and pages could not be written",
        again="Feeds and pages are written again",
        kept="The archive has everything, and mails go out as usual. Feeds and pages stand as they were last "
        "written: their readers hear of nothing newer.",
        then="Every run tries again and writes all that is missing.",
        do="See whether the disk is full, and whether the user who runs ldn-watch may write the folder "
        "of the feeds ([watch] public_dir). `ldn-watch rebuild` tries at once.",
        meanwhile="They are behind; mails go out as usual.",
        after="They are up to date again.",
    ),
    IncidentKind.COMPOSE: Words(
        past="no digest could be written",
        again="Digests are written again",
        kept="All that is owed to readers waits; nothing of it is lost or told twice. Feeds are written as "
        "usual.",
        then="Every run tries again; the first that succeeds tells all that waits.",
        do=_CRASH,
        meanwhile="What is owed is kept and will be sent; the feeds are up to date.",
        after="What was owed is being sent.",
    ),
    IncidentKind.DELIVER: Words(
        past="no mail could be sent",
        again="Mails are sent again",
        kept="Each mail is kept until a mail server has taken it. Feeds are written as usual.",
        then="Every run tries again, with the same messages: nobody gets two of them.",
        do=_CRASH,
        meanwhile="What is owed is kept and will be sent; the feeds are up to date.",
        after="What was owed is being sent.",
    ),
    IncidentKind.MAIL: Words(
        past="no mail could be delivered",
        again="Mail is delivered again",
        kept="Each mail is kept until a mail server has taken it. Feeds are written as usual.",
        then="Every mail is tried again, after 12 hours at the latest, with the same bytes: nobody gets two.",
        do="`ldn-watch check --send-test ADDRESS` on the machine shows what the mail server says now. Look "
        "at its words above and at [smtp] in config.toml. Then `ldn-watch deliver --retry` sends at once.",
        meanwhile="What is owed is kept and will be sent; the feeds are up to date.",
        after="What was owed is being sent.",
    ),
}

# --- everybody -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Notice:
    """An entry of a feed that tells of the watch itself. `guid` never changes: an opening and an end are
    an entry each. Texts are plain: whoever writes HTML or XML escapes them.
    """

    guid: str
    link: str
    heading: str
    at: datetime
    paragraphs: tuple[str, ...]

    @property
    def updated(self) -> datetime:
        return self.at


def to_notices(incident: Incident, base_url: str) -> Iterator[Notice]:
    """The entry of its opening and, once it is over, that of its end."""
    words, link = WORDS[incident.kind], to_address(base_url, "") or f"{PUBMED}/"
    stem = f"tag:ldn-watch,2026:incident/{incident.kind}/{to_stamp(incident.opened_at)}"
    since = moment(incident.since)
    yield Notice(
        guid=f"{stem}/opened",
        link=link,
        heading=f"About this watch: {words.past} since {since}",
        at=whole(min(incident.opened_at, incident.closed_at or incident.opened_at)),  # a clock was ahead
        paragraphs=(
            f"Since {since} {words.past}. {words.meanwhile}",
            "You need do nothing. An entry like this one will say when it is over.",
        ),
    )
    if incident.closed_at:
        yield Notice(
            guid=f"{stem}/closed",
            link=link,
            heading=f"About this watch: {lower(words.again)}",
            at=whole(incident.closed_at),
            paragraphs=(f"From {since} to {moment(incident.closed_at)} {words.past}. {words.after}",),
        )


def to_sentence(incident: Incident) -> str:
    """One sentence or two for the foot of a digest, told by one issue only."""
    words, since = WORDS[incident.kind], moment(incident.since)
    if incident.closed_at:
        return f"From {since} to {moment(incident.closed_at)} {words.past}. {words.after}"
    if incident.kind is IncidentKind.SOURCE:  # the foot of each issue says the rest while it lasts
        return f"This has lasted since {since}; a later issue will say when it is over."
    return f"Since {since} {words.past}. {words.meanwhile} A later issue will say when it is over."


def whole(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


def to_stamp(at: datetime) -> str:
    return whole(at).isoformat().replace("+00:00", "Z")


def lower(text: str) -> str:
    """A sentence's beginning in the middle of one; a name keeps its capital."""
    return text if text.startswith("PubMed") else text[:1].lower() + text[1:]


def upper(text: str) -> str:
    return text[:1].upper() + text[1:]


# --- the operator ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NoticeMail:
    """One mail to the operator: what is told for the first time, as it stands."""

    watch_title: str
    sender: str  # "LDN Watch <watch@example.org>"
    number: int
    composed_at: datetime
    incidents: tuple[Incident, ...]


def render_notice(mail: NoticeMail) -> bytes:
    """The message without To and Message-ID: plain text, the same bytes for the same mail."""
    from ldn_watch.render.email import set_part, to_sender

    message = EmailMessage(policy=SMTP)
    message["From"] = to_sender(mail.sender)
    message["Subject"] = to_subject_line(mail)
    message["Date"] = format_datetime(mail.composed_at.astimezone(UTC))
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no vacation notice may answer
    told = [tuple(to_parts(one, mail.composed_at)) for one in in_order(mail)]
    text = render("notice.txt.j2", watch=one_line(mail.watch_title), told=told)
    set_part(message, text, "plain")
    return message.as_bytes()


def in_order(mail: NoticeMail) -> list[Incident]:
    """What still lasts before what is over."""
    return sorted(mail.incidents, key=lambda one: one.is_over)


def to_subject_line(mail: NoticeMail) -> str:
    """`LDN watch: PubMed could not be asked since 24 Nov 2026`, or `...: PubMed answers again`."""
    first, *others = in_order(mail)
    more = f" (and {len(others)} more)" if others else ""
    title = shorten(one_line(mail.watch_title), LONGEST_TITLE)
    return f"{title}: {to_headline(first)}{more}"


def to_headline(incident: Incident) -> str:
    words = WORDS[incident.kind]
    return lower(words.again) if incident.is_over else f"{words.past} since {day(incident.since)}"


def to_parts(incident: Incident, now: datetime) -> Iterator[tuple[str, str]]:
    """Heading and text: since when, what failed, what was kept, what happens next, what to do."""
    words, since = WORDS[incident.kind], moment(incident.since)
    reason = shorten(one_line(incident.reason), LONGEST_REASON) or "(nothing is known of the reason)"
    if incident.closed_at:
        lasted = span(incident.closed_at - incident.since)
        yield upper(words.again), f"From {since} to {moment(incident.closed_at)}, {lasted}, {words.past}."
        yield "What had failed", reason
        yield "What was kept", "Everything: nothing is lost, and nobody is told twice."
        yield "What happens next", words.after
        yield "What to do", "Nothing."
        return
    runs = counted(incident.failed_runs, "run has failed", "runs in a row have failed")
    if incident.kind is IncidentKind.MAIL:  # counted by the mail that was tried most often
        runs = f"tried {counted(incident.failed_runs, 'time')}"
    yield upper(words.past), f"For {span(now - incident.since)} now, since {since}; {runs}."
    yield "What failed", reason
    yield "What was kept", words.kept
    yield (
        "What happens next",
        f"{words.then} One mail will tell you when it is over; until then none repeats this.",
    )
    yield "What to do", words.do

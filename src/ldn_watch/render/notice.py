"""What people are told of a failure that lasts: the words for each kind, the feed's entry, the digest's foot.

Comes in: an `Incident`. Goes out: a `Notice`, sentences. Raises nothing. Why it failed is not among them: a
reason may name a reader's address or a path of the machine (messages/operator.py tells the operator).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from ldn_watch.incident import Incident, IncidentKind
from ldn_watch.render.catalogue import to_address
from ldn_watch.render.text import moment
from ldn_watch.render.view import PUBMED

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

"""What a digest's mail says and in which order, before it is laid out.

Comes in: a `DigestMail`. Goes out: its parts (each citation once, the gravest first), its subject line
and the sentences of its foot. Raises nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from ldn_watch.incident import Incident, IncidentKind
from ldn_watch.model import EventKind, Look, RunOutcome
from ldn_watch.render.notice import to_sentence
from ldn_watch.render.text import counted, listed, moment, one_line, shorten
from ldn_watch.render.view import Entry, Link, Subject

# The gravest first: so events of one citation are merged, and so the parts of a mail begin.
GRAVITY = (
    EventKind.RETRACTED,
    EventKind.CONCERN,
    EventKind.DELETED,
    EventKind.CORRECTED,
    EventKind.PUBLISHED,
    EventKind.NEW,
)
# What the subject line calls each kind, singular and plural.
NOUNS = {
    EventKind.RETRACTED: ("retraction", "retractions"),
    EventKind.CONCERN: ("expression of concern", "expressions of concern"),
    EventKind.DELETED: ("removed from PubMed", "removed from PubMed"),
    EventKind.CORRECTED: ("correction", "corrections"),
    EventKind.PUBLISHED: ("now published", "now published"),
    EventKind.NEW: ("new", "new"),
}
ALSO = {
    EventKind.RETRACTED: "retracted",
    EventKind.CONCERN: "an expression of concern",
    EventKind.DELETED: "removed from PubMed",
    EventKind.CORRECTED: "corrected",
    EventKind.PUBLISHED: "now published",
    EventKind.NEW: "new in PubMed",
}
GRAVE_PART = "Retractions and warnings"
OTHER = Subject("", "Other")
LONGEST_SUBJECT = 120
LONGEST_ERROR = 300
MOST_REASONS = 3
MOST_INCIDENTS = 3
MOST_TITLES, LONGEST_PREHEADER = 3, 200
# First words of labels that keep their capital though nothing in them shows it.
NAMES = frozenset(
    {"Candida", "Cushing", "Darier", "Dercum", "Down", "Gulf", "Hashimoto", "Huntington", "Lyme", "Netherton"}
    | {"Parkinson", "Rett", "Tourette"}
)


@dataclass(frozen=True, slots=True)
class DigestMail:
    """One issue of a digest, as it is mailed to all of its recipients.

    `look` is how PubMed answered in this run, `answered` the last look in which it did, `missed` those
    since the last issue in which it did not, `since` the last issue's time (None for the first).
    `wanted` are the condition ids that the digest asks for (empty: everything): a citation stands under
    one of them first. Instants are UTC.
    """

    digest: str
    title: str
    number: int
    composed_at: datetime
    entries: tuple[Entry, ...]
    watch_title: str
    sender: str  # "LDN Watch <watch@example.org>"
    base_url: str = ""
    list_domain: str = ""
    unsubscribe: str = ""  # the address that takes "unsubscribe ID"; "" is the sender
    look: Look | None = None
    answered: Look | None = None
    missed: tuple[Look, ...] = ()
    since: datetime | None = None
    wanted: frozenset[str] = frozenset()
    incidents: tuple[Incident, ...] = ()  # told by this issue, and by no other of its digest
    list_name: str = ""  # for List-Id; "" is the digest's id
    manage: str = ""  # a subscriber's own page; "" where there is none
    leave: str = ""  # where one POST unsubscribes (RFC 8058)


@dataclass(frozen=True, slots=True)
class Told:
    """A citation in a mail: its gravest event as an entry, and what else happened to it."""

    entry: Entry
    others: tuple[Entry, ...] = ()
    subject: Subject = OTHER

    @property
    def notes(self) -> tuple[str, ...]:
        """What happened, in words, the gravest first."""
        notes = [one.note for one in (self.entry, *self.others) if one.note]
        if self.others:
            kinds = dict.fromkeys(ALSO[other.kind] for other in self.others)
            notes.append(f"In this issue too: {listed(list(kinds))}.")
        return tuple(notes)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is here: the relevance and the condition that it stands under, then the topics."""
        topics = [subject.id for subject in self.entry.about]
        ranked = dict.fromkeys(["", self.subject.id, *topics])
        texts = [why.text for about in ranked for why in self.entry.why if why.condition == about]
        return tuple(texts[:MOST_REASONS])

    def links(self, home: str) -> tuple[Link, ...]:
        """PubMed and what else the entry leads to; then its page on the site, where there is a site."""
        own = (Link("Details", f"{home}citations/{self.entry.pmid}.html"),) if home else ()
        return (*self.entry.links[:1], *own, *self.entry.links[1:])


@dataclass(frozen=True, slots=True)
class Part:
    """A heading of the mail and the citations under it; `condition` is the id of what it is about, if any."""

    title: str
    told: tuple[Told, ...]
    is_grave: bool = False
    condition: str = ""


def to_told(mail: DigestMail) -> list[Told]:
    """Each citation once, in the order of its first entry, its gravest event foremost."""
    events: dict[str, list[Entry]] = {}
    for entry in mail.entries:
        events.setdefault(entry.uid, []).append(entry)
    told = []
    for happened in events.values():
        gravest, *others = sorted(happened, key=lambda entry: GRAVITY.index(entry.kind))
        told.append(Told(gravest, tuple(others), to_subject(gravest, mail.wanted)))
    return told


def to_subject(entry: Entry, wanted: frozenset[str]) -> Subject:
    """The condition that the citation stands under: a wanted one, else its first topic or mention."""
    subjects = [*entry.about, *entry.mentions]
    return next((subject for subject in subjects if subject.id in wanted), (*subjects, OTHER)[0])


def to_parts(told: Iterable[Told]) -> tuple[Part, ...]:
    """Retractions and warnings first, the gravest on top; then by condition, alphabetically; Other last."""
    grave: list[Told] = []
    by_subject: dict[Subject, list[Told]] = {}
    for one in told:
        (grave if one.entry.is_grave else by_subject.setdefault(one.subject, [])).append(one)
    grave.sort(key=lambda one: GRAVITY.index(one.entry.kind))
    ordered = sorted(by_subject, key=lambda subject: (subject == OTHER, subject.label.casefold(), subject.id))
    parts = [Part(one.label, tuple(by_subject[one]), condition=one.id) for one in ordered]
    return (*([Part(GRAVE_PART, tuple(grave), is_grave=True)] if grave else []), *parts)


def to_summary(mail: DigestMail, told: Sequence[Told]) -> str:
    """`1 retraction, 2 new on fibromyalgia`; without entries, whether PubMed answered."""
    kinds = Counter(one.entry.kind for one in told)
    if not kinds:
        return "Nothing new" if is_answered(mail.look) else "PubMed could not be asked"
    counts = [counted(kinds[kind], *NOUNS[kind]) for kind in GRAVITY if kinds[kind]]
    subjects = dict.fromkeys(one.subject for one in told if one.entry.kind is EventKind.NEW)
    named = [to_words(subject.label) for subject in subjects if subject != OTHER]
    on = f" on {listed(named, most=2)}" if named and len(named) == len(subjects) else ""
    return ", ".join(counts) + on


def to_words(label: str) -> str:
    """A condition's label inside a sentence: `Fibromyalgia` -> `fibromyalgia`, without what stands in
    brackets. A name, an acronym and a genus keep their capital: `Crohn's disease`, `ME/CFS`, `Candida`.
    """
    plain = label.partition(" (")[0]
    first = plain.partition(" ")[0].rstrip(",")
    if re.fullmatch("[A-Z][a-z]+(-[a-z]+)*", first) and first not in NAMES:
        return plain[:1].lower() + plain[1:]
    return plain


def to_preheader(mail: DigestMail, parts: Sequence[Part]) -> str:
    """What a list of mails shows after the subject: the first titles, which the subject has not."""
    titles = [
        shorten(told.entry.heading, LONGEST_SUBJECT).rstrip(".") for part in parts for told in part.told
    ]
    return shorten(" · ".join(titles[:MOST_TITLES]), LONGEST_PREHEADER) or " ".join(to_look(mail))


def to_home(base_url: str) -> str:
    """The site's address with a slash at its end; "" where no reader of a mail could reach it."""
    base = one_line(base_url).rstrip("/")
    host = urlsplit(base).hostname or ""
    is_local = host in ("", "localhost", "::1") or host.startswith("127.") or host.endswith(".localhost")
    return "" if is_local else f"{base}/"


def to_subject_line(mail: DigestMail, summary: str) -> str:
    """What is inside, then the digest's title, on one line; where there is no room, the counts alone."""
    title = shorten(one_line(mail.title), LONGEST_SUBJECT // 2)
    room, inside = LONGEST_SUBJECT - len(title) - 3, one_line(summary)
    told = inside if len(inside) <= room else inside.partition(" on ")[0]
    return f"{shorten(told, room)} - {title}"


def is_answered(look: Look | None) -> bool:
    return look is None or look.outcome is not RunOutcome.COULD_NOT_LOOK


def to_look(mail: DigestMail) -> Iterator[str]:
    """When PubMed was last asked and how it answered."""
    look, answered = mail.look, mail.answered
    if look and is_answered(look):
        answered = look
    elif look:
        error = shorten(one_line(look.error), LONGEST_ERROR).rstrip(".") or "no reason known"
        yield f"PubMed could not be asked on {moment(look.at)}: {error}."
    if answered:
        matched = counted(answered.matched, "citation matches", "citations match")
        last = "PubMed was asked" if answered is look else "It was last asked with success"
        yield f"{last} on {moment(answered.at)} and answered: {matched}."
    elif look:
        yield "It has not answered since this watch began."
    lasting = [one for one in mail.incidents if one.kind is IncidentKind.SOURCE]
    missed = () if lasting else mail.missed  # the incident's sentence says it already
    yield from (to_sentence(one) for one in mail.incidents[-MOST_INCIDENTS:])
    if missed and (look is None or is_answered(look)):
        times = "once" if len(missed) == 1 else f"{len(missed)} times"
        reason = shorten(one_line(missed[-1].error), LONGEST_ERROR).rstrip(".") or "no reason known"
        yield (
            f"Since the last issue it could not be asked {times}, last on {moment(missed[-1].at)}: {reason}. "
            "What appeared meanwhile is told now."
        )
    if look and not is_answered(look):
        yield "Newer citations may be missing here; they will be told as soon as it answers again."

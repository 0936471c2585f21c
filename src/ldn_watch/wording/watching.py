"""What the program says: reports, citations and verdicts as lines and labelled rows of plain text.

In: the values that the verbs give. Out: text in which nothing from outside can command a terminal,
or objects for JSON. Raises nothing.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ldn_watch.incident import IncidentKind
from ldn_watch.model import (
    Archived,
    Author,
    Citation,
    Detail,
    Event,
    Evidence,
    Labels,
    RunOutcome,
    RunReport,
    Tag,
    Verdict,
    pmid_of,
)

if TYPE_CHECKING:
    from ldn_watch.stages.audit import AuditReport
    from ldn_watch.stages.retag import Change

Row = tuple[str, str]
_AUTHORS = 6  # more become "and others"


# --- text from outside ----------------------------------------------------------------------------


def printable(text: str) -> str:
    """One line without control, bidirectional or zero-width characters: a title must not move the
    cursor, recolour the screen or reverse what stands beside it.
    """
    return text if text.isprintable() else "".join(map(_printable, text))


def _printable(char: str) -> str:
    if char.isprintable():
        return char
    if char.isspace():
        return " "
    return "" if unicodedata.category(char) == "Cf" else "\N{REPLACEMENT CHARACTER}"


def json_text(value: object) -> str:
    """JSON in ASCII: no terminal obeys it, and every locale can print it."""
    return json.dumps(value, default=str).replace("\x7f", "\\u007f")


def safe_json(line: str) -> str:
    """The same JSON with its control and format characters escaped: U+009B would command a terminal."""
    if line.isprintable():
        return line
    return "".join(char if char.isprintable() else json_text(char)[1:-1] for char in line)


def count(number: int, one: str, many: str = "") -> str:
    """`1 citation`, `2,014 citations`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


# --- a run ----------------------------------------------------------------------------------------


def summary(report: RunReport) -> list[str]:
    """What a run did, in at most a handful of lines."""
    lines = [_looked(report)]
    if report.events:
        lines.append("Events: " + ", ".join(f"{number} {kind}" for kind, number in report.events.items()))
    if report.quarantined:
        lines.append(f"Unreadable, kept and tried again: {count(report.quarantined, 'record')}")
    lines += [*mail_summary(report), *(f"Note: {printable(text)}" for text in report.warnings)]
    return [*lines, f"{count(report.requests, 'request')}, {report.seconds:.1f} s"]


def _looked(report: RunReport) -> str:
    answered = f"PubMed answered, {count(report.matched, 'citation')} matched, {report.fetched:,} fetched"
    if report.outcome is RunOutcome.NEW:
        return f"New: {count(report.new, 'citation')} ({answered})"
    if report.outcome is RunOutcome.NOTHING_NEW:
        return f"Nothing new ({answered})"
    return "Could not look: PubMed did not answer"


def mail_summary(report: RunReport) -> list[str]:
    """What became of digests and mails; nothing where there was nothing to do."""
    numbers = {
        "composed": report.composed,
        "sent": report.sent,
        "waiting for another attempt": report.deferred,
        "refused": report.refused,
        "in doubt": report.in_doubt,
        "held": report.held,
        "counted as told without a mail": report.discarded,
    }
    told = [f"{number} {what}" for what, number in numbers.items() if number]
    return ["Mail: " + ", ".join(told)] if told else []


def troubles(report: RunReport) -> list[str]:
    """What a person must know even from cron: what failed, what was kept, what happens next."""
    lines = []
    if report.outcome is RunOutcome.COULD_NOT_LOOK:
        lines.append(f"could not look: {printable(report.error)}; nothing is lost, the next run looks again")
    undelivered = report.deferred + report.refused
    if undelivered:
        lines.append(
            f"{count(undelivered, 'mail')} not delivered: {report.deferred} kept and tried again, "
            f"{report.refused} refused by the server; see ldn-watch status"
        )
    lines += [f"{printable(text)}; what is owed is kept" for text in report.failures]
    if report.quarantined:
        lines.append(
            f"{count(report.quarantined, 'citation')} that PubMed lists could not be had or read: "
            "kept and tried again; see ldn-watch status"
        )
    if report.held and not report.alerts:
        lines.append(
            f"{count(report.held, 'mail')} may have arrived already, held for you to decide: "
            "ldn-watch deliver --retry sends again"
        )
    return [*lines, *map(printable, report.alerts)]


def report_object(report: RunReport) -> dict[str, Any]:
    """A run as `--json` prints it."""
    return {
        "outcome": report.outcome.value,
        "matched": report.matched,
        "fetched": report.fetched,
        "new": report.new,
        "events": report.events,
        "quarantined": report.quarantined,
        "requests": report.requests,
        "seconds": round(report.seconds, 3),
        "error": report.error,
        **delivery_object(report),
    }


def delivery_object(report: RunReport) -> dict[str, Any]:
    """What became of digests and mails: all that there is where PubMed was not asked."""
    return {
        "digests": {
            "composed": report.composed,
            "sent": report.sent,
            "deferred": report.deferred,
            "refused": report.refused,
            "in_doubt": report.in_doubt,
            "held": report.held,
            "discarded": report.discarded,
        },
        "warnings": [*report.warnings, *(text for text in report.alerts if text not in report.warnings)],
        "failures": list(report.failures),
    }


# --- status ---------------------------------------------------------------------------------------


def status_rows(status: Mapping[str, object]) -> list[Row]:
    """Each key with its value in words; a table becomes `queued 0, sent 12`."""
    shown = dict(status) | {"incidents": [*map(_incident, _listed(status.get("incidents")))]}
    return [(key.replace("_", " ").capitalize(), _words(shown[key])) for key in status]


def _listed(value: object) -> Iterable[Mapping[str, object]]:
    return value if isinstance(value, list) else ()


def _incident(incident: Mapping[str, object]) -> str:
    """`PubMed could not be asked since 2026-11-24T06:00:00+00:00 (HTTP 503)`."""
    from ldn_watch.render.notice import WORDS

    reason = f" ({incident['reason']})" if incident["reason"] else ""
    return f"{WORDS[IncidentKind(str(incident['kind']))].past} since {incident['since']}{reason}"


def _words(value: object) -> str:
    if isinstance(value, Mapping):
        return (
            ", ".join(f"{str(key).replace('_', ' ')} {_words(one)}" for key, one in value.items()) or "none"
        )
    if isinstance(value, (list, tuple)):
        return "; ".join(_words(one) for one in value) or "none"
    if value is None or value == "":
        return "never" if value is None else "none"
    return f"{value:,}" if type(value) is int else str(value)


# --- the archive as a whole -------------------------------------------------------------------------


def change_lines(changes: Sequence[Change], *, dry_run: bool) -> Iterator[str]:
    """What other rules change: + and - under each citation, for each feed, and how many citations it is."""
    for change in changes:
        yield f"{pmid_of(change.uid)}  {printable(change.title)}"
        yield from (f"  + {name}" for name in change.added)
        yield from (f"  - {name}" for name in change.removed)
    entered = Counter(name for change in changes for name in change.enters)
    left = Counter(name for change in changes for name in change.leaves)
    for feed in sorted({*entered, *left}):
        yield f"feed {feed}: +{entered[feed]} -{left[feed]}"
    yield f"{count(len(changes), 'citation')} {'would change' if dry_run else 'changed'}."


def audit_lines(report: AuditReport) -> Iterator[str]:
    """How archive and PubMed differ, and what polling by date would have missed."""
    yield f"PubMed matches {count(report.matched, 'citation')}; {report.archived:,} are archived."
    for head, lines in (
        ("Matched there, missing here", report.missing),
        ("Archived, matched there no longer", report.gone),
        ("Polling by Entrez date would have missed", report.late_by_edat),
        ("Polling by publication date would have missed", report.late_by_pdat),
    ):
        yield f"{head}: {len(lines):,}"
        yield from (f"  {pmid_of(line.uid)}  {line.title or '-'}  ({line.why})" for line in lines)


# --- a citation -----------------------------------------------------------------------------------


def found_row(archived: Archived, labels: Labels) -> tuple[str, str, str]:
    """PMID, day of publication, and the title with what it is about: one line of a search."""
    citation, verdict = archived.citation, archived.verdict
    about = [_label(tag.condition, labels.conditions) for tag in verdict.tags]
    marks = [*_marks(archived), _label(verdict.study_type, labels.study_types), ", ".join(about)]
    return citation.pmid, citation.dates.published, f"{citation.title}\n{' - '.join(filter(None, marks))}"


def found_objects(found: Iterable[Archived]) -> list[dict[str, Any]]:
    """What a search found, as `--format json` prints it: as an export does, without the events."""
    from ldn_watch.render.cite.export import to_object

    return [to_object(archived, ()) for archived in found]


def card(archived: Archived, events: Sequence[Event], labels: Labels) -> list[Row]:
    """A citation as `show` prints it: what it is, why it is here, its text, its history."""
    citation, verdict = archived.citation, archived.verdict
    rows = [
        ("Title", citation.title),
        ("", ", ".join(_marks(archived)).capitalize()),
        ("Authors", _authors(citation)),
        ("Journal", _journal(citation)),
        ("Published", citation.dates.published_as_given or citation.dates.published),
        ("In PubMed since", str(citation.dates.entrez or "")),
        ("First seen", f"{archived.first_seen:%Y-%m-%d %H:%M} UTC"),
        ("Relevance", verdict.relevance.value),
        ("Study type", _label(verdict.study_type, labels.study_types)),
        *((_KINDS.get(one.kind, one.kind), _value(one, labels)) for one in verdict.details),
        ("Dose", verdict.dose),
        ("Conditions", ", ".join(_tag(tag, labels) for tag in verdict.tags)),
        ("PubMed", f"https://pubmed.ncbi.nlm.nih.gov/{citation.pmid}/"),
        ("DOI", citation.doi and f"https://doi.org/{citation.doi}"),
        ("Free full text", citation.pmc and f"https://pmc.ncbi.nlm.nih.gov/articles/{citation.pmc}/"),
    ]
    rows += [(section.label.capitalize() or "Abstract", section.text) for section in citation.abstract]
    rows += [(f"{event.at:%Y-%m-%d}", f"{event.kind.value} {event.detail}".strip()) for event in events]
    return [(label, text) for label, text in rows if text]


def verdict_rows(verdict: Verdict, labels: Labels) -> list[Row]:
    """A verdict as `explain` prints it: each judgement, and under it its evidence."""
    rows = [("Relevance", verdict.relevance.value), *_evidence(verdict.reasons)]
    for tag in verdict.tags:
        rows += [("Condition", _tag(tag, labels)), *_evidence(tag.evidence)]
    study = _label(verdict.study_type, labels.study_types)
    rows += [("Study type", study), *_evidence(verdict.study_evidence)]
    for detail in verdict.details:
        rows += [(_KINDS.get(detail.kind, detail.kind), _value(detail, labels)), *_evidence(detail.evidence)]
    rows += [("Dose", verdict.dose or "not stated"), *_evidence(verdict.dose_evidence)]
    return [*rows, ("Rulebook", verdict.rulebook)]


def _evidence(evidence: Iterable[Evidence]) -> Iterator[Row]:
    for one in evidence:
        where = one.field if one.offset < 0 else f"{one.field}, character {one.offset}"
        yield "", f'"{one.words}" in {where} (rule {one.rule})'


_KINDS = {
    "design": "Design",
    "age-group": "Age group",
    "participants": "Participants",
    "trial-id": "Trial id",
    "preprint": "Preprint",
}


def _value(detail: Detail, labels: Labels) -> str:
    """What a reader sees of a detail: the label of a design or age group, a number as it is."""
    return printable(labels.details.get(detail.value, detail.value))


def _tag(tag: Tag, labels: Labels) -> str:
    return f"{_label(tag.condition, labels.conditions)} ({tag.kind.value})"


def _label(name: str, labels: Mapping[str, str]) -> str:
    return labels.get(name, name)


def _marks(archived: Archived) -> list[str]:
    citation = archived.citation
    marks = {
        "retracted": citation.is_retracted,
        "deleted from PubMed": archived.deleted,
        "preprint": citation.is_preprint,
        "ahead of print": citation.is_ahead_of_print,
    }
    return [mark for mark, is_so in marks.items() if is_so]


def _authors(citation: Citation) -> str:
    names = [_name(author) for author in citation.authors[:_AUTHORS]]
    more = len(citation.authors) > _AUTHORS or not citation.authors_complete
    return ", ".join(names) + (" and others" if more else "")


def _name(author: Author) -> str:
    return author.collective or f"{author.family} {author.initials or author.given}".strip()


def _journal(citation: Citation) -> str:
    journal = citation.journal
    place = journal.volume + (f"({journal.issue})" if journal.issue else "")
    pages = f":{journal.pages}" if journal.pages else ""
    return f"{journal.title or journal.abbreviation} {place}{pages}".strip()

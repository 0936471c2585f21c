"""What the watch knows of itself: its state, and whether its parts work.

Comes in: the store, the configuration, the source and the channels. Goes out: a mapping for `status
--json`, since when the source is silent, check lines for `check`. Raises nothing that a person need not see.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from ldn_watch import __version__
from ldn_watch.config.sections import Config
from ldn_watch.errors import SourceError
from ldn_watch.incident import Incident, IncidentKind
from ldn_watch.model import Delivered, Look, RunOutcome
from ldn_watch.ports import Channel, Source, Store
from ldn_watch.schedule import next_due
from ldn_watch.stages.census import ncbi_day
from ldn_watch.stages.clock import CLOCK
from ldn_watch.stages.publish import Answer
from ldn_watch.stages.waiting import NOT_BEFORE
from ldn_watch.subscriber import SubscriberState, is_sealed

JUDGED_BY = "rulebook"  # the store's note of the rules by which the whole archive was judged


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One thing that was tried, and how it went."""

    ok: bool
    text: str


def to_status(store: Store, config: Config, rulebook: str, now: datetime) -> dict[str, object]:
    """The state of the watch; instants are ISO 8601 in UTC."""
    counts, state = store.counts(), store.harvest_state()
    last, answered = store.last_look(), store.last_look(succeeded=True)
    return {
        "version": __version__,
        "citations": counts.citations,
        "relevant": counts.relevant,
        "events": counts.events,
        "last_run": to_look(last) if last else None,
        "unfinished_run": unfinished(store, last),
        "last_success": answered.at.isoformat() if answered else None,
        "failed_runs": next(one.failed_runs for one in store.spells(now) if one.kind is IncidentKind.SOURCE),
        "matched": answered.matched if answered else None,
        "incidents": [to_incident(one) for one in store.incidents()],
        "next_due": to_dues(store, config, now),
        "outbox": {
            "queued": counts.queued,
            "sent": counts.sent,
            "deferred": counts.deferred,
            "refused": counts.refused,
            "in_doubt": counts.in_doubt,
            "held": counts.held,
        },
        "entries": {"waiting": counts.queued_entries - counts.held_entries, "held": counts.held_entries},
        "suppressed": {one: why for one, why in store.suppressed().items() if not is_sealed(one)},
        "subscribers": to_states(store),
        "quarantine": counts.quarantine,
        "parked": counts.parked,
        "troubles": [
            {"uid": trouble.uid, "kind": trouble.kind, "attempts": trouble.attempts, "error": trouble.error}
            for trouble in store.troubles()
        ],
        "query_translation": state.translation,
        "warnings": list(state.warnings),
        "rulebook": rulebook,
        "retag_due": store.read_note(JUDGED_BY) not in ("", rulebook),
    }


def to_states(store: Store) -> dict[str, int]:
    """How many subscribers stand where."""
    states = Counter(one.state.value for one in store.subscribers())
    return {state.value: states[state.value] for state in SubscriberState}


def to_incident(incident: Incident) -> dict[str, object]:
    """What fails and has not worked since; `failed_runs` and `reason` are of the moment when it opened."""
    return {
        "kind": incident.kind.value,
        "since": incident.since.isoformat(),
        "opened_at": incident.opened_at.isoformat(),
        "failed_runs": incident.failed_runs,
        "reason": incident.reason,
    }


def unfinished(store: Store, last: Look | None) -> str | None:
    """When a run began that has no record: it is at work, or was killed, or the disk took nothing."""
    begun = store.read_note(CLOCK)
    return begun if begun and (last is None or datetime.fromisoformat(begun) != last.at) else None


def to_look(look: Look) -> dict[str, object]:
    return asdict(look) | {"at": look.at.isoformat(), "outcome": look.outcome.value}


def to_dues(store: Store, config: Config, now: datetime) -> dict[str, str]:
    """When each digest is next due; one that tells of every run is due at the next run: now."""
    last = store.last_dues()
    return {
        digest.id: next_due(digest.schedule, last.get(digest.id, now), config.watch.zone).isoformat()
        if digest.schedule
        else now.isoformat()
        for digest in config.digests
    }


def to_answer(store: Store, last: Look | None) -> Answer:
    """When the source last answered; it is silent where the `last` look failed."""
    if last is None or last.outcome is not RunOutcome.COULD_NOT_LOOK:
        return Answer(last.at if last else None)
    answered = store.last_look(succeeded=True)
    return Answer(answered.at, is_silent=True) if answered else Answer()


def check_parts(config: Config, store: Store, problems: list[str]) -> Iterator[CheckLine]:
    """Configuration, rules (with their `problems`) and database; the last is in order once it is open."""
    digests = "1 digest" if len(config.digests) == 1 else f"{len(config.digests)} digests"
    yield CheckLine(ok=True, text=f"{config.path}: read, {digests}")
    yield from (CheckLine(ok=False, text=problem) for problem in problems)
    if not problems:
        yield CheckLine(ok=True, text="the rules: read, and they know what the digests ask for")
    yield CheckLine(
        ok=True, text=f"database in {config.watch.state_dir}: {store.counts().citations} citations"
    )


def check_source(source: Source, store: Store, now: datetime) -> Iterator[CheckLine]:
    """Whether PubMed answers the query, and how it understood it. Where it does, no run need wait."""
    try:
        census = source.census(None, ncbi_day(now), store.harvest_state().cuts)
    except SourceError as error:
        yield CheckLine(ok=False, text=f"PubMed: {error}")
        return
    if store.read_note(NOT_BEFORE):
        store.write_note(NOT_BEFORE, "")
    yield CheckLine(ok=True, text=f"PubMed answers: {census.matched} citations match the query")
    yield from (CheckLine(ok=False, text=f"the query: {warning}") for warning in census.warnings)


def check_mail(channels: Mapping[str, Channel], config: Config, now: datetime, to: str) -> CheckLine:
    """Send one test message: to a service, where `to` names one, else by SMTP if that is configured."""
    name = "smtp" if "smtp" in channels else "maildir"
    if to in {target.name for target in config.notify}:
        name = "apprise"
    channel = channels[name]
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = config.sender, to
    message["Subject"] = f"Test of {config.watch.title}"
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid("test", domain=config.sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("This is a test of ldn-watch. If you read this, it works.\n")
    outcome = channel.send(message.as_bytes(), to)
    channel.close()
    if isinstance(outcome, Delivered):
        return CheckLine(ok=True, text=f"{name}: the test message to {to} was taken")
    return CheckLine(ok=False, text=f"{name}: {outcome.why}")

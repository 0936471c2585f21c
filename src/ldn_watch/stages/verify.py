"""Is everything in the archive, the ledger, the outbox and the feeds as it must be? Nothing is changed.

Comes in: a `Store`, how the source reads a kept record, the publisher. Goes out: a `Verification`: what is
not as it must be, each with what to do about it. Raises `StoreError` where the database cannot be read.

Citations are read a page at a time; nothing is judged. Each check sees one moment, so that a run may go on
meanwhile; what such a run leaves open for a while, and what the next run mends, is told as that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from ldn_watch.codec import fingerprint
from ldn_watch.model import Fetched
from ldn_watch.plans import Flaw, Kept
from ldn_watch.ports import Store
from ldn_watch.progress import Progress
from ldn_watch.stages.harvest import READER_SINCE
from ldn_watch.stages.publish import STAMP, Publisher, Stamp, published

PAGE = 500
TRIES = 3  # the feeds are compared again where a run published meanwhile

_RESTORE = "move the state folder's database away and restore a backup of which verify finds nothing"
_REBUILD = "ldn-watch rebuild makes it anew"
_READ_AGAIN = "nothing: it is fetched again within refresh_days"

# What a person does about each kind; those of HEALS need nobody.
DO = {
    "file": f"keep the file; {_RESTORE}, or try `sqlite3 FILE .recover`",
    "reference": _RESTORE,
    "ledger": "`ldn-watch retag` writes down, quietly, what is new; for anything else " + _RESTORE,
    "outbox": _RESTORE,
    "issue": _RESTORE,
    "quarantine": "nothing is lost: PubMed is asked for it again; it goes when it can be read",
    "attempt": "nothing: the next run sends it again unchanged, or holds it (`in_doubt`)",
    "search": _REBUILD,
    "record": _RESTORE,
    "fingerprint": _READ_AGAIN + "; if it is said again after that, " + _RESTORE,
    "made": _REBUILD,
    "raw": f"the archive itself is whole; to have PubMed's own bytes again, {_RESTORE}",
    "reader": _READ_AGAIN,
    "feeds": "ldn-watch rebuild writes it anew",
    "unpublished": "nothing: the next run writes them; at once: ldn-watch rebuild",
}
HEALS = frozenset({"attempt", "reader", "unpublished"})
_FINGERPRINT = "its fingerprint"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it must be; `heals`: the next run, or time, mends it."""

    kind: str
    where: str
    what: str

    @property
    def do(self) -> str:
        return DO[self.kind]

    @property
    def heals(self) -> bool:
        return self.kind in HEALS


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found, and how much was looked at."""

    findings: tuple[Finding, ...] = ()
    looked_at: dict[str, int] = field(default_factory=dict)

    @property
    def is_well(self) -> bool:
        """True where nothing asks for a person."""
        return all(finding.heals for finding in self.findings)


# --- decisions, pure ---------------------------------------------------------------------------------


def plan_findings(flaws: Iterable[Flaw]) -> list[Finding]:
    """The database's own flaws."""
    return [Finding(flaw.kind, flaw.where, flaw.what) for flaw in flaws]


def plan_kept(kept: Kept, read: Fetched | None, since: datetime | None) -> Iterator[Finding]:
    """A citation against what stands of it elsewhere; `read` is its raw record, read again now.

    `since` is when this version of the program first read records: what an older one read may be read
    otherwise now, and that is no damage.
    """
    where = f"PMID {kept.uid.rpartition(':')[2]}"
    if kept.citation is None:
        yield Finding("record", where, f"its record cannot be read ({kept.error})")
    for name in kept.stale:
        kind = "fingerprint" if name == _FINGERPRINT else "made"
        yield Finding(kind, where, f"{name} is not what its record says")
    if kept.raw is None:
        yield Finding("raw", where, "PubMed's bytes of it are missing or cannot be unpacked")
    elif read is None or read.citation.uid != kept.uid:
        yield Finding("raw", where, "PubMed's bytes of it are no record of this citation")
    elif fingerprint(read.citation) != kept.fingerprint:
        is_ours = since is not None and kept.fetched_at >= since
        what = "PubMed's bytes of it, read again, are another citation than the archive's"
        yield Finding("raw" if is_ours else "reader", where, what)


def is_among(findings: Iterable[Finding], *kinds: str) -> bool:
    """True where there is a finding of one of these kinds."""
    return any(finding.kind in kinds for finding in findings)


# --- the shell -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verifier:
    """The parts of one verification, put together by the app."""

    store: Store
    read_raw: Callable[[bytes], Fetched | None]
    publisher: Publisher
    progress: Progress

    def run(self) -> Verification:
        """Look at everything; of a damaged file at nothing else, for no answer of it can be believed."""
        self.progress.stage("Checking the file", None)
        found, looked_at = plan_findings(self.store.flaws()), Counter[str]()
        if not is_among(found, "file"):
            found += self.citations(looked_at)
        if not is_among(found, "file", "record"):  # a feed cannot be made of what cannot be read
            found += self.feeds(looked_at)
        return Verification(tuple(found), dict(looked_at))

    def citations(self, looked_at: Counter[str]) -> Iterator[Finding]:
        """Every citation against its raw record, and against what was made of it."""
        self.progress.stage("Reading citations again", self.store.counts().citations)
        note = self.store.read_note(READER_SINCE)
        since = datetime.fromisoformat(note) if note else None
        page = self.store.kept()
        while page:
            for kept in page:
                read = self.read_raw(kept.raw) if kept.raw else None
                yield from plan_kept(kept, read, since)
            looked_at["citations"] += len(page)
            self.progress.advance(len(page))
            page = self.store.kept(after=page[-1].uid)

    def feeds(self, looked_at: Counter[str]) -> list[Finding]:
        """The public files against what the ledger makes of them now."""
        self.progress.stage("Comparing the feeds", None)
        for _ in range(TRIES):
            moment, files = self.moment(), Counter[str]()
            found = list(self.compare(*moment, files))
            if self.moment() == moment:
                looked_at.update(files)
                return found
        return [Finding("unpublished", "", "the feeds changed while they were compared: a run is at work")]

    def moment(self) -> tuple[Stamp | None, str]:
        """What the files should be made of, as of the time at which they were, and what they say they are."""
        note = self.store.read_note(STAMP)
        at = published(note)[1]
        return self.publisher.stamp(at) if at else None, note

    def compare(self, wanted: Stamp | None, note: str, files: Counter[str]) -> Iterator[Finding]:
        """Every file, rendered for the moment at which it was published."""
        stamp, at = published(note)
        if at is None:
            told = (
                "the feeds are an older ldn-watch's: they cannot be compared"
                if note
                else "there are no feeds yet"
            )
            yield Finding("unpublished", "", told)
            return
        if stamp != wanted:
            yield Finding("unpublished", "", "the feeds are older than the ledger, or than their settings")
            return
        for name, body in self.publisher.render(at):
            files["files"] += 1
            path = self.publisher.folder / name
            try:
                same = path.read_bytes() == body
            except OSError as error:
                yield Finding("feeds", str(path), f"cannot be read: {error.strerror}")
                continue
            if not same:
                yield Finding("feeds", str(path), "is not what the ledger says")

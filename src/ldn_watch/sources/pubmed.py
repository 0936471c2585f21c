"""PubMed as a `Source`: the census of a query, proven whole, and citations by PMID.

Comes in: the configured query, uids. Goes out: `Census`, `Batch`.
May raise: `Untrustworthy` where the numbers do not add up after asking again, and what eutils.py raises.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from ldn_watch.errors import SourceError, Transient, Untrustworthy
from ldn_watch.model import Batch, Census, Fetched, Unreadable, pmid_of, uid_of
from ldn_watch.sources.eutils import CEILING, Eutils, SearchReply, Window
from ldn_watch.sources.partition import Span, halves, plan_cuts, plan_spans, sample_cuts, what_is_wrong
from ldn_watch.sources.pubmed_xml import RecordSet, read_or_keep, split_records
from ldn_watch.sources.sift import sift

log = logging.getLogger("ldn_watch.sources.pubmed")

TRIES = 3  # of a well-formed reply whose numbers do not agree, before it is believed to be so
AHEAD = timedelta(days=2)  # a window's end: NCBI's day may be ahead of ours, and holes lose changes


class PubMed:
    """The citations of PubMed that match `query`, by E-utilities."""

    def __init__(self, eutils: Eutils, query: str, batch_size: int = 200) -> None:
        self._eutils = eutils
        self._query = query
        self._batch_size = batch_size
        self._listed: frozenset[str] = frozenset()  # by the last census: to tell whether PubMed answers

    @property
    def requests(self) -> int:
        """HTTP requests sent so far, retries included."""
        return self._eutils.requests

    @property
    def batch_size(self) -> int:
        """PMIDs a fetch: 200 by POST (NBK25499)."""
        return self._batch_size

    def census(self, modified_since: date | None, today: date, cuts: Sequence[int] = ()) -> Census:
        """Every uid that the query matches, and those modified since that NCBI day.

        One request below the ceiling (9,999) and one for what was modified; above it one for each
        part and one for the count of the whole. Raises `Untrustworthy` where they do not agree.
        """
        whole = _Collector(self._eutils, self._query).collect(cuts)
        modified: set[int] = set()
        if modified_since is not None:
            window = Window("mdat", modified_since, today + AHEAD)
            modified = _Collector(self._eutils, self._query, window).collect().pmids
        self._listed = frozenset(map(uid_of, whole.pmids))
        return Census(
            uids=self._listed,
            modified=frozenset(map(uid_of, modified)),
            cuts=plan_cuts(whole.pmids, cuts, whole.parts),
            translation=whole.reply.translation,
            warnings=whole.reply.warnings,
        )

    def fetch(self, uids: Sequence[str]) -> Batch:
        """The citations of at most `batch_size` uids, in one request. See `to_batch`.

        A batch that PubMed fails again and again is sifted: a record that spoils it is unreadable, without
        raw bytes and with PubMed's words, and the others are fetched.
        """
        asked = list(dict.fromkeys(uids))
        if len(asked) > self._batch_size:
            raise ValueError(f"{len(asked)} uids in a fetch of {self._batch_size}")
        if not asked:
            return Batch()
        try:
            return to_batch(asked, self._ask(asked))
        except SourceError as error:
            failure = error
        found = sift(asked, failure, self._ask, self._listed)
        log.warning("%s; %d of %d are set aside", failure, len(found.spoiled), len(asked))
        sound = [uid for uid in asked if uid not in found.spoiled]
        spoiled = tuple(Unreadable(uid, b"", words) for uid, words in found.spoiled.items())
        batch = to_batch(sound, joined(found.records))
        return replace(batch, unreadable=(*batch.unreadable, *spoiled))

    def _ask(self, uids: Sequence[str], attempts: int | None = None) -> RecordSet:
        found: list[RecordSet] = []
        pmids = [pmid_of(uid) for uid in uids]
        body = self._eutils.efetch(pmids, lambda body: found.append(split_records(body)), attempts)
        return found[-1] if body else RecordSet(())

    def read_raw(self, raw: bytes) -> Fetched | None:
        """A kept record read again, offline; None where it is still unreadable."""
        record = read_or_keep(raw)
        return record if isinstance(record, Fetched) else None


def joined(sets: Sequence[RecordSet]) -> RecordSet:
    """Several sets as one."""
    return RecordSet(
        tuple(raw for one in sets for raw in one.records), tuple(uid for one in sets for uid in one.deleted)
    )


def to_batch(asked: Sequence[str], records: RecordSet) -> Batch:
    """What came for what was asked: each asked uid is fetched, unreadable, deleted or missing, and in
    one of them only. Of two versions the higher is kept.

    A record that was not asked for never becomes a citation here. Where something else is missing it
    may be the answer to that (NLM merged two citations), so it is returned as unreadable without a
    uid, to stand in the missing one's place; otherwise it is the answer to nothing, and only logged.
    """
    fetched: dict[str, Fetched] = {}
    unreadable: dict[str, Unreadable] = {}
    nameless: list[Unreadable] = []
    strangers: list[Unreadable] = []
    for raw in records.records:
        record = read_or_keep(raw)
        uid = record.citation.uid if isinstance(record, Fetched) else record.uid
        if not uid:
            nameless.append(Unreadable("", raw, record.error if isinstance(record, Unreadable) else ""))
        elif uid not in asked:
            strangers.append(Unreadable("", raw, f"{uid} came and was not asked for"))
        elif isinstance(record, Unreadable):
            unreadable.setdefault(uid, record)
        elif uid not in fetched or record.citation.version > fetched[uid].citation.version:
            fetched[uid] = record
    kept = [record for uid, record in unreadable.items() if uid not in fetched]
    deleted = [uid for uid in dict.fromkeys(records.deleted) if uid not in fetched and uid not in unreadable]
    settled = {*fetched, *unreadable, *deleted}
    missing = tuple(uid for uid in asked if uid not in settled)
    room = max(0, len(missing) - len(nameless))
    for stranger in strangers[room:]:
        log.info("%s; ignored", stranger.error)
    return Batch(tuple(fetched.values()), missing, (*kept, *nameless, *strangers[:room]), tuple(deleted))


class _Collector:
    """Collects every PMID of one query, in parts where it must, and proves the set whole."""

    def __init__(self, eutils: Eutils, query: str, window: Window | None = None) -> None:
        self._eutils = eutils
        self._query = query
        self._window = window
        self.reply = SearchReply(0, ())
        self.pmids: set[int] = set()
        self.parts = 1

    def collect(self, cuts: Sequence[int] = ()) -> _Collector:
        """With cuts, the set was above the ceiling: then the whole is asked for its count alone."""
        self.reply = self._search(self._query, count_only=bool(cuts))
        if cuts and self.reply.count <= CEILING:  # it has shrunk below
            self.reply = self._search(self._query)
        if self.reply.count <= CEILING:
            self.pmids = set(self.reply.ids)
            return self
        self._collect_parts(cuts or sample_cuts(self.reply.ids, self.reply.count))
        self._compare_with_the_whole()
        return self

    def _collect_parts(self, cuts: Sequence[int]) -> None:
        spans = plan_spans(cuts)
        self.parts = 0
        while spans:
            span = spans.pop()
            reply = self._search(f"({self._query}) AND {span.first}:{span.last}[uid]", span=span)
            self.parts += 1
            if reply.count <= CEILING:
                self.pmids.update(reply.ids)
                continue
            split = halves(span)
            if split is None:
                raise Untrustworthy(f"PubMed counts {reply.count} citations for the one PMID {span.first}")
            spans += split

    def _compare_with_the_whole(self) -> None:
        """A citation may be added while the parts are collected: the whole is then counted again."""
        if len(self.pmids) == self.reply.count:
            return
        count = self._search(self._query, count_only=True).count
        if len(self.pmids) != count:
            raise Untrustworthy(f"PubMed counts {count} citations, and its parts hold {len(self.pmids)}")

    def _search(self, term: str, *, count_only: bool = False, span: Span | None = None) -> SearchReply:
        return self._eutils.esearch(
            term,
            retmax=0 if count_only else CEILING,
            window=self._window,
            check=None if count_only else _insist(span),
        )


def _insist(span: Span | None) -> Callable[[SearchReply], None]:
    """A check that has a reply with wrong numbers asked for again, and believes in the end that the
    source cannot be trusted: too few PMIDs would look like citations that are gone.
    """
    tries = iter(range(TRIES - 1))

    def check(reply: SearchReply) -> None:
        wrong = what_is_wrong(reply, span)
        if not wrong:
            return
        if next(tries, None) is None:
            raise Untrustworthy(wrong)
        raise Transient(wrong)

    return check

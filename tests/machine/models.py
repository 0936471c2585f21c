"""A PubMed and a mail server as the World needs them: models, so that what they know can be held
against what readers were told. Each may misbehave; each reports to the World what it did.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from email import message_from_bytes
from email.policy import default
from functools import cache
from typing import TYPE_CHECKING

from ldn_watch.codec import from_json, to_json
from ldn_watch.errors import Transient
from ldn_watch.model import (
    Batch,
    Census,
    Citation,
    CommentCorrection,
    Dates,
    Deferred,
    Delivered,
    Fetched,
    Refused,
    Relevance,
    Tag,
    TagKind,
    Term,
    Unreadable,
    Verdict,
    pmid_of,
    uid_of,
)
from tests.machine.oracle import CORRECTED, NEW, REMOVED, RETRACTED

if TYPE_CHECKING:
    from tests.machine.world import World

# What stands before a title, gravest first.
KINDS = {"Retracted:": RETRACTED, "Removed from PubMed:": REMOVED, "Correction:": CORRECTED}


@dataclass
class Record:
    """A citation in PubMed."""

    pmid: int
    created: date
    revised: date
    retracted: bool = False
    title: str = ""
    corrected: bool = False
    removed: bool = False  # NLM has deleted it: neither listed nor returned
    hidden: bool = False  # EFetch does not return it for now
    poisoned: bool = False  # EFetch returns what cannot be read

    def citation(self) -> Citation:
        types = (
            Term("Journal Article"),
            *([Term("Retracted Publication", "D016441")] if self.retracted else []),
        )
        happened = {"RetractionIn": self.retracted, "ErratumIn": self.corrected}
        links = tuple(CommentCorrection(name, "J Test. 2026") for name, so in happened.items() if so)
        return Citation(
            uid_of(self.pmid),
            self.title or f"Low-dose naltrexone, record {self.pmid}",
            publication_types=types,
            comments_corrections=links,
            dates=Dates(entrez=self.created, revised=self.revised, published=self.created.isoformat()),
        )


@dataclass
class PubMedModel:
    """A source over the records; it may be down."""

    world: World
    records: dict[int, Record] = field(default_factory=dict)
    down: bool = False
    census_mood: str = ""  # "shrunken" | "empty"
    twice: bool = False  # EFetch is asked for a uid once and tells of it twice
    requests: int = 0
    batch_size: int = 3  # small, so that a harvest has many transactions

    def census(self, modified_since, today, cuts=()):
        self.touch()
        listed = [r for r in self.records.values() if self.is_listed(r)]
        modified = [r for r in listed if modified_since and r.revised >= modified_since]
        return Census(frozenset(uid_of(r.pmid) for r in listed), frozenset(uid_of(r.pmid) for r in modified))

    def is_listed(self, record):
        if self.census_mood == "empty" or record.removed:
            return False
        return self.census_mood != "shrunken" or record.hidden or record.poisoned or bool(record.pmid % 3)

    def fetch(self, uids):
        self.touch()
        found = [self.records.get(int(pmid_of(uid))) for uid in uids]
        here = [record for record in found if record and not (record.hidden or record.removed)]
        bad = tuple(Unreadable(uid_of(r.pmid), b"<PubmedArticle/>", "no title") for r in here if r.poisoned)
        good = [Fetched(r.citation(), raw_of(r.citation())) for r in here if not r.poisoned]
        came = {one.citation.uid for one in good} | {one.uid for one in bad}
        return Batch(tuple(good * (1 + self.twice)), tuple(uid for uid in uids if uid not in came), bad)

    def read_raw(self, raw):
        return Fetched(from_json(raw.decode()), raw)

    def touch(self):
        assert not self.world.store.in_transaction, "the network inside a transaction"
        self.world.fuse.boundary()
        self.requests += 1
        if self.down:
            raise Transient("PubMed did not answer")


@dataclass
class MailModel:
    """A channel that remembers every message it took, for ever, and may misbehave for a reader."""

    world: World
    taken: list[tuple[str, str, bytes]] = field(default_factory=list)  # recipient, Message-ID, bytes
    mood: dict[str, str] = field(
        default_factory=dict
    )  # recipient -> "defer" | "refuse" | "bad" | "kept" | "gone"
    bad: set[str] = field(default_factory=set)  # refused for ever

    def send(self, message: bytes, recipient: str):
        assert not self.world.store.in_transaction, "the network inside a transaction"
        self.world.fuse.boundary()
        mood = self.mood.get(recipient, "")
        if mood == "defer":
            return Deferred("450 not now")
        if mood == "refuse":
            return Refused("552 too large", suppress=False)
        if mood == "bad":
            self.bad.add(recipient)
            self.world.excuse(recipient)
            return Refused("550 5.1.1 no such user")
        if mood == "gone":  # the connection ended, and the server has nothing
            return self.in_doubt()
        self.taken.append((recipient, str(message_from_bytes(message)["Message-ID"]), message))
        self.world.fuse.boundary()  # the server has it, and we do not know it yet
        return self.in_doubt() if mood == "kept" else Delivered("250 OK")

    def in_doubt(self):
        self.world.counts["in doubt"] += 1
        return Deferred("the connection ended before the reply", in_doubt=True)

    def close(self):
        pass


def raw_of(citation: Citation) -> bytes:
    """What EFetch answers in this world, as `read_raw` reads it."""
    return to_json(citation).encode()


def judge(citation: Citation) -> Verdict:
    relevance = Relevance.FOCUS if "naltrexone" in citation.title else Relevance.UNRELATED
    return Verdict(
        relevance, tags=(Tag("fibromyalgia", "chronic-pain", TagKind.TOPIC, ()),), rulebook="machine"
    )


@dataclass(frozen=True)
class Mail:
    """What a mail says: its Date, and each citation that it tells of with how it is told."""

    composed: datetime
    entries: tuple[tuple[int, str], ...]


@cache
def read(body: bytes) -> Mail:
    """The mail as its reader has it, from its headers and its text part."""
    message = message_from_bytes(body, policy=default)
    text = message.get_body(("plain",)).get_content()
    entries = [block for block in text.replace("\r\n", "\n").split("\n\n") if block.startswith("* ")]
    pmids = [re.search(r"https://pubmed\.ncbi\.nlm\.nih\.gov/(\d+)/", block) for block in entries]
    told = [next((kind for words, kind in KINDS.items() if words in block), NEW) for block in entries]
    return Mail(
        message["Date"].datetime, tuple((int(p[1]), kind) for p, kind in zip(pmids, told, strict=True))
    )

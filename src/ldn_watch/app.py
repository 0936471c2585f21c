"""The program: a `Config` becomes a `Watch`, which puts the parts (parts.py) to work.

Comes in: a `Config`, a clock. Goes out: a `Watch` whose methods are what the program can do. Raises
`UserError` (configuration, rules), `StoreError` (database), `LeaseHeld` (another run is at work).
The wall clock is read here and nowhere else. Heavy modules are imported where they are used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from threading import Event as Signal
from typing import TYPE_CHECKING

from ldn_watch import parts
from ldn_watch.config.reading import check_ids
from ldn_watch.config.sections import Config
from ldn_watch.errors import LeaseHeld, UserError
from ldn_watch.model import Archived, Citation, Delivery, Digest, Event, Labels, Look, RunReport, Verdict
from ldn_watch.plans import ExportQuery, SearchQuery
from ldn_watch.ports import Channel, Source, Store
from ldn_watch.progress import Progress, Silent
from ldn_watch.run import Run
from ldn_watch.stages.alert import OPERATOR, Alerter
from ldn_watch.stages.audit import AuditReport, audit
from ldn_watch.stages.bounced import BounceReport, read_bounces
from ldn_watch.stages.compose import Composer, ComposeReport, Letterhead, no_links
from ldn_watch.stages.deliver import Deliverer, DeliverReport
from ldn_watch.stages.harvest import Harvester
from ldn_watch.stages.publish import Publisher
from ldn_watch.stages.retag import Change, Retagger
from ldn_watch.stages.roll import Roll
from ldn_watch.stages.subscribe import Desk
from ldn_watch.stages.verify import Verification, Verifier
from ldn_watch.status import (
    JUDGED_BY,
    CheckLine,
    check_mail,
    check_parts,
    check_source,
    to_answer,
    to_status,
)
from ldn_watch.subscriber import EVERYBODY, LETTERS, is_subscribers
from ldn_watch.tenure import POST, Tenure

if TYPE_CHECKING:
    from ldn_watch.http import PoliteSession
    from ldn_watch.rules.knowledge import Rules
    from ldn_watch.tokens import Links

EVERYTHING = ExportQuery()

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The wall clock, in UTC."""
    return datetime.now(UTC)


@contextmanager
def open_watch(
    config: Config,
    *,
    now: Clock = utc_now,
    progress: Progress | None = None,
    stop: Signal | None = None,
) -> Iterator[Watch]:
    """A `Watch` over the configured state folder; closes its database and connections at the end."""
    watch = Watch(config, parts.configured_store(config, now()), now, progress or Silent(), stop or Signal())
    parts.remember_begun(config)
    try:
        yield watch
    finally:
        watch.close()


@dataclass
class Watch:
    """The program: each public method is one verb of the command line."""

    config: Config
    store: Store
    now: Clock
    progress: Progress = field(default_factory=Silent)
    stop: Signal = field(default_factory=Signal)

    # --- the parts, made when first needed -----------------------------------------------------------

    @cached_property
    def tenure(self) -> Tenure:
        """Who works on the archive: what writes takes its lease."""
        watch = self.config.watch
        return Tenure(self.store, self.now, watch.host, watch.state_dir, self.stop)

    @cached_property
    def rulebook(self) -> Rules:
        from ldn_watch.rulebooks import read_rulebook

        return read_rulebook(self.config.rules.folder)

    @cached_property
    def labels(self) -> Labels:
        """The rulebook's names; the digests of the configuration are checked against them."""
        labels = self.rulebook.labels()
        configured = tuple(self.renamed(digest) for digest in self.config.digests)
        check_ids(replace(self.config, digests=configured), labels)
        return labels

    @cached_property
    def digests(self) -> tuple[Digest, ...]:
        """The configured digests, and one for each subscriber that is written to."""
        return (*(self.renamed(digest) for digest in self.config.digests), *self.subscribed())

    def renamed(self, digest: Digest) -> Digest:
        """A condition that was renamed is known by its old id too."""
        aliases = self.rulebook.aliases
        return replace(digest, conditions=frozenset(aliases.get(one, one) for one in digest.conditions))

    def subscribed(self) -> tuple[Digest, ...]:
        """Who is subscribed at this moment, each as a digest."""
        title = self.config.watch.title
        return tuple(self.renamed(one.to_digest(title)) for one in self.store.written_to())

    @cached_property
    def links(self) -> Links | None:
        """The pages that subscribers' mails lead to; None where nobody serves them. Raises `UserError`."""
        return parts.reader_links(self.config, self.store) if self.config.serve else None

    @cached_property
    def session(self) -> PoliteSession:
        return parts.polite_session(self.config)

    @cached_property
    def source(self) -> Source:
        return parts.pubmed_source(self.config, self.session)

    @cached_property
    def channels(self) -> Mapping[str, Channel]:
        return parts.configured_channels(self.config)

    def judge(self, citation: Citation) -> Verdict:
        """The rulebook's verdict on a citation."""
        from ldn_watch.rules.assess import assess

        return assess(citation, self.rulebook)

    def close(self) -> None:
        """End the sessions that were opened."""
        for channel in self.__dict__.get("channels", {}).values():
            channel.close()
        if "session" in self.__dict__:
            self.session.close()
        self.store.close()

    # --- the run -------------------------------------------------------------------------------------

    def run_once(self, *, dry_run: bool = False, accept_census: bool = False) -> RunReport:
        """Harvest, publish, compose, deliver. What is owed goes out even while PubMed is down.

        Raises `LeaseHeld` where another run is at work; an unexpected error of a stage is raised
        after the stages that follow it have run.
        """
        self.labels  # noqa: B018 - a digest that names an unknown condition is said before anything is done
        self.links  # noqa: B018 - and so is a missing package
        if dry_run:
            return Run(self, accept_census).rehearsal()
        with self.tenure.lease():
            if not self.store.read_note(JUDGED_BY):
                self.store.write_note(JUDGED_BY, self.rulebook.hash)
            return Run(self, accept_census).whole()

    def deliver(
        self, *, retry: bool = False, release: str = "", discard: str = "", unsuppress: str = ""
    ) -> RunReport:
        """Compose and send what is owed, without asking PubMed.

        `retry`: what waits for a later attempt or for a person is tried now. `release`: a digest
        whose held entries go out now (`subscribers`: all of theirs). `discard`: a digest whose held entries
        count as told, without a mail. `unsuppress`: an address that refused for ever and is good again.
        Raises `UserError` for a digest that is not configured, an address that is not suppressed.
        """
        for named in filter(None, (release, discard)):
            if named not in {EVERYBODY, *(digest.id for digest in self.digests)}:
                ids = ", ".join(digest.id for digest in self.config.digests) or "none"
                raise UserError(f"there is no digest {named!r} in {self.config.path}; there are: {ids}")
        self.labels  # noqa: B018
        with self.tenure.lease():
            for name in self.meant(release):
                self.store.release(name)
            discarded = sum(self.store.discard(name, self.now()) for name in self.meant(discard))
            if unsuppress and not self.store.unsuppress(unsuppress):
                raise UserError(f"{unsuppress} is not suppressed: see ldn-watch status")
            if retry:
                self.store.retry_now(self.now())
            return replace(Run(self).owed_only(), discarded=discarded)

    def adopt(self) -> bool:
        """Make the archive this machine's; False where it is already."""
        return self.tenure.adopt()

    def meant(self, name: str) -> list[str]:
        """The ids of the digests that are meant; none for ""."""
        everybody = [digest.id for digest in self.digests if is_subscribers(digest.id)]
        own = {digest.id for digest in self.config.digests}
        return everybody if name == EVERYBODY and name not in own else [name] if name else []

    def rebuild(self) -> int:
        """Make anew all that is made from the archive; returns how many public files changed."""
        with self.tenure.lease():
            self.store.remake()
            return self.publisher().run(self.now(), force=True)

    def retag(self, *, dry_run: bool = False, announce: bool = False) -> list[Change]:
        """Judge the archive by the rules of today."""
        shown = self.config.feeds.relevance
        retagger = Retagger(self.store, self.judge, self.digests, shown, dry_run=dry_run, announce=announce)
        if dry_run:
            return retagger.run(self.now())
        with self.tenure.lease():
            changes = retagger.run(self.now())
            self.store.write_note(JUDGED_BY, self.rulebook.hash)
            self.publisher().run(self.now())
            return changes

    # --- questions ---------------------------------------------------------------------------------

    def status(self) -> dict[str, object]:
        """The state of the watch, as `status --json` prints it."""
        return to_status(self.store, self.config, self.rulebook.hash, self.now())

    def search(self, query: SearchQuery) -> list[Archived]:
        """Full text over the archive."""
        return self.store.search(query)

    def show(self, uid: str) -> tuple[Archived, list[Event]] | None:
        """A citation and what happened to it; None where the archive has it not."""
        archived = self.store.load([uid]).get(uid)
        return (archived, self.store.events_of([uid])) if archived else None

    def explain(self, uid: str) -> tuple[Citation, Verdict] | None:
        """A citation and its verdict by the rules of today."""
        archived = self.store.load([uid]).get(uid)
        return (archived.citation, self.judge(archived.citation)) if archived else None

    def audit(self) -> AuditReport:
        """Hold the archive against PubMed."""
        return audit(self.source, self.store, self.now())

    def archived(self, uids: Sequence[str]) -> dict[str, Archived]:
        """Those of these that are archived, by uid."""
        return self.store.load(uids)

    def export(self, style: str = "jsonl", wanted: ExportQuery = EVERYTHING) -> Iterator[str]:
        """The archive, or what of it is wanted, in the order of PMIDs: JSON lines without their ends, or the
        pieces of a file in one of the formats of render/cite/formats.py.
        """
        from ldn_watch.render.cite.export import to_json_line
        from ldn_watch.render.cite.formats import FORMATS

        found = (pair for pair in self.store.export() if wanted.takes(pair[0]))
        if style == "jsonl":
            return (to_json_line(archived, events) for archived, events in found)
        return FORMATS[style].render(archived for archived, _ in found)

    def verify(self) -> Verification:
        """Look for whatever is not as it must be, and change nothing."""
        return Verifier(self.store, self.source.read_raw, self.publisher(), self.progress).run()

    def check(self, send_test: str = "") -> list[CheckLine]:
        """Try every part that a run needs; `send_test` is an address that gets a mail."""
        lines = [*check_parts(self.config, self.store, self.rule_problems())]
        if why := self.tenure.stranger():
            lines.append(CheckLine(ok=False, text=why))
        lines += check_source(self.source, self.store, self.now())
        if send_test:
            lines.append(check_mail(self.channels, self.config, self.now(), send_test))
        return lines

    def rule_problems(self) -> list[str]:
        """What is wrong with the rules, or with what the digests ask of them."""
        try:
            self.labels  # noqa: B018 - read, and held against the digests
        except UserError as error:
            return [str(error), *error.problems]
        return []

    # --- the stages ----------------------------------------------------------------------------------

    def harvester(self, *, accept_census: bool = False, dry_run: bool = False) -> Harvester:
        settings = parts.harvest_settings(self.config, self.digests, accept_census=accept_census)
        stopping = self.stop.is_set if dry_run else self.tenure.is_stopping  # a rehearsal holds no lease
        return Harvester(self.source, self.store, self.judge, settings, self.progress, stopping, dry_run)

    def alerter(self) -> Alerter:
        return Alerter(self.store, parts.alert_settings(self.config))

    def publisher(self, look: Look | None = None) -> Publisher:
        """`look` is that of the run at work; without one, the last run's counts."""
        settings = parts.publish_settings(self.config)
        answer = to_answer(self.store, look or self.store.last_look())
        return Publisher(self.store, self.config.watch.public_dir, self.labels, settings, answer)

    def composer(self, look: Look | None) -> Composer:
        settings, answered = parts.compose_settings(self.config), self.store.last_look(succeeded=True)
        links = self.links.reader if self.links else no_links
        return Composer(self.store, Letterhead(settings, self.labels, look, answered, links=links))

    def run_digests(self, composer: Composer) -> ComposeReport:
        """Compose whatever digest is due; who has unsubscribed since the run began gets none."""
        lists = tuple(digest for digest in self.digests if not is_subscribers(digest.id))
        return composer.run((*lists, *self.subscribed()), self.now())

    def deliverer(self, *, letters: bool = False) -> Deliverer:
        return Deliverer(
            self.store,
            self.channels,
            self.address,
            self.now,
            self.tenure.owner,
            hold=self.config.delivery.in_doubt == "hold",
            stopping=partial(self.tenure.is_stopping, POST) if letters else self.tenure.is_stopping,
            letters=letters,
        )

    def post_letters(self) -> DeliverReport:
        """Answer those who ask to subscribe, and send the letters; nothing where another process is at it.

        It has a lease of its own: a letter waits for no run, and no run finds itself shut out by a letter.
        """
        if self.links is None:
            return DeliverReport()
        try:
            with self.tenure.lease(POST):
                self.desk(self.links).run(self.now())
                return self.deliverer(letters=True).run()
        except LeaseHeld:
            return DeliverReport()

    def desk(self, links: Links) -> Desk:
        return Desk(self.store, self.labels, links, parts.desk_settings(self.config), parts.fresh_word)

    def bounces(self, folder: Path) -> BounceReport:
        """Read the notifications in a Maildir. Raises `UserError` where it is none."""
        return read_bounces(self.store, parts.bounce_folder(folder), self.now())

    def roll(self) -> Roll:
        return Roll(self.store, lambda: self.labels, self.now)

    def address(self, message: bytes, delivery: Delivery) -> bytes:
        """The whole message for one recipient."""
        from ldn_watch.render.messages.email import address, unsubscribe_uri

        readers = delivery.digest not in (OPERATOR, LETTERS)  # who is no subscriber has nothing to leave
        unsubscribe = unsubscribe_uri(self.config.unsubscribe, delivery.digest) if readers else ""
        return address(message, delivery.recipient, delivery.message_id, unsubscribe)

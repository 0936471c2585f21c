"""Archive and ledger -> the pages that list citations, and the lists to take along.

Comes in: a `Store` (reading only), the labels, what is shown; a scope, a month; what changed. Goes out:
public files, those that are none any more with None. Raises `StoreError` where the database cannot be read.

A citation that is new touches the first page of each of its scopes, and the pages of its year there; which
years changed is the store's to say. Whether a list was so short that it stood on its first page alone, nobody
knows any more: near that length all its years are rendered, or removed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from ldn_watch.model import Archived, Labels, Relevance, pmid_of
from ldn_watch.plans import Scope, Shelved
from ldn_watch.ports import Store
from ldn_watch.stages.files import PublicFile
from ldn_watch.stages.shown import Shown

if TYPE_CHECKING:
    from ldn_watch.render.pages.frame import Frame
    from ldn_watch.render.pages.row import Card
    from ldn_watch.render.pages.scope import ScopeView

BATCH = 500


@dataclass(frozen=True, slots=True)
class Touched:
    """What changed: which citations, and the years of one scope; `years` None: everything."""

    uids: tuple[str, ...] = ()
    years: frozenset[str] | None = None


def path_of(scope: Scope) -> str:
    """`conditions/fibromyalgia.html`, `groups/pain.html`."""
    return f"conditions/{scope.condition}.html" if scope.condition else f"groups/{scope.group}.html"


def plan_years(shelf: Sequence[Shelved], touched: Touched, room: int) -> frozenset[str]:
    """The years, as the store names them, whose pages are to be rendered where there are such pages.

    `room`: so many citations may stand on the first page alone. Each changed citation may have been one
    that was not here before: a list that is now that little longer may have had no pages of years.
    """
    years = frozenset(one.year for one in shelf)
    if touched.years is None or len(shelf) - len(touched.uids) <= room:
        return years
    return years & touched.years


@dataclass
class Lists:
    """The parts of one publishing's lists; what was made for one page is kept for the next.

    `there`: which files stand already whose names begin so (`conditions/gout-`); it is asked for what may
    have to go. `read`: the text of one of them, "" where it is not there. `shown`: the hours that are told.
    """

    store: Store
    labels: Labels
    relevance: frozenset[Relevance]
    to_frame: Callable[[str], Frame]
    shown: Shown
    there: Callable[[str], Iterable[str]] = lambda _: ()
    read: Callable[[str], str] = lambda _: ""
    known: dict[str, Card] = field(default_factory=dict)
    pieces: dict[tuple[str, bool], dict[str, str]] = field(default_factory=dict)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many citations each condition and group has."""
        return self.store.tag_counts(self.relevance)

    def cards(self, uids: Sequence[str]) -> tuple[Card, ...]:
        """These citations in this order, ready for lists."""
        from ldn_watch.render.pages.row import to_card

        for some in batched([uid for uid in uids if uid not in self.known]):
            self.known |= {uid: to_card(one, self.labels) for uid, one in self.shown.load(some).items()}
        return tuple(self.known[uid] for uid in uids)

    # --- conditions and groups -------------------------------------------------------------------------

    def scope(self, scope: Scope, touched: Touched) -> Iterator[PublicFile]:
        """The pages of a condition or a group, and its lists."""
        from ldn_watch.render.pages.row import to_year
        from ldn_watch.render.pages.scope import MOST_ON_FIRST_PAGE, YearView, render_scope, render_year

        shelf = self.store.shelf(self.relevance, scope)
        frame = self.to_frame(path_of(scope))
        page, is_whole = render_scope(self.view(scope, shelf), self.labels, frame)
        yield frame.path, page
        years = by_year(shelf) if not is_whole else {}
        due = {to_year(year) for year in plan_years(shelf, touched, MOST_ON_FIRST_PAGE)}
        names = set[str]()
        for year in sorted(due & years.keys()):
            view = YearView(scope.condition, scope.group, year, self.cards(years[year]))
            for name, body in render_year(view, self.labels, frame):
                names.add(name)
                yield name, body
        yield from self.outlived(years.keys() - due, names, frame.path.removesuffix(".html"))
        yield from self.take_along(scope, [one.uid for one in shelf], touched)

    def outlived(self, kept: Collection[str], names: Collection[str], stem: str) -> Iterator[PublicFile]:
        """The pages of years that are none any more: of no year `kept`, none of the `names` made now."""
        of_year = re.compile(rf"{re.escape(stem)}-(\d{{4}}|undated)(?:-\d+)?\.html")
        for name in self.there(f"{stem}-"):
            found = of_year.fullmatch(name)
            if found and name not in names and found[1].replace("undated", "") not in kept:
                yield name, None

    def parts(self, stem: str, pages: Mapping[str, bytes]) -> Iterator[PublicFile]:
        """The pages of one list, and the parts of it that are none any more."""
        yield from pages.items()
        for name in self.there(stem):
            if re.fullmatch(rf"{re.escape(stem)}(-\d+)?\.html", name) and name not in pages:
                yield name, None

    def view(self, scope: Scope, shelf: Sequence[Shelved]) -> ScopeView:
        from ldn_watch.render.pages.literature import RANDOMISED, SYNTHESES, Number
        from ldn_watch.render.pages.row import to_year
        from ldn_watch.render.pages.scope import FIRST, ScopeView, most_of_a_section

        most = most_of_a_section(len(shelf))
        numbers = Counter((to_year(one.year), one.study_type) for one in shelf)

        def newest(of: Callable[[str], bool]) -> tuple[Card, ...]:
            return self.cards([one.uid for one in shelf if of(one.study_type)][:most])

        return ScopeView(
            scope.condition,
            scope.group,
            tuple(Number(*key, count) for key, count in sorted(numbers.items())),
            newest(SYNTHESES.__contains__),
            newest(RANDOMISED.__contains__),
            newest(lambda kind: kind not in FIRST),
            self.counts if scope.group else None,
        )

    def take_along(self, scope: Scope, uids: Sequence[str], touched: Touched) -> Iterator[PublicFile]:
        """`lists/ID.ris`, ...: the whole list, newest first, for reference managers and spreadsheets."""
        from ldn_watch.render.cite.along import EXTENSIONS, MOST_WITH_ABSTRACTS, head_of
        from ldn_watch.render.pages.scope import MOST_LISTED

        whole = len(uids) <= MOST_WITH_ABSTRACTS
        was_whole_too = abs(len(uids) - MOST_WITH_ABSTRACTS) > len(touched.uids)
        names = {extension: f"lists/{scope.condition or scope.group}.{extension}" for extension in EXTENSIONS}
        if not 0 < len(uids) <= MOST_LISTED:
            yield from ((name, None) for name in names.values())
            return
        if was_whole_too and touched.years is not None:
            self.take_pieces(names, touched, whole=whole)
        self.make_pieces(uids, whole=whole)
        for extension, name in names.items():
            pieces = self.pieces[extension, whole]
            yield name, "".join([head_of(extension), *(pieces[pmid_of(uid)] for uid in uids)]).encode()

    def take_pieces(self, names: Mapping[str, str], touched: Touched, *, whole: bool) -> None:
        """Take from the files that stand already, by their extensions, the pieces of what did not change."""
        from ldn_watch.render.cite.along import read_pieces

        changed = {pmid_of(uid) for uid in touched.uids}
        for extension, name in names.items():
            old = read_pieces(extension, self.read(name))
            made = self.pieces.setdefault((extension, whole), {})
            made |= {pmid: piece for pmid, piece in old.items() if pmid not in changed}

    def make_pieces(self, uids: Sequence[str], *, whole: bool) -> None:
        """A piece of each of these citations for each kind of list; each citation is read once for all."""
        from ldn_watch.render.cite.along import EXTENSIONS, to_pieces

        made = {extension: self.pieces.setdefault((extension, whole), {}) for extension in EXTENSIONS}
        lacking = [uid for uid in uids if any(pmid_of(uid) not in one for one in made.values())]
        for some in batched(lacking):
            known = self.shown.load(some).values()
            for extension, one in made.items():
                one.update(to_pieces(extension, known, whole=whole))

    # --- months, retractions ----------------------------------------------------------------------------

    def month(self, month: str) -> Iterator[PublicFile]:
        """The pages of a month, `2026-11`; where nothing is left of it they go."""
        from ldn_watch.render.pages.news import render_month
        from ldn_watch.stages.events import is_mere_pagination

        lines = self.shown.month(self.relevance, month)
        told = [line for line in lines if not is_mere_pagination(line.event)]
        stem = f"months/{month}"
        pages = dict(render_month(month, told, self.labels, self.to_frame(f"{stem}.html")))
        yield from self.parts(stem, pages)

    def retractions(self) -> Iterator[PublicFile]:
        """The pages of what is retracted, in doubt or removed."""
        from ldn_watch.render.pages.news import render_retractions

        pages = dict(render_retractions(self.grave, self.labels, self.to_frame("retractions.html")))
        yield from self.parts("retractions", pages)

    @cached_property
    def grave(self) -> tuple[Archived, ...]:
        """What is retracted, in doubt or removed, newest publication first."""
        uids = self.store.grave(self.relevance)
        known = self.shown.load(uids)
        return tuple(known[uid] for uid in uids)


def by_year(shelf: Sequence[Shelved]) -> dict[str, list[str]]:
    """The uids of each year of publication, in their order; "" where none is known."""
    from ldn_watch.render.pages.row import to_year

    found: dict[str, list[str]] = {}
    for one in shelf:
        found.setdefault(to_year(one.year), []).append(one.uid)
    return found


def batched(uids: Sequence[str]) -> Iterator[Sequence[str]]:
    """So many at a time as are held in memory whole."""
    return (uids[start : start + BATCH] for start in range(0, len(uids), BATCH))

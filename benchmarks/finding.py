"""What the search in the browser costs: making its index, changing it, and what a reader's browser loads.

How to read it. `whole` makes the index of 15,000 citations from records that are in memory and writes it;
`5 new` changes it by five citations; `same` makes it again and finds nothing to write: every byte is as it
was. Seconds are of the wall clock, files synced to the disk; `RSS` is the most that the process held before
and after. The browser's table counts the bytes that Chromium got over HTTP, uncompressed, from opening the
page with a query to its first results; a server that compresses sends about half. It needs playwright and
a Chromium.
"""

from __future__ import annotations

import random
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.browser.served import CHROMIUM, Watched, chromium, serving

from benchmarks.citations import citations
from benchmarks.judging import diseases
from ldn_watch.render.pages.finding import Named, SearchRecord, Topic
from ldn_watch.render.pages.frame import Frame, assets
from ldn_watch.render.pages.search import render_search
from ldn_watch.rulebooks import read_rulebook
from ldn_watch.rules.knowledge import Condition, Rules
from ldn_watch.stages.files import write_changed
from ldn_watch.stages.index import SearchIndex

COUNT = 15_000
# The sentences of benchmarks.citations use few words; PubMed's abstracts use many, most of them rarely. Each
# gets 45 more out of 60,000, as often as Zipf's law has it, so that the index is as large as a real one.
RARE, NAMES, SPRINKLED = 60_000, 15_000, 45
_SYLLABLES = (
    "ba be bi bo bu ca ce ci co cra cu da de di do dra ei er fa fe fi fo ga ge gi glo gra ha he hi ho hy ia "
    "in io is ka ki ko la le li lo ly ma me mi mo mu my na ne ni no nu ol on or os pa pe phi po pra psi ra "
    "re rho ri ro sa se si so sta sy ta te thi to tra tri tu ul um ur va ve vi vo xa xi ya ze zo"
)
_STUDIES = ("rct", "review", "case-report", "cohort", "animal", "other")


def words(chance: random.Random, count: int) -> list[str]:
    """So many made-up words, each its own, in random order."""
    made: dict[str, None] = {}
    syllables = _SYLLABLES.split()
    while len(made) < count:
        made["".join(chance.choices(syllables, k=chance.choice((2, 3, 3, 4, 4, 5))))] = None
    return list(made)


def zipf(count: int, flat: int) -> list[float]:
    return list(accumulate(1 / (place + flat) for place in range(count)))


def records(count: int, rulebook: Rules) -> Iterator[SearchRecord]:
    """Made-up citations as the index gets them; the same ones every time."""
    chance = random.Random(20261125)
    rare, names = words(chance, RARE), words(chance, NAMES)
    often, known = zipf(RARE, 10), zipf(NAMES, 50)
    subjects = diseases(rulebook)
    pmids = sorted(chance.sample(range(1_000_000, 42_000_000), count))  # spread as PubMed's are
    for pmid, citation in zip(pmids, citations(count, subjects), strict=True):
        text = " ".join(part.text for part in citation.abstract).split(" ")
        for word in chance.choices(rare, cum_weights=often, k=SPRINKLED):
            text.insert(chance.randrange(len(text)), word)
        people = chance.choices(names, cum_weights=known, k=chance.randint(1, 9))
        journal = names[chance.randrange(800)].capitalize()
        year = chance.randint(1985, 2026)
        yield SearchRecord(
            pmid,
            citation.title,
            citation.vernacular_title,
            f"Journal of {journal}. {year};7(4):207-217",
            year,
            f"Mar {year}",
            tuple(f"{name.capitalize()} {chance.choice('ABEJKMS')}" for name in people),
            " ".join(text),
            tuple(term.name for term in citation.keywords),
            f"10.{chance.randint(1000, 9999)}/j.{chance.choice(rare)}.{pmid}",
            topics(chance.sample(subjects, chance.randint(1, 3)), rulebook),
            Named(*[chance.choice(_STUDIES)] * 2),
            is_preprint=chance.random() < 0.03,
            is_retracted=chance.random() < 0.005,
            is_about_children=chance.random() < 0.05,
        )


def topics(chosen: Sequence[Condition], rulebook: Rules) -> tuple[Topic, ...]:
    labels = rulebook.labels()
    return tuple(Topic(one.id, one.label, Named(one.group, labels.groups[one.group])) for one in chosen)


def timed(name: str, folder: Path, files: Iterator[tuple[str, bytes | None]]) -> None:
    begun, used = time.perf_counter(), time.process_time()
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    written = write_changed(folder, files)
    seconds, used = time.perf_counter() - begun, time.process_time() - used
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"   {name:<9}{seconds:6.2f} s, {used:5.2f} of CPU {written:>6,} files written", end="")
    print(f"   RSS {held // 1024} -> {most // 1024} MB")


def main() -> None:
    every = list(records(COUNT, read_rulebook()))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        old, new = every[:-5], every[-5:]
        print(f"The index of {COUNT:,} citations")
        timed("whole", folder, SearchIndex(folder, lambda: iter(old)).whole())
        timed("5 new", folder, SearchIndex(folder, lambda: iter(every)).since(new))
        timed("same", folder, SearchIndex(folder, lambda: iter(every)).files())
        sizes(folder)
        if CHROMIUM:
            browse(folder)


def sizes(folder: Path) -> None:
    files = {path.relative_to(folder).as_posix(): path.stat().st_size for path in folder.rglob("*.*")}
    print(f"   {sum(files.values()) / 1e6:.1f} MB in {len(files):,} files")
    for part in ("search/table", "search/known", "search/words/", "search/texts/"):
        some = [size for name, size in files.items() if name.startswith(part)]
        print(
            f"   {part:<14} {len(some):>5} files, {sum(some) / 1e3:>9,.0f} KB, most {max(some) / 1e3:,.0f} KB"
        )


# --- the browser --------------------------------------------------------------------------------------

QUERIES = (
    "naltrexone",
    "fibromyalgia",
    "low-dose naltrexone fibromyalgia",
    "sjögren",
    "pain",
    "fibromialgia",
)
SLIPS = {
    "fibromialgia": "fibromyalgia", "fibromylagia": "fibromyalgia", "fybromyalgia": "fibromyalgia",
    "naltrexon": "naltrexone", "naltraxone": "naltrexone", "sjorgen": "sjogren", "chron": "crohn",
    "psoriasys": "psoriasis", "excema": "eczema", "artritis": "arthritis", "sclerosys": "sclerosis",
    "lupis": "lupus", "hasimoto": "hashimoto", "migrane": "migraine", "neuropaty": "neuropathy",
    "depresion": "depression", "endometriosus": "endometriosis", "sarcodosis": "sarcoidosis",
    "collitis": "colitis", "parkinsin": "parkinson",
}  # fmt: skip
_FIND = """async words => {
    const { Index } = await import("./assets/search-index.js");
    const index = await new Index("search").open();
    const found = [];
    for (const word of words) {
        const { scores, matches } = await index.find(word);
        const best = [...scores].sort((a, b) => b[1] - a[1]).map(([pmid]) => pmid);
        found.push({ best, mended: matches[0]?.mended?.word ?? "" });
    }
    return found;
}"""


def browse(folder: Path) -> None:
    """What a reader's browser loads, and which slips of the pen it mends."""
    page = render_search(Frame("LDN Watch", "", "search.html"))
    write_changed(folder, [("search.html", page), *assets()])
    with serving(folder) as address, chromium() as browser:
        print("\nFrom opening the page to its first results, nothing kept from before")
        for query in QUERIES:
            loaded(browser, f"{address}search.html?{urlencode({'q': query})}", query)
        for name, query in worst(folder):
            loaded(browser, f"{address}search.html?{urlencode({'q': query})}", name)
        slips(browser, f"{address}search.html")


def worst(folder: Path) -> Iterator[tuple[str, str]]:
    """Queries that nobody types, made to load as much as can be: by what they are, with the query."""
    files = sorted((folder / "search/words").iterdir(), key=lambda path: -path.stat().st_size)
    heavy = list(filter(None, map(longest, files)))
    for count in (3, 5, 10, 40):
        yield f"{count} words of the largest files", " ".join(heavy[:count])
        yield f"the same {count}, each misspelt", " ".join(map(misspelt, heavy[:count]))
    yield f"{len(SLIPS)} usual slips", " ".join(SLIPS)


def longest(path: Path) -> str:
    """The word of the file that most citations have and that can be misspelt; "" where none is."""
    lines = dict(line.split(" ") for line in path.read_text().splitlines())
    found = (word for word in lines if len(word) > 6 and word.isalpha())
    return max(found, key=lambda word: len(lines[word]), default="")


def misspelt(word: str) -> str:
    """Without its fifth letter: still in the same file."""
    return word[:4] + word[5:]


def loaded(browser: Any, address: str, query: str) -> None:
    context = browser.new_context()
    watched = Watched(context.new_page())
    begun = time.perf_counter()
    watched.page.goto(address)
    watched.page.wait_for_selector("main:has(#told:not(:has(a))):has(#results:not([aria-busy]))")
    seconds = time.perf_counter() - begun
    size, asked = watched.bytes / 1e3, len(watched.asked)
    rows, told = (watched.page.locator(one).count() for one in ("#results li", "#notes p"))
    print(
        f"   {query:<34}{size:>6,.0f} KB in {asked} requests, {seconds:.2f} s, {rows} shown, {told} remarks"
    )
    context.close()


def slips(browser: Any, address: str) -> None:
    """How many of the right word's citations the wrong one finds, in all and among its first ten."""
    page = browser.new_page()
    page.goto(address)
    wrong, right = page.evaluate(_FIND, list(SLIPS)), page.evaluate(_FIND, list(SLIPS.values()))
    print("\nWords misspelt: taken for, citations of the right word found, of its first ten found first")
    whole = 0
    for slip, got, meant in zip(SLIPS, wrong, right, strict=True):
        share = len(set(got["best"]) & set(meant["best"])) / max(1, len(meant["best"]))
        first = sum(pmid in meant["best"] for pmid in got["best"][:10])
        whole += share == 1
        mended = got["mended"] or "-"
        print(f"   {slip:<16}{mended:<16}{share:>6.0%} of {len(meant['best']):>6,}{first:>4} of 10")
    print(f"   {whole} of {len(SLIPS)} find all that the right word finds")


if __name__ == "__main__":
    main()

"""What publishing costs: 12,000 citations from scratch, all of them again unchanged, and 5 new ones.

CPU seconds (user and system) of this process, the peak of its memory, and what is on the disk; the machine
may be shared, so the time by the clock says less. Each in a process of its own, for its own peak.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from benchmarks.citations import citations
from benchmarks.rates import NOW, fill, revision
from ldn_watch import __version__
from ldn_watch.model import AbstractSection, Author, Citation, Dates, Journal, Relevance, Substance, Term
from ldn_watch.rulebooks import read_rulebook
from ldn_watch.rules.assess import assess
from ldn_watch.stages.publish import Publisher, PublishSettings
from ldn_watch.store.sqlstore import SqlStore, open_store

COUNT, NEW = 12_000, 5
# Conditions that a citation names. With the broader ones these are 2.8 tags in 4.9 scopes; 862 abstracts of
# PubMed have 1.4 in 2.4, 53 titles judged by hand 1.7. With 3 each, 4.9 in 8.4, it takes a third longer.
SUBJECTS = (1,)
SETTINGS = PublishSettings(
    "LDN watch", "https://ldn.example.org", frozenset({Relevance.FOCUS, Relevance.POSSIBLE})
)
_FAMILIES = (
    "Müller",
    "Okafor",
    "Nguyen",
    "García",
    "Smith",
    "Kowalski",
    "Ólafsson",
    "Tanaka",
    "Rossi",
    "Haddad",
)


def dressed(citation: Citation, number: int) -> Citation:
    """The made-up citation with what a record of PubMed has besides: authors, journal, dates, ids."""
    day = date(2004, 1, 1) + timedelta(days=number * 8000 // COUNT)
    authors = tuple(Author(_FAMILIES[(number + at) % 10], "Ann B", "AB") for at in range(3 + number % 6))
    return replace(
        citation,
        # All relevant, as the worst case: what is not has no page.
        title=citation.title
        if "naltrexone" in citation.title.lower()
        else f"Low-dose naltrexone. {citation.title}",
        abstract=citation.abstract or (AbstractSection("Low-dose naltrexone."),),
        authors=authors,
        journal=Journal("Journal of made-up medicine", "J Made Up Med", "1234-5678", "1", "7", "3", "101-9"),
        languages=("eng",),
        publication_types=(
            Term("Journal Article", "D016428"),
            Term("Randomized Controlled Trial", "D016449"),
        ),
        substances=(Substance("Naltrexone", "D009271", "5S6W795CQM"),),
        dates=Dates(entrez=day, pubmed=day, published=day.isoformat(), published_as_given=str(day.year)),
        doi=f"10.9999/made.{number}",
        pmc=f"PMC{1_000_000 + number}",
    )


def archive(folder: Path) -> SqlStore:
    """The archive, filled on the first call."""
    path = folder / "ldn-watch.sqlite3"
    is_new = not path.exists()
    store = open_store(path, app_version=__version__, now=NOW)
    if is_new:
        add(store, 0, COUNT)
    return store


def add(store: SqlStore, first: int, last: int) -> None:
    """The made-up citations [first, last), judged by the shipped rules."""
    rules = read_rulebook()
    made = citations(last, rules.conditions, SUBJECTS)[first:last]
    whole = [dressed(one, number) for number, one in enumerate(made, first)]
    fill(store, [revision(one, b"<PubmedArticle/>", assess(one, rules)) for one in whole])


def publish(folder: Path, *, force: bool) -> None:
    """One publishing, told in a line."""
    store = archive(folder)
    begun, clock = time.process_time(), time.perf_counter()
    written = Publisher(store, folder / "public", read_rulebook().labels(), SETTINGS).run(NOW, force=force)
    cpu, clock = time.process_time() - begun, time.perf_counter() - clock
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{written:>6,} files  {cpu:6.1f} s CPU  {clock:6.1f} s  {peak:4.0f} MB at most", flush=True)
    store.close()


def sizes(folder: Path) -> None:
    """What lies on the disk."""
    found = [path.stat().st_size for path in (folder / "public/citations").glob("*.html")]
    whole = sum(path.stat().st_size for path in (folder / "public").rglob("*") if path.is_file())
    print(f"citation pages: {len(found):,}, mean {sum(found) / len(found) / 1024:.1f} KB, ", end="")
    print(f"largest {max(found) / 1024:.1f} KB; the site {whole / 2**20:.0f} MB")


def main() -> None:
    """All of it, in a folder of its own or in that of BENCH_FOLDER, where the archive is kept."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(os.environ.get("BENCH_FOLDER", name))
        archive(folder).close()
        for step in ("scratch", "again", "new"):
            print(f"{step:<8}", end="", flush=True)
            subprocess.run([sys.executable, "-m", "benchmarks.pages", step, str(folder)], check=True)
        sizes(folder)


def step(name: str, folder: Path) -> None:
    """One of the steps, in this process."""
    if name == "new":
        store = archive(folder)
        known = store.counts().citations  # more than COUNT in a folder that is kept
        add(store, known, known + NEW)
        store.close()
    publish(folder, force=name == "again")


if __name__ == "__main__":
    step(sys.argv[1], Path(sys.argv[2])) if len(sys.argv) > 2 else main()

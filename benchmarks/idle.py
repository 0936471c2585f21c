"""What an idle run costs as a whole process, with 1,000 and with 100,000 archived citations.

Measured twice: where the query matches 1,000 whatever is archived, and where it matches all of it.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.rates import fill, raw_records, revision
from ldn_watch import __version__
from ldn_watch.demo.catalogue import Catalogue
from ldn_watch.demo.records import synthetic_records
from ldn_watch.demo.replica import Replica
from ldn_watch.model import Citation, Relevance, Verdict
from ldn_watch.sources.pubmed_xml import read_record
from ldn_watch.store.sqlstore import open_store

RUNS = 5
CONFIG = """
[pubmed]
email = "bench@example.org"
base_url = "{url}"
query = "naltrexon*[tiab]"
max_new = 1000000
requests_per_second = 200
"""


def archive(folder: Path, pmids: list[int]) -> None:
    """An archive that holds `pmids`; the records are one record under many names."""
    raw = raw_records(1)[0]
    model = read_record(raw)
    verdict = Verdict(Relevance.POSSIBLE, rulebook="bench")
    now = datetime.now(UTC)
    store = open_store(folder / "state" / "ldn-watch.sqlite3", app_version=__version__, now=now)
    citations = [
        Citation(f"pmid:{pmid}", model.title, abstract=model.abstract, dates=model.dates) for pmid in pmids
    ]
    fill(store, [revision(citation, raw, verdict) for citation in citations])
    store.close()


def run_cpu(folder: Path) -> float:
    """CPU seconds of one `ldn-watch run-once`, start-up included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "ldn_watch", "--config", str(folder / "config.toml"), "run-once"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def idle(archived: int, matched: int) -> float:
    """The median CPU seconds of an idle run."""
    records = synthetic_records(archived)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archive(folder, [record.pmid for record in records])
        with Replica(Catalogue(records[:matched]), today=datetime.now(UTC).date()) as replica:
            (folder / "config.toml").write_text(CONFIG.format(url=replica.url), encoding="utf-8")
            run_cpu(folder)  # the first run finds the cuts and renders the public files
            run_cpu(folder)
            return statistics.median(run_cpu(folder) for _ in range(RUNS))


def main() -> None:
    small = idle(1_000, 1_000)
    print(f"idle run, 1,000 archived, 1,000 matched     {small:.2f} s CPU")
    for matched in (1_000, 100_000):
        large = idle(100_000, matched)
        print(f"idle run, 100,000 archived, {matched:,} matched {large:.2f} s CPU, {large / small:.2f} times")

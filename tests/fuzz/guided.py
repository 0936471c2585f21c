"""The readers under inputs that coverage guides: `python -m tests.fuzz.guided READER SECONDS` (make fuzz).

In: the name of a reader. Out: libFuzzer's own report, exit 0 where nothing was found; else the exception and
the input (crash-*), to be kept as an example of test_fuzz_readers.py. atheris is no dependency of the
project: the Makefile installs it beside the pinned ones, in an environment of its own.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["ldn_watch", "tomllib"]):
    from ldn_watch.codec import from_json, to_json
    from ldn_watch.config.reading import load_config
    from ldn_watch.errors import Transient, UserError
    from ldn_watch.model import Fetched, Unreadable
    from ldn_watch.rulebooks import shipped_files
    from ldn_watch.rules.parsing import to_condition
    from ldn_watch.rules.reading import RuleFile
    from ldn_watch.sources.eutils import to_search_reply
    from ldn_watch.sources.pubmed_xml import read_or_keep, split_records

TESTS = Path(__file__).parents[1]
FOLDER = Path(tempfile.mkdtemp())


def said(lines: Iterable[str]) -> None:
    """Each problem is one line that a terminal may show."""
    assert all(line.isprintable() for line in lines)


def xml(data: bytes) -> None:
    """A record is read or kept, a set cut or refused, a search reply one or refused; nothing else."""
    record = read_or_keep(data)
    assert isinstance(record, Fetched | Unreadable)
    if isinstance(record, Fetched):
        assert from_json(to_json(record.citation)) == record.citation
    for reader in (split_records, to_search_reply):
        try:
            reader(data)
        except Transient as error:
            said([str(error)])


def config(data: bytes) -> None:
    """A configuration is read, or every problem of it is said."""
    path = FOLDER / "config.toml"
    path.write_bytes(data)
    try:
        load_config(path, {})
    except UserError as error:
        said([str(error), *error.problems])


def rules(data: bytes) -> None:
    """A file about a condition is taken, or what is wrong with it is said."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return
    problems: list[str] = []
    table = RuleFile("mine.toml", text, problems).parse()
    if table.values:
        to_condition(table)
    said(problems)


RULES = [text.encode() for _, text in sorted(shipped_files().items())]
TEMPLATE = (TESTS.parent / "config.toml").read_bytes()
READERS: dict[str, tuple[Callable[[bytes], None], list[bytes]]] = {
    "xml": (xml, [path.read_bytes() for path in sorted((TESTS / "data").glob("*.xml"))]),
    "config": (config, [TEMPLATE, TEMPLATE.replace(b'email = ""', b'email = "a@b.example"')]),
    "rules": (rules, RULES[:40]),
}


def main() -> None:
    name, seconds = sys.argv[1], sys.argv[2]
    reader, seeds = READERS[name]
    corpus = FOLDER / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(seeds):
        (corpus / str(number)).write_bytes(seed)
    longest = max(2048, *map(len, seeds))
    atheris.Setup(
        [sys.argv[0], f"-max_total_time={seconds}", f"-max_len={longest}", "-timeout=20", str(corpus)], reader
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()

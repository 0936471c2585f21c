"""export, search --format and cite on a fake watch: what they ask of it, what they print, how they end."""

from __future__ import annotations

import csv
import io
import json
import sys
from datetime import UTC, date, datetime

import pytest
import rispy

from ldn_watch.cli.terminal import write_text
from ldn_watch.model import Archived, Citation, Relevance, Tag, TagKind, Term, Verdict
from ldn_watch.plans import ExportQuery
from ldn_watch.render.cite.formats import FORMATS
from ldn_watch.render.cite.styles import STYLES as RENDERED
from ldn_watch.wording.citing import EXPORTS, FILES, STYLES
from tests.unit.fake_watch import _root_logger, folder, run

__all__ = ["_root_logger", "folder", "run"]

AT = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
VERDICT = Verdict(Relevance.FOCUS, tags=(Tag("fibromyalgia", "pain", TagKind.MENTION, ()),), study_type="rct")
HOSTILE = Archived(
    Citation("pmid:23359310", "Naltrexone \x1b[31mand\x9b2J \u202epain\r\nER  - "), VERDICT, AT, AT, "f"
)
RETRACTED = Archived(
    Citation("pmid:7", "=1+1", publication_types=(Term("Retracted Publication"),)), VERDICT, AT, AT, "f"
)
KNOWN = {"pmid:23359310": HOSTILE, "pmid:7": RETRACTED}


def test_the_names_are_those_that_are_rendered():
    assert set(FILES) == set(FORMATS)
    assert set(STYLES) == set(RENDERED)


# --- export ---------------------------------------------------------------------------------------


def test_export_asks_for_what_is_wanted(run):
    done = run(
        "export --format ris --condition fibromyalgia --study-type rct --since 2026-01-31 "
        "--relevance focus --relevance possible",
        export=iter(["TY  - JOUR\n", "ER  - \n"]),
    )
    both = frozenset({Relevance.FOCUS, Relevance.POSSIBLE})
    assert done.asked == [("export", "ris", ExportQuery("fibromyalgia", "rct", date(2026, 1, 31), both))]
    assert done.out == "TY  - JOUR\nER  - \n"
    assert run("export", export=iter([])).asked == [("export", "jsonl", ExportQuery())]


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("--condition fibromyalgi", 'did you mean "fibromyalgia"?'),
        ("--study-type rtc", 'did you mean "rct"?'),
        ("--since yesterday", "yesterday"),
        ("--relevance much", "'much' is not one of 'focus', 'possible', 'unrelated'"),
        ("--format xml", "'xml' is not one of 'jsonl', 'ris', 'bibtex', 'csl', 'csv', 'nbib'"),
    ],
)
def test_export_options_are_checked_before_anything_is_written(run, folder, option, words):
    done = run(f"export {option} --output out", export=iter([]))
    assert (done.code, done.out) == (2, "")
    assert words in done.err
    assert not (folder / "out").exists()


def test_a_table_keeps_its_line_ends_in_a_file(run, folder):
    assert run("export --format csv --output a.csv", export=FORMATS["csv"].render([RETRACTED])).code == 0
    raw = (folder / "a.csv").read_bytes()
    assert raw.count(b"\r\n") == raw.count(b"\n") == 2


def test_export_takes_what_is_wanted():
    assert ExportQuery().takes(HOSTILE)
    assert ExportQuery("fibromyalgia", "rct", date(2026, 11, 22), frozenset({Relevance.FOCUS})).takes(HOSTILE)
    for other in (
        ExportQuery("migraine"),
        ExportQuery(study_type="review"),
        ExportQuery(since=date(2026, 11, 23)),
        ExportQuery(relevance=frozenset({Relevance.POSSIBLE})),
    ):
        assert not other.takes(HOSTILE)


def test_a_pipe_that_nobody_reads_any_more_is_quiet(run, monkeypatch):
    def broken():
        yield "TY  - JOUR\n"
        raise BrokenPipeError

    monkeypatch.setattr("ldn_watch.cli.root.discard", lambda _stream: None)
    done = run("export --format ris", export=broken())
    assert (done.code, done.err) == (0, "")


def test_what_a_program_reads_is_utf_8_in_every_locale(monkeypatch):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii", errors="backslashreplace"))
    write_text(["Sjögren β\n"])
    assert raw.getvalue().decode() == "Sjögren β\n"


# --- search ---------------------------------------------------------------------------------------


def test_search_hands_on_what_it_found(run):
    records = rispy.loads(run("search x --format ris", search=[HOSTILE, RETRACTED]).out)
    assert [one["title"] for one in records] == ["Naltrexone [31mand2J pain ER -", "=1+1"]
    rows = [*csv.DictReader(io.StringIO(run("search x --format csv", search=[RETRACTED]).out))]
    assert (rows[0]["title"], rows[0]["retracted"]) == ("'=1+1", "yes")
    (line,) = run("search x --format jsonl", search=[HOSTILE]).out.splitlines()
    assert json.loads(line)["pmid"] == "23359310"
    assert run("search x --format csl", search=[]).out == "[]\n"
    assert run("search x --format ris", search=[]).out == ""


# --- cite -----------------------------------------------------------------------------------------


def test_cite(run):
    done = run("cite 7 PMID:23359310 7", archived=KNOWN)
    assert done.asked == [("archived", ("pmid:7", "pmid:23359310", "pmid:7"))]
    assert done.out == "=1+1. PMID: 7. RETRACTED.\nNaltrexone [31mand2J pain ER -. PMID: 23359310.\n"
    assert done.code == 0


@pytest.mark.parametrize("style", STYLES)
def test_cite_in_every_style(run, style):
    done = run(f"cite 7 --style {style}", archived=KNOWN)
    assert done.code == 0
    assert "=1+1" in done.out
    assert "etracted" in done.out.lower()


def test_cite_what_is_not_archived(run):
    done = run("cite 7 8 9", archived=KNOWN)
    assert (done.code, done.out) == (2, "")
    assert done.err == (
        "ldn-watch: PMID 8, 9 are not in the archive: the query does not match them, or no run saw them\n"
    )
    assert "PMID 8 is not in the archive" in run("cite 8", archived=KNOWN).err


def test_cite_in_no_style_says_which_there_are(run):
    done = run("cite 7 --style chicago", archived=KNOWN)
    assert (done.code, done.out) == (2, "")
    assert all(f"'{style}'" in done.err for style in STYLES)
    assert "PMID" in run("cite", archived=KNOWN).err


@pytest.mark.parametrize("style", [*EXPORTS, *STYLES])
def test_nothing_from_a_citation_commands_the_terminal(run, style):
    verb = f"cite 23359310 --style {style}" if style in STYLES else f"search x --format {style}"
    done = run(verb, archived=KNOWN, search=[HOSTILE])
    assert "Naltrexone" in done.out
    assert not set(done.out) & {"\x1b", "\x9b", "\u202e"}

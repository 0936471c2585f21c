"""The verbs against a fake watch: what they ask of it, what they print, how they end."""

import json
from datetime import UTC, date, datetime

import pytest

from ldn_watch import rulebooks
from ldn_watch.cli.root import root
from ldn_watch.model import (
    Archived,
    Citation,
    Event,
    EventKind,
    Relevance,
    RunOutcome,
    RunReport,
    Verdict,
)
from ldn_watch.plans import SearchQuery
from ldn_watch.rules.checking import Trial
from ldn_watch.stages.audit import AuditLine, AuditReport
from ldn_watch.stages.retag import Change
from ldn_watch.status import CheckLine
from tests.unit.fake_watch import _root_logger, folder, run

__all__ = ["_root_logger", "folder", "run"]

AT = datetime(2026, 11, 22, tzinfo=UTC)
VERDICT = Verdict(Relevance.FOCUS, dose="4.5 mg")
ARCHIVED = Archived(Citation("pmid:23359310", "Naltrexone \x1b[31mand\x9b2J pain"), VERDICT, AT, AT, "f")


def test_status(run):
    done = run("status", status={"citations": 2014, "last_success": None})
    assert done.code == 0
    assert done.out == "Citations     2,014\nLast success  never\n"
    assert json.loads(run("status --json", status={"citations": 1}).out) == {"citations": 1}


def test_search(run):
    done = run(
        "search low-dose Sjögren --condition fibromyalgia --study-type rct --since 2026-01-31 --limit 3",
        search=[ARCHIVED],
    )
    query = SearchQuery("low-dose Sjögren", "fibromyalgia", "rct", date(2026, 1, 31), 3)
    assert done.asked == [("search", query)]
    assert "23359310" in done.out
    assert max(len(line) for line in done.out.splitlines()) <= 80


def test_search_as_json(run):
    (found,) = json.loads(run("search x --format json", search=[ARCHIVED]).out)
    assert (found["pmid"], found["relevance"]) == ("23359310", "focus")
    assert run("search x --format json", search=[]).out == "[]\n"


def test_search_that_finds_nothing_says_so(run):
    assert run("search x", search=[]).out == "Nothing found.\n"
    assert run("-q search x", search=[]).out == ""


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("--condition fibromyalgi", '"fibromyalgi" is no condition: did you mean "fibromyalgia"?'),
        ("--study-type rtc", '"rtc" is no study type: did you mean "rct"?'),
        ("--since yesterday", "yesterday"),
        ("--limit 0", "0 is not in the range"),
        ("--format xml", "'xml' is not one of"),
    ],
)
def test_search_options_are_checked(run, option, words):
    done = run(f"search x {option}", search=[])
    assert (done.code, done.out) == (2, "")
    assert words in done.err


def test_show(run):
    events = [Event("pmid:23359310", EventKind.NEW, AT)]
    done = run("show PMID:23359310", show=(ARCHIVED, events))
    assert done.asked == [("show", "pmid:23359310")]
    assert "2026-11-22  new" in done.out
    assert run("show 1", show=None).code == 2
    assert "PMID 1 is not in the archive" in run("show 1", show=None).err


@pytest.mark.parametrize("verb", ["show 23359310", "search x", "explain 23359310", "retag", "audit"])
def test_nothing_from_a_citation_commands_the_terminal(run, verb):
    title = ARCHIVED.citation.title
    done = run(
        verb,
        show=(ARCHIVED, []),
        search=[ARCHIVED],
        explain=(ARCHIVED.citation, VERDICT),
        retag=[Change("pmid:1", title, (), ())],
        audit=AuditReport(1, 0, missing=(AuditLine("pmid:1", title, "why"),)),
    )
    assert "Naltrexone" in done.out
    assert not set(done.out) & {"\x1b", "\x9b"}


@pytest.mark.parametrize("pmid", ["12x", "-", "٣", "9" * 5000, ""])
def test_what_is_no_pmid_is_refused(run, pmid):
    done = run(["show", "--", pmid], show=None)
    assert done.code == 2
    assert "is no PMID" in done.err


def test_explain_a_citation_or_a_text(run):
    done = run("explain 23359310", explain=(ARCHIVED.citation, VERDICT))
    assert done.out.startswith("Title")
    assert "4.5 mg" in done.out
    text = run(["explain", "--text", "Low-dose naltrexone for migraine"])
    assert text.asked == []
    assert text.out.startswith("Relevance")
    assert "Migraine (topic)" in " ".join(text.out.split())
    assert run("explain 1", explain=None).code == 2


@pytest.mark.parametrize("line", [["explain"], ["explain", "1", "--text", "x"]])
def test_explain_takes_one_of_the_two(run, line):
    assert "one of the two" in run(line).err


def test_rules_check(run, folder, monkeypatch):
    asked = []
    fine = Trial("a.toml:3", "Some title", "a", "a")
    monkeypatch.setattr(rulebooks, "try_rules", lambda rules: asked.append(rules) or ([fine], []))
    (folder / "mine").mkdir()
    with (folder / "config.toml").open("a", encoding="utf-8") as config:
        config.write('\n[rules]\nfolder = "mine"\n')
    assert run("rules check").code == 0
    assert asked[0].name == "mine"
    (folder / "config.toml").unlink()
    assert run("rules check").code == 0
    assert asked[1] is None
    assert run("--config nope.toml rules check").code == 2
    bad = Trial("a.toml:5", "Another", "a", "no a")
    monkeypatch.setattr(rulebooks, "try_rules", lambda _: ([fine, bad], ["b.toml:2: in conflict"]))
    failed = run("rules check")
    assert failed.code == 2
    assert failed.err == (
        "ldn-watch: the rules have 2 problems\n"
        '  a.toml:5: "Another" should give a, but: no a\n'
        "  b.toml:2: in conflict\n"
    )


def test_retag(run):
    done = run("retag --dry-run", retag=[Change("pmid:1", "T", ("a",), ("b",))])
    assert done.asked == [("retag", {"dry_run": True, "announce": False})]
    assert done.out == "1  T\n  + a\n  - b\n1 citation would change.\n"
    quiet = run("-q retag --announce", retag=[])
    assert quiet.asked == [("retag", {"dry_run": False, "announce": True})]
    assert quiet.out == ""


def test_audit(run):
    report = AuditReport(2, 1, missing=(AuditLine("pmid:1", "", "not seen"),))
    assert "Matched there, missing here: 1" in run("audit", audit=report).out
    found = json.loads(run("audit --json", audit=report).out)
    assert found["missing"] == [{"uid": "pmid:1", "title": "", "why": "not seen"}]


def test_deliver(run):
    done = run("-v deliver --retry --release weekly", deliver=RunReport(RunOutcome.NOTHING_NEW, sent=2))
    assert done.asked == [("deliver", {"retry": True, "release": "weekly", "discard": "", "unsuppress": ""})]
    assert done.out == "Mail: 2 sent\n"
    assert run("-v deliver", deliver=RunReport(RunOutcome.NOTHING_NEW)).out == "Nothing to send.\n"
    failed = run("deliver --json", deliver=RunReport(RunOutcome.NOTHING_NEW, deferred=1))
    assert failed.code == 4
    assert json.loads(failed.out)["digests"]["deferred"] == 1
    assert "outcome" not in json.loads(failed.out)


def test_rebuild(run):
    assert run("-v rebuild", rebuild=152).out == "152 files written.\n"
    assert run("rebuild", rebuild=152).out == ""


def test_check(run):
    well = run("check --send-test me@example.org", check=[CheckLine(ok=True, text="PubMed answers")])
    assert well.asked == [("check", "me@example.org")]
    assert (well.code, well.out) == (0, "ok    PubMed answers\n")
    wrong = run(
        "-q check", check=[CheckLine(ok=True, text="a"), CheckLine(ok=False, text="PubMed: HTTP 503")]
    )
    assert (wrong.code, wrong.out, wrong.err) == (2, "", "WRONG PubMed: HTTP 503\n")


def test_export(run, folder):
    lines = ['{"pmid": "1", "title": "Sjögren \x9b"}', '{"pmid": "2"}']
    done = run("export --format jsonl", export=iter(lines))
    assert done.out == '{"pmid": "1", "title": "Sjögren \\u009b"}\n{"pmid": "2"}\n'
    assert run("export --output out.jsonl", export=iter(lines)).out == ""
    written = (folder / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in written] == [json.loads(line) for line in lines]
    assert not (folder / "out.jsonl.part").exists()


def test_half_an_export_never_gets_its_name(run, folder):
    def broken():
        yield "{}"
        raise OSError(28, "No space left on device", "out.jsonl.part")

    done = run("export --output out.jsonl", export=broken())
    assert done.code == 2
    assert "out.jsonl cannot be written (No space left on device)" in done.err
    assert not (folder / "out.jsonl").exists()


def test_init(run, folder, capsys):
    done = run("--config new.toml init")
    assert done.code == 0
    assert len(done.out.splitlines()) == 4
    assert (folder / "new.toml").exists()
    assert (folder / "state").is_dir()
    again = run("init")
    assert again.code == 2
    assert "config.toml is there already" in again.err
    assert run("-q --config other.toml init").out == ""


def test_the_environment_may_name_the_configuration(run, folder, monkeypatch):
    (folder / "config.toml").rename(folder / "else.toml")
    monkeypatch.setenv("LDN_WATCH_CONFIG", str(folder / "else.toml"))
    assert run("status", status={}).opened[0][0].path == folder / "else.toml"


def test_help_names_every_verb_and_an_empty_line_shows_it(run):
    shown = run("--help")
    assert shown.code == 0
    assert all(verb in shown.out for verb in root.commands)
    nothing = run("")
    assert nothing.code == 2
    assert "Usage: ldn-watch" in nothing.out
    assert run("--version").out.startswith("ldn-watch, version ")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("fetch", "No such command 'fetch'"),
        ("--confg x", "Did you mean '--config'"),
        ("show", "Missing argument 'PMID'"),
        ("-v -q status", "contradict"),
    ],
)
def test_usage_mistakes_are_one_line(run, line, words):
    done = run(line)
    assert (done.code, done.out) == (2, "")
    assert words in done.err.replace('"', "'")
    assert done.err.count("\n") == 1

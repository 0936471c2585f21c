"""run-once and the daemon verb: silence from cron, a summary on a terminal, one object for machines,
one clear line and the right exit code for whatever fails.
"""

import errno
import json
import os
import pty
import subprocess
import sys
import threading
from datetime import UTC, datetime

import pytest

from ldn_watch import cli, daemon, parts
from ldn_watch.cli import session, terminal
from ldn_watch.errors import Blocked, LeaseHeld, SourceError, StoreError, Transient, UserError
from ldn_watch.model import RunOutcome, RunReport
from tests.unit.fake_watch import CONFIG, _root_logger, folder, run

__all__ = ["_root_logger", "folder", "run"]

WHEN = datetime(2026, 3, 2, tzinfo=UTC)
WELL = RunReport(RunOutcome.NOTHING_NEW, matched=5, requests=1)
COULD_NOT = RunReport(RunOutcome.COULD_NOT_LOOK, error="HTTP 503")


@pytest.fixture
def seen(monkeypatch):
    monkeypatch.setattr(session, "is_seen", lambda _stream: True)


@pytest.mark.parametrize("report", [WELL, RunReport(RunOutcome.NEW, 5, 2, 2, sent=1, warnings=("w",))])
def test_from_cron_a_good_run_says_nothing(run, report):
    done = run("run-once", run_once=report)
    assert (done.code, done.out, done.err) == (0, "", "")
    assert done.asked == [("run_once", {"dry_run": False, "accept_census": False})]


def test_on_a_terminal_there_is_a_summary(run, seen):
    done = run("run-once", run_once=WELL)
    assert done.out == "Nothing new (PubMed answered, 5 citations matched, 0 fetched)\n1 request, 0.0 s\n"
    assert run("-q run-once", run_once=WELL).out == ""


def test_verbose_asks_for_the_summary_too(run):
    assert run("-v run-once", run_once=WELL).out.startswith("Nothing new")


def test_options_reach_the_watch(run):
    done = run("run-once --dry-run --accept-census", run_once=WELL)
    assert done.asked == [("run_once", {"dry_run": True, "accept_census": True})]


@pytest.mark.parametrize(
    ("report", "code", "words"),
    [
        (COULD_NOT, 3, "could not look: HTTP 503"),
        (RunReport(RunOutcome.COULD_NOT_LOOK, deferred=1), 3, "could not look"),
        (RunReport(RunOutcome.NEW, deferred=1), 4, "1 mail not delivered: 1 kept and tried again"),
        (RunReport(RunOutcome.NEW, refused=2), 4, "2 mails not delivered"),
        (RunReport(RunOutcome.NEW, failures=("publish: x",)), 4, "publish: x; what is owed is kept"),
        (RunReport(RunOutcome.NEW, held=3), 0, "3 mails may have arrived already, held for you"),
        (RunReport(RunOutcome.NEW, held=3, alerts=("3 entries are held",)), 0, "3 entries are held"),
        (RunReport(RunOutcome.NEW, quarantined=2), 0, "2 citations that PubMed lists could not be had"),
    ],
)
def test_what_a_run_could_not_do_is_told_even_from_cron(run, report, code, words):
    done = run("run-once", run_once=report)
    assert (done.code, done.out) == (code, "")
    assert done.err.startswith("ldn-watch: ")
    assert words in done.err


@pytest.mark.parametrize("report", [WELL, COULD_NOT, RunReport(RunOutcome.NEW, refused=1)])
def test_json_is_one_object(run, seen, report):
    done = run("run-once --json", run_once=report)
    assert json.loads(done.out)["outcome"] == report.outcome.value
    assert done.out.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "code", "object_"),
    [
        (LeaseHeld("another run is at work"), 5, {"error": "another run is at work"}),
        (StoreError("foreign database"), 2, {"error": "foreign database"}),
        (UserError("wrong", ["a", "b"]), 2, {"error": "wrong", "problems": ["a", "b"]}),
        (SourceError("no"), 3, {"outcome": "could-not-look", "error": "no"}),
        (Transient("429"), 3, {"outcome": "could-not-look", "error": "429"}),
        (Blocked("blocked"), 3, {"outcome": "could-not-look", "error": "blocked"}),
        (
            OSError(errno.ENOSPC, "No space left on device"),
            2,
            {"error": "No space left on device; nothing half-done is kept"},
        ),
    ],
)
def test_errors_end_in_one_line_an_object_and_a_code(run, error, code, object_):
    done = run("run-once --json", run_once=error)
    assert done.code == code
    assert json.loads(done.out) == object_
    assert done.err.splitlines()[0] == f"ldn-watch: {object_['error']}"
    assert "Traceback" not in done.err
    plain = run("run-once", run_once=error)
    assert (plain.code, plain.out, plain.err) == (code, "", done.err)


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt(), 130), (session.Terminated(), 143)])
def test_interruptions_have_their_own_codes(run, error, code):
    done = run("run-once --json", run_once=error)
    assert done.code == code
    assert "the next run takes up what is left" in json.loads(done.out)["error"]


def test_a_bug_is_told_in_one_line_and_its_traceback_kept_without_secrets(run, folder, monkeypatch):
    (folder / "state").mkdir()
    monkeypatch.setenv("NCBI_API_KEY", "canary-7")
    done = run("run-once --json", run_once=ZeroDivisionError("with canary-7"))
    (report,) = (folder / "state").glob("crash-*.txt")
    assert done.code == 1
    assert done.err == (
        f"ldn-watch: a bug in ldn-watch, sorry: ZeroDivisionError: with ***; the traceback is in {report}\n"
    )
    assert "canary" not in done.out + report.read_text(encoding="utf-8")
    assert str(report) in json.loads(done.out)["error"]


def test_a_bug_without_a_writable_folder_still_ends_in_one_line(run, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    done = run("run-once", run_once=OSError(errno.ECHILD, "odd"))
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "could not be written anywhere" in done.err


def test_a_wrong_configuration_lists_every_problem(run, folder):
    (folder / "config.toml").write_text('[pubmed]\nemail = ""\ntool = "a b"', encoding="utf-8")
    done = run("run-once --json")
    assert done.code == 2
    assert len(json.loads(done.out)["problems"]) == 2
    assert done.err.splitlines()[1:] == [f"  {line}" for line in json.loads(done.out)["problems"]]


def test_only_verbs_that_send_need_the_password(run, folder):
    smtp = '[smtp]\nhost = "h"\nfrom = "l@example.org"\nusername = "u"\npassword_env = "NO_SUCH_VARIABLE"\n'
    (folder / "config.toml").write_text(CONFIG + smtp, encoding="utf-8")
    assert run("status", status={}).code == 0
    assert run("run-once --dry-run", run_once=WELL).code == 0
    assert [run(verb).code for verb in ("run-once", "deliver", "check", "daemon")] == [2, 2, 2, 2]


def test_the_demo_needs_no_configuration(run, folder, monkeypatch):
    (folder / "config.toml").unlink()

    def demo(where, once, speak):
        speak(f"in {where}")
        return once(None, WHEN)

    monkeypatch.setattr(parts, "run_demo", demo)
    done = run("run-once --demo", run_once=WELL)
    assert done.out == "in demo-state\n"
    assert [options["now"]() for _, options in done.opened] == [WHEN]
    assert run("-q run-once --demo", run_once=WELL).out == ""
    assert json.loads(run("run-once --demo --json", run_once=WELL).out)["outcome"] == "nothing-new"


def test_the_daemon_opens_a_watch_for_each_run(run, monkeypatch):
    stop = threading.Event()

    def twice(config, once):
        assert [once(stop), once(stop)] == [WELL, WELL]
        return True

    monkeypatch.setattr(daemon, "run_daemon", twice)
    done = run("daemon", run_once=WELL)
    assert done.code == 0
    assert [parts for _, parts in done.opened] == [{"stop": stop}, {"stop": stop}]


def test_a_daemon_whose_run_hangs_ends_all_the_same(run, monkeypatch):
    ended = []
    monkeypatch.setattr(daemon, "run_daemon", lambda _config, _once: False)
    monkeypatch.setattr(os, "_exit", ended.append)
    run("daemon")
    assert ended == [0]


def test_the_doors_lead_to_the_app(folder):
    assert cli.run(["-q", "search", "nothing"]) == 0


# --- real processes -------------------------------------------------------------------------------


def program(*arguments, **options):
    options.setdefault("env", os.environ | {"PYTHONIOENCODING": "ascii", "FORCE_COLOR": "1"})
    return subprocess.run(
        [sys.executable, "-m", "ldn_watch", *arguments],
        capture_output=True,
        text=True,
        check=False,
        **options,
    )


def test_without_a_terminal_there_is_no_colour_and_every_locale_will_do(folder):
    done = program("explain", "--text", "Low-dose naltrexone in Sjögren’s")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Low-dose naltrexone" in done.stdout
    assert "\x1b" not in done.stdout


def test_closed_streams_are_no_failure(folder):
    command = f"{sys.executable} -m ldn_watch status >&- 2>&-"
    assert subprocess.run(command, shell=True, check=False).returncode == 0  # noqa: S602


def test_a_closed_pipe_is_no_failure(folder):
    command = f"{sys.executable} -m ldn_watch --help | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_sigterm_ends_a_verb_with_one_line(folder):
    code = (
        "import os, signal\n"
        "from ldn_watch import app, cli\n"
        "app.open_watch = lambda *_, **__: os.kill(os.getpid(), signal.SIGTERM)\n"
        "cli.main()"
    )
    done = subprocess.run([sys.executable, "-c", code, "status"], capture_output=True, text=True, check=False)
    assert done.returncode == 143
    assert done.stderr == "ldn-watch: ended by SIGTERM; the next run takes up what is left\n"


@pytest.mark.parametrize(("no_colour", "is_coloured"), [("", True), ("1", False)])
def test_a_terminal_gets_colour_unless_it_wants_none(folder, no_colour, is_coloured):
    outer, inner = pty.openpty()
    env = os.environ | {"NO_COLOR": no_colour, "TERM": "xterm-256color", "COLUMNS": "60"}
    subprocess.run(
        [sys.executable, "-m", "ldn_watch", "explain", "--text", "LDN"], stdout=inner, env=env, check=True
    )
    os.close(inner)
    said = os.read(outer, 10_000).decode()
    os.close(outer)
    assert ("\x1b[3" in said or "\x1b[1m" in said) is is_coloured
    assert "Relevance" in said


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from ldn_watch import cli\n"
        "cli.run(['--help'])\n"
        "heavy = {'pydantic', 'requests', 'sqlalchemy', 'alembic', 'lxml', 'rich', 'Bio', 'apscheduler'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


# --- progress -------------------------------------------------------------------------------------


def test_a_bar_shows_only_where_somebody_sees_it(monkeypatch, capsys):
    with terminal.progress(wanted=True) as bars:
        bars.stage("fetching", 2)
        bars.advance(1)
    assert capsys.readouterr() == ("", "")


def test_a_stage_takes_the_place_of_the_last_one(monkeypatch, capsys):
    monkeypatch.setattr(terminal, "is_seen", lambda _stream: True)
    monkeypatch.setenv("TERM", "xterm")
    with terminal.progress(wanted=True) as bars:
        bars.stage("asking", None)
        bars.stage("fetching \x1b[2J", 4)
        bars.advance(4)
    said = capsys.readouterr().err
    assert "4/4" in said
    assert "\x1b[2J" not in said


def test_the_module_runs_as_the_program():
    assert program("--version").stdout.startswith("ldn-watch, version ")


@pytest.mark.parametrize(
    "asked", [("--log-format json run-once", {}), ("run-once", {"LDN_WATCH_LOG_FORMAT": "json"})]
)
def test_a_failure_is_a_json_line_where_the_log_is_one(run, monkeypatch, asked):
    line, environ = asked
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    done = run(line, run_once=COULD_NOT)
    assert done.code == 3
    said = [json.loads(one) for one in done.err.splitlines()]
    assert [(one["level"], one["logger"]) for one in said] == [("ERROR", "ldn_watch")]
    assert said[0]["text"].startswith("could not look: HTTP 503")

"""Disks that are full, read-only or not there, and files that are not what they were."""

from __future__ import annotations

import signal
import sqlite3

import pytest

from tests.system.disk import Disk, why_not
from tests.system.service import record

pytestmark = pytest.mark.system

ONCE_EACH = {"ann@example.org": 1, "ben@example.org": 1}
QUESTIONS = (
    ("status",),
    ("status", "--json"),
    ("search", "naltrexone"),
    ("show", "101"),
    ("explain", "101"),
    ("export",),
)


@pytest.fixture
def small(service):
    """The service with its state on a disk of 8 MiB, after the first run."""
    reason = why_not()
    if reason:
        pytest.skip(reason)
    with Disk(service.folder / "state", "8m") as disk:
        service.within = disk.within
        assert service.run("run-once").returncode == 0
        service.replica.requests.clear()
        service.disk = disk
        yield service


def one_line(done, *words: str) -> None:
    """It ended with 2 and one line, which says so."""
    assert done.returncode == 2, done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    for word in words:
        assert word in done.stderr


def all_is_there(service) -> None:
    """The run after the fault: everything archived, published, told once."""
    assert service.run_once()["exit"] == 0
    assert {line["pmid"] for line in service.export()} == {"101", "102", "103", "104"}
    assert service.messages() == ONCE_EACH
    assert service.run_once()["outcome"] == "nothing-new"
    public = service.disk.folder / "public"
    assert b"info:pmid/104" in (public / "feeds/all.rss").read_bytes()
    assert not [path for path in public.rglob("*") if path.name.endswith(".new")]


@pytest.mark.parametrize("leave", [0, 1 << 14, 1 << 16, 1 << 17])
def test_a_full_disk_is_named_and_loses_nothing(small, leave):
    small.replica.put(record(104))
    small.disk.fill(leave)
    one_line(small.run("run-once"), "the disk is full")
    assert small.mails() == [] or small.messages() == ONCE_EACH
    small.disk.empty()
    all_is_there(small)


def at_the_news(service, act) -> None:
    """Between T0 and T1: while PubMed is asked for the news."""

    def asked(request):
        if request.endpoint == "efetch":
            act()

    service.replica.on_request = asked


def at_the_mail(service, act) -> None:
    """Between T3 and T4: while the mail server has the first message."""
    service.mailbox.on_data = lambda _: act()


@pytest.mark.parametrize("when", [at_the_news, at_the_mail])
def test_a_disk_that_fills_in_the_middle_loses_and_repeats_nothing(small, when):
    small.replica.put(record(104))
    done = []

    def fill():
        if not done:
            done.append(small.disk.fill())

    when(small, fill)
    one_line(small.run("run-once"), "the disk is full")
    small.replica.on_request = small.mailbox.on_data = None
    assert small.run("status").returncode == 0
    small.disk.fill()
    assert small.run("export", "--output", str(small.disk.place / "out")).returncode == 2
    assert not (small.disk.folder / "out").exists()
    assert not (small.disk.folder / "out.part").exists()
    small.disk.empty()
    all_is_there(small)


def test_a_disk_too_small_for_the_feeds_keeps_what_is_owed(small):
    """The files are a projection: what does not fit today is written when there is room."""
    for path in (small.disk.folder / "public").rglob("*.*"):
        path.unlink()
    small.replica.put(record(104))
    small.disk.fill(1 << 20)
    done = small.run("run-once")
    assert done.returncode in (2, 4)
    assert "No space left on device" in done.stderr or "the disk is full" in done.stderr
    assert not list((small.disk.folder / "public").rglob("*.new"))
    small.disk.empty()
    all_is_there(small)


def test_on_a_full_disk_a_person_can_still_ask(small):
    small.disk.fill()
    for question in QUESTIONS:
        asked = small.run(*question)
        assert (asked.returncode, asked.stderr) == (0, ""), question


def test_a_read_only_disk_is_named_and_can_still_be_asked(small):
    small.replica.put(record(104))
    small.disk.remount("ro")
    for question in QUESTIONS:
        asked = small.run(*question)
        assert (asked.returncode, asked.stderr) == (0, ""), question
    for verb in ("run-once", "deliver", "rebuild", "retag"):
        one_line(small.run(verb), "mounted read-only")
    assert small.run("run-once", "--dry-run", "--json").returncode == 0
    small.disk.remount("rw")
    all_is_there(small)


def test_a_read_only_disk_with_a_log_that_a_killed_run_left_can_be_asked(small):
    small.replica.put(record(104))
    process = small.start("run-once")
    small.mailbox.on_data = lambda _: process.send_signal(signal.SIGKILL)
    process.communicate(timeout=180)
    small.mailbox.on_data = None
    assert (small.disk.folder / "ldn-watch.sqlite3-wal").stat().st_size
    small.disk.remount("ro")
    assert small.run("show", "104").returncode == 0  # it stands in the log alone
    assert small.status()["outbox"]["queued"] == 2
    small.disk.remount("rw")
    all_is_there(small)


# --- the file ----------------------------------------------------------------------------------------------


def database(service):
    return service.folder / "state/ldn-watch.sqlite3"


def gone(path):
    path.unlink()


def cut(path):
    path.write_bytes(b"")


@pytest.mark.parametrize("harm", [gone, cut])
def test_an_archive_that_is_gone_is_never_begun_anew_in_silence(watching, harm):
    path = database(watching)
    kept = path.read_bytes()
    harm(path)
    for verb in (("run-once",), ("status",), ("export",), ("rebuild",)):
        one_line(watching.run(*verb), "an archive was here", "public/index.html", "estore a backup")
    assert (path.read_bytes() if path.exists() else b"") == b""
    assert watching.mails() == []
    path.write_bytes(kept)
    assert watching.run_once()["outcome"] == "nothing-new"


def test_an_archive_that_is_gone_is_missed_where_only_its_log_or_its_mails_are_left(watching):
    path = database(watching)
    cut(path)
    (watching.folder / "state/public/index.html").unlink()
    log = path.with_name(f"{path.name}-wal")
    log.write_bytes(b"what was not folded in yet")
    one_line(watching.run("run-once"), "an archive was here", log.name)
    log.unlink()
    (watching.folder / "state/mail").mkdir()
    one_line(watching.run("run-once"), "an archive was here", "state/mail")


@pytest.mark.parametrize("harm", [gone, cut])
def test_whoever_does_as_the_refusal_says_has_the_archive_again(watching, harm, tmp_path):
    path, copy = database(watching), str(tmp_path / "copy.sqlite3")
    assert watching.run("backup", copy).returncode == 0
    harm(path)
    said = watching.run("run-once").stderr
    assert "estore a backup" in said
    if path.exists():
        assert f"Move {path} away and restore a backup" in said
        path.rename(tmp_path / "moved")
    restored = watching.run("restore", copy)
    assert restored.returncode == 0, restored.stderr
    assert watching.run_once()["outcome"] == "nothing-new"
    watching.replica.put(record(104))
    assert watching.run_once()["exit"] == 0
    assert watching.messages() == ONCE_EACH


def test_who_moves_the_traces_away_begins_anew(watching):
    cut(database(watching))
    (watching.folder / "state/public").rename(watching.folder / "before")
    note = watching.folder / ".config.toml.begun"
    refused = watching.run("run-once")
    assert (refused.returncode, note.name in refused.stderr) == (2, True), refused.stderr
    note.unlink()
    assert watching.run_once()["new"] == 3
    assert watching.mails() == []


def another_programs(path):
    path.unlink()
    with sqlite3.connect(path) as conn:
        conn.execute("CREATE TABLE photo (id)")
    conn.close()


def no_database(path):
    path.write_bytes(b"PMID,Title\n" * 500)


def half(path):
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def a_bad_page(path):
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096)


def from_the_future(path):
    with sqlite3.connect(path) as conn:
        conn.execute("UPDATE alembic_version SET version_num = '0099'")
    conn.close()


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (another_programs, "of another program"),
        (no_database, "not an SQLite database"),
        (half, "is damaged"),
        (a_bad_page, "is damaged"),
        (from_the_future, "downgrade refused"),
    ],
)
def test_a_file_that_is_not_ours_or_damaged_is_named_and_kept(watching, harm, words):
    path = database(watching)
    harm(path)
    kept = path.read_bytes()
    watching.replica.put(record(104))
    done = watching.run("run-once")
    one_line(done, words, str(path))
    assert path.read_bytes() == kept
    assert watching.mails() == []

"""Backup, restore and verify as an operator uses them, on the program as it is installed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing

import pytest

from ldn_watch.demo.faults import missing_records
from ldn_watch.demo.mailbox import RCPT, answers
from tests.system import forked
from tests.system.service import record, today
from tests.system.test_kill import SUICIDE

pytestmark = pytest.mark.system


def well(service, *arguments):
    done = service.run(*arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def refused(service, *arguments) -> str:
    """The one line that is said; exit code 2."""
    done = service.run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    return done.stderr


def database(service):
    return service.folder / "state/ldn-watch.sqlite3"


def lose(service) -> None:
    """The disk with the archive is gone; the public files were elsewhere."""
    for path in database(service).parent.glob("ldn-watch.sqlite3*"):
        path.unlink()


def verified(service, exit_code: int = 0) -> dict:
    done = service.run("verify", "--json")
    assert done.returncode == exit_code, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_a_backup_while_a_run_is_at_work_is_whole(watching, tmp_path):
    watching.replica.put(*(record(pmid) for pmid in range(1000, 1300)))
    watching.configure(pubmed="max_new = 1000")
    copies = [tmp_path / f"copy-{number}.sqlite3" for number in range(3)]
    wanted = iter(copies)

    def back_up(event) -> None:
        """While PubMed is asked for records, and while the mail server has a mail."""
        if getattr(event, "endpoint", "efetch") == "efetch" and (copy := next(wanted, None)):
            well(watching, "backup", str(copy))

    watching.replica.on_request = watching.mailbox.on_data = back_up
    assert watching.run_once()["exit"] == 0
    watching.replica.on_request = watching.mailbox.on_data = None
    held = []
    for copy in copies:
        lose(watching)
        held.append(well(watching, "restore", str(copy)).splitlines()[1])
        assert verified(watching)["well"]
    assert [f"{number} mails and" in said for number, said in zip((0, 0, 2), held, strict=True)] == [True] * 3
    assert watching.status()["citations"] == 303


def test_an_old_backup_repeats_nobody_and_loses_nothing(watching, tmp_path):
    copy = tmp_path / "copy.sqlite3"
    watching.replica.put(record(104))
    watching.mailbox.fail_always(RCPT, answers("450 4.2.0 greylisted"))
    assert watching.run_once()["exit"] == 4
    well(watching, "backup", str(copy))
    watching.mailbox.heal()
    watching.run_once()
    watching.replica.put(record(105))
    watching.run_once()
    told = len(watching.mails())
    assert watching.messages() == {"ann@example.org": 2, "ben@example.org": 2}
    lose(watching)

    said = well(watching, "restore", str(copy))
    assert "2 mails and 0 entries that it owed are held" in said
    assert "trial 105" in (watching.folder / "state/public/feeds/all.rss").read_text(encoding="utf-8")
    again = watching.run_once()
    assert (again["exit"], again["new"], again["digests"]["held"]) == (0, 1, 1)
    assert "ldn-watch deliver --release all" in again["said"]
    assert len(watching.mails()) == told
    assert verified(watching)["findings"] == []

    watching.replica.put(record(106))  # the first complete look is over: what is new now is told
    watching.run_once()
    watching.run_once()
    assert len(watching.mails()) == told + 2
    well(watching, "deliver", "--release", "all")
    well(watching, "deliver", "--retry")
    texts = [mail.content for mail in watching.mails()[told:]]
    for pmid in (104, 105, 106):
        assert sum(b"trial %d" % pmid in text for text in texts) == 2, pmid
    assert verified(watching)["findings"] == []


def test_what_a_restore_holds_can_be_counted_as_told(watching, tmp_path):
    copy = tmp_path / "copy.sqlite3"
    well(watching, "backup", str(copy))
    watching.replica.put(record(104))
    watching.run_once()
    lose(watching)
    well(watching, "restore", str(copy))
    assert "deliver --discard all" in watching.run_once()["said"]
    done = json.loads(well(watching, "deliver", "--discard", "all", "--json"))
    assert (done["digests"]["discarded"], done["digests"]["sent"]) == (1, 0)
    assert "1 counted as told without a mail" not in well(watching, "-v", "deliver", "--discard", "all")
    assert watching.status()["entries"] == {"waiting": 0, "held": 0}
    links = [("RetractionIn", 999)]
    types = ("Journal Article", "Retracted Publication")
    watching.replica.put(record(104, types=types, links=links, revised=today()))
    watching.run_once()
    assert [b"Retracted" in mail.content for mail in watching.mails()] == [False, False, True, True]
    assert verified(watching)["findings"] == []
    assert watching.run("deliver", "--discard", "nonsense").returncode == 2


def test_what_could_not_be_read_after_a_restore_is_held_when_it_can_be(watching, tmp_path):
    """It was told since the backup; the first look after the restore cannot know."""
    copy = tmp_path / "copy.sqlite3"
    well(watching, "backup", str(copy))
    watching.replica.put(record(104))
    watching.run_once()
    told = len(watching.mails())
    lose(watching)
    well(watching, "restore", str(copy))
    watching.replica.fail_always("efetch", missing_records(104))
    assert watching.run_once()["quarantined"] == 1
    watching.replica.heal()
    watching.replica.put(record(105))  # this one is news
    again = watching.run_once()
    assert (again["new"], again["digests"]["held"]) == (2, 1)
    texts = [mail.content for mail in watching.mails()[told:]]
    assert [(b"trial 104" in text, b"trial 105" in text) for text in texts] == [(False, True)] * 2


def test_what_was_revised_and_told_on_the_day_of_the_backup_is_held_after_a_restore(watching, tmp_path):
    """PubMed tells the day of a revision and no hour: the archive of that day believes to have seen it."""
    copy = tmp_path / "copy.sqlite3"
    watching.replica.put(record(101, links=[("ErratumIn", 998)], revised=today()))
    watching.run_once()
    well(watching, "backup", str(copy))
    types, links = ("Journal Article", "Retracted Publication"), [("ErratumIn", 998), ("RetractionIn", 999)]
    watching.replica.put(record(101, types=types, links=links, revised=today()))
    watching.replica.put(record(104))  # the run that fetches it looks at what was revised today as well
    watching.run_once()
    told = watching.mails()
    assert b"Retracted" in told[-1].content
    lose(watching)
    watching.replica.remove(104)  # or 101 would be looked at for company
    well(watching, "restore", str(copy))
    assert watching.run_once()["digests"]["held"] == 1
    watching.run_once()
    assert watching.mails() == told


def test_the_first_complete_run_after_a_restore_ends_the_holding_even_if_it_finds_nothing(watching, tmp_path):
    copy = tmp_path / "copy.sqlite3"
    well(watching, "backup", str(copy))
    lose(watching)
    well(watching, "restore", str(copy))
    assert watching.run_once()["outcome"] == "nothing-new"
    watching.replica.put(record(104))
    assert watching.run_once()["digests"]["sent"] == 2


def test_a_restored_folder_gets_its_feeds_again(watching, tmp_path):
    copy = tmp_path / "copy.sqlite3"
    well(watching, "backup", str(copy))
    shutil.rmtree(watching.folder / "state")
    well(watching, "restore", str(copy))
    assert stat.S_IMODE((watching.folder / "state").stat().st_mode) == 0o700
    assert watching.run_once()["exit"] == 0
    assert "trial 103" in (watching.folder / "state/public/feeds/all.rss").read_text(encoding="utf-8")


def test_a_restore_refuses_to_overwrite(watching, tmp_path):
    copy = tmp_path / "copy.sqlite3"
    well(watching, "backup", str(copy))
    before = database(watching).read_bytes()
    assert "is there already: nothing was restored, nothing is overwritten" in refused(
        watching, "restore", str(copy)
    )
    assert "is there already: nothing was written" in refused(watching, "backup", str(copy))
    assert database(watching).read_bytes() == before


def test_a_backup_is_never_published(watching):
    target = watching.folder / "state/public/copy.sqlite3"
    assert "would be published" in refused(watching, "backup", str(target))
    assert not target.exists()


def test_a_newer_file_is_refused_and_left_as_it_is(watching):
    with closing(sqlite3.connect(database(watching), isolation_level=None)) as conn:
        conn.execute("UPDATE alembic_version SET version_num = '9999'")
        conn.execute("INSERT INTO migration_log VALUES ('9999', '2030-01-01', '9.8.7', 'something new')")
    before = database(watching).read_bytes()
    for verb in ("run-once", "status", "verify"):
        said = refused(watching, verb)
        assert "was written by a newer ldn-watch (9.8.7, revision 9999)" in said
        assert "downgrade refused; install that version or a later one" in said
    assert database(watching).read_bytes() == before
    assert watching.replica.requests == []


def test_verify_says_what_is_wrong_and_what_to_do(watching):
    assert "all is well" in well(watching, "verify")
    assert well(watching, "-q", "verify") == ""
    with closing(sqlite3.connect(database(watching), isolation_level=None)) as conn:
        conn.execute("UPDATE citation_text SET title = 'something else' WHERE pmid = 101")
        conn.execute("UPDATE revision SET raw = x'00' WHERE pmid = 102")
    done = watching.run("verify")
    assert (done.returncode, done.stdout) == (2, "")
    text, do, raw, do_raw, last = done.stderr.splitlines()
    assert text == "PMID 101: its searched text is not what its record says"
    assert do == "  what to do: ldn-watch rebuild makes it anew"
    assert raw == "PMID 102: PubMed's bytes of it are missing or cannot be unpacked"
    assert "restore a backup of which verify finds nothing" in do_raw
    assert last.endswith("files: not all is well; nothing was changed.")
    well(watching, "rebuild")
    (finding,) = verified(watching, 2)["findings"]
    assert (finding["kind"], finding["where"], finding["heals"]) == ("raw", "PMID 102", False)


def test_nothing_to_verify_is_not_well(service):
    assert "there is nothing to verify" in refused(service, "verify")
    assert "there is nothing to back up" in refused(service, "backup", str(service.folder / "copy"))
    assert not (service.folder / "state").exists()


# --- what stops in the middle -----------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["backup", "restore"])
@pytest.mark.parametrize(("name", "number"), [("_place", 1), ("_sync", 2)])
def test_killed_in_the_middle_there_is_a_whole_file_or_none(watching, tmp_path, verb, name, number):
    copy, config = tmp_path / "copy.sqlite3", str(watching.folder / "config.toml")
    if verb == "restore":
        well(watching, "backup", str(copy))
        lose(watching)
    script = [sys.executable, "-c", SUICIDE, "ldn_watch.store.copies", name, str(number)]
    command = [*script, "--config", config, verb, str(copy)]
    died = forked.run(command)
    assert died.returncode == -signal.SIGKILL, died.stderr
    target = copy if verb == "backup" else database(watching)
    assert target.exists() is (number == 2)
    if not target.exists():
        well(watching, verb, str(copy))
    assert verified(watching)["well"]


def test_a_disk_that_takes_no_more_leaves_no_half_copy(watching, tmp_path):
    folder = tmp_path / "full"
    folder.mkdir()
    command = watching.command("backup", str(folder / "copy.sqlite3"))
    limited = ["bash", "-c", 'ulimit -f 64; exec "$@"', "bash", *command]
    done = subprocess.run(limited, capture_output=True, text=True, timeout=180, check=False, env=os.environ)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert list(folder.iterdir()) == []
    assert verified(watching)["well"]

"""stdout and stderr that take nothing, and surroundings that nobody has tidied."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest

from ldn_watch.demo import faults
from tests.system.service import record

pytestmark = pytest.mark.system

FULL = "/dev/full"  # every write to it ends as on a full disk
pytest_full = pytest.mark.skipif(not Path(FULL).exists(), reason=f"this system has no {FULL}")


def run_into(service, *arguments, out=subprocess.PIPE, err=subprocess.PIPE, **options):
    """The verb with its output elsewhere; a path is opened for writing."""
    opened = {
        name: Path(to).open("wb") if isinstance(to, str) else to  # noqa: SIM115 - closed below
        for name, to in (("stdout", out), ("stderr", err))
    }
    try:
        return subprocess.run(
            service.command(*arguments),
            **opened,
            text=True,
            timeout=180,
            check=False,
            env=options.pop("env", os.environ | service.environ),
            stdin=subprocess.DEVNULL,
            **options,
        )
    finally:
        for stream in opened.values():
            if not isinstance(stream, int):
                stream.close()


@pytest_full
@pytest.mark.parametrize("verb", [("status",), ("status", "--json"), ("export",), ("search", "naltrexone")])
def test_a_full_disk_behind_stdout_is_one_line(watching, verb):
    done = run_into(watching, *verb, out=FULL)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "the output cannot be written (No space left on device)" in done.stderr


@pytest_full
@pytest.mark.parametrize("err", [subprocess.PIPE, FULL])
def test_the_exit_code_survives_where_nothing_can_be_said(watching, err):
    assert run_into(watching, "run-once", out=FULL, err=err).returncode == 0  # it says nothing
    assert run_into(watching, "run-once", "--json", out=FULL, err=err).returncode == 2
    watching.replica.fail_always("esearch", faults.status(503))
    assert run_into(watching, "run-once", err=FULL).returncode == 3
    assert run_into(watching, "-vv", "run-once", err=FULL).returncode == 3
    assert run_into(watching, "run-once", "--json", out=FULL, err=err).returncode == 3
    assert run_into(watching, "search", "--condition", "nonsense", err=FULL).returncode == 2


@pytest_full
def test_news_are_told_whatever_becomes_of_the_output(watching):
    watching.replica.put(record(104))
    assert run_into(watching, "run-once", "--json", out=FULL, err=FULL).returncode == 2
    assert watching.messages() == {"ann@example.org": 1, "ben@example.org": 1}
    assert watching.run_once()["outcome"] == "nothing-new"


def test_an_export_is_utf_8_in_every_locale_and_quiet_where_its_reader_leaves(watching):
    watching.replica.put(record(104, "Low-dose naltrexone in Sjögren β " * 2000))  # more than a pipe holds
    watching.run_once()
    latin = os.environ | watching.environ | {"PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    for style in ("jsonl", "ris", "csv"):
        done = run_into(watching, "export", "--format", style, out=str(watching.folder / style), env=latin)
        assert (done.returncode, done.stderr) == (0, "")
        assert "Sjögren β" in (watching.folder / style).read_text(encoding="utf-8")
        reader, writer = os.pipe()
        os.close(reader)
        done = run_into(watching, "export", "--format", style, out=writer, env=latin)
        os.close(writer)
        assert (done.returncode, done.stderr) == (0, "")


def modes(folder: Path) -> dict[str, int]:
    """The mode of each file and folder below, by its path."""
    return {str(path.relative_to(folder)): stat.S_IMODE(path.lstat().st_mode) for path in folder.rglob("*")}


SURROUNDINGS = {
    "locale C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "no locale, no zone": {"LC_ALL": "xx_YY.none", "TZ": ":no/such/zone"},
    "far east": {"TZ": "Pacific/Kiritimati", "LANG": "tr_TR.UTF-8"},
    "no home": {"HOME": None, "USER": None, "LOGNAME": None, "PATH": None, "TMPDIR": "/no/such/folder"},
    "a home that is a file": {"HOME": "/dev/null", "XDG_CONFIG_HOME": "/dev/null"},
}
UMASKS = (0o000, 0o077, 0o002, 0o000, 0o077)


def surrounded(name: str) -> dict[str, str]:
    changed = os.environ | SURROUNDINGS[name]
    return {key: value for key, value in changed.items() if value is not None}


@pytest.mark.parametrize(("name", "umask"), [*zip(SURROUNDINGS, UMASKS, strict=True)])
def test_surroundings_change_neither_what_is_told_nor_who_may_read_it(service, name, umask):
    """Runs and reads; then every file of the tree has the mode that it should have."""
    env = surrounded(name)
    digest = '[[digest]]\nid = "mine"\nto = ["me@example.org"]\nchannel = "maildir"'
    service.configure(digest=digest)
    everything = {"env": env, "umask": umask, "cwd": service.folder}
    assert run_into(service, "run-once", **everything).returncode == 0
    service.replica.put(record(104, "Naltrexone faible dose — syndrome de Sjögren, 低用量"))
    done = run_into(service, "run-once", "--json", **everything)
    assert (done.returncode, done.stderr) == (0, "")
    assert service.messages() == {"ann@example.org": 1, "ben@example.org": 1}
    for verb in (["status"], ["show", "104"], ["export", "--output", "archive.jsonl"], ["rebuild"]):
        asked = run_into(service, *verb, **everything)
        assert (asked.returncode, asked.stderr) == (0, ""), verb
    found = modes(service.folder / "state")
    assert {"public/feeds/all.rss", "mail/new", "ldn-watch.sqlite3"} <= found.keys()
    for path, mode in found.items():
        is_folder = (service.folder / "state" / path).is_dir()
        public = path.startswith("public")
        assert mode == ((0o755 if is_folder else 0o644) if public else 0o700 if is_folder else 0o600), path
    assert stat.S_IMODE((service.folder / "state").stat().st_mode) == 0o700


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_what_init_writes_is_the_operators_alone(tmp_path, service, umask):
    service.folder = tmp_path / "new"
    service.folder.mkdir()
    assert run_into(service, "init", umask=umask).returncode == 0
    assert modes(service.folder) == {"config.toml": 0o600, "state": 0o700}


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_borne_by_a_whole_run(watching, closed):
    watching.replica.put(record(104))
    command = " ".join(f"'{word}'" for word in watching.command("run-once"))
    done = subprocess.run(["/bin/sh", "-c", f"{command} {closed}"], timeout=180, check=False)
    assert done.returncode == 0
    assert watching.messages() == {"ann@example.org": 1, "ben@example.org": 1}
    assert watching.run_once()["outcome"] == "nothing-new"

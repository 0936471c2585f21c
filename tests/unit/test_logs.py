import logging
import re
import stat
from pathlib import Path

import pytest

from ldn_watch.logs import redact, start_log, write_crash


@pytest.fixture(autouse=True)
def _root_logger():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    logging.captureWarnings(capture=False)


def crash(error):
    with pytest.raises(type(error)) as caught:
        raise error
    return caught.value


def test_nothing_is_logged_unless_wanted(capsys):
    start_log(None)
    logging.getLogger("ldn_watch.http").warning("retrying")
    assert capsys.readouterr() == ("", "")


def test_secrets_are_blotted_out_of_messages_and_tracebacks(capsys):
    start_log(logging.INFO).secrets = ("canary/1",)
    logging.getLogger("ldn_watch").info("GET /?api_key=%s and canary%%2F1", "canary/1")
    logging.getLogger("ldn_watch").error("failed", exc_info=crash(ValueError("canary/1")))
    said = capsys.readouterr().err
    assert "canary" not in said
    assert "ValueError: ***" in said
    assert "api_key=*** and ***" in said


def test_libraries_that_talk_much_are_heard_only_when_everything_is_wanted(capsys):
    start_log(logging.INFO)
    logging.getLogger("apscheduler.scheduler").warning("added job")
    assert capsys.readouterr().err == ""
    start_log(logging.DEBUG)
    logging.getLogger("apscheduler.scheduler").warning("added job")
    assert "added job" in capsys.readouterr().err


def test_the_longer_secret_goes_first():
    assert redact("abcdef abc", ("abc", "abcdef")) == "*** ***"
    assert redact("nothing", ()) == "nothing"


def test_a_crash_report_is_private_named_by_its_time_and_without_secrets(tmp_path):
    path = Path(write_crash(crash(ValueError("canary")), tmp_path, ("canary",)))
    assert path.parent == tmp_path
    assert re.fullmatch(r"crash-\d{8}T\d{6}Z-\w+\.txt", path.name)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text(encoding="utf-8")
    assert "canary" not in text
    assert "Traceback" in text
    assert "ValueError: ***" in text


def test_a_folder_that_takes_nothing_gives_way_to_the_temporary_one(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    path = Path(write_crash(crash(ValueError("x")), tmp_path / "missing", ()))
    assert path.parent == tmp_path


def test_where_nothing_can_be_written_there_is_no_report(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    assert write_crash(crash(ValueError("x")), None, ()) == ""

import base64
import json
import logging
import re
import stat
from pathlib import Path

import pytest

from ldn_watch.logs import proxy_secrets, redact, start_log, write_crash


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


def test_one_json_object_a_line_in_utc_and_without_secrets(capsys):
    log = start_log(logging.INFO, as_json=True)
    log.secrets = ('can"ary',)
    logging.getLogger("ldn_watch").info("a\nb %s", 'can"ary')
    logging.getLogger("ldn_watch").error("failed", exc_info=crash(ValueError('can"ary')))
    (failed,) = log.complaint('it is can"ary', ["one", 'can"ary'])
    lines = [json.loads(line) for line in [*capsys.readouterr().err.splitlines(), failed]]
    assert [line["text"] for line in lines] == ["a\nb ***", "failed", "it is ***"]
    assert [line["level"] for line in lines] == ["INFO", "ERROR", "ERROR"]
    assert lines[1]["error"].endswith("ValueError: ***")
    assert lines[2]["problems"] == ["one", "***"]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", line["at"]) for line in lines)


def test_times_are_utc(capsys, monkeypatch):
    monkeypatch.setattr("time.localtime", lambda *_: pytest.fail("the local time was asked for"))
    start_log(logging.INFO)
    logging.getLogger("ldn_watch").info("x")
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ INFO ldn_watch: x", capsys.readouterr().err)


@pytest.mark.parametrize("user", ["", "a", "ab", "abc", "abcd"])
def test_a_password_in_base64_is_blotted_out_wherever_it_stands(user):
    sent = base64.b64encode(f"\0{user}\0canary-pässword".encode()).decode()
    said = redact(f"535 no: {sent}", ("canary-pässword",))
    left = said.split()[-1].replace("***", "")
    assert len(left) <= len(sent) - len("canary-pässword".encode()) * 8 // 6 + 2  # no whole character of it


def test_the_passwords_of_proxies_are_secrets():
    environ = {"HTTPS_PROXY": "http://me:pa%2Fss@proxy:3128", "no_proxy": "localhost", "x": "a:b@c"}
    assert proxy_secrets(environ) == ("pa%2Fss", "pa/ss")

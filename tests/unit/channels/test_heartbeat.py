"""A heartbeat is one GET: it follows nothing, waits for nobody, and names its address to nobody."""

from __future__ import annotations

import logging

import pytest

from ldn_watch.channels.heartbeat import Heartbeat, to_failed
from tests.servers.monitor import Monitor

TOKEN = "/ping/canary-token"


@pytest.fixture
def monitor():
    with Monitor() as made:
        yield made


def beat(monitor, caplog, *, well=True, longest=5.0):
    """Whether it was taken, and all that was logged."""
    with caplog.at_level(logging.DEBUG):
        taken = Heartbeat(monitor.url + TOKEN, longest).beat(well=well)
    assert "canary" not in caplog.text
    return taken, caplog.text


def test_a_good_run_calls_the_address_and_a_failed_one_its_fail(monitor, caplog):
    assert beat(monitor, caplog)[0]
    assert beat(monitor, caplog, well=False)[0]
    assert monitor.calls == [TOKEN, f"{TOKEN}/fail"]


@pytest.mark.parametrize(
    ("address", "failed"),
    [
        ("https://hc.test/uuid", "https://hc.test/uuid/fail"),
        ("https://hc.test/uuid/", "https://hc.test/uuid/fail"),
        ("https://hc.test/uuid?a=b", "https://hc.test/uuid/fail?a=b"),
        ("https://hc.test", "https://hc.test/fail"),
    ],
)
def test_fail_stands_behind_the_path(address, failed):
    assert to_failed(address) == failed


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(monitor, caplog, status):
    with Monitor() as other:
        monitor.answer, monitor.location = status, f"{other.url}/elsewhere"
        taken, said = beat(monitor, caplog)
        assert other.calls == []
    assert (taken, len(monitor.calls)) == (False, 1)
    assert f"HTTP {status}" in said


@pytest.mark.parametrize("status", [404, 500, 503])
def test_a_monitor_that_refuses_is_a_log_line(monitor, caplog, status):
    monitor.answer = status
    taken, said = beat(monitor, caplog)
    assert not taken
    assert f"the heartbeat was not taken: HTTP {status}; the run is not touched by it" in said


def test_a_monitor_that_hangs_is_left_after_the_time_that_it_has(monitor, caplog):
    monitor.answer = "hangs"
    taken, said = beat(monitor, caplog, longest=0.3)
    assert not taken
    assert "no answer within 0.3 s" in said or "timed out" in said or "TimeoutError" in said


def test_a_drip_without_end_is_cut_off(monitor, caplog):
    monitor.answer = "drips"
    taken, said = beat(monitor, caplog, longest=0.5)
    assert (taken, "no answer within 0.5 s" in said) == (False, True)
    assert monitor.broken.wait(30), "the connection was left open"


def test_nobody_listens(caplog):
    with Monitor() as gone:
        pass
    taken, said = beat(gone, caplog)
    assert not taken
    assert "Connection refused" in said


def test_a_proxy_of_the_environment_is_not_asked_for_our_own_loopback(monitor, caplog, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert beat(monitor, caplog)[0]

"""[serve]: what it says, and every problem of it at once."""

from __future__ import annotations

import pytest

from ldn_watch.config.reading import load_config
from ldn_watch.config.sections import ServeConfig
from ldn_watch.config.values import parse_listen
from ldn_watch.errors import UserError
from ldn_watch.subscriber import Limits

SMTP = '[smtp]\nhost = "h"\nsecurity = "none"\nfrom = "w@example.org"\n'


def load(tmp_path, serve, smtp=SMTP):
    path = tmp_path / "config.toml"
    path.write_text(f'[pubmed]\nemail = "me@example.org"\n{smtp}{serve}')
    return load_config(path, {}).serve


def test_without_the_section_nobody_serves(tmp_path):
    assert load(tmp_path, "") is None


def test_an_empty_section_has_defaults(tmp_path):
    assert load(tmp_path, "[serve]") == ServeConfig("127.0.0.1", 8080, 1, True, Limits(10, 200, 3))


def test_every_key_is_taken(tmp_path):
    keys = (
        'listen = "[::1]:90"\nproxies = 2\nsubscribe = false\nper_client = 1\nper_hour = 2\nper_address = 4'
    )
    assert load(tmp_path, f"[serve]\n{keys}") == ServeConfig("::1", 90, 2, False, Limits(1, 2, 4))


def test_all_problems_are_told_at_once(tmp_path):
    with pytest.raises(UserError) as told:
        load(tmp_path, '[serve]\nlisten = "here"\nproxies = -1\nper_hour = 0\nsecret = "x"\nsubscribe = "no"')
    problems = "\n".join(told.value.problems)
    for key in ("listen", "proxies", "per_hour", "secret", "subscribe"):
        assert f"[serve] {key}" in problems


def test_who_subscribes_is_told_by_mail(tmp_path):
    with pytest.raises(UserError) as told:
        load(tmp_path, "[serve]", smtp="")
    assert "[serve] subscribe is told by mail" in told.value.problems[0]
    assert load(tmp_path, "[serve]\nsubscribe = false", smtp="").subscribe is False


@pytest.mark.parametrize(
    "text", ["", "8080", "host", "host:", ":1", "h:99999", "a b:1", "http://h:1", "[::1:1"]
)
def test_what_is_no_address_to_listen_at_is_refused(text):
    with pytest.raises(ValueError, match="no address to listen at"):
        parse_listen(text)

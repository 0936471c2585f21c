from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from ldn_watch.channels.apprise import AppriseChannel, Target, cut, to_note
from ldn_watch.model import Deferred, Delivered, Refused
from ldn_watch.render.messages.note import BULLET, render_note
from tests.contracts.channel import ChannelContract
from tests.servers.webhook import Webhook
from tests.unit.render.samples import mail_of, realistic_entries, titled

pytest.importorskip("apprise", reason="skipped: no apprise")
# Apprise reads certificates and time zones in ways that Python warns of; they are not ours.
pytestmark = pytest.mark.filterwarnings("default")
READERS = ("ada@readers.test", *(f"reader{number}@readers.test" for number in range(3)))


@pytest.fixture
def hook():
    with Webhook() as made:
        yield made


@pytest.fixture
def channel(hook):
    return AppriseChannel({name: Target(hook.url, 5) for name in READERS})


@pytest.fixture
def arrived(hook):
    return lambda: [f"{note['title']}\n{note['message']}".encode() for note in hook.notes]


@pytest.fixture
def broken_channel():
    return AppriseChannel({name: Target("json://127.0.0.1:1/hook", 5) for name in READERS})


class TestContract(ChannelContract):
    def arrives(self, message):
        return "\n".join(to_note(message, 5, 250, 32768)).encode()


NOTE = render_note(mail_of())


def test_a_note_has_the_subject_the_gravest_first_and_where_to_read_on(channel, hook):
    assert isinstance(channel.send(NOTE, READERS[0]), Delivered)
    (note,) = hook.notes
    assert (
        note["title"] == "1 retraction, 1 correction, 4 new on fibromyalgia, ME/CFS and 1 more - LDN weekly"
    )
    first, *_, more, home = note["message"].split("\n\n")
    assert first == (
        "• Retracted: Low-dose naltrexone for complex regional pain syndrome: two cases and their course\n"
        "https://pubmed.ncbi.nlm.nih.gov/41000001/"
    )
    assert note["message"].count(BULLET) == 5
    assert more == "and 1 more"
    assert home == "All pages and feeds: https://ldn.example.org/"


def test_a_service_gets_no_more_than_it_has_room_for():
    whole = to_note(NOTE, 50, 250, 32768)[1]
    assert whole.count(BULLET) == 6
    for room in range(20, len(whole.encode()) + 20, 7):
        title, body = to_note(NOTE, 50, 0, room + len("x") + 200)
        assert len(f"{title}\r\n{body}".encode()) <= room + 201
    shown = to_note(NOTE, 50, 250, 700)[1]
    assert f"and {6 - shown.count(BULLET)} more" in shown
    assert shown.startswith("• Retracted")
    assert shown.count("https://pubmed") == shown.count(BULLET)  # an entry is whole or not there


def test_letters_of_several_bytes_are_not_cut_in_two():
    assert cut("β" * 10, 9) == "βββ…"
    assert cut("β" * 10, 20) == "β" * 10


def test_nothing_new_and_an_outage_are_told_as_such():
    assert "PubMed was asked on" in to_note(render_note(mail_of([])), 5, 250, 4000)[1]
    assert "medical" not in to_note(NOTE, 5, 250, 4000)[1]


def test_a_title_calls_nobody_in_a_chat():
    mail = mail_of([titled("@everyone <!channel> p<0.05 a@b TNF-α<IL-6")])
    assert "@ everyone < !channel> p<0.05 a@ b TNF-α<IL-6" in to_note(render_note(mail), 5, 250, 4000)[1]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 413, 302])
def test_what_the_operator_can_mend_is_kept_and_no_reader_is_struck_off(channel, hook, status):
    hook.answer, hook.location = status, "http://127.0.0.1:1/elsewhere"
    outcome = channel.send(NOTE, READERS[0])
    assert isinstance(outcome, Refused)
    assert not outcome.suppress
    assert f"error={status}" in outcome.why
    assert hook.paths == ["/hook"]  # no redirect was followed


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503])
def test_what_passes_is_tried_again_and_is_not_in_doubt(channel, hook, status):
    hook.answer = status
    outcome = channel.send(NOTE, READERS[0])
    assert isinstance(outcome, Deferred)
    assert not outcome.in_doubt
    hook.answer = 200
    assert isinstance(channel.send(NOTE, READERS[0]), Delivered)


def test_a_service_that_takes_it_and_hangs_up_is_in_doubt(channel, hook):
    hook.answer = "drops"
    outcome = channel.send(NOTE, READERS[0])
    assert isinstance(outcome, Deferred)
    assert outcome.in_doubt
    assert "may have taken" in outcome.why


def test_a_service_that_is_silent_costs_so_long_and_no_longer(hook):
    hook.answer = "hangs"
    outcome = AppriseChannel({"team": Target(hook.url, 5)}, longest=0.2).send(NOTE, "team")
    assert isinstance(outcome, Deferred)
    assert outcome.in_doubt


def test_nobody_there_is_not_in_doubt(broken_channel):
    outcome = broken_channel.send(NOTE, READERS[0])
    assert isinstance(outcome, Deferred)
    assert not outcome.in_doubt


@pytest.mark.parametrize("url", ["nonsense", "nonsense://x/y", "json://", "tgram://short"])
def test_an_address_that_apprise_does_not_know_is_said_and_not_shown(url):
    outcome = AppriseChannel({"team": Target(url, 5)}).send(NOTE, "team")
    assert isinstance(outcome, Refused)
    assert not outcome.suppress
    assert url not in outcome.why


def test_no_token_is_said_or_logged(hook, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    hook.answer = 401
    url = hook.url.replace("json://", "json://canary-user:canary-password@") + "/canary-token"
    secrets = (url, "canary-user", "canary-password", "canary-token")
    outcome = AppriseChannel({"team": Target(url, 5, secrets)}).send(NOTE, "team")
    assert isinstance(outcome, Refused)
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("urllib3")]
    assert "canary" not in f"{outcome} {ours} {capfd.readouterr()}"


def test_a_bug_of_a_service_is_its_own(channel, monkeypatch):
    import apprise.plugins.custom_json as plugin

    monkeypatch.setattr(plugin.NotifyJSON, "send", lambda *_a, **_k: 1 / 0)
    outcome = channel.send(NOTE, READERS[0])
    assert isinstance(outcome, Deferred)
    assert outcome.why.isprintable()


def test_without_the_package_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "apprise", None)
    outcome = AppriseChannel({"team": Target("json://127.0.0.1/", 5)}).send(NOTE, "team")
    assert isinstance(outcome, Deferred)
    assert "ldn-watch[notify]" in outcome.why


def test_a_note_is_the_same_for_the_same_issue():
    assert render_note(mail_of()) == NOTE
    assert NOTE.isascii()
    mail = mail_of(replace(entry, heading="• not an entry") for entry in realistic_entries())
    assert to_note(render_note(mail), 50, 250, 9000)[1].count(f"\n\n{BULLET}") == 5

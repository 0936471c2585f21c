"""A reader's own pages: settings, the way out, what is kept; and links that are not theirs."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from ldn_watch.subscriber import Choice, Frequency, SubscriberState
from ldn_watch.tokens import Links, Purpose, Tokens
from tests.contracts.store_world import DAY

ADA = "ada@example.org"
ASKED = re.compile(r"""(?:src=|action=|<link [^>]*href=|url\()["']?((?:\w+:)?//[^"')\s]*)""")
LINKED = re.compile(r'<a [^>]*href="((?:\w+:)?//[^"]*)"')


@pytest.fixture
def ada(desktop):
    return desktop.subscribed(ADA)


def test_the_settings_show_and_change_the_choice(desktop, ada):
    page = desktop.browser.get(desktop.path("manage", ada))
    assert ADA in page.text
    fields = {"do": "change", "scope": "chosen", "condition": ["migraine", "crohn"], "frequency": "monthly"}
    kept = desktop.browser.post(desktop.path("manage", ada), data=fields)
    assert 'role="status"' in kept.text
    choice = Choice(frozenset({"migraine", "crohn"}), frozenset(), Frequency.MONTHLY)
    assert desktop.store.subscriber(ada.id).choice == choice


def test_a_choice_of_nothing_is_not_kept(desktop, ada):
    answer = desktop.browser.post(desktop.path("manage", ada), data={"do": "change", "scope": "chosen"})
    assert (answer.status_code, desktop.store.subscriber(ada.id)) == (422, ada)


def test_an_unknown_wish_changes_nothing(desktop, ada):
    desktop.browser.post(desktop.path("manage", ada), data={"do": "everything"})
    desktop.browser.post(desktop.path("manage", ada))
    assert desktop.store.subscriber(ada.id) == ada


def test_one_post_unsubscribes_as_mail_programs_send_it(desktop, ada):
    link = desktop.path("unsubscribe", ada)
    body = {"data": "List-Unsubscribe=One-Click", "content_type": "application/x-www-form-urlencoded"}
    assert desktop.browser.post(link, **body).status_code == 200
    assert desktop.store.subscriber(ada.id).state is SubscriberState.GONE
    assert desktop.browser.post(link, **body).status_code == 200, "again is as well"
    form = {"data": {"List-Unsubscribe": "One-Click"}, "content_type": "multipart/form-data"}
    assert desktop.browser.post(link, **form).status_code == 200


def test_an_old_mail_still_leads_out_and_no_longer_to_the_settings(desktop, ada):
    manage, leave = (desktop.path(page, ada) for page in ("manage", "unsubscribe"))
    desktop.now += 61 * DAY
    assert desktop.browser.get(manage).status_code == 404
    assert ADA not in desktop.browser.get(manage).text
    assert desktop.browser.post(leave).status_code == 200
    assert desktop.store.written_to() == []


def test_after_unsubscribing_the_settings_are_closed(desktop, ada):
    link = desktop.path("manage", ada)
    assert desktop.browser.post(link, data={"do": "leave"}).status_code == 200
    for _ in range(2):
        assert desktop.browser.post(link, data={"do": "change", "scope": "everything"}).status_code == 404
    assert desktop.store.subscriber(ada.id).state is SubscriberState.GONE


def test_what_is_kept_can_be_had_as_a_file(desktop, ada):
    answer = desktop.browser.post(desktop.path("manage", ada), data={"do": "download"})
    found = json.loads(answer.data)
    assert found["subscriber"]["address"] == ADA
    assert found["subscriber"]["confirmed_at"] == ada.confirmed_at.isoformat()
    assert found["mails"][0]["digest"] == "_letters"
    assert "nonce" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_who_is_forgotten_is_in_no_byte_of_the_database(desktop, ada, tmp_path):
    desktop.store.suppress("eve@example.org", f"550 no {ADA} here", desktop.now)
    assert desktop.browser.post(desktop.path("manage", ada), data={"do": "forget"}).status_code == 200
    for path in (tmp_path / "state").glob("ldn-watch.sqlite3*"):
        assert b"ada@example" not in path.read_bytes().lower(), path.name
    assert desktop.browser.get(desktop.path("manage", ada)).status_code == 404
    assert desktop.store.subscribers() == []


# --- links that are not theirs -------------------------------------------------------------------------


def forged(desktop, ada):
    """Links that look right and are not."""
    now, own = desktop.now, desktop.tokens
    other = Links("", Tokens(b"another key" * 3))
    yield "/manage/" + own.sign(Purpose.LEAVE, ada.id, now)
    yield "/manage/" + own.sign(Purpose.CONFIRM, ada.id, now)
    yield "/manage/" + own.sign(Purpose.FORM, ada.id, now)
    yield "/unsubscribe/" + own.sign(Purpose.MANAGE, ada.id, now)
    yield "/confirm/" + own.sign(Purpose.MANAGE, f"{ada.id}.", now)
    yield "/manage/" + own.sign(Purpose.MANAGE, "_sother", now)
    yield "/manage/" + own.sign(Purpose.MANAGE, "", now)
    yield "/manage/" + own.sign(Purpose.MANAGE, ada.id, now + timedelta(days=1))
    yield other.reader(ada.id, now).manage
    yield "/manage/" + ada.id
    good = own.sign(Purpose.MANAGE, ada.id, now)
    yield f"/manage/{good[:-1]}"
    yield f"/manage/{good}x"
    yield f"/manage/{good}/"
    yield f"/manage/{good}/x"
    yield "/manage/%ff%fe"
    yield "/manage/" + "a" * 5000


def test_a_link_is_good_for_its_purpose_its_time_and_its_reader_alone(desktop, ada):
    said = set()
    for link in forged(desktop, ada):
        for body in ({"do": "forget"}, {"do": "leave"}, {"do": "change", "scope": "everything"}):
            answer = desktop.browser.post(link, data=body)
            assert answer.status_code in (404, 405), link
            assert ADA not in answer.text
        said.add(desktop.browser.get(link).status_code)
    assert said == {404}
    assert desktop.store.subscriber(ada.id) == ada


def test_no_link_is_made_of_the_host_that_a_client_names(desktop, ada):
    for path in ("/subscribe", "/", "/nothing", desktop.path("manage", ada), "/feeds"):
        headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
        answer = desktop.browser.get(path, headers=headers)
        assert "evil.example" not in answer.text + str(answer.headers)


def test_no_cookie_no_frame_no_other_site(desktop, ada):
    for path in ("/subscribe", desktop.path("manage", ada), "/nothing", "/serve.css", "/healthz"):
        answer = desktop.browser.get(path)
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert ASKED.findall(answer.text) == []
        assert set(LINKED.findall(answer.text)) <= {"https://pubmed.ncbi.nlm.nih.gov/"}
    policy = desktop.browser.get("/subscribe").headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'none'" in policy


def test_a_form_that_is_too_large_is_not_read(desktop, ada):
    answer = desktop.browser.post(desktop.path("manage", ada), data={"do": "change", "x": "y" * 100_000})
    assert answer.status_code == 413
    many = {f"field{number}": "x" for number in range(1_500)}
    sent = desktop.browser.post(desktop.path("manage", ada), data=many, content_type="multipart/form-data")
    assert sent.status_code == 413
    assert desktop.store.subscriber(ada.id) == ada


def test_a_bug_tells_nothing_of_itself(desktop, monkeypatch, caplog):
    monkeypatch.setattr(desktop.web, "subscribe", lambda _: 1 / 0)
    answer = desktop.browser.get("/subscribe")
    assert answer.status_code == 500
    assert "ZeroDivision" not in answer.text
    assert "ZeroDivision" in caplog.text

"""From the form to the confirmation: what a reader sees, and what nobody may learn."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from ldn_watch.stages.roll import CONSENT
from ldn_watch.stages.subscribe import CONFIRM_DAYS, MANAGE_DAYS
from ldn_watch.subscriber import Choice, Frequency, Limits, SubscriberState
from ldn_watch.tokens import LASTS, Purpose
from tests.contracts.store_world import DAY, HOUR
from tests.unit.serve.conftest import messages

ADA = "ada@example.org"


def test_who_asks_confirms_and_is_a_subscriber(desktop):
    answer = desktop.ask(ADA, scope="chosen", condition="fibromyalgia", group="gut", frequency="daily")
    assert (answer.status_code, desktop.woken) == (200, [1])
    assert desktop.store.subscribers() == [], "nobody looks at the address before the answer"
    link = desktop.link("confirm", ADA)
    page = desktop.browser.get(link)
    assert "Fibromyalgia" in page.text
    assert "Gut &amp; liver (the whole group)" in page.text
    desktop.now += HOUR
    assert desktop.browser.post(link).status_code == 200
    (one,) = desktop.store.written_to()
    assert one.choice == Choice(frozenset({"fibromyalgia"}), frozenset({"gut"}), Frequency.DAILY)
    assert (one.address, one.confirmed_at, one.consent, one.source) == (ADA, desktop.now, CONSENT, "web")


def test_a_get_by_a_scanner_changes_nothing(desktop):
    desktop.ask(ADA)
    link = desktop.link("confirm", ADA)
    for _ in range(3):
        assert desktop.browser.get(link).status_code == 200
        desktop.browser.head(link)
        desktop.browser.open(link, method="OPTIONS")
    assert desktop.store.subscriber_of(ADA).state is SubscriberState.PENDING
    desktop.browser.post(link)
    one = desktop.store.subscriber_of(ADA)
    for page in ("manage", "unsubscribe"):
        desktop.browser.get(desktop.path(page, one) + "?do=forget")
        desktop.browser.put(desktop.path(page, one), data={"do": "leave"})
    assert desktop.store.subscriber_of(ADA) == one


def test_the_answer_is_the_same_whoever_is_known(desktop):
    desktop.subscribed("active@example.org")
    gone = desktop.subscribed("gone@example.org")
    desktop.store.leave(gone.id, desktop.now)
    desktop.ask("pending@example.org")
    desktop.letters()
    desktop.store.suppress("bad@example.org", "bounced", desktop.now)
    desktop.store.forget("forgotten@example.org", desktop.now)
    answers = set()
    for name in ("active", "gone", "pending", "bad", "forgotten", "new"):
        before = len(desktop.store.requests())
        answer = desktop.ask(f"{name}@example.org")
        answers.add((answer.status_code, answer.data, *answer.headers))
        assert len(desktop.store.requests()) == before + 1, "the same work for each"
    assert len(answers) == 1
    assert {to.partition("@")[0] for to, _ in desktop.letters()} == {
        "active", "gone", "pending", "forgotten", "new"
    }  # fmt: skip


def test_who_is_subscribed_gets_the_way_to_the_settings_and_keeps_the_choice(desktop):
    one = desktop.subscribed(frequency="monthly")
    desktop.ask(ADA, scope="chosen", condition="migraine")
    assert desktop.link("manage", ADA)
    assert desktop.store.subscriber_of(ADA) == one


def test_a_letter_is_plain_and_names_neither_the_address_nor_what_was_typed(desktop):
    desktop.ask(ADA, website="", scope="chosen", condition=["crohn", "<b>x", "\r\nBcc: eve@example.org"])
    ((to, text),) = desktop.letters()
    assert to == ADA
    for word in (ADA, "<b>", "Bcc"):
        assert word not in text
    assert "Auto-Submitted: auto-generated" in text
    assert all(ADA.encode() not in message for message in messages(desktop.store))


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("ada@Bücher.example", "ada@xn--bcher-kva.example"),
        (" o'neill+ldn@example.org ", "o'neill+ldn@example.org"),
        ("ada@example.org\r\nBcc: eve@example.org", ""),
        ("ada@example.org\x00", ""),
        ("eve@example.org,ada@example.org", ""),
        ("Ada <ada@example.org>", ""),
        ("ädä@example.org", ""),
        ("ada@[127.0.0.1]", ""),
        ("ada@localhost", ""),
        ('"a b"@example.org', ""),
        ("a" * 250 + "@example.org", ""),
        ("", ""),
    ],
)
def test_an_address_is_one_or_the_form_says_what_is_wrong(desktop, address, kept):
    answer = desktop.ask(address)
    assert answer.status_code == (200 if kept else 422)
    assert [one.address for one in desktop.store.requests()] == ([kept] if kept else [])
    if not kept:
        assert 'id="address-error"' in answer.text
        assert "Bcc: eve@example.org\n" not in answer.text


def test_who_chooses_nothing_is_asked_again_and_types_nothing_twice(desktop):
    answer = desktop.ask(ADA, scope="chosen", frequency="monthly")
    assert answer.status_code == 422
    assert 'id="scope-error"' in answer.text
    assert f'value="{ADA}"' in answer.text
    assert re.search(r'value="monthly" checked', answer.text)


def test_what_is_typed_is_text(desktop):
    answer = desktop.ask('"><script>alert(1)</script>')
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert" in answer.text


def test_a_program_that_fills_in_the_hidden_field_is_told_the_same_and_gets_nothing(desktop):
    assert desktop.ask(ADA, website="https://spam.example").data == desktop.ask("eve@example.org").data
    assert [one.address for one in desktop.store.requests()] == ["eve@example.org"]


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "\udcff", "ü"])
def test_a_form_from_elsewhere_is_not_taken(desktop, token):
    assert desktop.ask(ADA, form=token.encode("utf-8", "surrogateescape")).status_code == 403
    assert desktop.store.requests() == []


def test_a_browser_that_says_it_comes_from_another_site_is_believed(desktop):
    fields = {"form": desktop.form_token(), "address": ADA, "scope": "everything"}
    sent = desktop.browser.post("/subscribe", data=fields, headers={"Sec-Fetch-Site": "cross-site"})
    assert (sent.status_code, desktop.store.requests()) == (403, [])


def test_a_form_is_good_for_half_a_day(desktop):
    token = desktop.form_token()
    desktop.now += 13 * HOUR
    assert desktop.ask(ADA, form=token).status_code == 403


def test_one_client_asks_so_often_whoever_it_names(desktop):
    desktop.web.limits = Limits(per_client=2)
    codes = [desktop.ask(f"reader{number}@example.org").status_code for number in range(3)]
    codes.append(desktop.ask(ADA, client="198.51.100.7").status_code)
    assert codes == [200, 200, 429, 200]


def test_the_addresses_of_one_ipv6_customer_are_one_client(desktop):
    desktop.web.limits = Limits(per_client=1)
    clients = ("2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1", "::ffff:192.0.2.9", "192.0.2.9")
    codes = [desktop.ask(ADA, client=client).status_code for client in clients]
    assert codes == [200, 429, 200, 200, 429]


def test_one_address_gets_so_many_letters_a_day_whoever_asks(desktop):
    for number in range(5):
        desktop.ask(ADA, client=f"192.0.2.{number}")
    assert len(desktop.letters()) == 3
    desktop.now += DAY + HOUR
    desktop.ask(ADA)
    assert len(desktop.letters()) == 1


def test_only_the_newest_link_confirms_and_only_for_a_time(desktop):
    desktop.ask(ADA)
    first = desktop.link("confirm", ADA)
    desktop.ask(ADA)
    second = desktop.link("confirm", ADA)
    assert desktop.browser.post(first).status_code == 404
    desktop.now += timedelta(days=CONFIRM_DAYS, minutes=1)
    assert desktop.browser.post(second).status_code == 404
    assert desktop.store.written_to() == []


def test_a_link_that_was_used_says_so_and_changes_nothing(desktop):
    desktop.ask(ADA)
    link = desktop.link("confirm", ADA)
    desktop.browser.post(link)
    one = desktop.store.subscriber_of(ADA)
    desktop.now += DAY
    assert "You are subscribed" in desktop.browser.post(link).text
    assert desktop.store.subscriber_of(ADA) == one
    desktop.store.leave(one.id, desktop.now)
    assert desktop.browser.post(link).status_code == 404
    assert desktop.store.written_to() == []


def test_the_mails_say_how_long_a_link_is_good():
    assert (LASTS[Purpose.CONFIRM].days, LASTS[Purpose.MANAGE].days) == (CONFIRM_DAYS, MANAGE_DAYS)


def test_the_form_can_come_filled_in(desktop):
    page = desktop.browser.get("/subscribe?condition=migraine&frequency=daily&condition=nonsense")
    assert re.search(r'value="migraine" checked', page.text)
    assert re.search(r'value="daily" checked', page.text)
    assert "nonsense" not in page.text
    assert 'role="alert"' not in page.text


def test_without_subscribe_there_is_no_form(desktop):
    desktop.web.subscribing = False
    assert desktop.browser.get("/subscribe").status_code == 404
    assert desktop.browser.post("/subscribe", data={"address": ADA}).status_code == 405


def test_many_at_once_are_all_kept(desktop):
    token = desktop.form_token()
    desktop.web.limits = Limits(per_client=100)
    client = desktop.browser.__class__

    def one(number):
        fields = {"form": token, "address": f"reader{number}@example.org", "scope": "everything"}
        return client(desktop.web).post("/subscribe", data=fields).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(one, range(40))) == {200}
    assert len({one.address for one in desktop.store.requests()}) == 40


def test_a_death_between_request_and_letter_leaves_one_letter(desktop, monkeypatch):
    desktop.ask(ADA)
    with monkeypatch.context() as dying:
        dying.setattr(desktop.store, "answer_request", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            desktop.desk.run(desktop.now)
    assert len(desktop.letters()) == 1
    assert desktop.letters() == []


def test_two_who_answer_the_same_request_write_one_letter(desktop):
    desktop.ask(ADA)
    (request,) = desktop.store.requests()
    plans = [desktop.desk.plan(request, desktop.desk.know(request, desktop.now), desktop.now) for _ in "ab"]
    assert [desktop.store.answer_request(plan) for plan in plans] == [True, False]
    assert len(desktop.letters()) == 1


def test_the_desk_forgets_who_does_not_confirm(desktop):
    desktop.ask(ADA)
    desktop.letters()
    desktop.now += 15 * DAY
    desktop.letters()
    assert desktop.store.subscribers() == []


def test_a_reader_who_comes_back_keeps_the_digest(desktop):
    one = desktop.subscribed()
    desktop.store.leave(one.id, desktop.now)
    again = desktop.subscribed("ADA@example.org")
    assert again.id == one.id
    assert replace(again, address=ADA).choice == one.choice

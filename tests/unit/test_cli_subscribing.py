"""The verbs of subscribers on a fake watch with a real roll: what is printed, kept and how they end."""

from __future__ import annotations

import itertools
import json
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ldn_watch import parts
from ldn_watch.cli.session import Exit
from ldn_watch.model import Labels
from ldn_watch.stages.bounced import BounceReport
from ldn_watch.stages.deliver import DeliverReport
from ldn_watch.stages.roll import Roll
from ldn_watch.store.sqlstore import open_store
from ldn_watch.subscriber import Choice, Frequency, Subscriber, SubscriberState
from tests.unit.fake_watch import _root_logger, folder, run

__all__ = ["_root_logger", "folder", "run"]

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
ADA, BOB = "ada@readers.test", "bob@readers.test"
LABELS = Labels({"fibromyalgia": "Fibromyalgia", "crohn": "Crohn's disease"}, {"pain": "Pain"})
RESPONSIBLE = "That the reader has consented is your responsibility."


@pytest.fixture
def store(tmp_path):
    made = open_store(tmp_path / "state" / "x.sqlite3", app_version="1", now=NOW)
    yield made
    made.close()


@pytest.fixture
def call(run, store, monkeypatch):
    """Run a verb of subscribers on this store."""
    words = (f"word{number}" for number in itertools.count(1))
    monkeypatch.setattr(parts, "fresh_word", lambda: next(words))
    roll = Roll(store, lambda: LABELS, lambda: NOW)

    def called(line, before="", **answers):
        return run(f"{before} subscribers {line}", roll=roll, **answers)

    return called


def subscribed(store, name, address=ADA, **fields):
    one = Subscriber(name, address, Choice(), SubscriberState.ACTIVE, NOW, NOW, consent="2026-11")
    one = replace(one, **fields)
    store.enrol(one, NOW)
    return one


def refused(done, words):
    """One line on stderr, nothing on stdout, the operator's exit code."""
    assert (done.code, done.out) == (Exit.USER, "")
    assert words in done.err


# --- list -----------------------------------------------------------------------------------------------


def test_where_nobody_has_subscribed_it_says_so(call):
    assert call("list").out == "Nobody has subscribed yet.\n"
    assert call("list", "-q").out == ""
    assert call("list --json").out == "[]\n"


def test_everybody_is_listed_in_the_order_in_which_they_asked(call, store):
    subscribed(store, "_sb", BOB)
    chosen = Choice(frozenset({"fibromyalgia", "crohn"}), frozenset({"pain"}), Frequency.DAILY)
    waits = {"state": SubscriberState.PENDING, "confirmed_at": None, "nonce": "n1"}
    subscribed(store, "_sa", ADA, choice=chosen, asked_at=NOW.replace(hour=7), **waits)
    assert call("list").out.splitlines() == [
        f"_sb  active   2026-11-23  weekly   {BOB}  everything",
        f"_sa  pending  2026-11-23  daily    {ADA}  pain, crohn, fibromyalgia",
    ]
    done = call("list --json", "-q")
    first, second = json.loads(done.out)
    assert first["address"] == BOB
    assert second == {
        "id": "_sa",
        "address": ADA,
        "state": "pending",
        "conditions": ["crohn", "fibromyalgia"],
        "groups": ["pain"],
        "frequency": "daily",
        "asked_at": "2026-11-23T07:00:00+00:00",
        "confirmed_at": None,
        "left_at": None,
        "consent": "2026-11",
        "source": "web",
    }
    assert "n1" not in done.out, "who has the nonce can confirm"


# --- add ------------------------------------------------------------------------------------------------


def test_add_subscribes_at_once_to_everything_every_week(call, store):
    done = call("add Ada@Bücher.test")
    assert done.out == f"Ada@xn--bcher-kva.test is subscribed (_sword1). {RESPONSIBLE}\n"
    (one,) = store.written_to()
    assert (one.address, one.choice) == ("Ada@xn--bcher-kva.test", Choice(frequency=Frequency.WEEKLY))
    assert (one.confirmed_at, one.consent, one.source) == (NOW, "operator", "operator")
    assert call(f"add {BOB}", "-q").out == ""


def test_add_takes_conditions_groups_and_how_often(call, store):
    call(f"add {ADA} --condition crohn --condition fibromyalgia --group pain --frequency monthly")
    (one,) = store.subscribers()
    assert one.choice == Choice(frozenset({"crohn", "fibromyalgia"}), frozenset({"pain"}), Frequency.MONTHLY)


@pytest.mark.parametrize("address", ["ada", "ada@", "@readers.test", "a b@readers.test", "ada@readers..test"])
def test_what_is_no_address_is_refused_before_anything_is_opened(run, address):
    done = run(["subscribers", "add", address])
    refused(done, f"{address!r} is no address to write to: ")
    assert done.opened == []


def test_all_that_the_rulebook_does_not_know_is_told_at_once(call, store):
    done = call(f"add {ADA} --condition chron --condition crohn --group pian")
    refused(done, "the rulebook does not know what was chosen")
    assert "there is no condition 'chron'" in done.err
    assert "there is no group 'pian'" in done.err
    assert "'crohn'" not in done.err
    assert store.subscribers() == []


def test_how_often_is_one_of_what_there_is(call):
    refused(call(f"add {ADA} --frequency hourly"), "'hourly' is not one of")


def test_who_is_subscribed_is_not_changed(call, store):
    before = subscribed(store, "_sa")
    refused(call(f"add {ADA.upper()} --frequency daily"), "is subscribed already (_sa): nothing was changed")
    assert store.subscribers() == [before]


def test_who_left_is_taken_back_under_the_same_id(call, store):
    subscribed(store, "_sa")
    store.leave("_sa", NOW)
    assert call(f"add {ADA}").out.startswith(f"{ADA} is subscribed (_sa).")


def test_nobody_is_added_against_a_bounce_or_the_own_wish(call, store):
    store.suppress(ADA, "bounced: 5.1.1", NOW)
    for option in ("", "--confirm"):
        done = call(f"add {ADA} {option}", links=object())
        refused(done, f"{ADA} is written to no more (bounced: 5.1.1); see ldn-watch deliver --unsuppress")
    assert (store.subscribers(), store.requests()) == ([], [])


def test_without_the_package_that_reads_addresses_it_says_which_to_install(call, monkeypatch):
    monkeypatch.setitem(sys.modules, "email_validator", None)
    refused(call(f"add {ADA}"), "(email_validator): pip install 'ldn-watch[serve]'")


# --- add --confirm --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("report", "out", "code"),
    [
        (DeliverReport(sent=1), f"{ADA} was asked to confirm.\n", Exit.WELL),
        (DeliverReport(), f"The mail that asks {ADA} waits.\n", Exit.WELL),
        (DeliverReport(failures=("451 later",)), f"The mail that asks {ADA} waits.\n", Exit.DELIVERY),
    ],
)
def test_who_is_to_confirm_is_asked_and_not_subscribed(call, store, report, out, code):
    done = call(f"add {ADA} --condition crohn --confirm", links=object(), post_letters=report)
    assert (done.out, done.code) == (out, code)
    assert [line for line in done.err.splitlines() if line] == [
        f"ldn-watch: {one}" for one in report.failures
    ]
    assert store.subscribers() == []
    (request,) = store.requests()
    assert (request.address, request.choice.conditions) == (ADA, {"crohn"})
    assert request.source == "operator"
    assert ("post_letters",) in done.asked


def test_to_confirm_quietly_says_what_failed_alone(call):
    report = DeliverReport(failures=("451 later",))
    done = call(f"add {ADA} --confirm", "-q", links=object(), post_letters=report)
    assert (done.out, done.err, done.code) == ("", "ldn-watch: 451 later\n", Exit.DELIVERY)


def test_to_confirm_needs_the_pages_that_take_the_confirmation(call, store, monkeypatch):
    done = call(f"add {ADA} --confirm", links=None)
    assert store.requests() == []
    refused(done, "config.toml: --confirm needs [serve]: its pages take the confirmation")


def test_the_password_is_needed_only_where_somebody_is_written_to(call, folder, monkeypatch):
    monkeypatch.delenv("PW", raising=False)
    smtp = '[smtp]\nhost = "h"\nfrom = "a@b.test"\nusername = "u"\npassword_env = "PW"\n'
    with (folder / "config.toml").open("a") as file:
        file.write(smtp)
    assert call(f"add {ADA}").code == Exit.WELL
    refused(call(f"add {BOB} --confirm", links=object()), "PW, which is not set")


# --- remove ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("whom", ["_sa", ADA, ADA.upper()])
def test_remove_takes_an_address_or_an_id(call, store, whom):
    subscribed(store, "_sa")
    subscribed(store, "_sb", BOB)
    done = call(f"remove {whom}")
    assert (done.out, done.code) == (f"{ADA} gets no mail any more.\n", Exit.WELL)
    assert [one.id for one in store.written_to()] == ["_sb"]
    assert len(store.subscribers()) == 2, "the address stays known"


def test_remove_may_be_quiet_and_repeated(call, store):
    subscribed(store, "_sa")
    assert [call("remove _sa", "-q").out, call("remove _sa", "-q").code] == ["", Exit.WELL]


@pytest.mark.parametrize("whom", ["_snobody", BOB, "nonsense"])
def test_who_is_not_subscribed_cannot_be_removed(call, whom):
    refused(call(f"remove {whom}"), f"{whom} is no subscriber: see ldn-watch subscribers list")


# --- export ---------------------------------------------------------------------------------------------


def test_export_is_one_object_a_line_for_each_or_for_one(call, store):
    subscribed(store, "_sa")
    subscribed(store, "_sb", BOB)
    store.suppress(BOB, "bounced: 5.1.1", NOW)
    everybody = [json.loads(line) for line in call("export").out.splitlines()]
    assert [one["subscriber"]["id"] for one in everybody] == ["_sa", "_sb"]
    assert set(everybody[0]) == {"subscriber", "written_to_no_more", "mails"}
    for whom in ("_sb", BOB, BOB.upper()):
        (line,) = call(f"export {whom}").out.splitlines()
        assert json.loads(line) == everybody[1]
    assert everybody[1]["written_to_no_more"] == "bounced: 5.1.1"


def test_export_of_nobody(call, store):
    assert call("export").out == ""
    store.suppress(BOB, "bounced: 5.1.1", NOW)
    done = call(f"export {BOB}")  # no subscriber, and still something is kept
    assert json.loads(done.out) == {"subscriber": None, "written_to_no_more": "bounced: 5.1.1", "mails": []}
    assert done.code == Exit.WELL


# --- forget ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("whom", ["_sa", ADA, ADA.upper()])
def test_forget_takes_an_address_or_an_id_and_tells_how_many_rows(call, store, whom):
    subscribed(store, "_sa")
    subscribed(store, "_sb", BOB)
    done = call(f"forget {whom}")
    assert done.out == "Forgotten: 1 row named the address. Backups and mail logs may still hold it.\n"
    assert done.code == Exit.WELL
    assert [one.address for one in store.subscribers()] == [BOB]
    assert call(f"export {ADA}").out.count(ADA) == 0


def test_forget_is_quiet_where_wanted_and_takes_who_never_subscribed(call, store):
    assert call(f"forget {ADA}", "-q").out == ""
    assert call(f"forget {BOB}").out.startswith("Forgotten: 0 rows named the address.")
    refused(call(f"add {BOB}"), f"{BOB} is written to no more")


@pytest.mark.parametrize("verb", ["add", "remove", "forget"])
def test_a_verb_that_needs_somebody_says_so(call, verb):
    refused(call(verb), "Missing argument")


# --- bounces --------------------------------------------------------------------------------------------


def bounced(run, line="", before="", **found):
    report = BounceReport(**{"notifications": 0, "suppressed": (), "soft": 0, "strange": 0} | found)
    return run(f"{before} bounces --maildir in {line}", bounces=report)


def test_from_cron_bounces_tell_of_who_is_written_to_no_more_alone(run):
    assert bounced(run, notifications=3, soft=2, strange=1).out == ""
    told = f"{ADA} gets no mail any more; to lift that: ldn-watch deliver --unsuppress {ADA}\n"
    assert bounced(run, notifications=1, suppressed=(ADA,)).out == told
    assert bounced(run, before="-q", notifications=1, suppressed=(ADA,)).out == told


def test_bounces_tell_all_where_somebody_looks_or_as_json(run):
    found = {"notifications": 3, "suppressed": (ADA,), "soft": 1, "strange": 1}
    last = bounced(run, before="-v", **found).out.splitlines()[-1]
    assert last == "3 notifications read: 1 may pass, 1 speak of mails that are not ours."
    assert json.loads(bounced(run, "--json", **found).out) == {**found, "suppressed": [ADA]}

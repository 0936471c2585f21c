"""The clock jumps, as clocks do: the whole program at hours that are not what they seem.

A board without a battery begins at 1970, a wrong NTP server or a hand at `date` sets it a year ahead.
PubMed's day stays the true one: only this machine errs.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from ldn_watch.demo import faults
from ldn_watch.demo.mailbox import answers
from tests.system.service import record
from tests.system.test_days import text_of

pytestmark = pytest.mark.system

START = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)  # a Wednesday
YEAR = timedelta(days=370)
WEEKLY = 'schedule = "weekly monday 07:00"'


class Days:
    """A service, day by day after START; `error` is how far its clock is off."""

    def __init__(self, service):
        self.service = service

    def on(self, day: float, error: timedelta = timedelta(0)) -> dict:
        true = START + timedelta(days=day)
        self.service.replica.today = true.date()
        self.service.clock = true + error
        return self.service.run_once()

    def put(self, pmid: int, day: float = 0, **fields) -> None:
        entered = (START + timedelta(days=day)).date()
        self.service.replica.put(record(pmid, entrez=entered, revised=entered, **fields))

    def told(self) -> list[str]:
        """The citations that ann was told of, one for each time that a mail names it."""
        texts = [
            " ".join(text_of(mail).split())
            for mail in self.service.mails()
            if "ann@example.org" in mail.recipients
        ]
        title = "Low-dose naltrexone in fibromyalgia: trial"
        return sorted(
            f"retracted {pmid}" if f"Retracted: {title} {pmid}" in text else str(pmid)
            for text in texts
            for pmid in range(101, 110)
            if f"{title} {pmid}" in text
        )


@pytest.fixture
def days(service):
    service.configure(digest=WEEKLY)
    made = Days(service)
    assert made.on(0)["exit"] == 0
    return made


def test_a_year_ahead_and_put_right_no_digest_falls_silent(days):
    days.put(104, 1)
    assert days.on(1, YEAR)["digests"]["sent"] == 2  # a Monday went by, so it seems
    days.put(105, 2)
    put_right = days.on(2)
    assert "clock was set back by 36" in put_right["said"]
    for day in (3, 4, 6, 12):
        assert "clock" not in days.on(day)["said"]
    assert days.told() == ["104", "105"]


def test_no_feed_tells_of_the_future_and_each_keeps_its_order(days):
    days.put(104, 1)
    days.on(1, YEAR)
    days.put(105, 2)
    days.on(2)
    feeds = days.service.folder / "state/public/feeds"
    text = (feeds / "all.rss").read_text(encoding="utf-8")
    assert text.index("info:pmid/105") < text.index("info:pmid/104") < text.index("info:pmid/103")
    for path in feeds.glob("*.*"):
        assert "2027" not in path.read_text(encoding="utf-8"), path.name
    home = (feeds.parent / "index.html").read_text(encoding="utf-8")
    assert home.count("Noticed 27 Nov 2026") == 2
    assert not re.search(r"Noticed [^<]* 2027", home)
    before = {path: path.read_bytes() for path in feeds.iterdir()}
    days.on(3)
    assert {path: path.read_bytes() for path in feeds.iterdir()} == before
    assert days.service.run("verify").returncode == 0


def test_a_year_ahead_and_put_right_a_retraction_is_seen(days):
    days.put(104, 1)
    days.on(1, YEAR)
    days.on(3)
    days.put(104, 6, types=("Journal Article", "Retracted Publication"), links=[("RetractionIn", 999)])
    assert days.on(11)["events"] == {"retracted": 1}  # the run that looks is rarer than the overlap of 3 days
    days.on(13)
    assert days.told() == ["104", "retracted 104"]


def test_what_was_revised_while_the_clock_was_ahead_is_seen(days):
    days.put(104, 1)
    days.on(1)
    days.on(2, YEAR)
    days.put(104, 4, types=("Journal Article", "Retracted Publication"), links=[("RetractionIn", 999)])
    assert days.on(9)["events"] == {"retracted": 1}


def test_a_mail_that_waits_for_an_hour_next_year_goes_out(days):
    days.put(104, 1)
    days.service.mailbox.fail_always("RCPT", answers("450 4.2.0 greylisted"))
    for hour in range(3):
        assert days.on(1 + hour / 24, YEAR)["exit"] == 4
    days.service.mailbox.heal()
    assert days.on(2)["digests"]["sent"] == 2
    assert days.told() == ["104"]


def test_a_record_parked_until_next_year_is_tried_again(days):
    days.put(104, 1)
    days.service.replica.fail_always("efetch", faults.missing_records(104))
    for hour in range(3):
        days.on(1 + hour / 24, YEAR)
    assert days.service.status()["parked"] == 1
    days.service.replica.heal()
    assert days.on(2)["new"] == 1


def test_a_clock_set_back_while_pubmed_is_down_is_mended_all_the_same(days):
    days.put(104, 1)
    days.on(1, YEAR)
    days.service.replica.fail_always("esearch", faults.status(503))
    assert days.on(3)["exit"] == 3
    days.service.replica.heal()
    days.put(104, 4, types=("Journal Article", "Retracted Publication"), links=[("RetractionIn", 999)])
    assert days.on(9)["events"] == {"retracted": 1}


def test_a_machine_that_wakes_in_1970_loses_and_repeats_nothing(days):
    days.put(104, 1)
    assert days.on(1)["new"] == 1
    long_ago = datetime(1970, 1, 1, tzinfo=UTC) - START
    days.put(105, 2)
    assert days.on(2, long_ago)["exit"] == 0
    days.put(105, 3, types=("Journal Article", "Retracted Publication"), links=[("RetractionIn", 999)])
    assert days.on(6)["events"] == {"retracted": 1}
    days.on(13)
    assert days.told() == ["104", "105", "retracted 105"] or days.told() == ["104", "retracted 105"]


def test_a_day_back_is_borne_without_a_word(days):
    days.put(104, 1)
    days.on(1)
    report = days.on(1.5, timedelta(days=-1))
    assert (report["exit"], report["said"]) == (0, "")
    days.put(105, 2)
    days.on(2)
    days.on(6)
    assert days.told() == ["104", "105"]


def test_the_hour_that_comes_twice_is_one_and_the_hour_that_does_not_come_is_made_up_for(service):
    config = service.folder / "config.toml"
    service.configure(digest='schedule = "daily 02:30"')
    config.write_text(config.read_text().replace("[watch]", '[watch]\ntimezone = "Europe/Berlin"'))
    day = Days(service)

    def sent(*when) -> int:
        return day.on((datetime(*when, tzinfo=UTC) - START) / timedelta(days=1))["digests"]["sent"]

    assert sent(2027, 3, 27, 12) == 0
    day.put(104)
    assert sent(2027, 3, 28, 0, 59) == 0  # 01:59; 02:30 does not come
    assert sent(2027, 3, 28, 1, 1) == 2  # 03:01
    day.put(105)
    assert sent(2027, 3, 29, 0, 29) == 0
    assert sent(2027, 3, 29, 0, 31) == 2  # 02:31
    assert sent(2027, 10, 30, 12) == 0
    day.put(106)
    assert sent(2027, 10, 31, 0, 31) == 2  # 02:31, for the first time
    day.put(107)
    assert sent(2027, 10, 31, 1, 31) == 0  # 02:31 again
    assert sent(2027, 11, 1, 1, 31) == 2
    assert day.told() == ["104", "105", "106", "107"]

"""The three days, and the demo that plays them with whatever makes a run."""

from __future__ import annotations

import smtplib
import tomllib
from datetime import date

import pytest
import requests

from ldn_watch.demo.catalogue import Catalogue
from ldn_watch.demo.story import days, demo_config_text, outcome_line, play_demo
from ldn_watch.errors import UserError
from ldn_watch.model import RunOutcome, RunReport

QUERY = (
    "naltrexon*[tiab] OR naltrexone[mh] OR naltrexone[nm]"
    ' OR "low dose naltrexone"[tiab:~2] OR "ldn naltrexone"[tiab:~20]'
)


def test_each_day_comes_after_the_one_before():
    assert [day.number for day in days()] == [1, 2, 3]
    assert [day.date for day in days()] == [date(2026, 11, 16 + number) for number in range(3)]
    assert all(day.now.utcoffset().total_seconds() == 0 for day in days())


def test_what_appears_on_a_day_was_created_that_day_or_revised():
    first, *later = days()
    assert all(max(record.created, record.revised) < first.date for record in first.brings)
    known = {record.pmid for record in first.brings}
    for day in later:
        for record in day.brings:
            assert (record.revised if record.pmid in known else record.created) == day.date
        known |= {record.pmid for record in day.brings}


def test_the_third_day_retracts_corrects_publishes_and_finds_an_old_citation():
    first, second, third = ({record.pmid: record for record in day.brings} for day in days())
    retracted = [pmid for pmid, record in third.items() if "| retracted publication |" in record.types]
    assert len(retracted) == 1
    assert retracted[0] in second  # told yesterday
    assert any(b"RetractionOf" in record.raw for record in third.values())
    assert any(b"UpdateIn" in record.raw for pmid, record in third.items() if pmid in second)
    assert any(b"UpdateOf" in record.raw for pmid, record in third.items() if pmid not in second)
    assert any(b"ErratumIn" in record.raw for pmid, record in third.items() if pmid in first)
    old = [record for record in third.values() if record.published.year < 2010]
    assert len(old) == 1
    assert (old[0].entered.year, old[0].created) == (2009, date(2026, 11, 18))
    assert any("| preprint |" in record.types for record in second.values())


def test_the_config_holds_what_the_servers_are():
    config = tomllib.loads(demo_config_text("http://127.0.0.1:80/entrez/eutils/", "127.0.0.1", 25))
    assert config["pubmed"]["base_url"] == "http://127.0.0.1:80/entrez/eutils/"
    assert config["smtp"] | {"host": "127.0.0.1", "port": 25, "security": "none"} == config["smtp"]
    assert [digest["id"] for digest in config["digest"]] == ["everything", "fibromyalgia", "pain-trials"]


class Watch:
    """A run in miniature: counts what PubMed has, mails when there is more than before."""

    def __init__(self):
        self.matched = 0
        self.runs = []

    def __call__(self, path, now):
        config = tomllib.loads(path.read_text(encoding="utf-8"))
        where = config["pubmed"]["base_url"] + "esearch.fcgi"
        asked = {"db": "pubmed", "term": QUERY, "retmode": "json"}
        found = requests.post(where, data=asked, timeout=5).json()["esearchresult"]
        new = int(found["count"]) - self.matched
        tell = bool(new and self.matched)
        if tell:
            with smtplib.SMTP(config["smtp"]["host"], config["smtp"]["port"], timeout=5) as client:
                client.sendmail("a@example.org", ["b@example.org"], f"Subject: {new} new\r\n\r\n.\r\n")
        self.matched += new
        self.runs.append((now.date(), new))
        outcome = RunOutcome.NEW if new else RunOutcome.NOTHING_NEW
        return RunReport(
            outcome,
            self.matched,
            new,
            new,
            {"new": new, "retracted": 0},
            sent=int(tell),
            warnings=("beware",),
        )


def test_the_demo_plays_three_days_then_says_that_there_is_nothing_new(tmp_path):
    watch, lines = Watch(), []
    report = play_demo(tmp_path / "demo", watch, lines.append)
    assert report.outcome is RunOutcome.NEW
    assert [day for day, _ in watch.runs] == [day.date for day in days()]
    assert watch.runs[0][1] > 100
    assert all(new > 0 for _, new in watch.runs)
    mails = sorted((tmp_path / "demo" / "mails").iterdir())
    assert [file.name for file in mails] == ["0001.eml", "0002.eml"]
    told = "\n".join(lines)
    assert "Monday 16 November 2026. The first run." in told
    assert f"  0001.eml to b@example.org: {watch.runs[1][1]} new" in told
    assert "  Take note: beware" in told
    assert str(tmp_path / "demo" / "mails") in lines[-4]

    again = []
    assert play_demo(tmp_path / "demo", watch, again.append).outcome is RunOutcome.NOTHING_NEW
    assert f"  Nothing new: PubMed answered, {watch.matched} citations match. No mail was sent." in again
    assert len(list((tmp_path / "demo" / "mails").iterdir())) == 2
    assert watch.runs[-1] == (date(2026, 11, 19), 0)


def test_a_story_that_was_cut_off_goes_on_with_its_next_day(tmp_path):
    watch = Watch()

    def stopped_on_the_second_day(path, now):
        if watch.runs:
            raise KeyboardInterrupt
        return watch(path, now)

    with pytest.raises(KeyboardInterrupt):
        play_demo(tmp_path, stopped_on_the_second_day, print)
    play_demo(tmp_path, watch, print)
    assert [day for day, _ in watch.runs] == [day.date for day in days()]
    assert all(new > 0 for _, new in watch.runs)


def test_a_folder_with_another_config_is_left_alone(tmp_path):
    (tmp_path / "config.toml").write_text("[watch]\n")
    with pytest.raises(UserError, match="is not the demonstration's"):
        play_demo(tmp_path, Watch(), print)
    assert [file.name for file in tmp_path.iterdir()] == ["config.toml"]


@pytest.mark.parametrize(
    ("report", "line"),
    [
        (RunReport(RunOutcome.COULD_NOT_LOOK, error="no route"), "PubMed could not be asked: no route"),
        (
            RunReport(RunOutcome.NEW, matched=9, fetched=2, events={"new": 1, "retracted": 1}, sent=1),
            "PubMed answered: 9 citations match, 2 were fetched (1 new, 1 retracted). 1 mail sent.",
        ),
        (
            RunReport(RunOutcome.NEW, matched=9),
            "PubMed answered: 9 citations match, 0 were fetched. No mail was sent.",
        ),
        (
            RunReport(RunOutcome.NOTHING_NEW, matched=9, sent=2),
            "Nothing new: PubMed answered, 9 citations match. 2 mails sent.",
        ),
    ],
)
def test_a_run_in_one_sentence(report, line):
    assert outcome_line(report) == line


def test_the_whole_story_matches_what_the_default_query_should_find():
    from ldn_watch.demo.terms import Search, parse

    catalogue = Catalogue.load()
    found = Search(catalogue, date(2026, 11, 18)).match(parse(QUERY))
    silent = {record.pmid for record in catalogue if b"altrexon" not in record.raw}
    assert not found & silent
    assert {99020014, 99020015, 99020016} <= found  # by substance, by heading, by both
    assert 99020107 not in found  # LDN are neutrophils here

"""`rules eval` and `rules new` on the command line: what is joined, what is printed, how they end."""

import gzip
import json
from types import SimpleNamespace

import pytest

from ldn_watch import rulebooks
from ldn_watch.model import AbstractSection, Citation
from tests.unit.fake_watch import _root_logger, folder, run

__all__ = ["_root_logger", "folder", "run"]

ARTICLE = """<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{pmid}</PMID>
<Article PubModel="Print"><Journal><JournalIssue CitedMedium="Print"><PubDate><Year>2020</Year></PubDate>
</JournalIssue><Title>J</Title></Journal><ArticleTitle>{title}</ArticleTitle>{abstract}
<PublicationTypeList><PublicationType UI="D016449">Randomized Controlled Trial</PublicationType>
</PublicationTypeList></Article></MedlineCitation>
<PubmedData><ArticleIdList><ArticleId IdType="pubmed">{pmid}</ArticleId></ArticleIdList></PubmedData>
</PubmedArticle>"""
RECORD = {"relevance_shown": "focus", "conditions_shown": ["fms"], "study_shown": "rct"}


def article(pmid, title, abstract=""):
    written = f"<Abstract><AbstractText>{abstract}</AbstractText></Abstract>" if abstract else ""
    return ARTICLE.format(pmid=pmid, title=title, abstract=written)


def as_set(*articles):
    return f"<PubmedArticleSet>\n{''.join(articles)}\n</PubmedArticleSet>"


@pytest.fixture(scope="module")
def shipped():
    return rulebooks.read_rulebook()


@pytest.fixture
def quick(shipped, monkeypatch):
    """The shipped rules, read once; the folders they were asked of."""
    asked = []
    monkeypatch.setattr(rulebooks, "read_rulebook", lambda where=None: asked.append(where) or shipped)
    return asked


@pytest.fixture
def lines(folder, quick):
    """Write the file of lines."""

    def write(*written, name="g.jsonl"):
        text = "\n".join(one if isinstance(one, str) else json.dumps(one) for one in written)
        (folder / name).write_text(text, encoding="utf-8")

    return write


def rates(done):
    """(relevance recall, conditions recall, accuracy) of a JSON answer."""
    assert done.code == 0, done.err
    found = json.loads(done.out)
    return found["relevance"]["recall"], found["conditions"]["recall"], found["study_type"]["accuracy"]


# --- what is judged --------------------------------------------------------------------------------


def test_without_a_record_title_and_abstract_are_judged(run, lines):
    lines(RECORD | {"title": "A trial"}, RECORD | {"title": "LDN", "abstract": "Naltrexone in fibromyalgia"})
    assert rates(run("rules eval g.jsonl --json")) == (0.5, 0.5, 0)


@pytest.fixture
def xml(folder):
    """The records of 11 and 12, in files and folders of every kind."""
    one = article(11, "Low-dose naltrexone for fibromyalgia")
    two = article(12, "Naltrexone", "Low-dose naltrexone was given to women with fibromyalgia.")
    (folder / "one.xml").write_text(as_set(one))
    (folder / "two.xml").write_text(as_set(two))
    (folder / "both.xml").write_text(as_set(one, two))
    (folder / "both.xml.gz").write_bytes(gzip.compress(as_set(one, two).encode()))
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "deep" / "one.xml").write_text(as_set(one))
    (folder / "deep" / "er" / "two.xml.gz").write_bytes(gzip.compress(as_set(two).encode()))
    (folder / "deep" / "feed.xml").write_text("<rss><channel/></rss>")
    (folder / "empty").mkdir()
    return folder


@pytest.mark.parametrize(
    "given",
    [
        "--xml both.xml",
        "--xml both.xml.gz",
        "--xml one.xml --xml two.xml",
        "--xml one.xml two.xml",  # a shell's *.xml
        "both.xml",
        "--xml deep",
        "deep",
        "--xml empty --xml both.xml",
    ],
)
def test_records_are_joined_by_pmid(run, lines, xml, given):
    lines(RECORD | {"title": "?", "pmid": 11}, RECORD | {"title": "?", "pmid": "012"})
    assert rates(run(f"rules eval g.jsonl --json {given}")) == (1, 1, 1)


def test_only_its_own_record_is_joined(run, lines, xml):
    lines(RECORD | {"title": "?", "pmid": 13}, RECORD | {"title": "?"}, RECORD | {"title": "?", "pmid": 11})
    done = run("rules eval g.jsonl --json --xml both.xml")
    assert rates(done) == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    assert {error["line"] for error in json.loads(done.out)["errors"]} == {1, 2}


def test_the_lines_abstract_stays_where_the_record_has_none(run, lines, xml):
    lines({"title": "?", "abstract": "In lupus.", "pmid": 11, "conditions_shown": ["lupus", "fibromyalgia"]})
    assert rates(run("rules eval g.jsonl --json --xml one.xml"))[1] == 1


def test_what_a_line_names_as_its_own_is_read(run, lines, xml):
    (xml / "texts").mkdir()
    (xml / "texts" / "a.txt").write_text("Women took low-dose naltrexone daily for fibromyalgia.")
    known = RECORD | {"title": "Naltrexone", "study_shown": None}
    lines(
        known | {"has_text": "texts/a.txt", "abstract": "in lupus"},
        known | {"has_text": "both.xml", "pmid": 12},
        known | {"has_text": "gone.txt", "abstract": "low-dose naltrexone for fibromyalgia"},
        known | {"has_text": "gone.xml", "abstract": "low-dose naltrexone for fibromyalgia", "pmid": 99},
    )
    done = run("rules eval g.jsonl --json")
    assert rates(done) == (1, 1, None)
    assert json.loads(done.out)["errors"] == []


def test_files_beside_the_lines_are_found_from_elsewhere(run, lines, xml):
    (xml / "sub").mkdir()
    (xml / "sub" / "a.txt").write_text("Low-dose naltrexone for fibromyalgia.")
    lines(RECORD | {"title": "Naltrexone", "has_text": "a.txt", "study_shown": None}, name="sub/g.jsonl")
    assert rates(run("rules eval sub/g.jsonl --json"))[:2] == (1, 1)


def test_the_archives_records_are_joined_and_given_xml_comes_first(run, lines, xml):
    (xml / "state").mkdir()
    (xml / "state" / "ldn-watch.sqlite3").touch()
    known = (
        Citation("pmid:11", "Gardening"),
        Citation("pmid:14", "LDN", abstract=(AbstractSection("Naltrexone in fibromyalgia"),)),
    )
    archived = {one.uid: SimpleNamespace(citation=one) for one in known}
    known = RECORD | {"study_shown": None}
    lines(known | {"title": "?", "pmid": 11}, known | {"title": "?", "pmid": 14}, {"title": "no number"})
    done = run("rules eval g.jsonl --json --xml one.xml", archived=archived)
    assert rates(done) == (1, 1, None)
    assert done.asked == [("archived", ["pmid:11", "pmid:14"])]
    without = run("rules eval g.jsonl --json", archived=archived)
    assert rates(without)[:2] == (0.5, 0.5)


def test_without_an_archive_no_watch_is_opened(run, lines):
    lines({"title": "T", "pmid": 1})
    assert run("rules eval g.jsonl").opened == []


def test_the_operators_rules_judge(run, lines, quick, folder):
    lines({"title": "T"})
    config = (folder / "config.toml").read_text()
    (folder / "config.toml").write_text(f'[rules]\nfolder = "mine"\n{config}')
    assert run("rules eval g.jsonl").code == 0
    assert quick == [folder / "mine"]


# --- what is printed -------------------------------------------------------------------------------


def test_for_people(run, lines):
    lines(
        {
            "title": "Lupus \x1b[31mand\x9b2J LDN-193189",
            "pmid": 5,
            "relevance_shown": "focus",
            "conditions_shown": ["gone\x1b[2J"],
            "study_shown": "rct",
        },
        {"title": "Fibromyalgia", "relevance_shown": "unrelated", "conditions_shown": ["fms"]},
    )
    done = run("rules eval g.jsonl")
    assert (done.code, done.err) == (0, "")
    assert not set("\x1b\x9b") & set(done.out)
    said = done.out.splitlines()
    tables = {
        line.split()[0]: line.split()[1:] for line in said if line.startswith("  ") and "all" not in line
    }
    assert tables["focus"] == ["1", "0", "-", "0.000", "0.000"]
    assert tables["unrelated"] == ["1", "2", "0.500", "1.000", "0.667"]
    assert tables["fibromyalgia"] == ["1", "1", "1.000", "1.000", "1.000"]
    assert tables["lupus"] == ["0", "1", "0.000", "-", "0.000"]
    assert next(line for line in said if "all together" in line).split()[2:] == [
        *("2", "2"),
        *("0.500",) * 3,
    ]
    assert ["recall, focus or possible", "0.000"] in [line.rsplit(maxsplit=1) for line in said]
    assert ["unrelated judged possible", "0.000"] in [line.rsplit(maxsplit=1) for line in said]
    errors = said[said.index("4 errors") :]
    assert errors[1].startswith("line 1, PMID 5: Lupus ")
    assert errors[2] == "    relevance: shown focus, judged unrelated"
    assert '    because "LDN-193189" in title (rule homonym)' in errors
    assert any("judged no such condition" in line for line in errors)
    assert "    condition: shown none, judged lupus" in errors
    assert '    because "Lupus" in title (rule lupus)' in errors
    assert "    study type: shown rct, judged other" in errors


def test_for_people_where_nothing_is_scored(run, lines):
    lines({"title": "T"})
    done = run("rules eval g.jsonl")
    assert done.out.splitlines()[-1] == "0 errors"
    assert [line.split() for line in done.out.splitlines() if line.startswith("accuracy")] == [
        ["accuracy", "-"]
    ]


def test_for_machines(run, lines):
    lines({"title": "Lupus", "conditions_shown": []})
    done = run("rules eval --json g.jsonl")
    assert done.err == ""
    (error,) = json.loads(done.out)["errors"]
    assert (error["line"], error["about"], error["judged"]) == (1, "condition", "lupus")
    assert error["why"] == [{"rule": "lupus", "field": "title", "words": "Lupus", "offset": 0}]


# --- how it ends -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("", "Missing argument"),
        ("gone.jsonl", "gone.jsonl cannot be read"),
        (".", "one file of JSON lines"),
        ("g.jsonl g.jsonl", "one file of JSON lines"),
        ("only.xml", "one file of JSON lines"),
        ("latin.jsonl", "latin.jsonl cannot be read"),
        ("broken.jsonl", "  broken.jsonl:2: not JSON"),
        ("broken.jsonl", "  broken.jsonl:3: write an object with a `title`"),
        ("g.jsonl --xml gone.xml", "  gone.xml: "),
        ("g.jsonl --xml wrong.xml --xml gone.xml", "  gone.xml: "),
        ("g.jsonl --xml wrong.xml --xml gone.xml", "  wrong.xml: not a PubmedArticleSet"),
        ("g.jsonl --xml cut.xml", "  cut.xml: "),
        ("g.jsonl --xml plain.xml.gz", "  plain.xml.gz: "),
        ("g.jsonl --xml cut.xml.gz", "  cut.xml.gz: "),
    ],
)
def test_what_is_wrong_ends_with_2_and_one_clear_line(run, lines, xml, given, says):
    lines({"title": "T", "pmid": 11})
    lines({"title": "T"}, "{", "5", name="broken.jsonl")
    (xml / "latin.jsonl").write_bytes(b'{"title": "\xe9"}')
    (xml / "wrong.xml").write_text("<rss/>")
    (xml / "cut.xml").write_text(as_set(article(11, "T"))[:-30])
    (xml / "plain.xml.gz").write_text(as_set(article(11, "T")))
    (xml / "cut.xml.gz").write_bytes((xml / "both.xml.gz").read_bytes()[:-20])
    done = run(f"rules eval {given}")
    assert (done.code, done.out) == (2, "")
    assert says in done.err
    assert "Traceback" not in done.err


def test_a_failure_is_json_too_where_that_is_asked_for(run, lines):
    lines("{", "5")
    done = run("rules eval --json g.jsonl")
    assert done.code == 2
    said = json.loads(done.out)
    assert said["error"] == "g.jsonl cannot be scored"
    assert [problem.split(": ")[0] for problem in said["problems"]] == ["g.jsonl:1", "g.jsonl:2"]


def test_gzip_that_is_corrupt_within_is_told(run, lines, xml):
    lines({"title": "T", "pmid": 11})
    (xml / "corrupt.xml.gz").write_bytes(b"\x1f\x8b\x08\x00" + b"garbage " * 9)
    assert run("rules eval g.jsonl --xml corrupt.xml.gz").code == 2


def test_a_file_name_that_no_file_has(run, lines):
    lines({"title": "Lupus", "conditions_shown": ["lupus"], "has_text": f"{'a' * 300}.txt"})
    assert run("rules eval g.jsonl").code == 0


# --- a rule file to begin with ---------------------------------------------------------------------


def test_rules_new_writes_where_it_is_told_and_says_what_is_next(run, folder, quick):
    done = run("rules new lichen-rarus --folder mine")
    assert (done.code, done.err) == (0, "")
    assert 'id = "lichen-rarus"' in (folder / "mine" / "lichen-rarus.toml").read_text()
    for words in ("Wrote mine/lichen-rarus.toml", 'folder = "mine"', "rules check", "retag --dry-run"):
        assert words in done.out
    assert run("-q rules new lichen-alter --folder mine").out == ""
    assert (folder / "mine" / "lichen-alter.toml").exists()


def test_rules_new_without_a_folder(run, folder, quick):
    assert run("rules new lichen-rarus").code == 0
    assert (folder / "rules" / "lichen-rarus.toml").exists()
    config = (folder / "config.toml").read_text()
    (folder / "config.toml").write_text(f'[rules]\nfolder = "own"\n{config}')
    done = run("rules new lichen-rarus")
    assert (folder / "own" / "lichen-rarus.toml").exists()
    assert "under [rules]" not in done.out  # the configuration names it already


@pytest.mark.parametrize(
    ("name", "says"),
    [("Bad", "'Bad' is no id"), ("../up", "'../up' is no id"), ("pain", "'pain' is a group's id")],
)
def test_rules_new_refuses_what_is_no_id(run, folder, quick, name, says):
    done = run(["rules", "new", name])
    assert (done.code, done.out) == (2, "")
    assert says in done.err
    assert not (folder / "rules").exists()


def test_rules_new_overwrites_nothing(run, folder, quick):
    assert run("rules new lichen-rarus").code == 0
    path = folder / "rules" / "lichen-rarus.toml"
    path.write_text("mine")
    done = run("rules new lichen-rarus")
    assert done.code == 2
    assert "rules/lichen-rarus.toml is there already" in done.err
    assert path.read_text() == "mine"

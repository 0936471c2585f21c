import dataclasses

import pytest

from ldn_watch.errors import UserError
from ldn_watch.rulebooks import read_rulebook
from ldn_watch.rules.assess import assess_text
from ldn_watch.rules.checking import trials
from ldn_watch.rules.reading import RuleFile
from ldn_watch.rules.rulebook import parse_rulebook


def problems(files):
    with pytest.raises(UserError) as caught:
        parse_rulebook(files)
    return list(caught.value.problems)


@pytest.mark.parametrize(
    ("extra", "says"),
    [
        ('term = ["x"]', "x.toml:5: unknown key `term`; did you mean `terms`?"),
        ("zzz = 1", "known keys: id, label, group"),
        ('mesh = ["D12"]', "x.toml:5: mesh: 'D12' is no MeSH descriptor: write its UI"),
        ('mesh = "D003424"', "x.toml:5: `mesh` must be a list of texts"),
        ('unless = ["ab"]', "x.toml:5: unless: 'ab' has fewer than 3 letters"),
        ('unless = [" "]', "has fewer than 3 letters"),
        ('parents = ["nobody"]', "x.toml:5: unknown parent 'nobody'"),
        ('parents = ["x-rays"]', "unknown parent 'x-rays'"),
        ('aliases = ["pain"]', "'pain' is a group's id too"),
        ('aliases = ["all"]', "'all' is reserved for a feed"),
        ('aliases = ["x-rays"]', "'x-rays' is the id of x.toml too"),
        ("only_topic = 1", "x.toml:5: `only_topic` must be true or false"),
        ('[[abbreviation]]\nshort = "MS"', "[[abbreviation]] 1: `near` is missing; add it"),
        ('[[abbreviation]]\nshort = "MS"\nnear = []', "`near` is empty; name the phrases"),
        ('[[abbreviation]]\nshort = ""\nnear = ["mmm"]', "`short` must be a text that is not empty"),
        ('abbreviation = "MS"', "`abbreviation` must be written as [[abbreviation]] tables"),
        ('label = "twice"', "x.toml:5: not TOML"),
    ],
)
def test_a_wrong_condition(small_files, condition, extra, says):
    found = problems(small_files(x=condition("x-rays", ["xrays"], extra)))
    assert any(says in problem for problem in found), found


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('id = "x"', "`label` is missing; add it"),
        ('id = "X y"\nlabel = "X"', "'X y': use small letters, digits and single hyphens"),
        ('id = "x"\nlabel = 3', "`label` must be a text that is not empty"),
        ('id = "x"\nlabel = "X"\ngroup = "pian"', "unknown group 'pian'; groups.toml has pain"),
        ('id = "x"\nlabel = "X"\ngroup = "pain"\nterms = []', "`terms` is empty; give at least one phrase"),
        ('id = "x"\nlabel = "X"\ngroup = "pain"\nterms = ["xxx"]', "0 [[example]] with expect = true"),
        ("id = [", "not TOML"),
    ],
)
def test_an_unfinished_condition(small_files, text, says):
    found = problems(small_files(x=text))
    assert any(says in problem for problem in found), found


def test_all_problems_of_all_files_are_told_at_once(small_files, condition):
    files = small_files(a=condition("a", ["aaa"], 'mesh = ["D1"]\nfoo = 1'), b=condition("a", ["x"]))
    found = problems(files)
    assert len(found) == 4
    assert {problem.split(":")[0] for problem in found} == {"a.toml", "b.toml"}


@pytest.mark.parametrize("name", ["gout-2019", "gout-2019-2", "gout-undated", "gout-undated-12"])
def test_no_page_of_a_year_is_another_conditions(small_files, condition, name):
    (found,) = problems(small_files(gout=condition("gout", ["gout"]), x=condition(name, ["else"])))
    what = f"{name!r} would share its page with a year of the condition 'gout'; choose another id"
    assert found == f"x.toml:1: {what}"


def test_nor_is_it_another_groups_and_all_of_them_are_told_at_once(small_files, condition):
    files = small_files(gout=condition("gout", ["gout"]), x=condition("gout-1999", ["else"]))
    files["groups.toml"] += '\n[[group]]\nid = "pain-2020"\nlabel = "Pain in 2020"\n'
    found = problems(files)
    assert len(found) == 2
    assert any(
        "'pain-2020' would share its page with a year of the group 'pain'" in problem for problem in found
    )


@pytest.mark.parametrize(
    "name", ["gouty-2019", "gout-19", "gout-2019-x", "gout-2019-2-2", "pain-2020", "x-2019"]
)
def test_a_year_in_an_id_is_no_fault_where_no_page_has_its_name(small, condition, name):
    assert name in small(gout=condition("gout", ["gout"]), x=condition(name, ["else"])).by_id


def test_missing_and_wrong_parts(small_files):
    files = small_files()
    del files["scope.toml"]
    files["study.toml"] = '[[type]]\nid = "rct"\nlabel = "RCT"\n[[rule]]\ntype = "rtc"\n'
    files["relevance.toml"] = files["relevance.toml"].replace("reach = 4", 'reach = "4"')
    files["relevance.toml"] = files["relevance.toml"].replace("inside = []", 'inside = ["gone"]')
    found = problems(files)
    assert any("scope.toml: there is no such rule file; add it" in problem for problem in found)
    assert any(
        "study.toml:5: [[rule]] 1: type: there is no 'rtc'; did you mean 'rct'?" in problem
        for problem in found
    )
    assert any("`reach` must be a number" in problem for problem in found)
    assert any("inside: there is no 'gone'" in problem for problem in found)


def test_labels_in_display_order(small, condition):
    book = small(
        zeta=condition("zeta", ["zeta"]),
        beta=condition("beta", ["beta"], 'aliases = ["old-beta"]'),
        eczema=condition("eczema", ["eczema"], group="dermatology"),
    )
    labels = book.labels()
    assert list(labels.conditions.items()) == [("beta", "Beta"), ("zeta", "Zeta"), ("eczema", "Eczema")]
    assert labels.group_of == {"beta": "pain", "zeta": "pain", "eczema": "dermatology"}
    assert next(iter(labels.groups.items())) == ("pain", "Pain")
    assert labels.study_types["rct"] == "Randomised controlled trial"
    assert book.aliases == {"old-beta": "beta"}


def test_the_hash_is_of_what_judges(small_files, condition):
    plain = small_files(a=condition("a", ["aaa"]))
    book = parse_rulebook(plain)
    renamed = {name.replace("a.toml", "elsewhere/a.toml"): text for name, text in plain.items()}
    commented = plain | {"a.toml": "# why\n" + plain["a.toml"].replace("nothing at all", "not a thing")}
    changed = plain | {"a.toml": plain["a.toml"].replace('["aaa"]', '["aaab"]')}
    assert parse_rulebook(commented).hash == book.hash
    assert len(book.hash) == 64
    assert parse_rulebook(changed).hash != book.hash
    assert renamed


def test_a_rulebook_is_frozen(small, condition):
    book = small(a=condition("a", ["aaa"]))
    with pytest.raises(dataclasses.FrozenInstanceError):
        book.hash = "x"


def test_grandparents(small, condition):
    book = small(
        a=condition("a", ["aaa"], 'parents = ["b"]'),
        b=condition("b", ["bbb"], 'parents = ["c", "d"]'),
        c=condition("c", ["ccc"], 'parents = ["d"]'),
        d=condition("d", ["ddd"]),
    )
    assert book.ancestors["a"] == ("b", "c", "d")
    assert assess_text("aaa", book).conditions() == ("a", "b", "c", "d")


def test_check_reports_each_example_that_fails(small_files, condition):
    files = small_files(x=condition("x", ["xxx"]))
    files["x.toml"] = files["x.toml"].replace("xxx again", "yyy").replace("nothing at all", "xxx")
    files["study.toml"] += '\n[[example]]\ntext = "A trial"\nexpect = "book"\n'
    files["relevance.toml"] += '\n[[example]]\ntext = "A trial"\nexpect = "focus"\n'
    failed = [str(trial) for trial in trials(parse_rulebook(files)) if trial.failed]
    assert any(line.startswith("x.toml:") and "'yyy' should give x, but: no x" in line for line in failed)
    assert any(line.startswith("x.toml:") and "'xxx' should give no x, but: x" in line for line in failed)
    assert any("'A trial' should give book, but: other" in line for line in failed)
    assert any("'A trial' should give focus, but: unrelated" in line for line in failed)


def test_the_operators_files_replace_and_add(tmp_path, condition):
    (tmp_path / "conditions").mkdir()
    (tmp_path / "conditions" / "mine.toml").write_text(condition("mine", ["minery"]))
    (tmp_path / "other-name.toml").write_text(condition("fibromyalgia", ["fibro mine"]))
    (tmp_path / "lupus.toml").write_text(condition("lupus", ["wolf"], group="rheumatology"))
    book = read_rulebook(tmp_path)
    assert assess_text("minery, fibro mine and wolf", book).conditions() == ("fibromyalgia", "mine", "lupus")
    assert assess_text("fibromyalgia and lupus", book).conditions() == ()
    assert len(book.conditions) == len(read_rulebook().conditions) + 1


def test_a_wrong_file_of_the_operator_is_named_whole(tmp_path):
    (tmp_path / "bad.toml").write_text("id = 3")
    with pytest.raises(UserError) as caught:
        read_rulebook(tmp_path)
    assert all(str(tmp_path / "bad.toml") in problem for problem in caught.value.problems)
    with pytest.raises(UserError, match="no such folder"):
        read_rulebook(tmp_path / "gone")
    (tmp_path / "bad.toml").write_bytes(b"\xff")
    with pytest.raises(UserError, match="cannot be read"):
        read_rulebook(tmp_path)


def test_a_line_is_told_only_where_it_can_be():
    file = RuleFile("a.toml", "# terms\nunless = []\nterms = []", [])
    assert [file.line_of(words) for words in ("terms", "unless", "term", "gone")] == [3, 2, 0, 0]

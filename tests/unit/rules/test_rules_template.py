"""`rules new`, and files of one's own that extend the shipped ones."""

import tomllib

import pytest

from ldn_watch import rulebooks
from ldn_watch.errors import UserError
from ldn_watch.rulebooks import new_rule_file, read_rulebook, shipped_files, try_rules
from ldn_watch.rules.assess import assess_text
from ldn_watch.rules.rulebook import parse_rulebook
from ldn_watch.rules.template import condition_template

SHIPPED = shipped_files()


@pytest.fixture(scope="module")
def few(small_files):
    """Two shipped conditions and the other rule files without their examples: quick to read."""
    files = small_files(fibromyalgia=SHIPPED["fibromyalgia.toml"], sarcoidosis=SHIPPED["sarcoidosis.toml"])
    return {
        name: text if text.startswith("id") else text.split("\n[[example]]")[0]
        for name, text in files.items()
    }


@pytest.fixture(scope="module")
def rulebook(few):
    return parse_rulebook(few)


@pytest.fixture(autouse=True)
def _shipped(few, monkeypatch):
    monkeypatch.setattr(rulebooks, "shipped_files", lambda: dict(few))


def problems(folder):
    with pytest.raises(UserError) as caught:
        read_rulebook(folder)
    return list(caught.value.problems)


# --- templates -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["lichen-rarus", "rare2-disease", "no-pain", "without-relief", "als-like-illness"]
)
def test_a_template_passes_as_it_stands(tmp_path, name):
    path = new_rule_file(tmp_path / "deep" / "rules", name)
    assert path == tmp_path / "deep" / "rules" / f"{name}.toml"
    examined, conflicts = try_rules(path.parent)
    assert [str(trial) for trial in examined if trial.failed] + conflicts == []
    book = read_rulebook(path.parent)
    assert name in book.by_id
    assert name in assess_text(f"Naltrexone in {name.replace('-', ' ')}", book).conditions()


def test_a_template_explains_every_key(rulebook):
    text = condition_template("lichen-rarus", rulebook)
    values = tomllib.loads(text)
    assert values["group"] in rulebook.groups
    assert all(group in text for group in rulebook.groups)
    assert [example["expect"] for example in values["example"]] == [True, True, False]
    uncommented = "\n".join(
        line.removeprefix("# ") for line in text.splitlines() if "[[abbr" in line or "short =" in line
    )
    assert tomllib.loads(uncommented) == {"abbreviation": [{"short": "FM"}]}
    for key in ("parents", "mesh", "unless", "only_topic", "near", "aliases"):
        assert f"{key} = " in text


@pytest.mark.parametrize("name", ["fibromyalgia", "fms"])
def test_a_shipped_id_or_alias_makes_an_addition(tmp_path, name, rulebook):
    path = new_rule_file(tmp_path, name)
    values = tomllib.loads(path.read_text())
    assert values["extends"] == "fibromyalgia"
    assert not any(values[key] for key in values if key != "extends")
    examined, conflicts = try_rules(tmp_path)
    assert [str(trial) for trial in examined if trial.failed] + conflicts == []
    assert read_rulebook(tmp_path).by_id["fibromyalgia"].terms == rulebook.by_id["fibromyalgia"].terms


@pytest.mark.parametrize(
    "name", ["", "A", "a b", "a--b", "-a", "a-", "a_b", "é", "../a", "a/b", "a.b", "a\n"]
)
def test_a_bad_id(tmp_path, name):
    with pytest.raises(UserError, match="is no id: use small letters"):
        new_rule_file(tmp_path, name)
    assert list(tmp_path.iterdir()) == []


def test_a_groups_id(tmp_path, rulebook):
    for group in rulebook.groups:
        with pytest.raises(UserError, match="is a group's id"):
            condition_template(group, rulebook)


def test_an_id_that_is_the_name_of_a_years_page_is_refused(tmp_path):
    with pytest.raises(UserError, match="'fibromyalgia-2019' cannot be a condition's id: a page would be"):
        new_rule_file(tmp_path, "fibromyalgia-2019")
    new_rule_file(tmp_path, "lichen-2019")
    with pytest.raises(UserError, match="'lichen' cannot be a condition's id: a page would be"):
        new_rule_file(tmp_path, "lichen")
    assert [path.name for path in tmp_path.iterdir()] == ["lichen-2019.toml"]


def test_it_refuses_to_overwrite(tmp_path):
    path = new_rule_file(tmp_path, "lichen-rarus")
    path.write_text(path.read_text() + "# mine\n")
    before = path.read_bytes()
    with pytest.raises(UserError, match="is there already; edit it, or choose another id"):
        new_rule_file(tmp_path, "lichen-rarus")
    assert path.read_bytes() == before


def test_it_refuses_while_the_folders_rules_are_wrong(tmp_path):
    (tmp_path / "bad.toml").write_text("id = 3")
    with pytest.raises(UserError) as caught:
        new_rule_file(tmp_path, "lichen-rarus")
    assert str(tmp_path / "bad.toml") in caught.value.problems[0]


@pytest.mark.parametrize("name", ["all", "retractions", "scope", "study", "relevance", "groups", "xy"])
def test_an_id_with_which_the_file_would_not_pass_is_refused(tmp_path, name):
    """Feeds' names, the names of the four other rule files (the new file would replace the shipped one), and
    ids too short for a term.
    """
    with pytest.raises(UserError):
        new_rule_file(tmp_path, name)


def test_an_id_longer_than_a_files_name_is_refused(tmp_path):
    with pytest.raises(UserError):
        new_rule_file(tmp_path, "n" * 300)


def test_an_addition_to_a_condition_of_ones_own_in_a_file_of_another_name(tmp_path, condition):
    (tmp_path / "other.toml").write_text(condition("mine", ["minery"]))
    new_rule_file(tmp_path, "mine")
    assert "mine" in read_rulebook(tmp_path).by_id


def test_a_template_passes_among_all_that_is_shipped(tmp_path, monkeypatch):
    monkeypatch.setattr(rulebooks, "shipped_files", lambda: dict(SHIPPED))
    new_rule_file(tmp_path, "lichen-rarus")
    new_rule_file(tmp_path, "crohn-disease")
    examined, conflicts = try_rules(tmp_path)
    assert [str(trial) for trial in examined if trial.failed] + conflicts == []


# --- extending -------------------------------------------------------------------------------------


def test_lists_grow_and_single_values_are_replaced(tmp_path, rulebook):
    shipped = rulebook.by_id["fibromyalgia"]
    (tmp_path / "any-name.toml").write_text(
        'extends = "fibromyalgia"\nlabel = "Fibro"\nterms = ["fibrozzz"]\nmesh = ["D000001 Zzz"]\n'
        'unless = ["fibrozzz no"]\n[[example]]\ntext = "fibrozzz"\nexpect = true\n'
        '[[abbreviation]]\nshort = "FZZ"\nnear = ["zzzing"]\n'
    )
    book = read_rulebook(tmp_path)
    grown = book.by_id["fibromyalgia"]
    assert grown.label == "Fibro"
    assert (grown.group, grown.aliases, grown.parents) == (shipped.group, shipped.aliases, shipped.parents)
    assert grown.terms == (*shipped.terms, "fibrozzz")
    assert grown.mesh == {**shipped.mesh, "D000001": "Zzz"}
    assert len(grown.examples) == len(shipped.examples) + 1
    for text in ("fibromyalgia", "fibrozzz", "FZZ and zzzing"):
        assert assess_text(text, book).conditions() == ("fibromyalgia",)
    assert assess_text("fibrozzz no", book).conditions() == ()
    assert len(book.conditions) == len(rulebook.conditions)
    assert book.hash != rulebook.hash


def test_a_file_of_the_same_name_extends_too(tmp_path, rulebook):
    (tmp_path / "fibromyalgia.toml").write_text('extends = "fibromyalgia"\nterms = ["fibrozzz"]\n')
    terms = read_rulebook(tmp_path).by_id["fibromyalgia"].terms
    assert terms == (*rulebook.by_id["fibromyalgia"].terms, "fibrozzz")


def test_two_files_extend_one(tmp_path, rulebook):
    for number in "12":
        text = f'extends = "fibromyalgia"\nterms = ["fibrozzz{number}"]\n'
        (tmp_path / f"{number}.toml").write_text(text)
    terms = read_rulebook(tmp_path).by_id["fibromyalgia"].terms
    assert terms == (*rulebook.by_id["fibromyalgia"].terms, "fibrozzz1", "fibrozzz2")


@pytest.mark.parametrize("name", ["relevance", "naltrexone"])
def test_the_other_rule_files_can_be_extended(tmp_path, rulebook, name):
    (tmp_path / f"{name}.toml").write_text('extends = "relevance"\nnaltrexone = ["zzztrexol"]\nreach = 1\n')
    book = read_rulebook(tmp_path)
    assert book.relevance.naltrexone == (*rulebook.relevance.naltrexone, "zzztrexol")
    assert (book.relevance.reach, book.relevance.crowd) == (1, rulebook.relevance.crowd)
    assert assess_text("Low-dose zzztrexol", book).relevance == "focus"


def test_a_table_grows_as_lists_do(tmp_path, rulebook):
    """One key of `[participants]` is no reason to lose the others."""
    (tmp_path / "study.toml").write_text('extends = "study"\n[participants]\nonly = ["zzz"]\n')
    assert read_rulebook(tmp_path).study.participants.types == rulebook.study.participants.types


@pytest.mark.parametrize(
    "extends", ['  extends = "fibromyalgia"', '"extends" = "fibromyalgia"', 'extends = """fibromyalgia"""']
)
def test_toml_is_read_as_toml(tmp_path, extends):
    (tmp_path / "fibromyalgia.toml").write_text(f'{extends}\nterms = ["fibrozzz"]\n')
    assert "fibromyalgi*" in read_rulebook(tmp_path).by_id["fibromyalgia"].terms


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('# why\nextends = "nobody"\n', ":2: extends: there is no nobody.toml"),
        ('extends = "fms"\n', ":1: extends: there is no fms.toml"),
        ('extends = "x"\n', ":1: extends: there is no x.toml"),
        ("extends = 3\n", ":1: `extends` must be a text that is not empty"),
        ('extends = ""\n', "`extends` must be a text that is not empty"),
        ('extends = "fibromyalgia"\nmesh = "D1"\n', ":2: `mesh` must be a list of texts"),
        ('extends = "fibromyalgia"\nterms = ["x"]\n', ":2: terms: 'x' has fewer than 3 letters"),
        ('extends = "fibromyalgia"\nterm = ["xxx"]\n', ":2: unknown key `term`; did you mean `terms`?"),
        ('extends = "fibromyalgia"\ngroup = "pian"\n', ":2: unknown group 'pian'"),
    ],
)
def test_a_wrong_addition_is_told_with_its_own_name(tmp_path, text, says):
    (tmp_path / "x.toml").write_text(text)
    found = problems(tmp_path)
    assert any(problem.startswith(f"{tmp_path}/x.toml") and says in problem for problem in found), found


def test_an_addition_that_fails_its_example_is_told_where_it_stands(tmp_path):
    (tmp_path / "x.toml").write_text(
        'extends = "fibromyalgia"\n[[example]]\ntext = "Nothing here"\nexpect = true\n'
    )
    failed = [str(trial) for trial in try_rules(tmp_path)[0] if trial.failed]
    assert failed == [
        f"{tmp_path}/x.toml:3: 'Nothing here' should give fibromyalgia, but: no fibromyalgia",
    ]


def test_extending_is_the_same_from_any_order_of_files(few):
    more = 'extends = "sarcoidosis"\nterms = ["sarcozzz"]\n'
    one = parse_rulebook({"a.toml": more} | few)
    other = parse_rulebook(few | {"z.toml": more})
    assert one.by_id["sarcoidosis"].terms == other.by_id["sarcoidosis"].terms
    assert one.hash == other.hash

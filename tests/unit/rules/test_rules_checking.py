"""A rulebook that examines itself, and rule files that mean harm."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ldn_watch.errors import UserError
from ldn_watch.rulebooks import read_rulebook, shipped_files, try_rules
from ldn_watch.rules.assess import assess_text
from ldn_watch.rules.checking import conflicts, trials
from ldn_watch.rules.knowledge import Rules
from ldn_watch.rules.rulebook import parse_rulebook

TEXT = "Low-dose naltrexone 4.5 mg (LDN) in 31 women with fibromyalgia (FM), not lupus: NCT00568555"


# --- examples --------------------------------------------------------------------------------------


def test_a_failing_example_is_told_with_file_and_line(small_files, condition):
    files = small_files(x=condition("x", ["xxx"]))
    files["x.toml"] = files["x.toml"].replace("nothing at all", "an xxx indeed")
    found = list(trials(parse_rulebook(files)))
    (failed,) = (trial for trial in found if trial.failed)
    line = 1 + files["x.toml"].splitlines().index('text = "an xxx indeed"')
    assert str(failed) == f"x.toml:{line}: 'an xxx indeed' should give no x, but: x"
    own = [trial for trial in found if trial.where.startswith("x.toml")]
    assert [(trial.expect, trial.found) for trial in own] == [("x", "x"), ("x", "x"), ("no x", "x")]


def test_examples_of_relevance_and_study_are_told_with_file_and_line(small_files):
    files = small_files()
    for name in ("relevance.toml", "study.toml"):
        files[name] += '\n[[example]]\ntext = "Gardening"\nexpect = "gold"\n'
    failed = [str(trial) for trial in trials(parse_rulebook(files)) if "Gardening" in trial.text]
    lines = {
        name: files[name].splitlines().index('text = "Gardening"') + 1
        for name in ("relevance.toml", "study.toml")
    }
    assert failed == [
        f"relevance.toml:{lines['relevance.toml']}: 'Gardening' should give gold, but: unrelated",
        f"study.toml:{lines['study.toml']}: 'Gardening' should give gold, but: other",
    ]


def test_a_file_of_the_operator_is_told_with_its_folder(tmp_path, condition):
    text = condition("mine", ["minery"]).replace("nothing at all", "the minery")
    (tmp_path / "mine.toml").write_text(text)
    failed = [str(trial) for trial in try_rules(tmp_path)[0] if trial.failed]
    line = 1 + text.splitlines().index('text = "the minery"')
    assert failed == [f"{tmp_path}/mine.toml:{line}: 'the minery' should give no mine, but: mine"]


# --- conflicts -------------------------------------------------------------------------------------


def found_conflicts(small, **conditions):
    return list(conflicts(small(**conditions)))


def test_a_sound_rulebook_has_none(small, condition):
    assert found_conflicts(small, a=condition("a", ["aaa"]), b=condition("b", ["aab"])) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("aaa bbb", "aaa bbb"),
        ("Aaa-Bbb", "aaa bbb"),
        ("aaa tumor", "aaa tumours"[:-1]),
        ("bob's aaa", "bobs aaa"),
    ],
)
def test_a_term_of_two(small, condition, one, other):
    (said,) = found_conflicts(small, a=condition("a", ["first", one]), b=condition("b", ["other", other]))
    assert said.startswith(f"b.toml:4: the term {other!r} is a's too (a.toml")
    assert said.endswith("give it to one, or make one the parent of the other")


def test_a_mesh_heading_of_two(small, condition):
    mesh = 'mesh = ["D005356 Fibromyalgia"]'
    found = found_conflicts(small, a=condition("a", ["aaa"], mesh), b=condition("b", ["bbb"], mesh))
    (said,) = found
    assert said.startswith("b.toml")
    assert "the MeSH heading 'D005356' is a's too" in said


@pytest.mark.parametrize("parents", [["b"], ["c"]])
def test_parent_and_child_may_share(small, condition, parents):
    mesh = 'mesh = ["D005356 Fibromyalgia"]'
    listed = ", ".join(f'"{name}"' for name in parents)
    found = found_conflicts(
        small,
        a=condition("a", ["shared"], f"{mesh}\nparents = [{listed}]"),
        b=condition("b", ["shared"], mesh),
        c=condition("c", ["ccc"], 'parents = ["b"]'),
    )
    assert found == []


def test_brothers_may_not(small, condition):
    found = found_conflicts(
        small,
        a=condition("a", ["shared"], 'parents = ["c"]'),
        b=condition("b", ["shared"], 'parents = ["c"]'),
        c=condition("c", ["ccc"]),
    )
    assert len(found) == 1


@pytest.mark.parametrize("unless", ["aaa bbb", "AAA-bbb"])
def test_a_term_in_its_own_unless(small, condition, unless):
    (said,) = found_conflicts(small, a=condition("a", ["first", "aaa bbb"], f'unless = ["{unless}"]'))
    assert said.startswith("a.toml:4: 'aaa bbb' stands in `terms` and in `unless`")
    assert "take it out of one" in said


def test_a_term_in_anothers_unless_is_none(small, condition):
    assert (
        found_conflicts(small, a=condition("a", ["aaa"]), b=condition("b", ["bbb"], 'unless = ["aaa"]')) == []
    )


@pytest.mark.parametrize("names", ["ab", "abc"])
def test_a_circle_of_parents(small, condition, names):
    above = dict(zip(names, names[1:] + names[0], strict=True))
    circle = {name: condition(name, [name * 3], f'parents = ["{above[name]}"]') for name in names}
    found = found_conflicts(small, **circle, z=condition("z", ["zzz"], 'parents = ["a"]'))
    assert len(found) == len(names)
    for name, said in zip(names, found, strict=True):
        assert said.startswith(f"{name}.toml:1: {name} is its own ancestor; mend `parents`")
    book = small(**circle)
    assert set(assess_text("aaa", book).conditions()) == set(names)  # it ends all the same


def test_a_parent_by_its_alias(small, condition):
    book = small(
        a=condition("a", ["aaa"], 'aliases = ["old-a"]'), b=condition("b", ["bbb"], 'parents = ["old-a"]')
    )
    assert book.ancestors["b"] == ("a",)


# --- files that mean harm --------------------------------------------------------------------------


def refused(files):
    with pytest.raises(UserError) as caught:
        parse_rulebook(files)
    return list(caught.value.problems)


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 100_000 + "]" * 100_000,
        "x = " + "{a = " * 50_000 + "1" + "}" * 50_000,
        "x = " + "[" * 400 + "]" * 400,
        ".".join("a" * 5000) + " = 1",
        "x = " + "1" * 5000,
        "x = 1e999999",
        'id = "x"\nid = "x"',
        "\x00",
        'id = "\x1b[2J"',
        'id = "x" ' * 1000,
        "[[example]]\n" * 2000,
        'id = 2020-01-01\nlabel = 1.5\ngroup = true\nterms = [["aaa"]]\nexample = [1]',
        'id = "x"\nlabel = "x"\ngroup = "pain"\nterms = ["aaa"]\nmesh = [1979-05-27]\nparents = [nan]',
        'extends = ["x"]',
        'extends = "x"',
    ],
    ids=lambda text: text[:20],
)
def test_a_hostile_condition_is_refused_with_its_name(small_files, condition, text):
    found = refused(small_files(fine=condition("fine", ["fine"])) | {"/etc/bad.toml": text})
    assert found
    assert all(problem.startswith("/etc/bad.toml") for problem in found)


def test_a_hostile_file_of_the_operator_is_refused_with_its_path(tmp_path):
    (tmp_path / "bad.toml").write_text("x = " + "[" * 100_000)
    with pytest.raises(UserError) as caught:
        read_rulebook(tmp_path)
    assert caught.value.problems[0].startswith(
        f"{tmp_path}/bad.toml: its lists or tables are nested too deep"
    )


@pytest.mark.parametrize(
    ("part", "old", "new", "says"),
    [
        ("relevance", "reach = 4", "reach = nan", "`reach` must be a number"),
        ("relevance", "reach = 4", "reach = inf", "`reach` must be a number"),
        ("relevance", "reach = 4", "reach = -inf", "`reach` must be a number"),
        ("relevance", "reach = 4", "reach = true", "`reach` must be a number"),
        ("relevance", "reach = 4", "reach = 4.5", "`reach` must be a whole number"),
        ("relevance", "reach = 4", f"reach = 1{'0' * 5000}", "not TOML"),
        ("relevance", "highest_low_mg = 10", "highest_low_mg = nan", "`highest_low_mg` must be a number"),
        ("scope", "reach = 5", "reach = inf", "[[cue]] 1: `reach` must be a number"),
        ("scope", "before = true", 'before = "yes"', "[[cue]] 1: `before` must be true or false"),
        ("study", r"\bNCT\d{8}\b", "(", "[[registry]] 1: `pattern` is no regular expression"),
        ("study", r"\bNCT\d{8}\b", "(?<=a*)b", "`pattern` is no regular expression"),
        ("study", r"\bNCT\d{8}\b", "", "`pattern` must be a text that is not empty"),
        ("study", "[participants]", "[[participants]]", "`participants` must be written as a table"),
    ],
)
def test_a_hostile_value_is_refused_with_its_file(small_files, part, old, new, says):
    name = f"{part}.toml"
    files = small_files()
    assert old in files[name]
    found = refused(files | {name: files[name].replace(old, new, 1)})
    assert any(problem.startswith(name) and says in problem for problem in found), found


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("relevance", "reach = 4", f"reach = 1{'0' * 400}"),  # float() overflows
        ("scope", "reach = 5", f"reach = 1{'0' * 400}"),
        ("study", r"\bNCT\d{8}\b", "a{99999999999999999999}"),  # re raises OverflowError
        ("study", r"\bNCT\d{8}\b", "(" * 5000 + ")" * 5000),  # and RecursionError
        ("relevance", 'short_names = ["NTX"]', 'short_names = [""]'),  # phrases that fold to nothing
        ("relevance", 'abbreviations = ["', 'abbreviations = ["-", "'),
    ],
)
def test_a_hostile_value_that_raises_something_else(small_files, part, old, new):
    name = f"{part}.toml"
    files = small_files()
    assert old in files[name]
    assert any(name in problem for problem in refused(files | {name: files[name].replace(old, new, 1)}))


@pytest.mark.parametrize(
    "extra",
    ['[[abbreviation]]\nshort = "-"\nnear = ["aaa"]', '[[abbreviation]]\nshort = "*"\nnear = ["aaa"]'],
)
def test_an_abbreviation_of_no_letters(small_files, condition, extra):
    assert refused(small_files(a=condition("a", ["aaa"], extra)))


def test_a_term_of_no_letters(small_files, condition):
    assert refused(small_files(a=condition("a", ["aaa", "'s's"])))


# --- files that were damaged -----------------------------------------------------------------------

SHIPPED = shipped_files()
ALONE = ("fibromyalgia", "lupus", "sarcoidosis", "multiple-sclerosis")
DAMAGED = (*(f"{name}.toml" for name in ALONE), "relevance.toml", "scope.toml", "study.toml", "groups.toml")
ODD = st.sampled_from([*"\"'[]{}=.,#*-\\\n\r\t\x00\ufeff()|?+^$0159aZ_ é中²", '""', "[[", "nan", "1e999"])


@st.composite
def damage(draw):
    """A shipped file's name, and its text with characters cut, inserted or flipped."""
    name = draw(st.sampled_from(DAMAGED))
    text = SHIPPED[name]
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = start + draw(st.sampled_from([0, 1, 1, 2, 5, 40, 400]))
        text = (
            text[:start]
            + draw(st.one_of(st.just(""), ODD, st.lists(ODD, max_size=6).map("".join)))
            + text[end:]
        )
    return name, text


@pytest.fixture(scope="module")
def sound(small_files):
    files = small_files(**{name.replace("-", "_"): SHIPPED[f"{name}.toml"] for name in ALONE})
    assert parse_rulebook(files).conditions
    return files


@settings(max_examples=150)
@given(damaged=damage())
def test_a_damaged_file_gives_rules_or_a_clear_refusal(damaged, sound):
    name, text = damaged
    refusal = None
    try:
        book = parse_rulebook(sound | {name: text})
    except UserError as error:
        refusal = error
    if refusal:
        assert refusal.problems
        assert all(".toml" in problem for problem in refusal.problems)
        return
    assert isinstance(book, Rules)
    assert isinstance(list(conflicts(book)), list)
    assert assess_text(TEXT, book).rulebook == book.hash

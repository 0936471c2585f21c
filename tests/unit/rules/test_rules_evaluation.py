"""The lines with the truth, and the rates: held against cases that are counted by hand."""

import json

import pytest

from ldn_watch.errors import UserError
from ldn_watch.model import AbstractSection, Citation, Evidence, Relevance, Tag, TagKind, Verdict
from ldn_watch.rules.assess import assess
from ldn_watch.rules.evaluation import Line, Tally, evaluate, parse_lines, to_object, total

BECAUSE = (Evidence("a", "title", "aaa", 0),)


@pytest.fixture(scope="module")
def book(small, condition):
    """child under parent under grandparent; `a` was `old-a` once; `harm` is an aspect."""
    return small(
        a=condition("a", ["aaa"], 'aliases = ["old-a", "older-a"]'),
        b=condition("b", ["bbb"]),
        child=condition("child", ["ccc"], 'parents = ["parent"]\naliases = ["kid"]'),
        parent=condition("parent", ["ppp"], 'parents = ["grandparent"]'),
        grandparent=condition("grandparent", ["ggg"]),
        harm=condition("harm", ["hhh"], group="safety-pharmacology"),
    )


def told(relevance="unrelated", conditions=(), study="other"):
    """A verdict; every second condition only mentioned."""
    kinds = (TagKind.TOPIC, TagKind.MENTION)
    tags = tuple(Tag(name, "pain", kinds[at % 2], BECAUSE) for at, name in enumerate(conditions))
    return Verdict(Relevance(relevance), BECAUSE, tags, study, BECAUSE)


def held(book, *pairs):
    """Evaluate pairs of what is known of a line, and the verdict on it."""
    lines = [parse_lines(json.dumps({"title": "T"} | known), "x.jsonl")[0] for known, _ in pairs]
    numbered = [
        Line(number, line.citation, line.relevance, line.conditions, line.study, line.also)
        for number, line in enumerate(lines, 1)
    ]
    return evaluate([(line, verdict) for line, (_, verdict) in zip(numbered, pairs, strict=True)], book)


def conditions(book, shown, judged, also=None):
    return held(book, ({"conditions_shown": shown, "conditions": also}, told(conditions=judged)))


# --- lines -----------------------------------------------------------------------------------------


def test_a_line_says_its_text_and_the_truth():
    text = json.dumps(
        {
            "pmid": "0023359310",
            "title": "T",
            "abstract": "A",
            "relevance_shown": "focus",
            "conditions_shown": ["a"],
            "study_shown": "rct",
            "conditions": ["a", "b"],
            "has_text": "t.txt",
            "journal": "unread",
        }
    )
    assert parse_lines(f"\n{text}\n\n", "x.jsonl") == [
        Line(
            2,
            Citation(uid="pmid:23359310", title="T", abstract=(AbstractSection("A"),)),
            "focus",
            frozenset({"a"}),
            "rct",
            frozenset({"a", "b"}),
            "t.txt",
        )
    ]


def test_what_is_left_out_and_null_is_not_known():
    given = dict.fromkeys(
        ("pmid", "abstract", "relevance_shown", "conditions_shown", "study_shown", "conditions", "has_text")
    )
    for known in ({}, given):
        (line,) = parse_lines(json.dumps({"title": "T"} | known), "x.jsonl")
        assert line == Line(1, Citation(uid="", title="T"))
    (line,) = parse_lines('{"title": "T", "conditions_shown": [], "pmid": 7}', "x.jsonl")
    assert (line.conditions, line.citation.uid) == (frozenset(), "pmid:7")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "not JSON"),
        ("[" * 20, "not JSON"),
        ("5", "write an object with a `title`"),
        ("null", "write an object with a `title`"),
        ('{"pmid": "1"}', "write an object with a `title`"),
        ('{"title": 5}', "write an object with a `title`"),
        ('{"title": "T", "pmid": "PMC1"}', "`pmid` 'PMC1': write its digits"),
        ('{"title": "T", "pmid": "²"}', "`pmid` '²': write its digits"),
        ('{"title": "T", "pmid": -1}', "`pmid` -1: write its digits"),
        ('{"title": "T", "pmid": true}', "`pmid` True: write its digits"),
        ('{"title": "T", "relevance_shown": "Focus"}', "'Focus': write focus, possible, unrelated or null"),
        ('{"title": "T", "relevance_shown": ["focus"]}', "write focus, possible, unrelated or null"),
        ('{"title": "T", "conditions_shown": "a"}', "`conditions_shown`: write a list of condition ids"),
        ('{"title": "T", "conditions_shown": [1]}', "`conditions_shown`: write a list of condition ids"),
        ('{"title": "T", "conditions": {"a": 1}}', "`conditions`: write a list of condition ids, or null"),
    ],
)
def test_a_wrong_line_is_told_with_its_number(line, says):
    with pytest.raises(UserError) as caught:
        parse_lines(f'{{"title": "T"}}\n\n{line}\n', "x.jsonl")
    (problem,) = caught.value.problems
    assert problem.startswith("x.jsonl:3: ")
    assert says in problem


def test_every_wrong_line_is_told_at_once():
    with pytest.raises(UserError, match=r"x\.jsonl cannot be scored") as caught:
        parse_lines('{\n{"title": "T"}\n5\n{"title": "T", "pmid": "x"}', "x.jsonl")
    assert [problem.split(": ")[0] for problem in caught.value.problems] == [
        "x.jsonl:1",
        "x.jsonl:3",
        "x.jsonl:4",
    ]


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_no_lines_are_a_problem(text):
    with pytest.raises(UserError) as caught:
        parse_lines(text, "x.jsonl")
    assert caught.value.problems == ("x.jsonl: no lines",)


@pytest.mark.parametrize(
    "line",
    [
        '{"title": "T", "study_shown": ["rct"]}',
        '{"title": "T", "study_shown": 5}',
        '{"title": "T", "abstract": 5}',
        '{"title": "T", "has_text": 5}',
        '{"title": "T", "pmid": "' + "1" * 5000 + '"}',
        "[" * 100_000,
    ],
    ids=lambda line: line[:32],
)
def test_a_value_of_another_kind_is_a_problem_of_its_line(line):
    with pytest.raises(UserError) as caught:
        parse_lines(line, "x.jsonl")
    assert caught.value.problems[0].startswith("x.jsonl:1: ")


@pytest.mark.parametrize("character", ["\u2028", "\u2029", "\x85"])
def test_only_a_line_feed_ends_a_line(character):
    """JSON allows these in a text as they are, and PubMed's abstracts hold some."""
    title = f"one{character}two"
    text = json.dumps({"title": title}, ensure_ascii=False) + '\n{"title": "T"}\r\n'
    assert [line.citation.title for line in parse_lines(text, "x.jsonl")] == [title, "T"]


def test_a_record_takes_the_place_of_the_lines_own_text():
    (line,) = parse_lines('{"title": "mine", "abstract": "my abstract", "pmid": "1"}', "x.jsonl")
    whole = Citation(uid="pmid:1", title="NLM's", abstract=(AbstractSection("their abstract"),))
    bare = Citation(uid="pmid:1", title="NLM's")
    assert line.joined(None) is line
    assert line.joined(whole).citation == whole
    assert (line.joined(bare).citation.title, line.joined(bare).citation.abstract) == (
        "NLM's",
        (AbstractSection("my abstract"),),
    )
    assert line.with_abstract("kept").citation.abstract == (AbstractSection("kept"),)


# --- relevance -------------------------------------------------------------------------------------


def test_the_rates_of_relevance_counted_by_hand(book):
    shown = ["focus"] * 4 + ["possible"] * 2 + ["unrelated"] * 5 + [None]
    judged = ["focus", "focus", "possible", "unrelated", "possible", "focus"]
    judged += ["focus", "possible", "possible", "unrelated", "unrelated", "focus"]
    pairs = [({"relevance_shown": one}, told(other)) for one, other in zip(shown, judged, strict=True)]
    found = to_object(held(book, *pairs))["relevance"]
    assert {key: found[key] for key in found if key != "per_class"} == pytest.approx(
        {
            "precision": 2 / 4,  # judged focus: 2 of focus, 1 of possible, 1 of unrelated
            "recall": 2 / 4,
            "f1": 1 / 2,
            "recall_with_possible": 5 / 6,  # but the one that was judged unrelated
            "possible_rate": 2 / 5,
        }
    )
    assert found["per_class"]["possible"] == {
        "precision": 1 / 4,
        "recall": 1 / 2,
        "f1": 1 / 3,
        "expected": 2,
        "judged": 4,
        "hit": 1,
    }
    assert found["per_class"]["unrelated"]["recall"] == pytest.approx(2 / 5)


def test_a_rate_without_a_denominator_is_null(book):
    found = to_object(held(book, ({}, told("focus", ["a"], "rct"))))
    relevance = {key: value for key, value in found["relevance"].items() if key != "per_class"}
    assert set(relevance.values()) == {None}
    assert found["conditions"] == {"precision": None, "recall": None, "f1": None, "per_condition": {}}
    assert found["study_type"] == {"accuracy": None, "per_type": {}}
    assert found["errors"] == []


def test_a_tally():
    assert total([Tally(3, 2, 1), Tally(1, 2, 1), Tally()]) == Tally(4, 4, 2)
    tally = Tally(expected=4, judged=5, hit=3)
    assert (tally.precision, tally.recall, tally.f1) == pytest.approx((3 / 5, 3 / 4, 6 / 9))
    assert (Tally(2, 0, 0).precision, Tally(2, 0, 0).recall, Tally(2, 0, 0).f1) == (None, 0, 0)
    assert (Tally().precision, Tally().recall, Tally().f1) == (None, None, None)


# --- conditions ------------------------------------------------------------------------------------


def test_the_rates_of_conditions_counted_by_hand(book):
    found = held(
        book,
        ({"conditions_shown": ["a", "b"]}, told(conditions=["a"])),
        ({"conditions_shown": ["a"]}, told(conditions=["a", "b"])),
        ({"conditions_shown": []}, told(conditions=["a"])),
        ({"conditions_shown": None}, told(conditions=["a", "b"])),
        ({"conditions_shown": ["b"]}, told(conditions=["b"])),
    )
    assert dict(found.conditions) == {"a": Tally(2, 3, 2), "b": Tally(2, 2, 1)}
    assert found.micro == Tally(4, 5, 3)
    shape = to_object(found)["conditions"]
    assert (shape["precision"], shape["recall"], shape["f1"]) == pytest.approx((3 / 5, 3 / 4, 2 / 3))
    assert shape["per_condition"]["a"]["precision"] == pytest.approx(2 / 3)
    errors = [(one.line, one.about, one.expected, one.judged) for one in found.mistakes]
    assert errors == [(1, "condition", "b", ""), (2, "condition", "", "b"), (3, "condition", "", "a")]


def test_topic_and_mention_count_alike(book):
    assert held(book, ({"conditions_shown": ["a", "b"]}, told(conditions=["a", "b"]))).micro == Tally(2, 2, 2)


def test_a_name_of_old_is_its_id_of_today(book):
    found = conditions(book, ["old-a", "older-a", "a"], ["a"])
    assert dict(found.conditions) == {"a": Tally(1, 1, 1)}
    assert conditions(book, [], ["a"], also=["older-a"]).micro == Tally()


@pytest.mark.parametrize(
    ("shown", "also"),
    [(["child"], None), (["kid"], None), ([], ["child"]), ([], ["kid"])],
)
def test_ancestors_are_no_errors_and_no_merit(book, shown, also):
    found = conditions(book, shown, ["child", "parent", "grandparent"], also)
    hits = len(shown)
    assert found.mistakes == ()
    assert found.micro == Tally(hits, hits, hits)


def test_a_child_is_no_ancestor(book):
    found = conditions(book, ["parent"], ["parent", "child"])
    assert dict(found.conditions) == {"child": Tally(0, 1, 0), "parent": Tally(1, 1, 1)}


def test_what_the_whole_paper_is_about_is_no_error_and_is_not_asked_for(book):
    assert conditions(book, ["a"], ["a", "b"], also=["a", "b"]).micro == Tally(1, 1, 1)
    assert conditions(book, ["a"], ["a"], also=["a", "b"]).mistakes == ()
    assert conditions(book, ["a"], ["a", "b"]).micro == Tally(1, 2, 1)


@pytest.mark.parametrize(("shown", "judged"), [([], ["harm"]), (["harm"], []), (["harm"], ["harm"])])
def test_aspects_are_not_scored(book, shown, judged):
    found = conditions(book, shown, judged)
    assert (found.micro, found.mistakes) == (Tally(), ())
    assert dict(found.conditions) == {}


def test_an_expected_condition_without_a_file_is_an_error(book):
    found = conditions(book, ["a", "nowhere"], ["a"])
    assert found.micro == Tally(2, 1, 1)
    (mistake,) = found.mistakes
    assert (mistake.expected, mistake.judged) == ("nowhere", "no such condition")


# --- study types and errors ------------------------------------------------------------------------


def test_accuracy_counted_by_hand(book):
    pairs = [("rct", "rct"), ("rct", "other"), ("review", "rct"), ("case", "case"), (None, "animal")]
    found = held(book, *(({"study_shown": shown}, told(study=judged)) for shown, judged in pairs))
    assert dict(found.study_types) == {
        "case": Tally(1, 1, 1),
        "rct": Tally(2, 2, 1),
        "review": Tally(1, 0, 0),
    }
    assert found.accuracy == pytest.approx(2 / 4)
    assert to_object(found)["study_type"]["accuracy"] == pytest.approx(2 / 4)


def test_every_error_carries_the_reason_of_the_rules(book):
    known = {"relevance_shown": "unrelated", "conditions_shown": ["b"], "study_shown": "rct", "pmid": 5}
    found = to_object(held(book, ({"pmid": 4}, told()), (known, told("focus", ["a"], "case"))))
    why = [{"rule": "a", "field": "title", "words": "aaa", "offset": 0}]
    base = {"line": 2, "pmid": "5", "title": "T"}
    assert found["errors"] == [
        base | {"about": "relevance", "expected": "unrelated", "judged": "focus", "why": why},
        base | {"about": "condition", "expected": "b", "judged": None, "why": []},
        base | {"about": "condition", "expected": None, "judged": "a", "why": why},
        base | {"about": "study_type", "expected": "rct", "judged": "case", "why": why},
    ]
    json.dumps(found)


def test_errors_stand_in_the_order_of_the_lines(book):
    lines = parse_lines('{"title": "aaa", "conditions_shown": []}\n' * 3, "x.jsonl")
    judged = [(line, assess(line.citation, book)) for line in reversed(lines)]
    assert [mistake.line for mistake in evaluate(judged, book).mistakes] == [1, 2, 3]


def test_the_shape_that_others_read(book):
    found = to_object(held(book, ({"relevance_shown": "focus"}, told("focus"))))
    assert set(found) == {"relevance", "conditions", "study_type", "errors"}
    rates = {"precision", "recall", "f1"}
    assert set(found["relevance"]) >= rates | {"recall_with_possible", "possible_rate"}
    assert set(found["conditions"]) >= rates | {"per_condition"}
    assert "accuracy" in found["study_type"]

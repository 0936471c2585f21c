import pytest

from ldn_watch.rules.phrases import Meaning, Phrases, longest
from ldn_watch.rules.text import fold


def found(phrases, text):
    folded = fold(text)
    book = Phrases((phrase, Meaning("term", phrase)) for phrase in phrases)
    return [
        (hit.meaning.owner, folded.words(hit.start, hit.end)) for hit in longest(book.find(folded.text).hits)
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Lupus.", ["Lupus"]),
        ("(lupus)", ["lupus"]),
        ("lupus/SLE", ["lupus"]),
        ("lupus-like", ["lupus"]),
        ("lupus's", ["lupus"]),
        ("éLupus", []),
        ("lupusé", []),
        ("lupusoid", []),
        ("lupus2", []),
    ],
)
def test_phrases_are_whole_words(text, words):
    assert [hit for _, hit in found(["lupus"], text)] == words


def test_a_shorter_phrase_is_kept_where_the_longer_fails_at_its_boundary():
    assert found(["lupus", "lupus nephritis flare"], "lupus nephritis flaresque") == [("lupus", "lupus")]


def test_a_longer_phrase_takes_the_shorter():
    assert found(["lupus", "lupus nephritis"], "lupus nephritis flares; lupus") == [
        ("lupus nephritis", "lupus nephritis"),
        ("lupus", "lupus"),
    ]


def test_overlapping_phrases_are_both_kept():
    assert [owner for owner, _ in found(["chronic pain", "pain syndrome"], "chronic pain syndrome")] == [
        "chronic pain",
        "pain syndrome",
    ]


def test_plurals_and_beginnings():
    assert found(["glioma"], "two gliomas") == [("glioma", "gliomas")]
    assert found(["glioma"], "gliomasx") == []
    assert found(["neuropath*"], "neuropathies, neuropathic; neuropath") == [
        ("neuropath*", "neuropathies"),
        ("neuropath*", "neuropathic"),
        ("neuropath*", "neuropath"),
    ]


@pytest.mark.parametrize(
    "text", ["small fibre neuropathy", "Small-Fiber Neuropathy", "small\u2011ﬁbre neuro\u00adpathy"]
)
def test_spellings_of_one_phrase(text):
    assert [hit for _, hit in found(["small fiber neuropathy"], text)] == [text]


def test_a_phrase_of_two_rules_is_a_hit_for_both():
    book = Phrases([("lupus", Meaning("term", "one")), ("Lupus", Meaning("term", "two"))])
    assert [hit.meaning.owner for hit in longest(book.find("lupus").hits)] == ["one", "two"]


def test_japanese_stands_without_spaces():
    assert found(["ナルトレキソン"], "低用量ナルトレキソン療法") != []

"""Evidence is marked where it stands, whatever the text holds besides."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ldn_watch.model import AbstractSection, Evidence, Relevance, Tag, TagKind, Verdict
from ldn_watch.render.pages.marks import Marks, field_of, to_marks
from ldn_watch.render.text import one_line
from tests.unit.render.samples import LABELS
from tests.unit.render.test_hostile import ANY


def marks(text, *found):
    evidence = [(Evidence("r", "title", words, text.index(words)), label) for words, label in found]
    return [(piece.text, piece.about) for piece in Marks({"title": evidence}).on(text, "title")]


def test_a_word_is_marked_with_what_it_shows():
    assert marks("LDN in Crohn's disease", ("Crohn's disease", "Crohn's")) == [
        ("LDN in ", ""),
        ("Crohn's disease", "Crohn's"),
    ]


def test_overlapping_evidence_is_one_mark_and_neighbours_are_two():
    text = "chronic low back pain and migraine"
    found = marks(
        text, ("low back pain", "Low back pain"), ("chronic low back", "Chronic pain"), ("migraine", "M")
    )
    assert found == [
        ("chronic low back pain", "Chronic pain, Low back pain"),
        (" and ", ""),
        ("migraine", "M"),
    ]
    assert marks("abcd", ("ab", "1"), ("cd", "2")) == [("ab", "1"), ("cd", "2")]


def test_words_that_do_not_stand_there_mark_nothing():
    evidence = [(Evidence("r", "keyword", "pain", 0), "Pain"), (Evidence("r", "keyword", "x", 99), "X")]
    assert [piece.about for piece in Marks({"keyword": evidence}).on("sleep", "keyword")] == [""]


def test_a_text_of_nothing_visible_is_no_piece():
    assert Marks({"title": [(Evidence("r", "title", "\u200b", 0), "X")]}).on("\u200b", "title") == ()


@given(ANY, ANY, st.sampled_from(["fibromyalgia", "long  COVID", "ME/\u200bCFS"]))
def test_the_pieces_are_the_clean_text_and_the_mark_is_the_clean_word(before, after, words):
    text = f"{before} {words} {after}"
    pieces = Marks({"title": [(Evidence("r", "title", words, len(before) + 1), "X")]}).on(text, "title")
    assert "".join(piece.text for piece in pieces) == one_line(text)
    assert [piece.text for piece in pieces if piece.about] == [one_line(words)]


def test_relevance_dose_and_conditions_are_marked_and_controlled_terms_are_not():
    verdict = Verdict(
        Relevance.FOCUS,
        reasons=(Evidence("ldn", "title", "LDN", 0),),
        dose_evidence=(Evidence("dose", "title", "3 mg", 4),),
        tags=(
            Tag(
                "crohn",
                "gut",
                TagKind.TOPIC,
                (Evidence("c", "title", "Crohn", 9), Evidence("c", "mesh", "Crohn Disease")),
            ),
        ),
    )
    found = to_marks(verdict, LABELS).by_field
    assert [label for _, label in found["title"]] == ["Low-dose naltrexone", "Dose", "Crohn's disease"]
    assert set(found) == {"title"}


def test_a_section_is_called_as_its_evidence_calls_it():
    named = (
        AbstractSection("a", "AIM", "OBJECTIVE"),
        AbstractSection("b", "", "METHODS"),
        AbstractSection("c"),
    )
    assert [field_of("abstract", named, n) for n in (1, 2, 3)] == [
        "abstract:AIM",
        "abstract:METHODS",
        "abstract:3",
    ]
    assert field_of("abstract", named[2:], 1) == "abstract"

"""Words as they are searched, and the file that each stands in."""

import pytest

from ldn_watch.webindex.words import HEAVY, STOP, doi_word, fold, shelf_of, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Sjögren’s disease", ["sjogren", "disease"]),
        ("low\u2010dose LDN (4.5 mg)", ["low", "dose", "ldn", "mg"]),
        ("TNF-α and β-Endorphin", ["tnf", "alpha", "beta", "endorphin"]),
        ("Straße, cœliaque, Łódź", ["strasse", "coeliaque", "lodz"]),
        ("the of 12 123 1234", ["1234"]),
        ("NCT00568555", ["nct00568555"]),
        ("ΣΟΦΟΣ", ["σoφoσ".replace("o", "ο")]),
        ("x" * 41, []),
        ("<script>alert(1)</script>", ["script", "alert", "script"]),
        ("偽薬", ["偽薬"]),
    ],
)
def test_words_are_folded_and_small_change_is_left_out(text, words):
    assert words_of(text) == words


def test_folding_twice_changes_nothing():
    for text in ("İstanbul", "ﬁbromyalgia", "½ mg", "Ørsted", "é\u0301"):
        assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("word", "shelf"),
    [
        ("crohn", "cr"), ("pain", "pai"), ("pa", "pa"), ("nct00568555", "nct-5"), ("10.1000/x.7", "doi-7"),
        ("10.1000/x-)", "doi-x"),
        ("10.1000/ü", "doi-other"), ("οpioid", "other"), ("3d", "3d"),
    ],
)  # fmt: skip
def test_a_word_stands_in_the_file_of_its_first_letters(word, shelf):
    assert shelf_of(word) == shelf


def test_a_beginning_of_three_letters_stands_where_its_words_do():
    for word in ("naltrexone", "fibromyalgia", "crohn", "pain"):
        assert shelf_of(word[:3]) == shelf_of(word)


def test_heavy_pairs_are_pairs_and_stop_words_are_words():
    assert all(len(pair) == 2 for pair in HEAVY)
    assert all(word == fold(word) for word in STOP)


def test_a_doi_is_one_word_and_anything_else_is_none():
    assert doi_word("10.1016/J.PAIN.2020.01") == "10.1016/j.pain.2020.01"
    assert [doi_word(other) for other in ("", "javascript:10", "10.1000/a b", "10.1000/ü")] == [""] * 4

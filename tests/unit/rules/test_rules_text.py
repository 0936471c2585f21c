import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldn_watch.rules.text import FIELD_END, fold, fold_phrase, is_word, sentences, variants


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Low-Dose NALTREXONE", "low dose naltrexone"),
        ("low\u2010dose low\u2011dose low\u2012dose low\u2013dose low\u2212dose", " ".join(["low dose"] * 5)),
        ("Sjögren’s", "sjogren's"),
        ("Sjo\u0308gren\u02bcs", "sjogren's"),
        ("ﬁbromyalgia", "fibromyalgia"),
        ("fibro\u00admyalgia", "fibromyalgia"),
        ("low\u00a0dose", "low dose"),
        ("low- dose  naltrexone", "low dose naltrexone"),
        ("pain – and fatigue", "pain and fatigue"),
        ("line\none", "line one"),
        ("naltrexone²", "naltrexone "),
        ("Revia®", "revia "),
        ("100 µg", "100 μg"),
        ("Strauß Œdema søvn", "strauss oedema sovn"),
    ],
)
def test_folding(text, folded):
    assert fold(text).text == folded


@pytest.mark.parametrize(
    ("text", "phrase", "words"),
    [
        ("In Sjögren’s disease", "sjogren's", "Sjögren’s"),
        ("β – low\u2011dose  naltrexone", "low dose naltrexone", "low\u2011dose  naltrexone"),
        ("the ﬁbro\u00admyalgia, ", "fibromyalgia", "ﬁbro\u00admyalgia"),
        ("eﬀect and pain", "pain", "pain"),
        ("eﬀ", "eff", "eﬀ"),
        ("plain pain", "pain", "pain"),
    ],
)
def test_the_way_back_to_the_original(text, phrase, words):
    folded = fold(text)
    at = folded.text.index(phrase)
    assert folded.words(at, at + len(phrase)) == words


@given(st.text(alphabet=st.sampled_from("ab -–ﬁéo\u0308\u00ad\u00a0ßX²'’\n")))
def test_every_place_of_a_folded_text_stands_in_the_original(text):
    folded = fold(text)
    for at, character in enumerate(folded.text):
        words = folded.words(at, at + 1)
        assert character in fold(words).text or words in "ﬁß"


@given(st.text())
def test_folding_never_fails_and_stays_folded(text):
    once = fold(text).text
    assert fold(once).text == fold(once.lower()).text


def test_the_field_separator_survives():
    assert fold(f"a {FIELD_END}-b").text == f"a {FIELD_END} b"


@pytest.mark.parametrize(
    ("phrase", "spelling"),
    [
        ("tumour", "tumor"),
        ("randomized", "randomised"),
        ("hyperglycaemia", "hyperglycemia"),
        ("oedema", "edema"),
        ("foetal", "fetal"),
        ("pediatric", "paediatric"),
        ("behaviour", "behavior"),
        ("small fiber neuropathy", "small fibre neuropathy"),
        ("Crohn's disease", "crohn disease"),
        ("Crohn’s disease", "crohns disease"),
    ],
)
def test_spellings(phrase, spelling):
    assert {fold_phrase(phrase), spelling} <= variants(phrase)


def test_scripts_without_spaces_have_no_word_ends():
    assert is_word("a")
    assert is_word("1")
    assert not is_word("用")
    assert not is_word("-")


def test_sentences_end_where_they_end():
    text = f"Doses of 4.5 mg helped (cf. Smith et al. 2013). All improved; No. 3 did not.{FIELD_END}next"
    found = [text[start:end] for start, end in sentences(text)]
    assert found == [
        "Doses of 4.5 mg helped (cf. Smith et al. 2013). ",
        "All improved; ",
        f"No. 3 did not.{FIELD_END}",
        "next",
    ]
    assert sentences("") == []

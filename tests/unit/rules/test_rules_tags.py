import locale

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ldn_watch.model import AbstractSection, Citation, Evidence, MeshHeading, OtherAbstract, Term
from ldn_watch.rulebooks import shipped_files
from ldn_watch.rules.assess import assess, assess_text
from ldn_watch.rules.rulebook import parse_rulebook


def cite(title="A study", *abstract, **fields):
    sections = tuple(AbstractSection(text) for text in abstract)
    return Citation(uid="pmid:1", title=title, abstract=sections, **fields)


def kinds(citation, rulebook):
    return {tag.condition: tag.kind.value for tag in assess(citation, rulebook).tags}


def test_a_title_makes_a_topic_and_an_abstract_a_mention(rulebook):
    assert kinds(cite("Naltrexone in fibromyalgia", "Used in Crohn's disease."), rulebook) == {
        "fibromyalgia": "topic",
        "crohn-disease": "mention",
    }


def test_topics_by_keyword_vernacular_title_and_major_heading(rulebook):
    citation = cite(
        "[A study]",
        vernacular_title="Étude de la fibromyalgie",
        keywords=(Term("Hailey–Hailey disease"),),
        mesh=(
            MeshHeading("Crohn Disease", "D003424", major=True),
            MeshHeading("Melanoma", "D008545", major=False),
        ),
    )
    assert kinds(citation, rulebook) == {
        "fibromyalgia": "topic",
        "crohn-disease": "topic",
        "inflammatory-bowel-disease": "topic",
        "hailey-hailey": "topic",
        "melanoma": "mention",
    }


def test_evidence_gives_the_words_as_they_stand_and_where(rulebook):
    citation = Citation(
        uid="pmid:1",
        title="Low\u2011dose naltrexone for Sjögren’s syndrome",
        abstract=(AbstractSection("ﬁbromyalgia too", "RESULTS"), AbstractSection("And psoriasis.")),
        other_abstracts=(OtherAbstract("plain-language-summary", "eng", (AbstractSection("vitiligo"),)),),
        mesh=(MeshHeading("Melanoma", "D008545", major=True),),
    )
    tags = {tag.condition: tag.evidence[0] for tag in assess(citation, rulebook).tags}
    assert tags == {
        "sjogren-syndrome": Evidence("sjogren-syndrome", "title", "Sjögren’s syndrome", 24),
        "fibromyalgia": Evidence("fibromyalgia", "abstract:RESULTS", "ﬁbromyalgia", 0),
        "psoriasis": Evidence("psoriasis", "abstract:2", "psoriasis", 4),
        "vitiligo": Evidence("vitiligo", "other-abstract", "vitiligo", 0),
        "melanoma": Evidence("melanoma", "mesh", "Melanoma", -1),
        "cancer": Evidence("melanoma", "mesh", "Melanoma", -1),
    }


def test_the_one_unlabelled_section_is_the_abstract(rulebook):
    (tag,) = assess(cite("A study", "In lupus."), rulebook).tags
    assert tag.evidence == (Evidence("lupus", "abstract", "lupus", 3),)


def test_evidence_is_kept_within_reason(rulebook):
    (tag,) = assess(cite("A study", "Lupus. " * 50), rulebook).tags
    assert len(tag.evidence) == 5


def test_a_child_tags_its_parents_with_its_evidence(rulebook):
    tags = assess_text("Naltrexone in psoriatic arthritis", rulebook).tags
    assert {tag.condition for tag in tags} == {
        "psoriatic-arthritis",
        "psoriasis",
        "inflammatory-arthritis",
        "arthritis",
    }
    assert {tag.evidence for tag in tags} == {
        (Evidence("psoriatic-arthritis", "title", "psoriatic arthritis", 14),)
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Naltrexone in MS: relapsing disease", True),
        ("Multiple sclerosis (MS)", True),
        ("Naltrexone by MS and NMR", False),
        ("Relapsing, as ms of a page show", False),
    ],
)
def test_an_abbreviation_needs_its_meaning_and_its_capitals(rulebook, text, found):
    assert ("multiple-sclerosis" in assess_text(text, rulebook).conditions()) is found


def test_the_meaning_may_stand_in_another_field(rulebook):
    found = kinds(cite("CRPS and naltrexone", "Complex regional pain syndrome is rare."), rulebook)
    assert found == {"complex-regional-pain-syndrome": "topic"}


@pytest.mark.parametrize(
    "text",
    [
        "Patients without fibromyalgia",
        "Excluding patients with no history of fibromyalgia",
        "Pain, excluding fibromyalgia",
        "Pain other than fibromyalgia",
        "Women without lupus or fibromyalgia",
        "No fibromyalgia was seen",
        "non-fibromyalgia pain",
        "Family history of fibromyalgia",
        "Myalgia compared with fibromyalgia",
        "Patients with fibromyalgia were excluded",
        "Fibromyalgia patients served as controls",
    ],
)
def test_what_is_denied_is_no_tag(rulebook, text):
    assert "fibromyalgia" not in assess_text(text, rulebook).conditions()


@pytest.mark.parametrize(
    "text",
    [
        "Women with and without fibromyalgia",
        "Not only fibromyalgia",
        "Without placebo: fibromyalgia",
        "Naltrexone versus placebo in fibromyalgia",
        "No effect on sleep in fibromyalgia",
        "Fibromyalgia without depression",
        "Men were excluded. Fibromyalgia was common.",
    ],
)
def test_what_only_looks_denied_is_a_tag(rulebook, text):
    assert "fibromyalgia" in assess_text(text, rulebook).conditions()


def test_unless_cancels_its_own_condition_alone(small, condition):
    book = small(
        lupus=condition("lupus", ["lupus"], 'unless = ["lupus vulgaris"]'),
        tb=condition("tb", ["lupus vulgaris"]),
    )
    assert assess_text("lupus vulgaris", book).conditions() == ("tb",)
    assert assess_text("lupus vulgaris, lupus", book).conditions() == ("lupus", "tb")


def test_a_general_heading_needs_to_be_the_topic(rulebook):
    assert kinds(cite("Naltrexone", "Used for chronic pain."), rulebook) == {}
    assert kinds(cite("Naltrexone for chronic pain"), rulebook) == {"chronic-pain": "topic"}
    indexed = cite("Naltrexone", mesh=(MeshHeading("Chronic Pain", "D059350", major=False),))
    assert kinds(indexed, rulebook) == {"chronic-pain": "mention"}


def test_tags_stand_in_display_order(rulebook):
    order = list(rulebook.labels().conditions)
    found = assess_text(
        "HIV, psoriasis, lupus, fibromyalgia, Crohn's disease, melanoma", rulebook
    ).conditions()
    assert list(found) == sorted(found, key=order.index)


def test_british_and_american_titles_are_tagged_alike(rulebook):
    british = "Randomised: paediatric tumours, small fibre neuropathy, uraemic pruritus, coeliac disease"
    american = "Randomized: pediatric tumors, small fiber neuropathy, uremic pruritus, celiac disease"
    one, other = assess_text(british, rulebook), assess_text(american, rulebook)
    assert one.conditions() == other.conditions()
    assert {"cancer", "small-fiber-neuropathy", "pruritus", "celiac-disease"} <= set(one.conditions())


TITLES = [
    "Low-dose naltrexone in psoriatic arthritis and lupus nephritis",
    "MS: relapsing multiple sclerosis without fibromyalgia, naltrexone 4.5 mg",
    "Breast cancer, melanoma and post-COVID fatigue",
]
FILES = shipped_files()
FEW = (
    "arthritis",
    "inflammatory-arthritis",
    "psoriasis",
    "psoriatic-arthritis",
    "lupus",
    "cancer",
    "breast-cancer",
    "melanoma",
)


@pytest.fixture(scope="module")
def few(small_files):
    named = {name.replace("-", "_"): FILES[f"{name}.toml"] for name in (*FEW, "multiple-sclerosis")}
    return small_files(**named)


@settings(max_examples=20, deadline=None)
@given(order=st.permutations([*FEW, "multiple-sclerosis", "groups", "scope", "study", "relevance"]))
def test_the_order_of_rules_never_matters(order, few):
    plain = parse_rulebook(few)
    other = parse_rulebook({f"{name}.toml": few[f"{name}.toml"] for name in order})
    assert plain.hash == other.hash
    for title in TITLES:
        assert assess_text(title, plain) == assess_text(title, other)


def test_the_same_verdict_under_any_locale(rulebook):
    plain = [assess_text(title, rulebook) for title in TITLES]
    before = locale.setlocale(locale.LC_ALL)
    for name in ("C", "C.UTF-8", "POSIX"):
        locale.setlocale(locale.LC_ALL, name)
        try:
            assert [assess_text(title, rulebook) for title in TITLES] == plain
        finally:
            locale.setlocale(locale.LC_ALL, before)


def test_a_citation_with_nothing_in_it(rulebook):
    verdict = assess(Citation(uid="pmid:1", title=""), rulebook)
    assert (verdict.tags, verdict.relevance, verdict.study_type) == ((), "unrelated", "other")
    assert verdict.rulebook == rulebook.hash

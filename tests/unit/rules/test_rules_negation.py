"""What is denied, excluded or another's is no tag: in lists as for one."""

import pytest

from ldn_watch.model import AbstractSection, Citation
from ldn_watch.rules.assess import assess


def conditions(rulebook, *abstract):
    sections = tuple(AbstractSection(text) for text in abstract)
    return set(assess(Citation(uid="pmid:1", title="A study", abstract=sections), rulebook).conditions())


@pytest.mark.parametrize(
    "text",
    [
        "None had lupus, gout or fibromyalgia.",
        "None of the patients had lupus, gout or fibromyalgia.",
        "Patients with lupus, gout or fibromyalgia were excluded.",
        "Patients with lupus, severe gout, and fibromyalgia were excluded.",
        "Patients without lupus, gout, and fibromyalgia improved.",
        "Women had no lupus, gout, psoriasis, or fibromyalgia.",
        "Exclusion criteria: lupus, gout, fibromyalgia.",
        "We excluded people on opioids, and those who had ever had lupus, or gout and fibromyalgia.",
        "Neither lupus nor gout was found.",
        "Lupus, gout and fibromyalgia were ruled out.",
        "Lupus/gout/fibromyalgia were excluded.",
        "Patients with a family history of lupus, gout or fibromyalgia came.",
        "Naltrexone is approved for psoriasis and gout.",
        "Myalgia compared with lupus and gout.",
    ],
)
def test_a_list_is_taken_back_whole(rulebook, text):
    assert conditions(rulebook, text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Patients with lupus, gout or fibromyalgia were included.",
        "Women had lupus, gout or fibromyalgia.",
        "With or without lupus, gout or fibromyalgia.",
    ],
)
def test_a_list_is_kept_whole(rulebook, text):
    assert conditions(rulebook, text) == {"lupus", "gout", "fibromyalgia"}


@pytest.mark.parametrize(
    "text",
    [
        "Her mother had lupus.",
        "Her mother had lupus and gout.",
        "His father had lupus, and her sister had gout.",
        "There was a family history of lupus.",
        "Relatives with lupus were well.",
        "Lupus in first-degree relatives was common.",
    ],
)
def test_anothers_disease(rulebook, text):
    assert conditions(rulebook, text) == set()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Patients with lupus who took opioids were excluded.", {"lupus"}),
        ("She had lupus; her sister had gout.", {"lupus"}),
        ("Exclusion criteria: lupus. Fibromyalgia was common.", {"fibromyalgia"}),
        ("Patients with gout were excluded. Lupus was common.", {"lupus"}),
        ("Patients with gout were excluded; lupus was common.", {"lupus"}),
        ("No lupus but fibromyalgia was found.", {"fibromyalgia"}),
        ("Women with lupus or gout but not fibromyalgia came.", {"lupus", "gout"}),
        ("Fibromyalgia, not lupus, was studied.", {"fibromyalgia"}),
        ("Fibromyalgia without lupus or gout was studied.", {"fibromyalgia"}),
        ("Fibromyalgia versus lupus was studied.", {"fibromyalgia"}),
        ("In contrast to gout, we found that fibromyalgia improved.", {"fibromyalgia"}),
    ],
)
def test_a_cue_takes_back_its_own_alone(rulebook, text, kept):
    assert conditions(rulebook, text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "Patients with lupus taking opioids were excluded.",
        "Patients with lupus already receiving opioids were excluded.",
        "Of 60 patients with lupus, 5 were excluded.",
    ],
)
def test_some_of_them_were_excluded(rulebook, text):
    assert conditions(rulebook, text) == {"lupus"}


@pytest.mark.parametrize(
    "text",
    [
        "Unlike lupus, fibromyalgia has no cure.",
        "Unlike lupus and gout, fibromyalgia is common.",
        "Compared with lupus, fibromyalgia is common.",
    ],
)
def test_what_stands_behind_unlike_is_kept(rulebook, text):
    assert conditions(rulebook, text) == {"fibromyalgia"}


@pytest.mark.parametrize(
    "text",
    [
        "Naltrexone does not improve Crohn's disease.",
        "Naltrexone did not relieve Crohn's disease.",
        "Naltrexone had no effect in Crohn's disease.",
        "Naltrexone is not effective in Crohn's disease.",
        "Naltrexone is not superior to placebo in Crohn's disease.",
        "There is no cure for Crohn's disease.",
        "There is no approved drug for Crohn's disease.",
        "Not only Crohn's disease improved.",
        "Crohn's disease did not respond.",
        "Crohn's disease was not associated with pain.",
        "Crohn's disease that is no longer controlled.",
    ],
)
def test_a_failure_is_about_its_disease(rulebook, text):
    assert "crohn-disease" in conditions(rulebook, text)


@pytest.mark.parametrize(
    "text", ["Not all fibromyalgia patients improved.", "Not every lupus flare is seen."]
)
def test_not_all_is_some(rulebook, text):
    assert conditions(rulebook, text) != set()


def test_one_place_that_is_kept_is_enough(rulebook):
    assert conditions(rulebook, "Patients without lupus.", "Lupus was common.") == {"lupus"}


def test_a_cue_does_not_reach_another_field(rulebook):
    assert conditions(rulebook, "We went on without", "lupus") == {"lupus"}
    assert conditions(rulebook, "lupus", "were excluded") == {"lupus"}


@pytest.mark.parametrize("words", [0, 1, 5, 40])
def test_the_reach_of_without_ends(rulebook, words):
    between = "old " * words
    found = conditions(rulebook, f"Without {between}lupus it went on.")
    assert found == (set() if words <= 5 else {"lupus"})


def test_the_same_cues_for_a_term_and_for_abbreviations(rulebook):
    text = "Multiple sclerosis (MS) was not studied. Patients with MS were excluded. Without MS."
    assert conditions(rulebook, text) == {"multiple-sclerosis"}
    assert conditions(rulebook, "Patients with multiple sclerosis (MS) were excluded.") == set()

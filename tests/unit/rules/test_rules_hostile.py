"""Texts made to be slow: each is judged, and none costs what comparing everything with everything would.

Nothing is timed: a mistake here takes hours.
"""

import pytest

from ldn_watch.model import AbstractSection, Citation
from ldn_watch.rules.assess import assess

MEGABYTE = 1_000_000
MADE_TO_BE_SLOW = {
    "hyphens in a range": "naltrexone 5" + "-" * MEGABYTE + "mg",
    "digits": "naltrexone " + "1" * MEGABYTE + " mg",
    "commas in a list": "fibromyalgia " + ", " * (MEGABYTE // 2) + "lupus",
    "and in a list": "lupus " + "and " * (MEGABYTE // 4) + "fibromyalgia",
    "brackets": "5 patients " + "(a) " * (MEGABYTE // 4),
    "low doses": "low dose naltrexone " * (MEGABYTE // 20),
    "letters defined": "low density nodes (LDN) " * (MEGABYTE // 24),
    "denials": "fibromyalgia without " * (MEGABYTE // 20),
    "lists denied": "without lupus, gout or " * (MEGABYTE // 23),
    "numbers": "one " * (MEGABYTE // 4) + "patients",
    "doses": "1 mg " * (MEGABYTE // 5),
    "people": "5 " + "a b " * (MEGABYTE // 4) + "patients were randomised",
    "children": "child children child-pugh " * (MEGABYTE // 26),
    "one word": "n" * MEGABYTE,
}


@pytest.mark.parametrize("name", MADE_TO_BE_SLOW)
def test_it_is_judged(name, rulebook):
    text = MADE_TO_BE_SLOW[name]
    abstract = assess(
        Citation("pmid:1", "Naltrexone in fibromyalgia", abstract=(AbstractSection(text),)), rulebook
    )
    assert "fibromyalgia" in abstract.conditions()
    assert assess(Citation("pmid:2", text), rulebook).rulebook == rulebook.hash

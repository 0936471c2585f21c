"""Lists to take along: the pieces of a file are what it was made of."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ldn_watch.model import AbstractSection
from ldn_watch.render.cite.along import EXTENSIONS, head_of, read_pieces, to_pieces
from tests.unit.render.samples import FATIGUE, to_line

NASTY = st.sampled_from(
    ["TY  - JOUR\nID  - pmid7", "@article{pmid7,\n", "7,\r\n7,", "\n", '"', "}", "\x1b", "plain", ""]
) | st.text(max_size=40)


def archived(number, **changes):
    return to_line(replace(FATIGUE, uid=f"pmid:{number}", **changes)).archived


@pytest.mark.parametrize("extension", EXTENSIONS)
@settings(max_examples=60, deadline=None)
@given(titles=st.lists(NASTY, min_size=1, max_size=4), whole=st.booleans())
def test_a_file_falls_into_the_pieces_that_it_was_made_of(extension, titles, whole):
    rows = [
        archived(number, title=title, abstract=(AbstractSection(title, title),), doi=title)
        for number, title in enumerate(titles, 1)
    ]
    pieces = to_pieces(extension, rows, whole=whole)
    text = head_of(extension) + "".join(pieces.values())
    assert read_pieces(extension, text) == pieces
    assert list(pieces) == [str(number) for number in range(1, len(titles) + 1)]


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_of_another_file_nothing_is_taken(extension):
    pieces = to_pieces(extension, [archived(1)], whole=True)
    assert read_pieces(extension, "") == {}
    assert read_pieces(extension, "Not ours\n" + head_of(extension) + pieces["1"]) == {}


def test_the_abstract_stands_in_a_short_list_alone():
    for extension in ("ris", "bib"):
        whole, bare = (to_pieces(extension, [archived(1)], whole=one)["1"] for one in (True, False))
        assert "Of 218 patients" in whole
        assert "Of 218 patients" not in bare
        assert "10.1080/21641846.2019.1692770" in bare

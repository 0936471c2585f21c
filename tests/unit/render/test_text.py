from datetime import datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from ldn_watch.render.text import counted, day, fold, listed, moment, one_line, shorten

ANY = st.text(st.characters(exclude_categories=()))


def test_what_breaks_xml_or_deceives_the_eye_is_taken_out():
    assert one_line("a\x00b\x1dc\ud800d\ufffee") == "abcde"
    assert one_line("evil\u202etxt.exe\u2069 \u200bnal\u00adtrex\ufeffone") == "eviltxt.exe naltrexone"


def test_white_space_of_every_kind_becomes_one_blank():
    assert one_line(" a\r\n b\u2028c\u00a0\td\x85e ") == "a b c d e"


def test_letters_of_this_field_stay():
    assert one_line("IFN-γ Sjögren’s β‑endorphin 𝛼 ≥ 3") == "IFN-γ Sjögren’s β‑endorphin 𝛼 ≥ 3"


@settings(derandomize=True, deadline=None)
@given(ANY)
def test_one_line_is_idempotent_and_encodable(text):
    line = one_line(text)
    assert one_line(line) == line
    assert line.encode().decode() == line


@settings(derandomize=True, deadline=None)
@given(ANY, st.integers(2, 60))
def test_shortened_text_never_exceeds_its_limit(text, limit):
    assert len(shorten(text, limit)) <= limit


def test_shorten_cuts_between_words_and_an_endless_word_where_it_stands():
    assert shorten("one two three", 13) == "one two three"
    assert shorten("one two three", 12) == "one two…"
    assert shorten("a " + "x" * 50, 10) == "a xxxxxxx…"


def test_moments_are_told_in_utc():
    at = datetime(2026, 11, 22, 1, 5, tzinfo=timezone(timedelta(hours=2)))
    assert day(at) == "21 Nov 2026"
    assert moment(at) == "21 Nov 2026 23:05 UTC"


def test_counts_and_lists_read_as_prose():
    assert counted(1, "retraction") == "1 retraction"
    assert counted(1503, "citation") == "1,503 citations"
    assert listed([]) == ""
    assert listed(["A"]) == "A"
    assert listed(["A", "B", "C"]) == "A, B and C"
    assert listed(["A", "B", "C", "D"], most=2) == "A, B and 2 more"


def test_folding_keeps_links_whole():
    link = "https://doi.org/10.1000/" + "a-" * 60
    assert link in fold("See " + link, "* ", "  ").splitlines()[1]

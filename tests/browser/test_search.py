"""Searching in a real browser, over a plain static server below a path of its own."""

from urllib.parse import urlencode

import pytest

from ldn_watch.render.pages.finding import Named, Topic
from ldn_watch.render.pages.frame import Frame, assets
from ldn_watch.render.pages.search import render_search
from ldn_watch.stages.files import write_changed
from ldn_watch.stages.index import SearchIndex
from ldn_watch.webindex.words import shelf_of, words_of
from tests.browser.served import Watched, serving
from tests.unit.webindex.samples import CASE, CROHN, SJOGREN, record

BIDI = "Naltrexone \u202egnihtyreve serius<b>bold</b> <img src=x onerror=alert(1)>"
PSORIASIS = Topic("psoriasis", "Psoriasis", Named("skin", "Skin"))
SPECIAL = (
    record(801, title="A trial in Crohn's disease", conditions=(CROHN,), abstract="", year=2011),
    record(802, title="Dry eyes in Sjögren syndrome", conditions=(SJOGREN,), study=CASE, year=2023),
    record(803, title="<script>document.title = 'taken'</script> and psoriasis", conditions=(PSORIASIS,)),
    record(804, title=BIDI, authors=("Ødegård K",), conditions=(), is_preprint=True),
    record(805, title="Withdrawn work on TNF-α", conditions=(), is_retracted=True),
    record(
        806, title="Oedema of the knee", conditions=(), is_about_children=True, doi="10.1016/J.Knee.2020.04"
    ),
)
RECORDS = (*(record(number) for number in range(300)), *SPECIAL)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The address of the search page below a path, as it lies on a shared server."""
    root = tmp_path_factory.mktemp("web")
    folder = root / "some" / "path"
    page = render_search(Frame("LDN Watch", "https://ldn.example.org", "search.html"))
    write_changed(folder, [("search.html", page), *assets(), *SearchIndex(folder, lambda: RECORDS).files()])
    (folder / "citations").mkdir()
    (folder / "citations" / "39000801.html").write_text(
        '<!doctype html><link rel="icon" href="data:,"><title>Crohn</title>'
    )
    with serving(root) as address:
        yield f"{address}some/path/search.html"


@pytest.fixture(scope="module")
def phone(chromium):
    context = chromium.new_context(viewport={"width": 390, "height": 900})
    context.set_default_timeout(10_000)
    yield Watched(context.new_page())
    context.close()


@pytest.fixture
def watched(phone, site):
    """A page of which nobody complains and that asks nobody but its own folder."""
    phone.forget()
    yield phone
    outside = [url for url in phone.asked if not url.startswith(site.removesuffix("search.html"))]
    assert outside == []
    assert phone.complaints == []


@pytest.fixture
def look(watched, site):
    """Opens the page with these values in its URL and waits for the answer."""

    def opened(**asked):
        watched.page.goto(f"{site}?{urlencode(asked)}")
        return answer(watched.page)

    return opened


def answer(page):
    """What the page tells, and the titles it shows, once it has done with looking."""
    page.wait_for_selector("main:has(#told:not(:has(a))):has(#results:not([aria-busy]))")
    return page.inner_text("#told"), page.locator("#results h2").all_inner_texts()


def tells(page, text):
    """Waits until the page tells this. (Not by a function: the page's policy lets nobody evaluate text.)"""
    page.wait_for_selector(f"#told:has-text('{text}')")


def typed(page, text):
    page.fill("#q", text)
    page.press("#q", "Enter")
    tells(page, text)
    return answer(page)


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("crohn", "Crohn"), ("CROHN'S", "Crohn"), ("crohn’s disease", "Crohn"), ("cro", "Crohn"),
        ("sjögren", "Sjögren"), ("sjogren", "Sjögren"), ("autoimmune sjogren", "Sjögren"),
        ("odegard", "Naltrexone"), ("Ødegård K", "Naltrexone"), ("tnf alpha", "TNF-α"), ("TNF‐α", "TNF-α"),
        ("39000801", "Crohn"), ("PMID: 39000802", "Sjögren"),
        ("10.1016/j.knee.2020.04", "Oedema"), ("https://doi.org/10.1016/J.KNEE.2020.04", "Oedema"),
        ("edema", "Oedema"), ("oedemas", "Oedema"), ("knees", "Oedema"),
    ],
)  # fmt: skip
def test_it_is_found(look, query, title):
    assert title in look(q=query)[1][0]


@pytest.mark.parametrize(
    ("query", "word", "count"),
    [
        ("fibromialgia", "fibromyalgia", 300),
        ("low-dose fybromyalgya", "fibromyalgia", 300),
        ("naltraxone", "naltrexone", 301),
    ],
)  # fmt: skip
def test_a_misspelt_word_is_mended_and_the_reader_told(look, watched, query, word, count):
    told, titles = look(q=query)
    assert told == f"{count} citations."
    assert word in titles[0].lower()
    assert f"Showing results for {word}" in watched.page.inner_text("#notes")
    watched.page.click("text=Search only for what I typed")
    answer(watched.page)
    assert "Showing results for" not in watched.page.inner_text("#notes")


def test_words_are_marked_where_they_stand(look, watched):
    look(q="fibromyalgia slept")
    marks = {text.lower() for text in watched.page.locator("#results mark").all_inner_texts()}
    assert marks == {"fibromyalgia", "slept"}


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"condition": "crohn"}, 1), ({"group": "gut"}, 1), ({"study": "case-report"}, 1),
        ({"retracted": "only"}, 1),
        ({"children": "only"}, 1), ({"preprints": "no"}, 305), ({"from": "2011", "to": "2011"}, 16),
        ({"q": "naltrexone", "preprints": "no"}, 300), ({"q": "disease", "condition": "crohn"}, 1),
        ({"condition": "crohn", "study": "case-report"}, 0), ({"unheard": "of"}, 306),
    ],
)  # fmt: skip
def test_filters_from_the_url_leave_what_they_say(look, watched, asked, count):
    told, _ = look(**asked)
    assert told.startswith(f"{count} citation" if count else "No citation")
    for name in asked.keys() & {"condition", "group", "study", "from", "q"}:
        assert watched.page.input_value(f"#search [name={name}]") == asked[name]


def test_choices_are_kept_in_the_url_and_the_back_button_takes_them_back(look, watched, site):
    page = watched.page
    look(q="naltrexone")
    page.click("summary")
    page.check("[name=preprints]")
    tells(page, "with these filters")
    assert page.url == f"{site}?q=naltrexone&preprints=no"
    assert typed(page, "crohn")[1] == ["A trial in Crohn's disease"]
    page.click("#results a")
    page.wait_for_url("**/citations/39000801.html")
    page.go_back()
    assert answer(page)[1] == ["A trial in Crohn's disease"]
    page.go_back()
    tells(page, "300 citations")
    assert page.input_value("#q") == "naltrexone"
    page.go_back()
    tells(page, "301 citations")
    assert not page.is_checked("[name=preprints]")


def test_the_keyboard_reaches_everything(look, watched):
    page = watched.page
    look()
    page.focus("#q")
    page.keyboard.type("fibromyalgia")
    page.keyboard.press("Enter")
    tells(page, "300 citations for")
    for _ in range(3):  # the button, the filters' summary, the first result
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#results li') !== null")
    page.focus("#more")
    page.keyboard.press("Enter")
    page.wait_for_selector("#results li:nth-child(20)")
    assert page.evaluate("[...document.querySelectorAll('#results a')].indexOf(document.activeElement)") == 10


def test_markup_and_bidi_in_a_title_stay_text(look, watched):
    assert look(q="psoriasis")[1] == [SPECIAL[2].title]
    assert look(q="odegard")[1] == [BIDI.replace("\u202e", "")]
    assert watched.page.locator("#results img, #results b, #results script").count() == 0
    assert watched.page.title() == "Search - LDN Watch"


def test_a_retraction_is_told_first_and_in_red(look, watched):
    _, titles = look(q="withdrawn")
    assert titles == ["Retracted: Withdrawn work on TNF-α"]
    grave = watched.page.locator("#results h2 strong")
    assert grave.evaluate("node => getComputedStyle(node).color") == "rgb(163, 22, 28)"


@pytest.mark.parametrize(
    "query", ["zzzz qqqq", "?!", "the of", "%", '"', "(((", "10.9999/none", "\\", "ü" * 300]
)
def test_no_query_breaks_it(look, query):
    assert look(q=query)[0]


def test_nothing_found_says_what_to_try(look, watched):
    assert look(q="zzzzzzzz")[0] == "No citation for “zzzzzzzz”."
    assert "Try fewer or other words" in watched.page.inner_text("#notes")


def test_words_that_no_citation_has_together_are_said_to_be_some_of_them(look, watched):
    told, _ = look(q="crohn sjogren")
    assert told.startswith("2 citations")
    assert "some of them" in watched.page.inner_text("#notes")


def test_where_the_index_cannot_be_loaded_the_plain_lists_are_named(chromium, site):
    page = chromium.new_page()
    page.route("**/search/table.json", lambda route: route.abort())
    page.goto(f"{site}?q=crohn")
    page.wait_for_selector("#told:has-text('could not be loaded') a[href='index.html#feeds']")
    page.close()


def test_without_a_script_the_plain_lists_are_named(chromium, site):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    assert page.locator("main .banner a[href='index.html#feeds']").is_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1200])
def test_axe_finds_nothing_and_the_page_is_no_wider_than_the_screen(chromium, site, scheme, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe")
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    page.goto(f"{site}?q=withdrawn+naltrexone+sjogren&sort=new")
    answer(page)
    found = axe.Axe().run(page)
    assert found.response["violations"] == [], found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_the_browser_folds_and_parts_words_as_the_index_does(look, watched):
    texts = [
        "Sjögren’s, Łódź & Straße", "ΣΟΦΟΣ İstanbul ﬁbro ½ ²", "TNF‐α/β-Endorphin 12 1234",
        "偽薬 x ab", "É\u0301",
        "10.1000/x-7)", "naltrexone pain pa PA3 NCT00568555 nct", "the OF withoutx " + "y" * 41,
        "𝒜𝒷 Ⅷ ٣٤٥٦", *(one.title for one in SPECIAL),
    ]  # fmt: skip
    look()
    asked = """async texts => {
        const { Index } = await import("./assets/search-index.js");
        const index = await new Index("search").open();
        return texts.map((text) => index.words(text).map((word) => [word, index.shelf(word)]));
    }"""
    told = watched.page.evaluate(asked, texts)
    assert told == [[[word, shelf_of(word)] for word in words_of(text)] for text in texts]


def test_what_is_loaded_is_little(look, watched):
    look(q="naltrexone")
    assert 0 < watched.bytes < 200_000


# --- whatever is typed, little is loaded ----------------------------------------------------------------


@pytest.fixture
def dear(watched, site):
    """As if the files of these words were so large."""

    def made(**sizes):
        def told(route):
            table = route.fetch().json()
            for word, size in sizes.items():
                if word == "known":
                    table["known"] = size
                else:
                    table["shelves"][shelf_of(word)] = size
            route.fulfill(json=table)

        watched.page.route("**/search/table.json", told)

    yield made
    watched.page.unroute("**/search/table.json")


def notes(page):
    return page.inner_text("#notes")


def test_words_for_which_there_is_no_room_are_told_and_looked_for_on_wish(look, watched, dear):
    dear(crohn=500_000, psoriasis=500_000)
    told, titles = look(q="crohn disease psoriasis")
    assert told == "1 citation."
    assert titles == ["A trial in Crohn's disease"]
    assert "not all was looked for. Not looked for: “psoriasis”." in notes(watched.page)
    asked = [url.rpartition("/")[2] for url in watched.asked]
    assert f"w-{shelf_of('psoriasis')}.txt" not in asked
    watched.page.click("text=Search for every word in full")
    watched.page.wait_for_selector("#notes:has-text('No citation has all of these words')")
    assert "Not looked for" not in notes(watched.page)
    assert answer(watched.page)[0] == "3 citations for “crohn disease psoriasis”."


@pytest.mark.parametrize("large", [{"known": 900_000}, {"fibromyalgia": 900_000}])
def test_a_word_that_there_is_no_room_to_mend_is_told(look, watched, dear, large):
    dear(**large)
    look(q="low-dose fybromyalgia")
    assert "Showing results" not in notes(watched.page)
    assert "Looked for as typed, without other spellings: “fybromyalgia”." in notes(watched.page)
    watched.page.click("text=Search for every word in full")
    watched.page.wait_for_selector("#notes:has-text('Showing results for fibromyalgia')")
    assert "as typed, without" not in notes(watched.page)


def test_a_spelling_that_there_is_no_room_for_is_told(look, watched, dear):
    dear(oedema=900_000)
    _, titles = look(q="edema")
    assert "Looked for as typed, without other spellings: “edema”." in notes(watched.page)
    assert "Oedema of the knee" not in titles
    watched.page.click("text=Search for every word in full")
    watched.page.wait_for_selector("#results :text('Oedema of the knee')")


def test_where_there_is_room_nothing_is_said_of_it(look, watched):
    look(q="crohn disease psoriasis edema fybromyalgia")
    assert "So as to load little" not in notes(watched.page)


def test_one_word_is_looked_for_however_large_its_file_is(look, dear):
    dear(crohn=5_000_000)
    assert look(q="crohn")[1] == ["A trial in Crohn's disease"]


def long_words(start, count):
    """Words of forty letters that begin so."""
    return [f"{start}{number:04}".translate(_DIGITS) + "x" * 34 for number in range(count)]


_DIGITS = str.maketrans("0123456789", "abcdefghij")
STARTS = [f"{a}{b}" for a in "bcdfghjklm" for b in "au"]


def test_no_query_loads_a_megabyte_before_its_first_result(chromium, tmp_path):
    large = [
        record(number, title=f"Title {number}", abstract=" ".join(long_words(start, 1500)))
        for number, start in enumerate(STARTS)
    ]
    page = render_search(Frame("LDN Watch", "", "search.html"))
    files = SearchIndex(tmp_path, lambda: large).files()
    write_changed(tmp_path, [("search.html", page), *assets(), *files])
    queries = [long_words(start, 1)[0] for start in STARTS]
    with serving(tmp_path) as address:
        for words in (queries, [f"{word[:9]}{word[10:]}" for word in queries]):
            watched = Watched(chromium.new_page())
            watched.page.goto(f"{address}search.html?{urlencode({'q': ' '.join(words)})}")
            answer(watched.page)
            assert watched.bytes < 1_000_000
            assert "Not looked for" in notes(watched.page)
            shown = watched.page.locator("#results li").count()
            if shown:
                assert watched.page.is_visible("#more")
            watched.page.close()


def test_the_page_itself_is_as_small_as_what_is_set_aside_for_it(look, watched):
    look(q="zzzzzzzz")
    asked = {url.partition("?")[0].rpartition("/")[2] for url in watched.asked}
    files = {name.rpartition("/")[2]: body for name, body in assets()}
    page = render_search(Frame("LDN Watch", "https://ldn.example.org", "search.html"))
    assert asked & files.keys() >= {"search.js", "search-index.js", "search.css", "site.css"}
    assert len(page) + sum(len(body) for name, body in files.items() if name in asked) < 60_000

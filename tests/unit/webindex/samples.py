"""A few hundred made-up records for the tests of the index."""

from dataclasses import replace

from ldn_watch.render.pages.finding import Named, SearchRecord, Topic

PAIN, GUT = Named("chronic-pain", "Chronic pain"), Named("gut", "Gut")
FIBROMYALGIA = Topic("fibromyalgia", "Fibromyalgia", PAIN)
CROHN = Topic("crohn", "Crohn's disease", GUT)
SJOGREN = Topic("sjogren", "Sjögren's disease", Named("autoimmune", "Autoimmune and rheumatic"))
RCT, CASE = Named("rct", "Randomised trial"), Named("case-report", "Case report")


def record(number=1, **changes):
    """A citation about fibromyalgia; `number` makes its PMID."""
    plain = SearchRecord(
        39_000_000 + number,
        f"Low\u2010dose naltrexone for fibromyalgia: cohort {number}",
        journal=f"Journal of Pain. {2000 + number % 20};7(4):207-217",
        year=2000 + number % 20,
        date="Mar 2019",
        authors=("Younger J", "Parkitny L"),
        abstract=f"AIM: To see whether a low dose helps. RESULTS: Of {100 + number} patients most slept.",
        keywords=("opioid antagonists",),
        doi=f"10.1000/pain.{number}",
        conditions=(FIBROMYALGIA,),
        study=RCT,
    )
    return replace(plain, **changes)

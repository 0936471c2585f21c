"""Citations and verdicts as canonical JSON, and the fingerprint that tells one revision from another.

Comes in: a `Citation` or a `Verdict`, or the text that these functions wrote. Goes out: compact JSON
with sorted keys in which whatever equals its default is left out (so a field added later changes
neither old texts nor old fingerprints), or the value again, equal to what was written.
May raise: `ValueError` where a text is not one of ours.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import MISSING, fields, replace
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from ldn_watch.model import (
    AbstractSection,
    Author,
    Citation,
    CommentCorrection,
    DataBank,
    Dates,
    Detail,
    Evidence,
    Journal,
    MeshHeading,
    OtherAbstract,
    Relevance,
    Substance,
    Tag,
    TagKind,
    Term,
    Verdict,
)

KEPT = 2048  # read values, which are frozen: a citation stands in many feeds and lists


def to_json(citation: Citation) -> str:
    """The citation as canonical JSON: equal citations give equal text in every process."""
    return _dumps(citation)


@lru_cache(maxsize=KEPT)
def from_json(text: str) -> Citation:
    """The citation that `to_json` wrote. Raises `ValueError` where the text is not such a one."""
    return _loads(text, _citation)


def fingerprint(citation: Citation) -> str:
    """64 hex digits over every field but DateRevised and DateCompleted: NLM restamps records whose
    content did not change (NLM MEDLINE maintenance overview), and a mere restamp is no revision.
    """
    content = replace(citation, dates=replace(citation.dates, revised=None, completed=None))
    return hashlib.sha256(_dumps(content).encode()).hexdigest()


def verdict_to_json(verdict: Verdict) -> str:
    """The verdict as canonical JSON."""
    return _dumps(verdict)


@lru_cache(maxsize=KEPT)
def verdict_from_json(text: str) -> Verdict:
    """The verdict that `verdict_to_json` wrote. Raises `ValueError` where the text is not such a one."""
    return _loads(text, _verdict)


_Noun = TypeVar("_Noun", Citation, Verdict)

# --- writing -------------------------------------------------------------------------------------

_NOUNS = (
    AbstractSection, Author, Citation, CommentCorrection, DataBank, Dates, Detail, Evidence, Journal,
    MeshHeading, OtherAbstract, Substance, Tag, Term, Verdict,
)  # fmt: skip
_FIELDS: dict[type, tuple[tuple[str, object], ...]] = {
    noun: tuple((spec.name, spec.default) for spec in fields(noun)) for noun in _NOUNS
}


def _dumps(noun: Citation | Verdict) -> str:
    return json.dumps(_plain(noun), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind is tuple:
        return [_plain(item) for item in value]
    if kind in _FIELDS:
        return {
            name: _plain(item)
            for name, default in _FIELDS[kind]
            if (item := getattr(value, name)) != default or default is MISSING
        }
    return value.isoformat() if kind is date else value


# --- reading: by hand, because the whole archive passes here when it is judged again ---------------


def _loads(text: str, build: Callable[[dict[str, Any]], _Noun]) -> _Noun:
    try:
        return build(json.loads(text))
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"not a record of this program: {error}") from error


def _citation(known: dict[str, Any]) -> Citation:
    for name in _READERS.keys() & known.keys():
        known[name] = _READERS[name](known[name])
    return Citation(**known)


def _verdict(known: dict[str, Any]) -> Verdict:
    known["relevance"] = Relevance(known["relevance"])
    known["tags"] = tuple([_tag(**row) for row in known.get("tags", ())])
    for name in ("reasons", "study_evidence", "dose_evidence"):
        known[name] = _evidence(known.get(name, ()))
    known["details"] = tuple([_detail(**row) for row in known.get("details", ())])
    return Verdict(**known)


def _detail(*, kind: str, value: str, evidence: list[dict[str, Any]]) -> Detail:
    return Detail(kind, value, _evidence(evidence))


def _tag(*, condition: str, group: str, kind: str, evidence: list[dict[str, Any]]) -> Tag:
    return Tag(condition, group, TagKind(kind), _evidence(evidence))


def _evidence(rows: list[dict[str, Any]]) -> tuple[Evidence, ...]:
    return tuple([Evidence(**row) for row in rows])


def _sections(rows: list[dict[str, str]]) -> tuple[AbstractSection, ...]:
    return tuple([AbstractSection(**row) for row in rows])


def _terms(rows: list[dict[str, Any]]) -> tuple[Term, ...]:
    return tuple([Term(**row) for row in rows])


def _other_abstract(*, kind: str, language: str, sections: list[dict[str, str]]) -> OtherAbstract:
    return OtherAbstract(kind, language, _sections(sections))


def _mesh(
    *, name: str, ui: str, major: bool, qualifiers: list[dict[str, Any]] | tuple[()] = ()
) -> MeshHeading:
    return MeshHeading(name, ui, major, _terms(qualifiers) if qualifiers else ())


def _dates(known: dict[str, str]) -> Dates:
    return Dates(**{name: date.fromisoformat(day) if name in _DAYS else day for name, day in known.items()})  # type: ignore[arg-type]


_DAYS = frozenset({"entrez", "pubmed", "medline", "revised", "completed", "electronic"})
_READERS: dict[str, Callable[[Any], Any]] = {
    "abstract": _sections,
    "other_abstracts": lambda rows: tuple([_other_abstract(**row) for row in rows]),
    "authors": lambda rows: tuple([Author(**row) for row in rows]),
    "journal": lambda row: Journal(**row),
    "languages": tuple,
    "publication_types": _terms,
    "mesh": lambda rows: tuple([_mesh(**row) for row in rows]),
    "substances": lambda rows: tuple([Substance(**row) for row in rows]),
    "keywords": _terms,
    "dates": _dates,
    "other_ids": lambda rows: tuple([tuple(row) for row in rows]),
    "data_banks": lambda rows: tuple([DataBank(row["name"], tuple(row["accessions"])) for row in rows]),
    "comments_corrections": lambda rows: tuple([CommentCorrection(**row) for row in rows]),
}

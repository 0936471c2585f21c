"""NLM's language codes (MARC, ISO 639-2/B) for browsers and for readers.

Comes in: a code as NLM gives it. Goes out: a BCP 47 tag, an English name. Raises nothing.
"""

from __future__ import annotations

_KNOWN = {
    "ara": ("ar", "Arabic"), "bul": ("bg", "Bulgarian"), "chi": ("zh", "Chinese"),
    "cze": ("cs", "Czech"), "dan": ("da", "Danish"), "dut": ("nl", "Dutch"), "eng": ("en", "English"),
    "est": ("et", "Estonian"), "fin": ("fi", "Finnish"), "fre": ("fr", "French"),
    "ger": ("de", "German"), "gre": ("el", "Greek"), "heb": ("he", "Hebrew"), "hrv": ("hr", "Croatian"),
    "hun": ("hu", "Hungarian"), "ice": ("is", "Icelandic"), "ita": ("it", "Italian"),
    "jpn": ("ja", "Japanese"), "kor": ("ko", "Korean"), "lav": ("lv", "Latvian"),
    "lit": ("lt", "Lithuanian"), "nor": ("no", "Norwegian"), "per": ("fa", "Persian"),
    "pol": ("pl", "Polish"), "por": ("pt", "Portuguese"), "rum": ("ro", "Romanian"),
    "rus": ("ru", "Russian"), "slo": ("sk", "Slovak"), "slv": ("sl", "Slovenian"),
    "spa": ("es", "Spanish"), "srp": ("sr", "Serbian"), "swe": ("sv", "Swedish"), "tha": ("th", "Thai"),
    "tur": ("tr", "Turkish"), "ukr": ("uk", "Ukrainian"), "vie": ("vi", "Vietnamese"),
}  # fmt: skip
ENGLISH = "en"


def tag_of(code: str) -> str:
    """`spa` -> `es`; "" (HTML's word for an unknown language) for a code that is not in the table."""
    return _KNOWN.get(code, ("", ""))[0]


def name_of(code: str) -> str:
    """`spa` -> `Spanish`; "another language" where it is not known here."""
    return _KNOWN[code][1] if code in _KNOWN else "another language"

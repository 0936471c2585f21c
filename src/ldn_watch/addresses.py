"""The door to email-validator: which mail addresses people may subscribe with.

Comes in: what somebody typed. Goes out: the address as it is written to, or why not. Raises `ValueError`.

The local part is ASCII (SMTPUTF8, RFC 6531, is refused by too many servers to promise anything); a domain may
have letters of any language, and is written to as its A-label (RFC 5891). Nothing is looked up: whether the
mailbox exists, the confirmation tells.
"""

from __future__ import annotations

LONGEST = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets


def parse_address(typed: str) -> str:
    """`Ada@Bücher.example` -> `Ada@xn--bcher-kva.example`. Raises `ValueError` with what is wrong."""
    from email_validator import EmailNotValidError, validate_email

    try:
        known = validate_email(
            typed.strip(),
            check_deliverability=False,
            allow_smtputf8=False,
            allow_quoted_local=False,
            allow_domain_literal=False,
            test_environment=True,  # whether .test is a place to write to is the mail server's business
        )
    except EmailNotValidError as error:
        raise ValueError(str(error)) from None
    address = known.ascii_email or ""
    if not address or len(address) > LONGEST:
        raise ValueError("The address is too long.")
    return address

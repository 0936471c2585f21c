"""Renderers: ledger lines and labels come in, bytes of feeds, pages and mails go out.

Pure: the same input gives the same bytes under any locale, time zone and hash seed. Nothing here reads
the clock or a file other than the packaged templates.
"""

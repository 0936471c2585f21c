"""The demonstration: three days of PubMed and a mail server, played on this machine alone.

`story` tells the days over a bundled catalogue, `replica` answers as E-utilities does, `mailbox`
takes the mails; the system tests use the same replica and mailbox, faults included.
"""

"""The small web server behind a reverse proxy: the public files, and the pages where people subscribe.

In: requests. Out: answers; a GET changes nothing. The same pages are there without it, as files.
"""

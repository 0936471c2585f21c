"""The site: a module and a template for each kind of page, written by the stage `publish` as static files.

`frame.py` is what every page stands in, `row.py` a citation as a line of a list, `literature.py` and
`chart.py` a body of literature at a glance. Pure, as all of render.
"""

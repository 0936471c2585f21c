"""Citations for reference managers, spreadsheets, citation processors and reference lists.

`particulars.py` reads a citation once; a module for each format writes it; `formats.py` and `styles.py`
name them. Pure, as all of render.
"""

"""config.toml: `reading.py` reads it, `shape.py` and `values.py` say what may stand in it, `problems.py`
what is wrong with it, `sections.py` is what the program is given.
"""

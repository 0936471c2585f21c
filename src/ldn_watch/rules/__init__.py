"""The rules: TOML in, verdicts with evidence out. Pure: no I/O, no clock, no randomness, no configuration.

Raises `UserError` where a rule file is wrong; judging raises nothing.
"""

"""One module a step; its docstring's first line is what `migration_log` says of it."""

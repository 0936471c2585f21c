"""The database's history: Alembic's environment and one script for each step in versions/."""

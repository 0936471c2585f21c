from __future__ import annotations

import pytest

from ldn_watch.store.sqlstore import open_store
from tests.contracts.store import StoreContract
from tests.contracts.store_world import NOW


class TestSqlStore(StoreContract):
    @pytest.fixture
    def store(self, tmp_path):
        opened = open_store(tmp_path / "state" / "ldn-watch.sqlite3", app_version="1.0", now=NOW)
        yield opened
        opened.close()

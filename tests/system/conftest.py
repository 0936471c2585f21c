from __future__ import annotations

import pytest

from tests.system.service import Service, open_service, record


@pytest.fixture
def service(tmp_path):
    """Three citations in PubMed, nothing archived yet."""
    replica, mailbox = open_service(tmp_path, record(101), record(102), record(103))
    with replica, mailbox:
        made = Service(tmp_path, replica, mailbox)
        made.configure()
        yield made


@pytest.fixture
def watching(service):
    """The same, after the first run."""
    assert service.run("run-once").returncode == 0
    service.replica.requests.clear()
    return service

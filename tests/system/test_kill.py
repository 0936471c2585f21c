"""SIGKILL in the middle of each stage, by the servers themselves; then a second run."""

from __future__ import annotations

import pytest

from tests.system.service import record

pytestmark = pytest.mark.system


def on_the_nth(endpoint, number):
    """Kill when the replica gets its n-th request to an endpoint, before it answers."""

    def arm(service):
        seen = []

        def hook(kill):
            def asked(request):
                seen.append(request.endpoint)
                if seen.count(endpoint) == number:
                    kill()

            return asked

        return lambda kill: setattr(service.replica, "on_request", hook(kill))

    return arm


@pytest.mark.parametrize(
    ("endpoint", "number"), [("esearch", 1), ("esearch", 2), ("efetch", 1), ("efetch", 2), ("efetch", 3)]
)
def test_killed_while_asking_pubmed(watching, endpoint, number):
    watching.replica.put(*(record(pmid) for pmid in range(1000, 1500)))
    watching.configure(pubmed="max_new = 1000")
    watching.run_and_kill(on_the_nth(endpoint, number)(watching))
    assert watching.mails() == []
    report = watching.run_once()
    assert report["exit"] == 0
    assert len(watching.export()) == 503
    assert watching.messages() == {"ann@example.org": 1, "ben@example.org": 1}
    assert watching.run_once()["outcome"] == "nothing-new"


def test_killed_on_the_first_run_nobody_is_mailed_for_what_was_there(service):
    service.replica.put(*(record(pmid) for pmid in range(1000, 1500)))
    service.run_and_kill(on_the_nth("efetch", 2)(service))
    assert service.run_once()["exit"] == 0
    assert len(service.export()) == 503
    assert service.mails() == []


@pytest.mark.parametrize("number", [1, 2])
def test_killed_while_the_mail_server_has_the_message(watching, number):
    watching.replica.put(record(104))

    def arm(kill):
        seen = []

        def got(content):
            seen.append(content)
            if len(seen) == number:
                kill()

        watching.mailbox.on_data = got

    watching.run_and_kill(arm)
    report = watching.run_once()
    assert (report["exit"], report["digests"]["in_doubt"]) == (0, 1)
    assert watching.messages() == {"ann@example.org": 1, "ben@example.org": 1}
    twice = {mail.message_id: mail.content for mail in watching.mails()}
    assert all(twice[mail.message_id] == mail.content for mail in watching.mails())
    assert watching.status()["outbox"]["in_doubt"] == 0


def test_in_doubt_can_be_held_for_a_person(watching):
    watching.replica.put(record(104))
    with (watching.folder / "config.toml").open("a", encoding="utf-8") as config:
        config.write('\n[delivery]\nin_doubt = "hold"\n')
    watching.run_and_kill(lambda kill: setattr(watching.mailbox, "on_data", lambda _: kill()))
    watching.run_once()
    assert watching.status()["outbox"]["held"] == 1
    assert watching.run("deliver", "--retry").returncode == 0
    assert watching.messages() == {"ann@example.org": 1, "ben@example.org": 1}

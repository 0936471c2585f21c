import stat
from datetime import UTC, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ldn_watch.config.reading import check_ids, load_config, write_template
from ldn_watch.config.sections import NOBODY
from ldn_watch.errors import UserError
from ldn_watch.model import Labels, Relevance
from ldn_watch.secret import Secret

MINIMAL = '[pubmed]\nemail = "me@example.org"\n'
SMTP = '[smtp]\nhost = "smtp.example.org"\nfrom = "LDN watch Köln <ldn@example.org>"\n'
DIGEST = '[[digest]]\nid = "pain"\nto = "a@example.org"\n'


@pytest.fixture
def load(tmp_path):
    def load(text, environ=(), **options):
        path = tmp_path / "config.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load_config(path, dict(environ), **options)

    return load


def test_email_alone_is_enough(load, tmp_path):
    config = load(MINIMAL)
    assert config.watch.state_dir == tmp_path / "state"
    assert (config.watch.title, config.watch.base_url) == ("LDN watch", "http://localhost:8000")
    assert config.watch.zone is UTC
    assert config.pubmed.query.startswith("naltrexon*[tiab] OR ")
    assert config.pubmed.base_url == "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/"
    assert (config.pubmed.refresh_days, config.pubmed.refresh_days_unrelated) == (7, 30)
    assert (config.pubmed.max_new, config.pubmed.overlap_days, config.pubmed.attempts) == (200, 3, 5)
    assert config.feeds.relevance == {Relevance.FOCUS, Relevance.POSSIBLE}
    assert config.schedule.poll == timedelta(hours=6)
    assert (config.smtp, config.digests, config.rules.folder) == (None, (), None)
    assert (config.sender, config.sender_name, config.unsubscribe) == (NOBODY, "LDN watch", NOBODY)


def test_the_template_works_once_email_is_filled_in_and_says_what_the_defaults_are(load, tmp_path):
    write_template(tmp_path / "fresh.toml")
    text = (tmp_path / "fresh.toml").read_text(encoding="utf-8")
    config = load(text.replace('email = ""', 'email = "me@example.org"'))
    plain = load(MINIMAL)
    parts = ("watch", "pubmed", "feeds", "smtp", "delivery", "schedule", "rules")
    assert [getattr(config, part) for part in parts] == [getattr(plain, part) for part in parts]
    (digest,) = config.digests
    assert (digest.channel, digest.recipients, digest.schedule) == (
        "maildir",
        ("me@example.org",),
        "0 7 * * 1",
    )


def test_the_smtp_section_of_the_template_works_when_its_hashes_are_taken_away(load, tmp_path):
    write_template(tmp_path / "fresh.toml")
    lines = (tmp_path / "fresh.toml").read_text(encoding="utf-8").splitlines()
    begin = lines.index("# [smtp]")
    lines[begin : begin + 11] = [line.removeprefix("# ") for line in lines[begin : begin + 11]]
    text = "\n".join(lines).replace('email = ""', 'email = "me@example.org"')
    smtp = load(text, {"LDN_SMTP_PASSWORD": "pw"}).smtp
    assert (smtp.port, smtp.sender, smtp.password, smtp.ca_file) == (
        587,
        "ldn@example.org",
        Secret("pw"),
        None,
    )


def test_the_template_without_email_says_so_and_nothing_else(tmp_path):
    write_template(tmp_path / "config.toml")
    with pytest.raises(UserError, match=r"has 1 problem$") as caught:
        load_config(tmp_path / "config.toml", {})
    assert caught.value.problems == (
        "config.toml: [pubmed] email: is empty: write the address NCBI may write to",
    )


def test_writing_the_template_makes_a_private_state_folder(tmp_path):
    state = write_template(tmp_path / "config.toml")
    assert state == tmp_path / "state"
    assert stat.S_IMODE(state.stat().st_mode) == 0o700


def test_the_template_never_overwrites(tmp_path):
    (tmp_path / "config.toml").write_text("mine", encoding="utf-8")
    with pytest.raises(UserError, match="is there already"):
        write_template(tmp_path / "config.toml")
    assert (tmp_path / "config.toml").read_text(encoding="utf-8") == "mine"


def test_smtp(load, tmp_path):
    config = load(MINIMAL + SMTP + DIGEST)
    assert (config.smtp.host, config.smtp.port, config.smtp.security) == ("smtp.example.org", 587, "starttls")
    assert (config.sender, config.sender_name) == ("ldn@example.org", "LDN watch Köln")
    assert config.smtp.password is None
    assert config.digests[0].recipients == ("a@example.org",)
    assert (config.digests[0].title, config.digests[0].schedule) == ("pain", "")


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465), ("none", 25)])
def test_the_port_follows_the_security(load, security, port):
    assert load(MINIMAL + SMTP + f'security = "{security}"').smtp.port == port
    assert load(MINIMAL + SMTP + f'security = "{security}"\nport = 2525').smtp.port == 2525


def test_a_bare_sender_has_the_title_for_a_name(load):
    config = load(MINIMAL + '[smtp]\nhost = "h"\nfrom = "ldn@example.org"\n[watch]\ntitle = "Watch Köln"')
    assert (config.sender, config.sender_name) == ("ldn@example.org", "Watch Köln")
    assert config.unsubscribe == "ldn@example.org"


def test_unsubscribe_may_go_elsewhere(load):
    assert load(MINIMAL + '[delivery]\nunsubscribe = "stop@example.org"').unsubscribe == "stop@example.org"


def test_secrets_come_from_the_environment_and_do_not_print(load):
    text = MINIMAL + SMTP + 'username = "u"\npassword_env = "PW"'
    config = load(text, {"PW": "canary-1", "NCBI_API_KEY": "canary-2"})
    assert config.smtp.password.reveal() == "canary-1"
    assert config.pubmed.api_key.reveal() == "canary-2"
    assert config.secrets == ("canary-2", "canary-1")
    assert "canary" not in f"{config} {config!r} {config.smtp.password} {config.pubmed.api_key!r}"


def test_the_heartbeat_is_a_secret_whole_and_in_part(load):
    address = "https://hc.example.org/ping/canary-3?state=canary-4"
    config = load(MINIMAL + '[alerts]\nheartbeat_env = "HB"', {"HB": f"{address}\n"})
    assert config.alerts.heartbeat.reveal() == address
    assert set(config.secrets) == {address, "ping/canary-3?state=canary-4", "ping/canary-3"}
    assert "canary" not in f"{config} {config.alerts!r}"
    short = load(MINIMAL + '[alerts]\nheartbeat_env = "HB"', {"HB": "http://127.0.0.1:8000/ping"})
    assert short.secrets == ("http://127.0.0.1:8000/ping",)


NOTIFY = '[[notify]]\nname = "team"\n'


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("json://127.0.0.1:8000/hook", set()),
        ("tgram://123456789:AAcanary-5/12315544/", {"123456789", "AAcanary-5", "12315544"}),
        ("mailtos://me:canary%207x@smtp.example.org?to=a", {"canary 7x"}),
        (
            "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXr/#general",
            {"T1JJ3T3L2", "A1BRTD4JD", "TIiajkdnlazkcOXr"},
        ),
    ],
)
def test_an_address_for_apprise_is_a_secret_whole_and_in_part(load, address, parts):
    config = load(MINIMAL + NOTIFY + 'url_env = "TEAM"', {"TEAM": address})
    (target,) = config.notify
    assert (target.name, target.url.reveal(), target.entries) == ("team", address, 5)
    rest = address.partition("://")[2]
    assert set(config.secrets) == {address} | parts | ({rest} if parts else set())
    assert "canary" not in f"{config} {target!r}"
    assert load(MINIMAL + NOTIFY + 'url_env = "TEAM"', {"TEAM": "x://y"}).secrets == ("x://y",)


def test_an_address_for_apprise_may_stand_in_a_file_and_search_works_without(load, tmp_path):
    (tmp_path / "team.url").write_text("json://127.0.0.1/canary-8\n", encoding="utf-8")
    config = load(MINIMAL + NOTIFY + 'url_file = "team.url"')
    assert config.notify[0].url.reveal() == "json://127.0.0.1/canary-8"
    (tmp_path / "config.toml").write_text(MINIMAL + NOTIFY + 'url_env = "TEAM"', encoding="utf-8")
    assert load_config(tmp_path / "config.toml", {}, mailing=False).secrets == ()


def test_without_alerts_nobody_is_told_and_the_limits_are_the_documented_ones(load):
    alerts = load(MINIMAL).alerts
    assert (alerts.failed_runs, alerts.silence, alerts.channel) == (3, timedelta(hours=48), "smtp")
    assert (alerts.operator, alerts.heartbeat) == ("", None)


def test_secrets_compare_and_hash_by_what_they_hide():
    assert Secret("a") == Secret("a") != Secret("b")
    assert len({Secret("a"), Secret("a")}) == 1


def test_the_password_may_stand_in_a_file(load, tmp_path):
    (tmp_path / "pw").write_text("top secret \n", encoding="utf-8")
    config = load(MINIMAL + SMTP + 'username = "u"\npassword_file = "pw"')
    assert config.smtp.password == Secret("top secret ")


def test_a_password_file_that_cannot_be_read_is_named(load, tmp_path):
    (tmp_path / "pw").mkdir()
    with pytest.raises(UserError, match="password_file"):
        load(MINIMAL + SMTP + 'username = "u"\npassword_file = "pw"')


def test_verbs_that_send_nothing_need_no_password(load):
    text = MINIMAL + SMTP + 'username = "u"\npassword_env = "PW"'
    assert load(text, mailing=False).smtp.password is None
    with pytest.raises(UserError) as caught:
        load(text)
    assert "[smtp] password_env: names PW, which is not set" in caught.value.problems[0]


def test_a_digest_whole(load):
    (digest,) = load(
        MINIMAL
        + """[[digest]]
        id = "gut"
        title = "Gut"
        schedule = "weekly"
        weekday = "friday"
        time = "18:30"
        conditions = ["crohn-disease"]
        groups = "gut"
        relevance = ["focus"]
        study_types = ["rct"]
        to = ["a@example.org", "b@example.org", "A@example.org", "a@example.org"]
        channel = "maildir"
        send_empty = true
        """
    ).digests
    assert digest.schedule == "30 18 * * 5"
    assert digest.recipients == ("a@example.org", "b@example.org")
    assert (digest.conditions, digest.groups) == ({"crohn-disease"}, {"gut"})
    assert (digest.relevance, digest.study_types) == ({Relevance.FOCUS}, {"rct"})
    assert digest.send_empty


def test_paths_start_at_the_file(load, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "ca.pem").touch()
    config = load(
        MINIMAL + SMTP + 'ca_file = "ca.pem"\n[watch]\nstate_dir = "/srv/x"\n[rules]\nfolder = "mine"'
    )
    assert config.watch.state_dir == Path("/srv/x")
    assert config.smtp.ca_file == tmp_path / "ca.pem"
    assert config.rules.folder == tmp_path / "mine"


def test_a_relative_configuration_gives_absolute_paths(load, tmp_path, monkeypatch):
    load(MINIMAL)
    monkeypatch.chdir(tmp_path)
    assert load_config(Path("config.toml"), {}).watch.state_dir == tmp_path / "state"


def test_urls_and_queries_are_put_straight(load):
    config = load(
        '[pubmed]\nemail = "me@example.org"\nbase_url = "http://127.0.0.1:8080/eutils"\n'
        'query = """\n  a\n  OR b"""\n[watch]\nbase_url = "https://ldn.example.org/x/"\ntimezone="Europe/London"'
    )
    assert config.pubmed.base_url == "http://127.0.0.1:8080/eutils/"
    assert config.pubmed.query == "a OR b"
    assert config.watch.base_url == "https://ldn.example.org/x"
    assert config.watch.zone == ZoneInfo("Europe/London")


def test_what_windows_editors_write_is_read(load):
    assert load(b"\xef\xbb\xbf" + MINIMAL.replace("\n", "\r\n").encode()).pubmed.email == "me@example.org"


def test_a_missing_file_says_what_to_do(tmp_path):
    with pytest.raises(UserError, match="ldn-watch init"):
        load_config(tmp_path / "config.toml", {})


def test_what_is_no_file_is_named(tmp_path):
    with pytest.raises(UserError, match="cannot be read: Is a directory"):
        load_config(tmp_path, {})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"[pubmed]\nemail = me@example.org\n", "line 2"),
        (b"a = " + b"[" * 5000, "nested too deep"),
        (b"a = " + b"9" * 5000, "4300 digits"),
        (b"a = 1\na = 2\n", "line 2"),
    ],
)
def test_what_is_no_toml_is_told_with_its_line(load, text, words):
    with pytest.raises(UserError, match="cannot be read as TOML") as caught:
        load(text)
    (problem,) = caught.value.problems
    assert problem.startswith("config.toml: ")
    assert words in problem


def test_what_is_no_utf8_is_told(load):
    with pytest.raises(UserError, match=r"not UTF-8 text \(byte 18\)"):
        load(b'[watch]\ntitle = "K\xf6ln"')


def test_ids_are_checked_against_the_rulebook(load):
    config = load(
        MINIMAL + DIGEST + 'channel = "maildir"\nconditions = ["migrane", "gout"]\ngroups = ["pian"]\n'
        'study_types = ["rct", "rtc"]'
    )
    labels = Labels(
        conditions={"migraine": "Migraine", "fibromyalgia": "Fibromyalgia"},
        groups={"pain": "Pain"},
        study_types={"rct": "Trial"},
    )
    with pytest.raises(UserError) as caught:
        check_ids(config, labels)
    assert caught.value.problems == (
        'config.toml: [[digest]] "pain" conditions: "gout" is no condition: there are fibromyalgia, migraine',
        'config.toml: [[digest]] "pain" conditions: "migrane" is no condition: did you mean "migraine"?',
        'config.toml: [[digest]] "pain" groups: "pian" is no group: did you mean "pain"?',
        'config.toml: [[digest]] "pain" study_types: "rtc" is no study type: did you mean "rct"?',
    )


def test_known_ids_pass(load):
    config = load(MINIMAL + DIGEST + 'channel = "maildir"\nconditions = ["migraine"]')
    check_ids(config, Labels(conditions={"migraine": "Migraine"}))
    assert config.digests[0].conditions == {"migraine"}

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldn_watch.config.problems import check_file, keys_of
from ldn_watch.config.shape import SECTIONS
from ldn_watch.config.values import Surroundings, shown
from ldn_watch.nearest import unknown

MINIMAL = '[pubmed]\nemail = "me@example.org"\n'
SMTP = '[smtp]\nhost = "h"\nfrom = "l@example.org"\n'
DIGEST = '[[digest]]\nid = "pain"\nto = "a@example.org"\nchannel = "maildir"\n'


def problems_of(text, environ=()):
    return check_file(tomllib.loads(text), "c.toml", Surroundings(Path("/nowhere"), dict(environ)))[1]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "[pubmed] email: is missing: write the address NCBI may write to"),
        ("pubmed = 3", "[pubmed]: is 3: write a [pubmed] section"),
        ('[pubmed]\nemail = ""', "[pubmed] email: is empty: write the address NCBI may write to"),
        ("[pubmed]\nemail = 5", "[pubmed] email: is 5: write the address NCBI may write to"),
        ("[pubmed]\nemail = 'me'", '[pubmed] email: is no mail address ("me"): write the address'),
        ("[pubmed]\nemail = 'ü@x.org'", "[pubmed] email: has letters outside ASCII"),
        ('[pubmed]\nemail = "a@b.c\\nBcc: x@y.z"', "[pubmed] email: holds a line break"),
        (MINIMAL + "emial = ''", '[pubmed] emial: "emial" is no key of this section: did you mean "email"?'),
        (MINIMAL + "tool = 'my tool'", "[pubmed] tool: is empty or has a space: write a name without spaces"),
        (MINIMAL + "attempts = '5'", '[pubmed] attempts: is "5": write a whole number from 1 to 20'),
        (MINIMAL + "attempts = true", "[pubmed] attempts: is true: write"),
        (MINIMAL + "attempts = 0", "[pubmed] attempts: is 0: write"),
        (MINIMAL + "refresh_days = 1.5", "[pubmed] refresh_days: is 1.5: write a whole number of days"),
        (MINIMAL + "max_new = 0x" + "F" * 5000, "[pubmed] max_new: is a very long number: write"),
        (MINIMAL + "deadline = inf", "[pubmed] deadline: is Infinity: write seconds"),
        (MINIMAL + "base_url = 'ftp://x'", '[pubmed] base_url: is no web address ("ftp://x"): write'),
        (MINIMAL + "base_url = 'http://[x'", "[pubmed] base_url: is no web address"),
        (MINIMAL + "base_url = 'http://x:99999/'", "[pubmed] base_url: is no web address"),
        (MINIMAL + "base_url = 'http:///x'", "[pubmed] base_url: is no web address"),
        (MINIMAL + "base_url = 'http://x/?a=b'", "[pubmed] base_url: is no web address"),
        (MINIMAL + "base_url = 'http://x y/'", "[pubmed] base_url: is no web address"),
        (MINIMAL + "base_url = 'http://me:canary@x/'", "[pubmed] base_url: holds an @, as before a host"),
        (MINIMAL + "base_url = 'ftp://me:canary@x y'", "[pubmed] base_url: holds an @, as before a host"),
        (
            MINIMAL + "[watch]\nbase_url = 'https://canary@x'",
            "[watch] base_url: holds an @, as before a host",
        ),
        (MINIMAL + "query = ''", "[pubmed] query: is empty: write a PubMed search"),
        (MINIMAL + "[watch]\ntitle = ''", "[watch] title: is empty: write the name of your watch"),
        (MINIMAL + '[watch]\ntitle = "a\\u001b[2J"', "[watch] title: holds a line break or another control"),
        (MINIMAL + "[watch]\ntimezone = 'Europe/Londn'", "[watch] timezone: is no time zone that this"),
        (MINIMAL + "[watch]\ntimezone = '../etc/passwd'", "[watch] timezone: is no time zone that this"),
        (MINIMAL + "[watch]\ntimezone = ''", "[watch] timezone: is no time zone that this"),
        (MINIMAL + "[watch]\nstate_dir = '~/ldn'", '[watch] state_dir: is no plain path ("~/ldn"): write'),
        (MINIMAL + "[watch]\nstate_dir = ''", "[watch] state_dir: is empty: write a folder"),
        (MINIMAL + "[watch]\ntitle = 2026-11-22", '[watch] title: is "2026-11-22": write'),
        (
            MINIMAL + "[feeds]\nrelevance = ['focos']",
            '[feeds] relevance, entry 1: is "focos": write a list of',
        ),
        (MINIMAL + "[feeds]\nrelevance = []", "[feeds] relevance: is empty: write a list of"),
        (MINIMAL + "[feeds]\nrelevance = {}", "[feeds] relevance: is a section: write a list of"),
        (MINIMAL + "[wacht]", '[wacht]: "wacht" is no section: did you mean "watch"?'),
        (MINIMAL + '["\\u001b[2J"]', '["\\u001b[2J"]: ""\\u001b[2J"" is no section: there are alerts, '),
        (
            MINIMAL + "[smtp]\nfrom = 'l@example.org'",
            "[smtp] host: is missing: write the name of your mail server",
        ),
        (MINIMAL + SMTP + "port = 0", "[smtp] port: is 0: write a port from 1 to 65535"),
        (MINIMAL + SMTP + "security = 'ssl'", '[smtp] security: is "ssl": write "starttls", "tls" or "none"'),
        (
            MINIMAL + SMTP + "password = 'canary'",
            '[smtp] password: "password" is no key of this section: did',
        ),
        (MINIMAL + SMTP + "username = 'u'", '[smtp] password_env: is empty, but username is "u": write the'),
        (
            MINIMAL + SMTP + "username = 'u'\npassword_env = 'PW'",
            "[smtp] password_env: names PW, which is not",
        ),
        (MINIMAL + SMTP + "ca_file = 'x.pem'", '[smtp] ca_file: names what is not there ("x.pem"): write'),
        (MINIMAL + "[smtp]\nhost='h'\nfrom = 'LDN <l>'", '[smtp] from: is no mail address ("l"): write'),
        (
            MINIMAL + "[delivery]\nin_doubt = 'drop'",
            '[delivery] in_doubt: is "drop": write "resend" or "hold"',
        ),
        (
            MINIMAL + "[delivery]\nunsubscribe = 'x'",
            '[delivery] unsubscribe: is no mail address ("x"): write',
        ),
        (MINIMAL + "[schedule]\npoll = 'often'", "[schedule] poll: 'often' is no schedule: write"),
        (MINIMAL + "[rules]\nfolder = 'mine'", '[rules] folder: names what is not there ("mine"): write'),
        (MINIMAL + "[digest]\nid = 'x'", "[[digest]]: is a section: write [[digest]], with two brackets"),
        ("digest = [3]\n" + MINIMAL, "[[digest]] number 1: is 3: write"),
        (MINIMAL + "[[digest]]\nto='a@b.c'\nchannel='maildir'", "[[digest]] number 1 id: is missing: write"),
        (
            MINIMAL + DIGEST.replace("pain", "Pain!"),
            '[[digest]] "Pain!" id: is "Pain!": write a short name of a-z, 0-9 and hyphens',
        ),
        (MINIMAL + DIGEST.replace("pain", "../x"), '[[digest]] "../x" id: is "../x": write'),
        (MINIMAL + DIGEST.replace('"pain"', '"pain\\n"'), '[[digest]] "pain\\n" id: is "pain\\n": write'),
        (
            MINIMAL + DIGEST + "schedule = 'weekly'\nweekday = 'fryday'",
            "[[digest]] \"pain\" schedule: 'fryday' is no weekday: write monday",
        ),
        (
            MINIMAL + DIGEST + "schedule = 'daily'\ntime = '25:00'",
            "[[digest]] \"pain\" schedule: '25:00' is no",
        ),
        (
            MINIMAL + DIGEST + "schedule = '61 * * * *'",
            "[[digest]] \"pain\" schedule: '61 * * * *' is no cron",
        ),
        (MINIMAL + DIGEST.replace('"a@example.org"', "[]"), '[[digest]] "pain" to: is empty: write a list'),
        (
            MINIMAL + DIGEST.replace('"a@example.org"', '["a@x.org", "b@x.org\\r\\nRCPT TO:<c@x.org>"]'),
            '[[digest]] "pain" to, entry 2: holds a line break or another control character: write',
        ),
        (
            MINIMAL + DIGEST.replace("maildir", "pigeon"),
            '[[digest]] "pain" channel: is "pigeon": write "smtp"',
        ),
        (
            MINIMAL + DIGEST + "send_empty = 'yes'",
            '[[digest]] "pain" send_empty: is "yes": write true or false',
        ),
        (MINIMAL + "[alerts]\nfailed_runs = 0", "[alerts] failed_runs: is 0: write a whole number from 1"),
        (
            MINIMAL + "[alerts]\nsilence_hours = 1.5",
            "[alerts] silence_hours: is 1.5: write a whole number of",
        ),
        (
            MINIMAL + "[alerts]\noperator = 'me'\nchannel = 'maildir'",
            '[alerts] operator: is no mail address ("me"): write your own',
        ),
        (
            MINIMAL + "[alerts]\noperator = 'me@example.org'",
            "[smtp] host: is missing: [alerts] operator is told by mail: write [smtp], or channel",
        ),
        (
            MINIMAL + "[alerts]\nheartbeat_env = 'HB'",
            "[alerts] heartbeat_env: names HB, which is not set in the environment: set it, or write",
        ),
        (MINIMAL + DIGEST * 2, '[[digest]] "pain" id: 2 digests have it: write an id of its own for each'),
        (
            MINIMAL + DIGEST.replace("maildir", "smtp"),
            '[smtp] host: is missing: digest "pain" is sent by mail: write [smtp], or channel = "maildir"',
        ),
    ],
)
def test_one_mistake_is_one_problem_that_says_where_what_and_what_would_be_right(text, problem):
    (found,) = problems_of(text)
    assert found.startswith(f"c.toml: {problem}")
    assert found.isprintable()
    assert "canary" not in found


@pytest.mark.parametrize(
    "address",
    [
        "ftp://canary",
        "canary",
        "https://u:canary@h/x",
        "https://",
        "http://h/ca nary",
        "http://[canary",
        "http://h/é",
    ],
)
def test_a_heartbeat_that_cannot_be_called_is_refused_and_never_shown(address):
    (problem,) = problems_of(MINIMAL + "[alerts]\nheartbeat_env = 'HB'", {"HB": address})
    assert "names HB, whose value is no web address" in problem
    assert "canary" not in problem
    quiet = Surroundings(Path("/nowhere"), {"HB": address}, mailing=False)
    assert check_file(tomllib.loads(MINIMAL + "[alerts]\nheartbeat_env = 'HB'"), "c.toml", quiet)[1] == []


def test_both_ways_to_give_a_password_are_one_too_many(tmp_path):
    (tmp_path / "pw").touch()
    text = MINIMAL + SMTP + "username = 'u'\npassword_env = 'PW'\npassword_file = 'pw'"
    around = Surroundings(tmp_path, {"PW": "x"})
    (found,) = check_file(tomllib.loads(text), "c.toml", around)[1]
    assert "[smtp] password_env: stands beside password_file" in found


@pytest.mark.parametrize(
    ("keys", "published"),
    [
        ("public_dir = 'state'", "the archive (state_dir)"),
        ("public_dir = 'state/public/..'", "the archive (state_dir)"),
        ("public_dir = '.'", "the archive (state_dir) and this file"),
        ("state_dir = '/srv/ldn/state'\npublic_dir = '/srv/ldn'", "the archive (state_dir)"),
        ("state_dir = '/srv/ldn/state'\npublic_dir = '..'", "this file"),
        ("public_dir = '/'", "the archive (state_dir) and this file"),
        ("public_dir = 'link'", "the archive (state_dir)"),
        ("public_dir = 'state/mail/new'", "readers' mails (mail in state_dir)"),
        ("public_dir = 'secrets'", "password_file"),
    ],
)
def test_what_is_private_is_never_published(tmp_path, keys, published):
    (tmp_path / "state").mkdir()
    (tmp_path / "link").symlink_to("state")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets/pw").touch()
    text = MINIMAL + SMTP + "username = 'u'\npassword_file = 'secrets/pw'\n[watch]\n" + keys
    file, problems = check_file(tomllib.loads(text), "c.toml", Surroundings(tmp_path, {}))
    assert file is None
    (found,) = problems
    assert f"which would publish {published}" in found
    assert found.endswith(": write a folder of its own")


@pytest.mark.parametrize(
    "public", ["", "state/public", "public", "state/web", "/var/www/ldn", "state-public"]
)
def test_a_public_folder_of_its_own_is_well(tmp_path, public):
    text = MINIMAL + f"[watch]\npublic_dir = '{public}'"
    assert check_file(tomllib.loads(text), "c.toml", Surroundings(tmp_path, {}))[1] == []


def test_all_problems_are_told_at_once_in_the_order_of_the_template():
    found = problems_of(
        "watch = 3\n[schedule]\npoll = 'x'\n[[digest]]\nid = 'A'\n"
        "[[digest]]\nid = 'b'\nto = ''\n[pubmed]\ntool = ''"
    )
    places = [problem.split(": ")[1] for problem in found]
    assert places == [
        "[watch]",
        "[pubmed] email",
        "[pubmed] tool",
        '[[digest]] "A" id',
        '[[digest]] "A" to',
        '[[digest]] "b" to, entry 1',
        "[schedule] poll",
        "[smtp] host",
    ]


def test_a_sound_file_has_no_problem():
    file, problems = check_file(
        tomllib.loads(MINIMAL + SMTP + DIGEST), "c.toml", Surroundings(Path("/nowhere"), {})
    )
    assert problems == []
    assert file.digest[0].to == ["a@example.org"]


def test_unknown_names_get_the_nearest_else_the_first_dozen():
    assert unknown("fokus", ["focus"], "level") == '"fokus" is no level: did you mean "focus"?'
    assert unknown("x", [f"n{i:02}" for i in range(20)], "y").endswith("n10, n11, ...")
    assert unknown("x", [], "y") == '"x" is no y: there are none'


def test_long_values_are_cut():
    assert shown("x" * 1000) == '"' + "x" * 59 + "..."


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.dates()
    | st.sampled_from(["smtp", "a@b.c", "http://x", "6h", "weekly"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "to", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)
TABLES = st.fixed_dictionaries(
    {},
    optional={
        name: VALUES | st.dictionaries(st.sampled_from(sorted(keys_of(name))) | st.text(max_size=5), VALUES)
        for name in SECTIONS
    },
)


@given(TABLES)
def test_whatever_a_file_holds_it_is_sound_or_has_problems_of_one_line(tables):
    file, problems = check_file(tables, "c.toml", Surroundings(Path("/nowhere"), {}))
    assert (file is None) == bool(problems)
    assert all(problem.isprintable() and problem.startswith("c.toml: ") for problem in problems)


@given(st.text(max_size=60))
def test_an_address_that_passes_cannot_end_a_header_or_add_a_recipient(address):
    file, _ = check_file({"pubmed": {"email": address}}, "c.toml", Surroundings(Path("/nowhere"), {}))
    if file:
        assert file.pubmed.email == address
        assert address.isascii()
        assert address.count("@") == 1
        assert not set(address) & set(" ,;<>\r\n\t\0")


NOTIFY = '[[notify]]\nname = "team"\nurl_env = "TEAM"\n'
NOTED = '[[digest]]\nid = "pain"\nto = "team"\nchannel = "apprise"\n'
URL = {"TEAM": "json://127.0.0.1/canary-token"}


def test_a_digest_of_notes_names_its_targets():
    pytest.importorskip("apprise", reason="skipped: no apprise")
    assert problems_of(MINIMAL + NOTIFY + NOTED, URL) == []


@pytest.mark.parametrize(
    ("text", "environ", "problem"),
    [
        (NOTED, URL, '[[digest]] "pain" to: "team" is no [[notify]] name'),
        (
            NOTIFY + NOTED.replace("team", "teem"),
            URL,
            'to: "teem" is no [[notify]] name: did you mean "team"?',
        ),
        (NOTIFY + NOTED.replace("apprise", "maildir"), URL, 'to, entry 1: is no mail address ("team")'),
        (NOTIFY * 2, URL, '[[notify]] "team" name: 2 sections have it: write a name of its own for each'),
        (NOTIFY, {}, '[[notify]] "team" url_env: names TEAM, which is not set: set it to one such as'),
        (NOTIFY, {"TEAM": "canary"}, '[[notify]] "team" url_env: names TEAM, whose value is no address'),
        (NOTIFY.replace("TEAM", ""), {}, '[[notify]] "team" url_env: is empty, and so is url_file: write'),
        (
            NOTIFY + 'url_file = "/"',
            URL,
            '[[notify]] "team" url_env: stands beside url_file: which of the two?',
        ),
        (NOTIFY + 'url_file = "gone"', URL, 'url_file: names what is not there ("gone"): write a file'),
        (NOTIFY.replace("team", "Team 1"), URL, '[[notify]] "Team 1" name: is "Team 1": write a short name'),
        (NOTIFY + "entries = 0", URL, '[[notify]] "team" entries: is 0: write a whole number from 1 to 50'),
        ("notify = 1\n", URL, "[[notify]]: is 1: write [[notify]], with two brackets"),
        ("[[notify]]", URL, "[[notify]] number 1 name: is missing"),
    ],
)
def test_what_is_wrong_with_notes_is_said_without_the_address(text, environ, problem):
    problems = problems_of(text + MINIMAL if text.startswith("notify") else MINIMAL + text, environ)
    assert any(problem in one for one in problems), problems
    assert "canary" not in "".join(problems)


def test_without_the_package_notes_are_a_problem_of_the_file(monkeypatch):
    monkeypatch.setattr("ldn_watch.config.problems.find_spec", lambda _: None)
    (problem,) = problems_of(MINIMAL + NOTIFY + NOTED, URL)
    assert problem.endswith('"apprise" needs a package: pip install "ldn-watch[notify]"')

from lxml import html

from ldn_watch.render.feed import to_content
from ldn_watch.render.markup import allowed
from tests.unit.render.samples import realistic_entries, titled


def test_what_our_templates_write_passes_unchanged():
    for entry in (*realistic_entries(), titled('<b>p<0.05</b> & IFN-γ > "3" \' ]]>')):
        content = to_content(entry)
        assert allowed(content) == content
        assert entry.journal in html.fromstring(content).text_content()


def test_what_a_forgotten_escape_would_let_through_is_taken_out():
    hostile = (
        '<p onclick="x()">p<0.05</p><script>alert(1)</script><img src=x onerror=y><iframe src="//x"></iframe>'
        '<a href="javascript:alert(1)">a</a><a href="http://x/">b</a><!-- c -->'
        "<style>p{}</style><form><input>"
    )
    assert allowed(hostile) == "<p>p&lt;0.05</p><a>a</a><a>b</a>"

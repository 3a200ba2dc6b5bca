"""What people wrote reaches the terminal as words, never as markup or control."""

from hypothesis import given
from hypothesis import strategies as st

from sim.cli.console import echo, print_table, printable

TEXTS = st.text(
    st.characters(categories=["L", "N", "P", "Zs", "Cc", "Cf"]) | st.sampled_from("[]/\x1b\u202e"), max_size=30
)


@given(TEXTS)
def test_no_text_controls_the_terminal(text):
    assert not set(printable(text)) & {"\x1b", "\x07", "\r", "\u202e"}
    assert len(printable(text)) == len(text)


@given(TEXTS)
def test_no_text_breaks_a_table(text):
    print_table(text, (text, "b"), [(text, text)], text=1)


def test_brackets_are_words(capsys):
    words = "GPT [on Azure] only [/all three] \x1b[31mred"
    print_table(words, ("name",), [("see [/1]",)])
    echo(words)
    shown = capsys.readouterr().out
    assert " ".join(shown.split()).count("GPT [on Azure] only [/all three] [31mred") == 2
    assert "see [/1]" in shown

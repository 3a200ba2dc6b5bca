"""Formulas of docstrings, which are plain text, set as mathematics in LaTeX.

Docstrings write products as words side by side (``hazard shares P``), indices after an underscore (``v_k``), conditions
in square brackets (``[k is not j]``, one where it holds) and name an equation first (``E24``). A name with an
underscore inside is a parameter and stays as it is written, so that it can be looked up.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

FUNCTIONS = {
    "argmax": r"\operatorname{argmax}",
    "clip": r"\operatorname{clip}",
    "exp": r"\exp",
    "ln": r"\ln",
    "log2": r"\log_2",
    "max": r"\max",
    "min": r"\min",
    "Pr": r"\Pr",
}
GREEK = {"alpha": r"\alpha", "lambda": r"\lambda"}
JOINING = {"and", "by", "of", "or", "where", "with"}  # words that end a numerator, seen from the slash
SIGNS = {">=": r"\ge", "<=": r"\le", "/=": r"\ne", ";": r";\quad", ":": r":\quad", ",": r",\;"}
_TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<number>\d[\d.]*)|(?P<name>[^\W\d][\w']*)"
    r"|(?P<sign>>=|<=|/=|[-+=<>,;:^/%|])|(?P<bracket>[()\[\]])|(?P<other>.)"
)
_INDEXED = re.compile(r"(\w*?[^\W_])_([a-z])|([A-Za-z])_([a-z]{2})")
_CLOSING = {"(": ")", "[": "]", "|": "|"}


@dataclass(frozen=True)
class _Token:
    kind: str  # name, number, sign, bracket or other
    text: str
    apart: bool  # a blank stands before it


def latex(lines: Sequence[str]) -> str:
    """Return the formulas of a docstring as LaTeX, one below the other.

    Parameters
    ----------
    lines : sequence of str
        As they stand under ``Formulas::``.

    Returns
    -------
    str
        An ``aligned`` block: the equation's tag in the first column, the formula in the second.
    """
    return "\\begin{aligned}\n" + " \\\\\n".join(_row(line) for line in lines) + "\n\\end{aligned}"


def _row(line: str) -> str:
    tagged = re.match(r"(E\d+)\s+(.*)", line)
    tag, formula = tagged.groups() if tagged else ("", line.strip())
    continued = r"\qquad " if formula[:2] in ("+ ", "- ") else ""
    start = rf"\text{{{tag}}}" if tag else ""
    return f"{start} & {continued}{_Reading(_tokens(formula)).everything()}"


def _tokens(text: str) -> list[_Token]:
    tokens, apart = [], False
    for found in _TOKEN.finditer(text):
        kind = str(found.lastgroup)
        if kind != "space":
            tokens.append(_Token(kind, found[0], apart))
        apart = kind == "space"
    return tokens


class _Reading:
    """One pass over the tokens of a formula."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._next = 0

    def everything(self) -> str:
        written = self._sequence(None)
        while self._peek() is not None:  # a bracket that nothing opened
            written += self._take().text + self._sequence(None)
        return written

    def _peek(self) -> _Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _take(self) -> _Token:
        token = self._tokens[self._next]
        self._next += 1
        return token

    def _sequence(self, closing: str | None) -> str:
        """Set everything up to a closing bracket: products, and the signs between them."""
        written, product = "", list[str]()
        while (token := self._peek()) is not None and token.text != closing and token.text not in (")", "]"):
            if token.text == "/" and product:
                self._divide(product)
            elif token.kind == "sign" and token.text not in ("/", "|"):
                self._take()
                written += r"\ ".join(product) + SIGNS.get(token.text, token.text.replace("%", r"\ \%")) + " "
                product = []
            else:
                product.append(self._atom())
        return written + r"\ ".join(product)

    def _divide(self, product: list[str]) -> None:
        """Set the end of a product above what follows the slash; a slash without blanks takes one factor only."""
        close = not self._take().apart
        above = [product.pop()]
        while not close and product and not _stands_apart(product[-1]):
            above.insert(0, product.pop())
        below = [self._atom()]
        if below[0] == r"\partial":
            below.append(self._atom())
        if below[-1] == r"\ln":
            below.append(self._atom())
        product.append(rf"\dfrac{{{_side(above)}}}{{{_side(below)}}}")

    def _atom(self) -> str:
        """Set one factor with its exponent."""
        token = self._peek()
        if token is None:
            return ""
        written = self._words() if _is_word(token, self._after()) else self._single()
        following = self._peek()
        if following is not None and following.text == "^":
            self._take()
            function = self._peek()
            exponent = self._atom()
            if function is not None and function.text in FUNCTIONS:
                exponent += self._atom()
            written += f"^{{{_bare(exponent)}}}"
        return written

    def _after(self) -> _Token | None:
        return self._tokens[self._next + 1] if self._next + 1 < len(self._tokens) else None

    def _words(self) -> str:
        words = []
        while (token := self._peek()) is not None and _is_word(token, self._after()):
            words.append(self._take().text)
        return rf"\text{{{' '.join(words)}}}"

    def _single(self) -> str:
        token = self._take()
        if token.text in _CLOSING:
            return self._group(token)
        if token.kind == "name":
            return _name(token.text)
        return token.text if token.kind == "number" else rf"\text{{{token.text}}}"

    def _group(self, opening: _Token) -> str:
        closing = _CLOSING[opening.text]
        inside = self._sequence(closing)
        if self._peek() is not None:
            self._take()
        return rf"\left{opening.text}{inside}\right{closing}"


def _is_word(token: _Token, following: _Token | None) -> bool:
    """Whether a token is prose: a plain word, or the article before one."""
    if token.kind != "name" or token.text in FUNCTIONS | GREEK or "_" in token.text or token.text == "x":
        return False
    if token.text == "a":
        return following is not None and following.kind == "name" and len(following.text) > 1
    return len(token.text) > 1


def _name(name: str) -> str:
    """Set a function, a symbol with its index, or the name of a parameter."""
    if name in FUNCTIONS:
        return FUNCTIONS[name]
    if name in GREEK:
        return GREEK[name]
    if name == "x":
        return r"\times"
    if name == "d":
        return r"\partial"
    if re.fullmatch(r"d[A-Za-z]_[a-z]{1,2}", name):
        return rf"\partial {_name(name[1:])}"
    indexed = _INDEXED.fullmatch(name)
    if indexed is None:
        return _letters(name)
    base, index = (part for part in indexed.groups() if part)
    if base == "sum":
        return rf"\sum_{{{index}}}"
    return f"{FUNCTIONS.get(base) or _letters(base)}_{{{index}}}"


def _letters(name: str) -> str:
    escaped = name.replace("_", r"\_")
    return name if len(name) == 1 else rf"\mathrm{{{escaped}}}"


def _side(factors: list[str]) -> str:
    """Set one side of a fraction."""
    return _bare(factors[0]) if len(factors) == 1 else r"\ ".join(factors)


def _stands_apart(factor: str) -> bool:
    """Whether a factor is no part of a numerator after it: a phrase, or a sign of summation."""
    words = factor.removeprefix(r"\text{").removesuffix("}").split()
    return factor.startswith(r"\sum") or (factor.startswith(r"\text{") and (len(words) > 1 or words[0] in JOINING))


def _bare(factor: str) -> str:
    """Return a factor without the round brackets around all of it; fractions and exponents need none."""
    inner = factor.removeprefix(r"\left(").removesuffix(r"\right)")
    whole = len(inner) == len(factor) - len(r"\left(\right)") and inner.count(r"\left(") == inner.count(r"\right)")
    return inner if whole and not re.search(r"\\right\).*\\left\(", inner) else factor

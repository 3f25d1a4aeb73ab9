"""The form that a model writes: one numbered call a goal, read strictly.

    1 find_customer(name = "Acme")
    2 send_invoice(invoice = @1, to = none)

    3 done

A value is a quoted text, a bare word, number or date, `none`, `@N` (what line N yields) or `@N.output`. A query that no
API serves is the one line `1 none`. Names that are no plain words are quoted: `1 "GET /search/tv"(query = "Dune")`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from orchestrator.errors import Problem, TranslationError
from orchestrator.facts import Span

NOTHING = "none"
DONE = "done"
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TOKEN = re.compile(
    r"""\s*(?:(?P<string>"(?:[^"\\]|\\.)*")|(?P<ref>@(?P<line>\d+)(?:\.(?P<output>[A-Za-z_][A-Za-z0-9_]*|"(?:[^"\\]|\\.)*"))?)"""
    r"""|(?P<sign>[(),=\[\]])|(?P<bare>[^\s"(),=\[\]@]+))"""
)
_FENCE = re.compile(r"^\s*```\w*\s*$")
_NONE = re.compile(r"\s*[01][.)]?\s+none\.?\s*", re.IGNORECASE)
_DONE = re.compile(r"\s*(?:\d+[.)]?\s+)?done\.?\s*", re.IGNORECASE)
_NUMBERED = re.compile(r"^\s*(\d+)(?:[.):](?=\s))?\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Said:
    """A value as the model wrote it; whether the query supports it is seen later.

    `span` is where it was taken from, if it was taken from a certain place.
    """

    text: str
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Ref:
    """What the goal of an earlier line yields; `output` says which of its outputs."""

    line: int
    output: str | None = None


Value = Said | Ref | None


@dataclass(frozen=True, slots=True)
class Line:
    """One call: the API, and each input that was written, with None for `none`."""

    number: int
    api: str
    inputs: tuple[tuple[str, Value], ...] = ()

    def __str__(self) -> str:
        return f"{self.number} {write_name(self.api)}({', '.join(f'{write_name(n)} = {write(v)}' for n, v in self.inputs)})"


def write_name(name: str) -> str:
    """A name, in quotes unless it is a plain word."""
    return name if _PLAIN.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def write(value: Value) -> str:
    """A value in the form of the lines."""
    match value:
        case None:
            return "none"
        case Ref(line, output):
            return f"@{line}" + (f".{write_name(output)}" if output else "")
        case Said(text=text):
            return json.dumps(text, ensure_ascii=False)


def parse_lines(text: str) -> tuple[Line, ...]:
    """Read what a model wrote. No line at all is what `1 none` says.

    Raises:
        TranslationError: the text is something else; the error says where and what was expected.

    Example:
        >>> [line.api for line in parse_lines('1 find_customer(name = "Acme")')]
        ['find_customer']
    """
    written = [line for line in text.strip().splitlines() if line.strip() and not _FENCE.match(line)]
    if not written:
        raise TranslationError(
            Problem("the model wrote nothing", expected=f"numbered calls, or `1 {NOTHING}`")
        )
    if len(written) > 1 and _DONE.fullmatch(written[-1]):
        written.pop()
    if len(written) == 1 and _NONE.fullmatch(written[0]):
        return ()
    lines: list[Line] = []
    for at, line in enumerate(written, 1):
        lines.append(_Reader(line, at).read(expected=len(lines) + 1))
    return tuple(lines)


class _Reader:
    """Reads one line; knows where it stands for its errors."""

    def __init__(self, line: str, at: int) -> None:
        self.line, self.at = line, at
        self.tokens: list[re.Match[str]] = []

    def read(self, expected: int) -> Line:
        head = _NUMBERED.match(self.line)
        if head is None:
            raise self._error(
                "it is no numbered call", f'`{expected} api_name(input = "value", other = none)`'
            )
        if int(head[1]) != expected:
            raise self._error(
                f"its number is {head[1]}", f"{expected}: calls are numbered from 1 without a gap"
            )
        self.tokens = list(self._tokens(head.end()))
        api = self._name("an API")
        inputs: list[tuple[str, Value]] = []
        if self.tokens:
            self._sign("(")
            while not self._is_next(")"):
                if inputs:
                    self._sign(",")
                name = self._name("an input")
                self._sign("=")
                inputs.append((name, self._value(expected)))
            self._sign(")")
        if self.tokens:
            raise self._error(
                f"`{self.tokens[0][0].strip()}` follows the call", "one call a line and nothing else"
            )
        self._once(inputs)
        return Line(expected, api, tuple(inputs))

    def _once(self, inputs: list[tuple[str, Value]]) -> None:
        names = [n for n, _ in inputs]
        twice = next((n for n in names if names.count(n) > 1), None)
        if twice is not None:
            raise self._error(f"the input `{twice}` is written twice", "each input once")

    def _tokens(self, begin: int) -> Iterator[re.Match[str]]:
        at, text = begin, self.line.rstrip()
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                raise self._error(
                    f"`{text[at : at + 20]}` cannot be read", "a call such as api_name(input = none)"
                )
            yield match
            at = match.end()

    def _next(self, what: str) -> re.Match[str]:
        if not self.tokens:
            raise self._error("it ends too early", what)
        return self.tokens.pop(0)

    def _is_next(self, sign: str) -> bool:
        return bool(self.tokens) and self.tokens[0]["sign"] == sign

    def _sign(self, sign: str) -> None:
        token = self._next(f"`{sign}`")
        if token["sign"] != sign:
            raise self._error(f"`{token[0].strip()}` stands where `{sign}` belongs", f"`{sign}`")

    def _name(self, what: str) -> str:
        token = self._next(f"the name of {what}")
        if token["string"]:
            return self._unquote(token["string"])
        if not token["bare"]:
            raise self._error(f"`{token[0].strip()}` is no name of {what}", f"the name of {what}")
        return str(token["bare"])

    def _value(self, number: int) -> Value:
        token = self._next("a value")
        if token["string"]:
            return Said(self._unquote(token["string"]))
        if token["ref"]:
            return self._ref(token, number)
        if token["bare"]:
            return None if token["bare"].casefold() in ("none", "null") else Said(token["bare"])
        # `[...]` and `@N[...]`, lists and picks, are to be read here.
        raise self._error(f"`{token[0].strip()}` is no value", '"text", a word, a number, none or @N')

    def _ref(self, token: re.Match[str], number: int) -> Ref:
        line, output = int(token["line"]), token["output"]
        if not 1 <= line < number:
            raise self._error(f"@{line} is no earlier line", "@N with N smaller than the number of the line")
        return Ref(line, self._unquote(output) if output and output.startswith('"') else output)

    def _unquote(self, text: str) -> str:
        try:
            return str(json.loads(text, strict=False))
        except json.JSONDecodeError:
            return text[1:-1]

    def _error(self, what: str, expected: str) -> TranslationError:
        return TranslationError(Problem(what, f"line {self.at}, `{self.line.strip()[:160]}`", expected))

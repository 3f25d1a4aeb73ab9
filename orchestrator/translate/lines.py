"""The form that a model writes: one numbered call a goal, read strictly.

    1 find_customer(name = "Acme")
    2 send_invoice(invoice = @1, to = none)

    3 done

A value is a quoted text, a bare word, number or date, a list of these (`["Ada", "Ben"]`), `none`, `@N` (what line N yields)
or `@N.output`. Of a list that line N yields, `@N[...]` says the rows: `[0]` the first, `[1]` the second, `[-1]` the last,
`[:3]` the first three, `[min price]` and `[max price]` the one with the least or the greatest in a column, `[*]` each.
`@[...]` without a number says the rows of a list that is looked up for the input and that no line yields.
A query that no API serves is the one line `1 none`. Names that are no plain words are quoted:
`1 "GET /search/tv"(query = "Dune")`, `@1."unit price"[max "unit price"]`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from orchestrator.errors import Problem, TranslationError
from orchestrator.facts import Span

NOTHING = "none"
DONE = "done"
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
_STRING = r'"(?:[^"\\]|\\.)*"'
_BARE = r'[^\s"(),=\[\]@]+'
_ROWS = rf'(?:\s*\[(?P<rows>(?:{_STRING}|[^"\[\]])*)\])?'
_TOKEN = re.compile(
    rf"\s*(?:(?P<string>{_STRING})|(?P<ref>@(?P<line>\d+)(?:\.(?P<output>{_PLAIN.pattern}|{_STRING}))?{_ROWS})"
    rf"|@{_ROWS.replace('rows>', 'found>').removesuffix('?')}|(?P<sign>[(),=\[\]])|(?P<bare>{_BARE}))"
)
_LOOSE_REF = re.compile(rf'@(?P<line>\d+)(?:\.(?P<output>{_STRING}|[^\[\]"]+?))?{_ROWS}')
_LOOSE_FOUND = re.compile(rf"@{_ROWS.removesuffix('?')}")
_IS_REF = re.compile(r"@\d+(?:\.\S|\s*\[|$)|@\s*\[")
_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")
_EXTREME = re.compile(rf"(?P<kind>min|max)\s+(?P<column>{_STRING}|{_BARE})")
_ROW_FORMS = "[0], [1], [-1], [:3], [min column], [max column] or [*]"
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
class Listed:
    """A list of values, at least one."""

    members: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """Which rows of a list are meant. `nth` counts from 1, and its first is `first`; `first` with a `count` is so many rows.

    `column` is that of `min` and `max`. As a value by itself: those of the list that is looked up for the input.
    """

    kind: Literal["first", "last", "nth", "min", "max", "each"]
    count: int | None = None
    column: str | None = None

    @property
    def several(self) -> bool:
        """Whether rows are meant rather than one row."""
        return self.kind == "each" or (self.kind == "first" and self.count is not None)


@dataclass(frozen=True, slots=True)
class Ref:
    """What the goal of an earlier line yields; `output` says which of its outputs, `rows` which rows of its list."""

    line: int
    output: str | None = None
    rows: Rows | None = None


Value = Said | Listed | Ref | Rows | None


@dataclass(frozen=True, slots=True)
class Line:
    """One call: the API, and each input that was written, with None for `none`."""

    number: int
    api: str
    inputs: tuple[tuple[str, Value], ...] = ()

    def __str__(self) -> str:
        return f"{self.number} {write_api(self.api)}({', '.join(f'{write_name(n)} = {write(v)}' for n, v in self.inputs)})"


def write_name(name: str) -> str:
    """A name, in quotes unless it is a plain word."""
    return name if _PLAIN.fullmatch(name) else _quoted(name)


def write_api(name: str) -> str:
    """The name of an API, in quotes unless it is a plain word, or several with points between: "Movies_1.FindMovies"."""
    return name if all(map(_PLAIN.fullmatch, name.split("."))) else _quoted(name)


def _quoted(text: str) -> str:
    """A text in quotes, on one line: signs that end a line are written as escapes."""
    return _LINE_ENDS.sub(lambda m: f"\\u{ord(m[0]):04x}", json.dumps(text, ensure_ascii=False))


def write(value: Value) -> str:
    """A value in the form of the lines."""
    match value:
        case None:
            return "none"
        case Ref(line, output, rows):
            return (
                f"@{line}" + (f".{write_name(output)}" if output else "") + (write_rows(rows) if rows else "")
            )
        case Rows():
            return f"@{write_rows(value)}"
        case Listed(members):
            return f"[{', '.join(write(member) for member in members)}]"
        case Said(text=text):
            return _quoted(text)


def write_rows(rows: Rows) -> str:
    """Rows in the form of the lines.

    Example:
        >>> write_rows(Rows("nth", 2)), write_rows(Rows("min", column="price"))
        ('[1]', '[min price]')
    """
    match rows:
        case Rows("each"):
            return "[*]"
        case Rows("last"):
            return "[-1]"
        case Rows("min" | "max", _, column) if column is not None:
            return f"[{rows.kind} {write_name(column)}]"
        case Rows("nth", count) if count is not None:
            return f"[{count - 1}]"
        case Rows(count=count):
            return f"[:{count}]" if count is not None else "[0]"


def read_rows(text: str) -> Rows:
    """Rows by what stands between the brackets.

    Raises:
        ValueError: it is something else; the error says what is expected.
    """
    text = text.strip()
    if text in ("*", "-1"):
        return Rows("each" if text == "*" else "last")
    if _INDEX.fullmatch(text):
        return Rows("nth", int(text) + 1) if text != "0" else Rows("first")
    if text.startswith(":") and text != ":0" and _INDEX.fullmatch(text[1:]):
        return Rows("first", int(text[1:]))
    if match := _EXTREME.fullmatch(text):
        return Rows("min" if match["kind"] == "min" else "max", column=_name_of(match["column"]))
    raise ValueError(_ROW_FORMS)


def read_ref(text: str) -> Ref | Rows | None:
    """`@N...` or `@[...]` as a text of its own, where an output with odd signs may stand without quotes; None for another text.

    Raises:
        ValueError: it begins like a reference and goes on otherwise; the error says what is expected.
    """
    if not _IS_REF.match(text):
        return None
    if found := _LOOSE_FOUND.fullmatch(text):
        return read_rows(found["rows"])
    match = _LOOSE_REF.fullmatch(text)
    if match is None:
        raise ValueError("@1, @1.output, @1[0] or @1.output[0]")
    output, rows = match["output"], match["rows"]
    return Ref(
        int(match["line"]),
        _name_of(output) if output else None,
        read_rows(rows) if rows is not None else None,
    )


def _name_of(written: str) -> str:
    """A name that was written in quotes or without."""
    if not written.startswith('"'):
        return written
    try:
        return str(json.loads(written, strict=False))
    except json.JSONDecodeError:
        return written[1:-1]


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
            return _name_of(token["string"])
        if not token["bare"]:
            raise self._error(f"`{token[0].strip()}` is no name of {what}", f"the name of {what}")
        return str(token["bare"])

    def _value(self, number: int) -> Value:
        token = self._next("a value")
        if token["string"]:
            return Said(_name_of(token["string"]))
        if token["ref"]:
            return self._ref(token, number)
        if token["found"] is not None:
            return self._rows(token["found"])
        if token["bare"]:
            return None if token["bare"].casefold() in ("none", "null") else Said(token["bare"])
        if token["sign"] == "[":
            return self._listed()
        raise self._error(f"`{token[0].strip()}` is no value", '"text", a word, a number, a list, none or @N')

    def _listed(self) -> Listed:
        members: list[Said] = []
        if self._is_next("]"):
            raise self._error("`[]` is a list without members", 'none, or a list such as ["a", "b"]')
        while not members or not self._is_next("]"):
            if members:
                self._sign(",")
            token = self._next("a member of the list")
            if token["string"]:
                members.append(Said(_name_of(token["string"])))
            elif token["bare"] and token["bare"].casefold() not in ("none", "null"):
                members.append(Said(token["bare"]))
            else:
                raise self._error(
                    f"`{token[0].strip()}` is no member of a list", "values: texts, words or numbers"
                )
        self._sign("]")
        return Listed(tuple(members))

    def _ref(self, token: re.Match[str], number: int) -> Ref:
        line, output, rows = int(token["line"]), token["output"], token["rows"]
        if not 1 <= line < number:
            raise self._error(f"@{line} is no earlier line", "@N with N smaller than the number of the line")
        if self._is_next("["):
            raise self._error(f"the bracket after `{token[0].strip()}` is wrong", f"one of {_ROW_FORMS}")
        if self.tokens and str(self.tokens[0]["bare"] or "").startswith("."):
            after = self.tokens[0]["bare"]
            raise self._error(f"`{after}` follows `{token[0].strip()}`", "the column first: @1.column[0]")
        return Ref(line, _name_of(output) if output else None, self._rows(rows) if rows is not None else None)

    def _rows(self, text: str) -> Rows:
        try:
            return read_rows(text)
        except ValueError as error:
            raise self._error(f"`[{text}]` says no rows", str(error)) from None

    def _error(self, what: str, expected: str) -> TranslationError:
        return TranslationError(Problem(what, f"line {self.at}, `{self.line.strip()[:160]}`", expected))

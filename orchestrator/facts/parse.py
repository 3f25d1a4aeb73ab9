"""A strict reader of facts, through clingo's own parser: what is no fact of section 3 is an error."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from clingo import ast

from orchestrator.errors import FactsError, Problem
from orchestrator.facts.model import Facts, Given, Goal, Maybe, Uses, Want
from orchestrator.nearest import nearest

_FORMS = {
    "goal": "goal(NUMBER, API)",
    "want": "want(NUMBER, TYPE)",
    "given": 'given(NUMBER, INPUT_OR_TYPE, "VALUE")',
    "uses": "uses(NUMBER, INPUT, NUMBER) or uses(NUMBER, INPUT, NUMBER, OUTPUT)",
    "maybe": "maybe(NUMBER, API)",
}
_ARITIES = {"goal": (2,), "want": (2,), "given": (3,), "uses": (3, 4), "maybe": (2,)}
_ONLY_FACTS = "only facts are allowed, no rules, choices or directives"
_EXAMPLE = "facts such as goal(1, help)"
_SILENT = (ast.ASTType.Program, ast.ASTType.Comment)
_QUOTED_OR_COMMENT = re.compile(r'"(?:[^"\\\n]|\\[n\\"])*"|%\*.*?\*%|%[^\n]*', re.DOTALL)
_NUMBER = re.compile(r"(?<![A-Za-z0-9_'])[0-9]+")
_LARGEST = 2**31 - 1
_LOCATION = re.compile(r"^<string>:(\d+):(\d+)(?:-\S+)?: (?:error: )?")


def parse(text: str) -> Facts:
    """Read ASP text made of facts only.

    Raises:
        FactsError: the text is no ASP, or says something other than the facts of section 3.
    """
    facts: dict[str, list[Any]] = {name: [] for name in _FORMS}
    problems: list[Problem] = []

    def take(statement: ast.AST) -> None:
        if statement.ast_type in _SILENT:
            return
        try:
            fact = _fact(statement)
        except FactsError as error:
            problems.extend(error.problems)
        else:
            facts[type(fact).__name__.lower()].append(fact)

    _parse_string(text, take)
    if problems:
        raise FactsError(*problems)
    return Facts(
        goals=tuple(dict.fromkeys(facts["goal"])),
        wants=tuple(dict.fromkeys(facts["want"])),
        givens=tuple(dict.fromkeys(facts["given"])),
        uses=tuple(dict.fromkeys(facts["uses"])),
        maybes=tuple(dict.fromkeys(facts["maybe"])),
    )


def _parse_string(text: str, take: Callable[[ast.AST], None]) -> None:
    _refuse_what_clingo_must_not_see(text)
    if not text.isascii():
        # complaining of a character, clingo cuts it in two and ends the process: it sees a stand-in first
        _run_parser(re.sub(r"[^\x00-\x7f]", "`", text), lambda _statement: None, text)
    _run_parser(text, take, text)


def _run_parser(text: str, take: Callable[[ast.AST], None], original: str) -> None:
    said: list[str] = []
    try:
        ast.parse_string(text, take, logger=lambda _code, message: said.append(message))
    except RuntimeError:
        message = said[0] if said else "the facts cannot be read"
        raise FactsError(_syntax_problem(message, original)) from None


def _refuse_what_clingo_must_not_see(text: str) -> None:
    """Refuse what is no text, directives (`#include` opens files), and numbers that would wrap."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise FactsError(Problem("the facts are no UTF-8 text", expected="text")) from None
    if "\0" in text:
        raise FactsError(Problem("the facts contain a NUL character", expected="text"))
    bare = _QUOTED_OR_COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    if "#" in bare:
        raise FactsError(Problem(_ONLY_FACTS, _place(text, bare.index("#")), "goal(1, help)."))
    for match in _NUMBER.finditer(bare):
        if len(match[0]) > 10 or int(match[0]) > _LARGEST:
            mend = "write it in quotes" if match.start() else ""
            raise FactsError(
                Problem(f"{match[0]} is too large a number", _place(text, match.start()), mend=mend)
            )


def _place(text: str, offset: int) -> str:
    line = text.count("\n", 0, offset) + 1
    return f"facts, line {line}, column {offset - text.rfind(chr(10), 0, offset)}"


def _syntax_problem(message: str, text: str) -> Problem:
    match = _LOCATION.match(message)
    if match is None:
        return Problem(message.strip(), where="facts", expected=_EXAMPLE)
    line, column = int(match[1]), int(match[2])
    what = message[match.end() :].strip().splitlines()[0].rstrip(":").rstrip()
    lines = text.split("\n")
    if line > len(lines):
        mend = "is a full stop or a quote missing?"
        return Problem(what, where="facts, at the end", expected=_EXAMPLE, mend=mend)
    mend = ""
    if what.endswith("`"):
        what = what[:-1] + lines[line - 1][column - 1 : column]
        mend = "write names and values in quotes"
    return Problem(what, where=f"facts, line {line}, column {column}", expected=_EXAMPLE, mend=mend)


def _fact(statement: ast.AST) -> Goal | Want | Given | Uses | Maybe:
    name, arguments, where = _atom(statement)
    if name not in _FORMS:
        guess = nearest(name, _FORMS)
        raise FactsError(
            Problem(
                f"'{name}' is no predicate of facts",
                where=where,
                expected=", ".join(_FORMS),
                mend=f"did you mean {_FORMS[guess]}?" if guess else "",
            )
        )
    if len(arguments) not in _ARITIES[name]:
        raise FactsError(
            Problem(f"{name} takes {_ARITIES[name][0]} arguments, not {len(arguments)}", where, _FORMS[name])
        )
    number = _number(arguments[0], where, _FORMS[name])
    second = _name(arguments[1], where, _FORMS[name])
    match name:
        case "goal":
            return Goal(goal=number, api=second)
        case "want":
            return Want(goal=number, type=second)
        case "maybe":
            return Maybe(goal=number, api=second)
        case "given":
            return Given(goal=number, name=second, value=_value(arguments[2], where))
        case _:
            output = _name(arguments[3], where, _FORMS[name]) if len(arguments) == 4 else None
            return Uses(
                goal=number, input=second, source=_number(arguments[2], where, _FORMS[name]), output=output
            )


def _atom(statement: ast.AST) -> tuple[str, list[ast.AST], str]:
    begin = statement.location.begin
    where = f"facts, line {begin.line}, column {begin.column}"
    is_rule = statement.ast_type == ast.ASTType.Rule
    head = statement.head if is_rule else None
    plain = (
        head is not None
        and not statement.body
        and head.ast_type == ast.ASTType.Literal
        and head.sign == ast.Sign.NoSign
        and head.atom.ast_type == ast.ASTType.SymbolicAtom
    )
    if head is None or not plain:
        raise FactsError(Problem(_ONLY_FACTS, where, "goal(1, help)."))
    symbol = head.atom.symbol
    if symbol.ast_type == ast.ASTType.Function:
        return symbol.name, list(symbol.arguments), where
    if symbol.ast_type == ast.ASTType.SymbolicTerm:
        return str(symbol.symbol), [], where
    raise FactsError(Problem(f"{head} is no fact", where, "goal(1, help)."))


def _symbol(argument: ast.AST) -> Any:
    """The clingo symbol of an argument that is a number, a constant or a string; None for all else."""
    if argument.ast_type == ast.ASTType.SymbolicTerm:
        return argument.symbol
    if (
        argument.ast_type == ast.ASTType.UnaryOperation
        and argument.argument.ast_type == ast.ASTType.SymbolicTerm
    ):
        return argument
    return None


def _number(argument: ast.AST, where: str, form: str) -> int:
    symbol = _symbol(argument)
    text = str(symbol) if symbol is not None else ""
    if not text.isdigit() or int(text) < 1:
        raise FactsError(Problem(f"{argument} is no number of a goal", where, form, "goals count from 1"))
    return int(text)


def _text(argument: ast.AST) -> str | None:
    symbol = _symbol(argument)
    if symbol is None:
        return None
    text = str(symbol)
    if text.startswith('"'):
        return str(symbol.string)
    return text


def _name(argument: ast.AST, where: str, form: str) -> str:
    text = _text(argument)
    if text is None or _is_variable(argument):
        raise FactsError(
            Problem(f"{argument} is no name", where, form, "write names as constants or in quotes")
        )
    return text


def _value(argument: ast.AST, where: str) -> str:
    text = _text(argument)
    if text is None or _is_variable(argument):
        raise FactsError(
            Problem(f"{argument} is no value", where, _FORMS["given"], "write values in double quotes")
        )
    return text


def _is_variable(argument: ast.AST) -> bool:
    return bool(argument.ast_type == ast.ASTType.Variable)

"""A strict reader of facts, through clingo's own parser: what is not a fact of section 3 is an error, never a rule."""

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
_LOCATION = re.compile(r"^<string>:(\d+):(\d+)(?:-\S+)?: (?:error: )?")


def parse(text: str) -> Facts:
    """Read ASP text made of facts only.

    Raises:
        FactsError: the text is no ASP, or says something other than the facts of section 3.
    """
    facts: dict[str, list[Any]] = {name: [] for name in _FORMS}
    problems: list[Problem] = []

    def take(statement: ast.AST) -> None:
        if statement.ast_type == ast.ASTType.Program:
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
    said: list[str] = []
    if "\0" in text:
        raise FactsError(Problem("the facts contain a NUL character", expected="text"))
    try:
        ast.parse_string(text, take, logger=lambda _code, message: said.append(message))
    except RuntimeError:
        raise FactsError(*(_syntax_problem(m) for m in said[:1] or ["the facts cannot be read"])) from None


def _syntax_problem(message: str) -> Problem:
    match = _LOCATION.match(message)
    where = f"facts, line {match[1]}, column {match[2]}" if match else "facts"
    what = message[match.end() :].strip() if match else message.strip()
    return Problem(what.splitlines()[0].rstrip(":").rstrip(), where=where, expected="facts such as goal(1, help).")


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
        raise FactsError(Problem(f"{name} takes {_ARITIES[name][0]} arguments, not {len(arguments)}", where, _FORMS[name]))
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
            return Uses(goal=number, input=second, source=_number(arguments[2], where, _FORMS[name]), output=output)


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
        raise FactsError(Problem("only facts are allowed, no rules, choices or directives", where, "goal(1, help)."))
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
    if argument.ast_type == ast.ASTType.UnaryOperation and argument.argument.ast_type == ast.ASTType.SymbolicTerm:
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
        raise FactsError(Problem(f"{argument} is no name", where, form, "write names as constants or in quotes"))
    return text


def _value(argument: ast.AST, where: str) -> str:
    text = _text(argument)
    if text is None or _is_variable(argument):
        raise FactsError(Problem(f"{argument} is no value", where, _FORMS["given"], "write values in double quotes"))
    return text


def _is_variable(argument: ast.AST) -> bool:
    return bool(argument.ast_type == ast.ASTType.Variable)

"""A strict reader of facts, through clingo's own parser: what is no fact of section 3 is an error."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from clingo import ast

from orchestrator.errors import FactsError, Problem
from orchestrator.facts.model import (
    Each,
    Facts,
    FailedCall,
    Given,
    Goal,
    Maybe,
    Pick,
    Unknown,
    Uses,
    Value,
    Want,
)
from orchestrator.nearest import nearest

Fact = Goal | Want | Given | Uses | Pick | Each | Maybe | Unknown | FailedCall

_FORMS = {
    "goal": "goal(NUMBER, API)",
    "want": "want(NUMBER, TYPE)",
    "given": 'given(NUMBER, INPUT_OR_TYPE, "VALUE")',
    "uses": "uses(NUMBER, INPUT, NUMBER) or uses(NUMBER, INPUT, NUMBER, OUTPUT)",
    "pick": "pick(NUMBER, INPUT, ROW)",
    "each": "each(NUMBER, INPUT)",
    "maybe": "maybe(NUMBER, API)",
    "unknown": "unknown(NUMBER, INPUT_OR_TYPE)",
    "failed": 'failed("CALL")',
}
_ARITIES = {
    "goal": (2,),
    "want": (2,),
    "given": (3,),
    "uses": (3, 4),
    "pick": (3,),
    "each": (2,),
    "maybe": (2,),
    "unknown": (2,),
    "failed": (1,),
}
_FIELDS: Mapping[type[Fact], str] = {
    Goal: "goals", Want: "wants", Given: "givens", Uses: "uses", Pick: "picks", Each: "eaches", Maybe: "maybes",
    Unknown: "unknowns", FailedCall: "failures",
}  # fmt: skip
_LIST = 'given(NUMBER, INPUT_OR_TYPE, ("VALUE","VALUE"))'
_ROWS = {
    "first": "first or first(K)",
    "last": "last",
    "nth": "nth(K)",
    "min": "min(COLUMN)",
    "max": "max(COLUMN)",
}
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
    facts: dict[str, list[Any]] = {field: [] for field in _FIELDS.values()}
    problems: list[Problem] = []

    def take(statement: ast.AST) -> None:
        if statement.ast_type in _SILENT:
            return
        try:
            fact = _fact(statement)
        except FactsError as error:
            problems.extend(error.problems)
        else:
            facts[_FIELDS[type(fact)]].append(fact)

    _parse_string(text, take)
    if problems:
        raise FactsError(*problems)
    return Facts.model_validate({field: tuple(dict.fromkeys(found)) for field, found in facts.items()})


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


def _fact(statement: ast.AST) -> Fact:
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
    if name == "failed":
        return FailedCall(call=_one_value(arguments[0], where, _FORMS[name], "write the call in double quotes"))
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
        case "pick":
            return _pick(number, second, arguments[2], where)
        case "unknown":
            return Unknown(goal=number, name=second)
        case "each":
            return Each(goal=number, input=second)
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


def _value(argument: ast.AST, where: str) -> Value:
    if _function(argument) == "":
        return _members(argument, where)
    if argument.ast_type == ast.ASTType.Pool:
        mend = "put commas between the members of a list"
        raise FactsError(Problem(f"{argument} is no value", where, _LIST, mend))
    return _one_value(argument, where, _FORMS["given"], "write values in double quotes")


def _one_value(argument: ast.AST, where: str, form: str, mend: str) -> str:
    text = _text(argument)
    if text is None or _is_variable(argument):
        raise FactsError(Problem(f"{argument} is no value", where, form, mend))
    return text


def _members(argument: ast.AST, where: str) -> tuple[str, ...]:
    if not argument.arguments:
        mend = "leave the fact out where nothing is given"
        raise FactsError(Problem("() is a list without members", where, _LIST, mend))
    mend = "a list holds values only; write each in double quotes"
    return tuple(_one_value(member, where, _LIST, mend) for member in argument.arguments)


def _function(argument: ast.AST) -> str | None:
    """The name of a term with arguments, "" for a tuple; None for all else."""
    is_function = argument.ast_type == ast.ASTType.Function and not argument.external
    return str(argument.name) if is_function else None


def _pick(number: int, name: str, argument: ast.AST, where: str) -> Pick:
    row, arguments = _row(argument, where)
    match row:
        case "nth" | "first" if row == "nth" or arguments:
            return Pick(goal=number, input=name, row=row, count=_count(row, arguments, argument, where))
        case "min" | "max":
            return Pick(goal=number, input=name, row=row, column=_column(row, arguments, argument, where))
        case "first" | "last" if not arguments:
            return Pick(goal=number, input=name, row=row)
    raise FactsError(Problem(f"{argument} is no row", where, _ROWS[row], f"write {row} alone"))


def _row(argument: ast.AST, where: str) -> tuple[str, list[ast.AST]]:
    """The word for the row, and what stands in brackets after it."""
    name = _function(argument)
    arguments = list(argument.arguments) if name is not None else []
    if name is None and argument.ast_type == ast.ASTType.SymbolicTerm:
        name = str(argument.symbol)
    if name in _ROWS:
        return name, arguments
    guess = nearest(name or "", _ROWS)
    likely = guess if guess in ("first", "last") and not arguments else _ROWS[guess] if guess else ""
    mend = f"did you mean {likely}?" if likely else ""
    raise FactsError(Problem(f"{argument} is no row", where, ", ".join(_ROWS.values()), mend))


def _count(row: str, arguments: list[ast.AST], argument: ast.AST, where: str) -> int:
    symbol = _symbol(arguments[0]) if len(arguments) == 1 else None
    text = str(symbol) if symbol is not None else ""
    if not text.isdigit() or int(text) < 1:
        mend = f"give {row} one whole number from 1"
        raise FactsError(Problem(f"{argument} is no row", where, _ROWS[row], mend))
    return int(text)


def _column(row: str, arguments: list[ast.AST], argument: ast.AST, where: str) -> str:
    text = _text(arguments[0]) if len(arguments) == 1 else None
    is_number = text is not None and str(_symbol(arguments[0])) == text and text.lstrip("-").isdigit()
    if text is None or is_number:
        mend = f"give {row} the name of one column"
        raise FactsError(Problem(f"{argument} is no row", where, _ROWS[row], mend))
    return text


def _is_variable(argument: ast.AST) -> bool:
    return bool(argument.ast_type == ast.ASTType.Variable)

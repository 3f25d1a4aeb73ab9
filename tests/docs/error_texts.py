"""Every text that an error of the package can begin with, read from its code; `python -m tests.docs.error_texts` lists them.

What is put in when the error is raised (a name, a number) stands as `…`.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "orchestrator"
GAP = "…"

# What makes a problem, and which argument is its text. The errors themselves take a text too.
_MAKERS = {"Problem": 0, "Flaw": 1, "Read": 1}
_ERRORS = re.compile(r"^(?:[A-Z]\w*Error|PlannerGaveUp|PlannerKilled|InvalidPlan)$")
# Errors that never reach a user as they are: caught and told by another, or for the Python programmer only.
_NOT_TOLD = {"AttributeError", "AssertionError", "KeyError", "TypeError", "ValueError", "UnreadableError", "RuntimeError",
             "ImportError", "TimeoutError", "OSError", "StopIteration", "NotImplementedError"}  # fmt: skip
# ... but what the validators of the catalog say is told word for word.
_TOLD_BY_PYDANTIC = {"catalog/model.py"}
_DEEPEST = 3


@dataclass(frozen=True, order=True)
class Text:
    """A text, and where in the code it stands."""

    text: str
    place: str


@dataclass(frozen=True)
class _Module:
    path: Path

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text(encoding="utf-8"))

    @cached_property
    def name(self) -> str:
        return self.path.relative_to(PACKAGE).as_posix()

    def texts(self) -> Iterator[Text]:
        for function, call in _calls(self.tree):
            expression = self._text_of(call)
            for text in self._read(expression, function, _DEEPEST) if expression is not None else ():
                yield Text(text, f"{self.name}:{call.lineno}")

    def _text_of(self, call: ast.Call) -> ast.expr | None:
        """The text of what a call makes, if that is an error or part of one."""
        name = _called(call)
        told = name not in _NOT_TOLD or (name == "ValueError" and self.name in _TOLD_BY_PYDANTIC)
        place = _MAKERS.get(name, 0 if _ERRORS.match(name) and told else None)
        if place is None:
            return None
        if place < len(call.args):
            return call.args[place]
        return next((keyword.value for keyword in call.keywords if keyword.arg == "what"), None)

    def _read(self, value: ast.expr, function: ast.FunctionDef | None, deeper: int) -> Iterator[str]:
        """What an expression may say: one text for each way it can come about."""
        match value:
            case ast.Constant(value=str(text)):
                yield text
            case ast.JoinedStr(values=parts):
                yield re.sub(f"{GAP}+", GAP, "".join(str(p.value) if isinstance(p, ast.Constant) else GAP for p in parts))
            case ast.IfExp(body=one, orelse=other):
                yield from self._read(one, function, deeper)
                yield from self._read(other, function, deeper)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                for first in self._read(left, function, deeper) or (GAP,):
                    for second in tuple(self._read(right, function, deeper)) or (GAP,):
                        yield first + second
            case ast.Name(id=name) if deeper:
                yield from self._named(name, function, deeper - 1)

    def _named(self, name: str, function: ast.FunctionDef | None, deeper: int) -> Iterator[str]:
        """What a name may stand for: assigned in the function or the module, or passed to the function in this module."""
        for node in [*(ast.walk(function) if function is not None else ()), *self.tree.body]:
            for value in _assigned(node, name):
                yield from self._read(value, function, deeper)
        if function is None:
            return
        names = [argument.arg for argument in function.args.args if argument.arg not in ("self", "cls")]
        if name in names:
            for caller, call in _calls(self.tree):
                if _called(call) == function.name:
                    passed = dict(zip(names, call.args, strict=False)) | {k.arg: k.value for k in call.keywords}
                    if name in passed:
                        yield from self._read(passed[name], caller, deeper)


def _assigned(node: ast.AST, name: str) -> Iterator[ast.expr]:
    """What a statement assigns to a name, alone or as one of several."""
    if not isinstance(node, ast.Assign):
        return
    for target in node.targets:
        if isinstance(target, ast.Name) and target.id == name:
            yield node.value
        elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            pairs = zip(target.elts, node.value.elts, strict=False)
            yield from (value for to, value in pairs if isinstance(to, ast.Name) and to.id == name)


def _calls(tree: ast.AST, function: ast.FunctionDef | None = None) -> Iterator[tuple[ast.FunctionDef | None, ast.Call]]:
    """The calls in a tree, each with the function around it."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call):
            yield function, node
        yield from _calls(node, node if isinstance(node, ast.FunctionDef) else function)


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def texts() -> tuple[Text, ...]:
    """All texts of the package, in alphabetical order."""
    found = {text for path in PACKAGE.rglob("*.py") for text in _Module(path).texts()}
    return tuple(sorted(found))


if __name__ == "__main__":
    sys.stdout.writelines(f"{each.place:40} {each.text}\n" for each in texts())

"""A tiny reader for the ground facts of a query."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

_TOKEN = re.compile(r'\s*(?:%[^\n]*\n)?\s*("(?:\\.|[^"\\])*"|-?\d+|[A-Za-z_]\w*|[(),.])')
_ARITY = {"goal": (2,), "want": (2,), "maybe": (2,), "given": (3,), "uses": (3, 4), "unknown": (2,)}


@dataclass(frozen=True, slots=True)
class Given:
    id: int
    goal: int
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Uses:
    goal: int
    name: str
    source: int
    output: str | None


@dataclass(frozen=True, slots=True)
class Facts:
    goals: dict[int, tuple[str, ...]]
    wants: dict[int, str]
    given: tuple[Given, ...]
    uses: tuple[Uses, ...]
    unknown: frozenset[tuple[int, str]] = frozenset()

    def readings(self) -> Iterator[dict[int, str]]:
        """Each choice of one API a goal; wants are in every reading."""
        indices = sorted(self.goals)
        for chosen in product(*(self.goals[i] for i in indices)):
            yield dict(zip(indices, chosen, strict=True))


def _unquote(token: str) -> str:
    if token.startswith('"'):
        return token[1:-1].replace('\\"', '"').replace("\\n", "\n").replace("\\\\", "\\")
    return token


def _tokens(text: str) -> list[str]:
    tokens, at = [], 0
    end = len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            raise ValueError(f"cannot read facts at {text[at : at + 20]!r}")
        tokens.append(match.group(1))
        at = match.end()
    return tokens


def _facts(text: str) -> Iterator[tuple[str, list[str]]]:
    tokens = _tokens(text)
    at = 0
    while at < len(tokens):
        end = tokens.index(".", at)
        fact = tokens[at:end]
        if len(fact) < 4 or fact[1] != "(" or fact[-1] != ")" or "(" in fact[2:]:
            raise ValueError(f"not a fact the oracle reads: {' '.join(fact)}")
        args = [_unquote(t) for t in fact[2:-1] if t != ","]
        if len(args) not in _ARITY.get(fact[0], ()):
            raise ValueError(f"not a fact the oracle reads: {' '.join(fact)}")
        yield fact[0], args
        at = end + 1


def read_facts(text: str) -> Facts:
    goals: dict[int, list[str]] = {}
    wants: dict[int, str] = {}
    given: list[Given] = []
    uses: list[Uses] = []
    unknown: set[tuple[int, str]] = set()
    for name, args in _facts(text):
        index = int(args[0])
        if name in ("goal", "maybe"):
            goals.setdefault(index, []).append(args[1])
        elif name == "want":
            wants[index] = args[1]
        elif name == "unknown":
            unknown.add((index, args[1]))
        elif name == "given":
            given.append(Given(len(given), index, args[1], args[2]))
        else:
            output = args[3] if len(args) == 4 else None
            uses.append(Uses(index, args[1], int(args[2]), output))
    unique = {i: tuple(dict.fromkeys(apis)) for i, apis in goals.items()}
    return Facts(unique, wants, tuple(given), tuple(uses), frozenset(unknown))

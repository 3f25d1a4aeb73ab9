"""A small catalog, random sequences of its calls, and a slow judge of whether two sequences are the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import permutations
from typing import Any

from hypothesis import strategies as st

from orchestrator.catalog import Catalog
from orchestrator.evaluate.model import Argument, Asked, Attempt, CallMade, Item, Literal, Ref, Several

CATALOG = Catalog.model_validate(
    {
        "name": "shop",
        "types": {
            "colour": {"base": "string", "values": {"red": ["scarlet"], "blue": []}},
            "customer_id": {"base": "string", "entity": "customer", "ask": "never"},
        },
        "apis": {
            "find_customer": {
                "inputs": {"name": "string", "city": {"type": "string", "default": "Rome"}},
                "outputs": {"id": "customer_id", "email": "string"},
            },
            "create_invoice": {
                "kind": "write",
                "inputs": {
                    "customer": "customer_id",
                    "amount": "number",
                    "due": {"type": "date", "required": False},
                    "urgent": {"type": "boolean", "required": False},
                },
                "outputs": {"invoice": "string"},
            },
            "tag": {
                "kind": "write",
                "inputs": {
                    "invoice": "string",
                    "tags": {"list_of": "string"},
                    "colour": {"type": "colour", "required": False},
                },
            },
        },
    }
)
TODAY = date(2025, 4, 1)
VALUES: dict[str, list[Any]] = {
    "name": ["Acme", "Brightwater Bakery"],
    "city": ["Oslo", "Lima"],
    "customer": ["C1", "C2"],
    "amount": [200, 300],
    "due": ["2025-05-02", "2025-06-03"],
    "urgent": [True, False],
    "invoice": ["I1", "I2"],
    "tags": [["new"], ["new", "old"], ["old", "new"]],
    "colour": ["red", "blue"],
}
OTHER: dict[str, Any] = {
    "name": "Zenith Works",
    "city": "Quito",
    "customer": "C77",
    "amount": 987,
    "due": "2031-12-24",
    "invoice": "I77",
    "tags": ["odd"],
    "colour": "blue",
}
"""For each input a value that no sequence has, and that no query of these tests says."""


def item(calls: Sequence[CallMade] = (), goals: Sequence[str] | None = None, **more: Any) -> Item:
    """An item of the catalog; where nothing is said, every call is a goal and the query says nothing of use."""
    told = {"query": "do it", "cell": "complete-single", "today": TODAY, **more}
    named = tuple(goals) if goals is not None else tuple(call.api for call in calls)
    return Item(
        id=told.pop("id", "i1"), catalog=told.pop("catalog", CATALOG), goals=named, calls=tuple(calls), **told
    )


def attempt(calls: Sequence[CallMade] = (), goals: Sequence[str] | None = None, **more: Any) -> Attempt:
    """An attempt; where nothing is said, every call is a goal."""
    named = tuple(goals) if goals is not None else tuple(call.api for call in calls)
    return Attempt(goals=named, calls=tuple(calls), **more)


def call(api: str, each: Ref | None = None, **arguments: Any) -> CallMade:
    """A call; what is no argument yet is a value."""
    kinds = (Literal, Ref, Asked, Several)
    made = {n: a if isinstance(a, kinds) or hasattr(a, "text") else Literal(a) for n, a in arguments.items()}
    return CallMade(api, made, each)


@st.composite
def sequences(draw: st.DrawFn, largest: int = 5) -> tuple[CallMade, ...]:
    """Calls in which each takes from earlier ones only."""
    calls: list[CallMade] = []
    for index in range(draw(st.integers(1, largest))):
        api = draw(st.sampled_from(sorted(CATALOG.apis)))
        arguments: dict[str, Argument] = {}
        for name, declared in CATALOG.apis[api].inputs.items():
            if declared.required or draw(st.booleans()):
                arguments[name] = draw(_argument(name, index))
        calls.append(CallMade(api, arguments))
    return tuple(calls)


def _argument(name: str, index: int) -> st.SearchStrategy[Argument]:
    kinds: list[st.SearchStrategy[Argument]] = [
        st.sampled_from(VALUES[name]).map(Literal),
        st.just(Asked()),
    ]
    if index:
        kinds.append(
            st.builds(
                Ref,
                st.integers(0, index - 1),
                st.sampled_from(["id", "email"]),
                st.sampled_from(["", "first 1"]),
            )
        )
    return st.one_of(kinds)


def renumbered(calls: Sequence[CallMade], order: Sequence[int]) -> tuple[CallMade, ...]:
    """The calls in another order, `order` naming them by their old indexes; references follow."""
    place = {old: new for new, old in enumerate(order)}

    def moved(argument: Argument) -> Argument:
        return (
            Ref(place[argument.call], argument.output, argument.rows)
            if isinstance(argument, Ref)
            else argument
        )

    return tuple(CallMade(calls[i].api, {n: moved(a) for n, a in calls[i].arguments.items()}) for i in order)


def same_slowly(said: Sequence[CallMade], gold: Sequence[CallMade]) -> bool:
    """Whether any way to pair the calls makes them the same: all ways are tried."""
    return len(said) == len(gold) and any(
        _agree(said, gold, order) for order in permutations(range(len(gold)))
    )


def _agree(said: Sequence[CallMade], gold: Sequence[CallMade], partner: Sequence[int]) -> bool:
    for i, one in enumerate(said):
        other = gold[partner[i]]
        if one.api != other.api:
            return False
        for name in CATALOG.apis[one.api].inputs:
            if not _agrees(_plain(name, one), _plain(name, other), partner):
                return False
    return True


def _plain(name: str, made: CallMade) -> Argument | None:
    """The argument; the default of `city`, which is `Rome`, where it is left out."""
    return made.arguments.get(name, Literal("Rome") if name == "city" else None)


def _agrees(one: Argument | None, other: Argument | None, partner: Sequence[int]) -> bool:
    if isinstance(one, Ref) and isinstance(other, Ref):
        rows = not one.rows or not other.rows or one.rows == other.rows
        return partner[one.call] == other.call and one.output == other.output and rows
    return one == other

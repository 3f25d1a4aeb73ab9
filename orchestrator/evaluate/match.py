"""Whether two sequences of calls are the same, up to how calls are numbered and to the order of those that do not depend.

The question is one of matching: each call of the one is paired with a call of the other so that every argument corresponds, and
a reference corresponds to a reference to the partner. It is answered by search: a pair decides the pairs of all calls that it
takes from, so that only calls from which nothing is taken leave a choice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from orchestrator.evaluate.model import Argument, Asked, CallMade, Literal, Ref, ResultText, Several
from orchestrator.evaluate.values_equal import Equality, Place, is_nothing

_BUDGET = 50_000
"""How many pairs are tried. More would take a plan of many look-alike calls, and then the answer is no."""
_FIRST_ROW = {"first": "first 1", "nth 1": "first 1", "last": "last 1"}

Pairs = frozenset[tuple[int, int]]
"""Calls that must be partners: the index of the one said, and of the right one."""


def same_calls(said: Sequence[CallMade], gold: Sequence[CallMade], equality: Equality) -> bool:
    """Whether the calls said are the right ones, each with the right arguments."""
    if len(said) != len(gold):
        return False
    table = [[_pair(a, b, equality) for b in gold] for a in said]
    return _Search(table).solve()


def _pair(said: CallMade, gold: CallMade, equality: Equality) -> Pairs | None:
    """Which other calls must be partners if these two are; None where these cannot be."""
    if said.api != gold.api:
        return None
    needed: set[tuple[int, int]] = set()
    for name in dict.fromkeys((*said.arguments, *gold.arguments)):
        found = corresponds((said.api, name), said.arguments.get(name), gold.arguments.get(name), equality)
        if found is None:
            return None
        needed |= found
    if said.each is not None or gold.each is not None:
        found = corresponds((said.api, ""), said.each, gold.each, equality)
        if found is None:
            return None
        needed |= found
    return frozenset(needed)


def corresponds(
    place: Place, said: Argument | None, gold: Argument | None, equality: Equality
) -> Pairs | None:
    """Under which pairs of calls an argument is the right one; None where it is wrong under all.

    An argument that is left out is None. Defaults, and values that the gold marks so, may be left out on either side.
    """
    if isinstance(said, Literal) and not equality.says(place, said):
        said = None
    if said is None or gold is None:
        free = said is None and (
            gold is None or (isinstance(gold, Literal) and equality.may_be_left_out(place, gold))
        )
        return frozenset() if free else None
    if isinstance(said, Several) or isinstance(gold, Several):
        return _members(place, said, gold, equality)
    match gold, said:
        case Literal(), Literal():
            return frozenset() if equality.accepts(place, gold, said.value) else None
        case Asked(), Asked():
            return frozenset()
        case ResultText(), (Ref() | ResultText()):
            return frozenset()
        case ResultText(), Literal():
            return frozenset() if holds_result(place, said, gold, equality) else None
        case Ref(), Ref() if _same_output(said, gold):
            return frozenset({(said.call, gold.call)})
    return None


def holds_result(place: Place, said: Literal, gold: ResultText, equality: Equality) -> bool:
    """Whether a value is the result that the gold has written out there."""
    return not is_nothing(gold.text) and equality.same(place, said.value, gold.text)


def _members(place: Place, said: Argument, gold: Argument, equality: Equality) -> Pairs | None:
    """Lists put together from several sources, member by member; a text made of results admits any that holds one."""
    if isinstance(gold, ResultText):
        found = isinstance(said, Several) and any(isinstance(m, Ref | ResultText) for m in said.members)
        return frozenset() if found else None
    ours, theirs = spread(place, said, equality), spread(place, gold, equality)
    if len(ours) != len(theirs):
        return None
    needed: set[tuple[int, int]] = set()
    for one, other in zip(ours, theirs, strict=True):
        found_pairs = corresponds(place, one, other, equality)
        if found_pairs is None:
            return None
        needed |= found_pairs
    return frozenset(needed)


def spread(place: Place, argument: Argument, equality: Equality) -> list[Argument]:
    """The sources of an argument one by one: the members of a list put together, the values of a list, else itself."""
    if isinstance(argument, Several):
        return [one for member in argument.members for one in spread(place, member, equality)]
    if isinstance(argument, Literal) and not argument.accepted:
        return [Literal(one, optional=argument.optional) for one in equality.members(place, argument.value)]
    return [argument]


def _same_output(said: Ref, gold: Ref) -> bool:
    outputs = [_last_part(ref.output) for ref in (said, gold)]
    rows = [_rows(ref.rows) for ref in (said, gold)]
    return all("" in both or both[0] == both[1] for both in (outputs, rows))


def _last_part(output: str | None) -> str:
    """The name at the end of the path of an output: `search_results[0].vehicle_id` is a `vehicle_id`."""
    parts = [
        part for part in re.split(r"[.\[\]]+", output or "") if part and part != "*" and not part.isdigit()
    ]
    return parts[-1].strip().casefold() if parts else ""


def _rows(rows: str) -> str:
    said = " ".join(rows.split()).casefold()
    return _FIRST_ROW.get(said, said)


@dataclass(slots=True)
class _Search:
    """Looks for partners. `table[i][j]`: what else must hold if call i is paired with the gold call j; None if it cannot be."""

    table: Sequence[Sequence[Pairs | None]]
    tried: int = 0

    def solve(self) -> bool:
        return self._complete({})

    def _complete(self, partners: dict[int, int]) -> bool:
        taken = set(partners.values())
        options = {
            i: [j for j, needed in enumerate(row) if needed is not None and j not in taken]
            for i, row in enumerate(self.table)
            if i not in partners
        }
        if not options:
            return True
        # The call with the fewest possible partners first; of several the last, since it decides those it takes from.
        call = min(options, key=lambda i: (len(options[i]), -i))
        for partner in options[call]:
            extended = self._with(partners, [(call, partner)])
            if extended is not None and self._complete(extended):
                return True
        return False

    def _with(self, partners: dict[int, int], wanted: Iterable[tuple[int, int]]) -> dict[int, int] | None:
        """The partners with these and all that they make necessary; None where that cannot be."""
        partners, taken, queue = dict(partners), {j: i for i, j in partners.items()}, list(wanted)
        while queue:
            i, j = queue.pop()
            if partners.get(i) == j:
                continue
            self.tried += 1
            inside = 0 <= i < len(self.table) and 0 <= j < len(self.table)
            needed = self.table[i][j] if inside and self.tried <= _BUDGET else None
            if needed is None or i in partners or j in taken:
                return None
            partners[i], taken[j] = j, i
            queue.extend(sorted(needed))
        return partners

"""The part of a catalog that can matter for some facts: what reasoning is grounded over.

An over-approximation by types and states, from an index that is made once a catalog; the reasoning itself is in `asp/`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from orchestrator.catalog.model import Catalog


class _Index:
    """Who yields what: read APIs by every type their outputs may stand for, writes with `auto` by what they ensure."""

    def __init__(self, catalog: Catalog) -> None:
        self.readers: Mapping[str, list[str]] = defaultdict(list)
        self.ensurers: Mapping[tuple[str, bool], list[str]] = defaultdict(list)
        self.autos: Mapping[str, list[str]] = defaultdict(list)
        for name, api in catalog.apis.items():
            yielded = {a for output in api.yields.values() for a in catalog.type(output.type).ancestors}
            if api.kind == "read":
                for kind in sorted(yielded):
                    self.readers[kind].append(name)
            elif api.auto:
                for kind in sorted(yielded):
                    self.autos[kind].append(name)
                for condition in api.ensures:
                    self.ensurers[condition.fluent, condition.holds].append(name)


def _index(catalog: Catalog) -> _Index:
    # Kept in the model's own dictionary, as a cached property is: it lives as long as the catalog and is not part of it.
    found: _Index = catalog.__dict__.setdefault("_part_index", None) or _Index(catalog)
    catalog.__dict__["_part_index"] = found
    return found


def relevant_part(
    catalog: Catalog, apis: Iterable[str], wants: Iterable[str], failed: Collection[str] = ()
) -> frozenset[str]:
    """The APIs that can be part of a plan for these goals: the goals' own, lookups towards them, auto writes they need.

    Of two lookups that do the same the dearer is left out, unless a call of the other failed.
    """
    index = _index(catalog)
    own = frozenset(apis)
    chosen: set[str] = set()
    types: set[str] = set()
    waiting_apis, waiting_types = list(own), list(wants)
    while waiting_apis or waiting_types:
        if waiting_types:
            kind = waiting_types.pop()
            if kind not in types:
                types.add(kind)
                waiting_apis += index.readers.get(kind, []) + index.autos.get(kind, [])
            continue
        name = waiting_apis.pop()
        if name in chosen:
            continue
        chosen.add(name)
        api = catalog.apis[name]
        waiting_types += (i.type for i in api.inputs.values())
        waiting_apis += (w for c in api.requires for w in index.ensurers.get((c.fluent, c.holds), []))
    return frozenset(chosen) - _needless(catalog, chosen, own, failed)


def _needless(
    catalog: Catalog, chosen: Iterable[str], own: frozenset[str], failed: Collection[str]
) -> frozenset[str]:
    """The lookups beside which another takes the same, yields at least the same and costs no more (of equals: by name)."""
    alike: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for name in sorted(chosen):
        api = catalog.apis[name]
        if api.kind == "read" and not api.requires and not api.lists:
            taken = sorted((i.type, i.many, i.required, str(i.default), i.source or "", i.via) for i in api.inputs.values())
            alike[tuple(taken)].append(name)
    needless: set[str] = set()
    for names in alike.values():
        ranked = sorted(names, key=lambda n: (catalog.apis[n].cost, n))
        for i, name in enumerate(ranked):
            mine = {o.type for o in catalog.apis[name].outputs.values()}
            better = (b for b in ranked[:i] if b not in needless and b not in failed)
            if name not in own and any(mine <= {o.type for o in catalog.apis[b].outputs.values()} for b in better):
                needless.add(name)
    return frozenset(needless)

"""What can matter for a goal, by type alone: which lookups and auto writes may lead to it."""

from functools import cache

from .model import Api, Catalog, Literal


class Relevance:
    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.types = catalog.types
        self.leads = cache(self._leads)
        self.closure = cache(self._closure)

    def _leads(self, source: str, target: str) -> bool:
        """Whether read APIs lead from one type to another, in one call or a chain."""
        types = self.types
        reached, grown = {source}, True
        while grown:
            grown = False
            for api in self.catalog.reads:
                if not any(types.is_a(r, i.type) for i in api.inputs for r in reached):
                    continue
                for _, output in api.outputs:
                    if output not in reached and types.obtainable(output):
                        reached.add(output)
                        grown = True
        return any(types.is_a(r, target) for r in reached - {source})

    def _closure(self, api: str | None, want: str | None) -> tuple[Api, ...]:
        """The goal's API, the lookups that may lead to it, the auto writes it may need."""
        first = [self.catalog.apis[api]] if api is not None else []
        found = {a.name: a for a in first}
        wanted = {want} if want is not None else set()
        grown = True
        while grown:
            grown = False
            needed = {i.type for a in found.values() for i in a.inputs if not i.from_user}
            literals = [r for a in found.values() for r in a.requires]
            for other in self.catalog.apis.values():
                if other.name in found or (other.write and not other.auto):
                    continue
                if self._may_serve(other, needed, wanted, literals):
                    found[other.name] = other
                    grown = True
        return tuple(found.values())

    def _may_serve(self, api: Api, needed: set[str], wanted: set[str], literals: list[Literal]) -> bool:
        for _, output in api.outputs:
            if any(self.types.is_a(output, w) for w in wanted) and not api.write:
                return True
            fits = any(self.types.is_a(output, n) for n in needed | wanted)
            if fits and self.types.obtainable(output):
                return True
        shapes = {(e.positive, e.name) for e in api.ensures}
        return api.write and any((r.positive, r.name) in shapes for r in literals)

    def fits_somewhere(self, given: str, api: Api | None, want: str | None) -> bool:
        related = self.closure(api.name if api else None, want)
        return any(self.types.is_a(given, i.type) for a in related for i in a.inputs)

    def twin_inputs(self, a: str, b: str, api: Api | None, want: str | None) -> bool:
        """Whether some lookup on the way has two inputs that take one value each."""
        for other in self.closure(api.name if api else None, want):
            if other is api:
                continue
            takers = [i for i in other.inputs if self.types.is_a(a, i.type) or self.types.is_a(b, i.type)]
            if len(takers) > 1:
                return True
        return False

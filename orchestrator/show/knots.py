"""Layers of a graph that may run in circles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

Pair = tuple[str, str]


def knots(nodes: Sequence[str], pairs: Iterable[Pair]) -> dict[str, int]:
    """Nodes that can reach each other get the same number, others different ones.

    Example:
        >>> found = knots(["a", "b", "c"], [("a", "b"), ("b", "a"), ("b", "c")])
        >>> found["a"] == found["b"], found["a"] == found["c"]
        (True, False)
    """
    onward: dict[str, list[str]] = {node: [] for node in nodes}
    back: dict[str, list[str]] = {node: [] for node in nodes}
    for a, b in pairs:
        onward[a].append(b)
        back[b].append(a)
    number: dict[str, int] = {}
    for place, start in enumerate(reversed(_finished(nodes, onward))):
        stack = [start]
        while stack:
            node = stack.pop()
            if node not in number:
                number[node] = place
                stack.extend(back[node])
    return number


def _finished(nodes: Sequence[str], onward: Mapping[str, Sequence[str]]) -> list[str]:
    """The nodes in the order in which a search in depth leaves them."""
    seen: set[str] = set()
    finished: list[str] = []
    for start in nodes:
        stack = [(start, False)]
        while stack:
            node, is_left = stack.pop()
            if is_left:
                finished.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack.extend((other, False) for other in reversed(onward[node]))
    return finished


def longest(first: Mapping[str, int], pairs: Sequence[Pair]) -> dict[str, int]:
    """For each node the length of the longest way to it, over pairs without circles; at least what is given first."""
    found = dict(first)
    waits: dict[str, int] = dict.fromkeys(first, 0)
    onward: dict[str, list[str]] = {node: [] for node in first}
    for a, b in pairs:
        waits[b] += 1
        onward[a].append(b)
    ready = [node for node, number in waits.items() if not number]
    while ready:
        node = ready.pop()
        for other in onward[node]:
            found[other] = max(found[other], found[node] + 1)
            waits[other] -= 1
            if not waits[other]:
                ready.append(other)
    return found


def components(nodes: Sequence[str], pairs: Iterable[Pair]) -> list[list[str]]:
    """The nodes in groups that no pair joins, each in the order of the nodes."""
    near: dict[str, list[str]] = {node: [] for node in nodes}
    for a, b in pairs:
        near[a].append(b)
        near[b].append(a)
    group: dict[str, int] = {}
    for place, start in enumerate(nodes):
        stack = [start]
        while stack:
            node = stack.pop()
            if node not in group:
                group[node] = place
                stack.extend(near[node])
    found: dict[int, list[str]] = {}
    for node in nodes:
        found.setdefault(group[node], []).append(node)
    return list(found.values())

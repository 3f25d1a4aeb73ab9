"""A backend that misbehaves at random, and remembers all that it was asked to do."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any, Literal

from orchestrator.catalog import Catalog
from orchestrator.catalog.model import Api, Output
from orchestrator.examples.samples import sample
from orchestrator.run import CallFailed

STALL = 0.06
"""How long a function stalls, in seconds; calls are given much less."""

Deed = Literal["fits", "fails", "raises", "stalls", "nothing", "empty", "several", "wrong type", "lacks", "no mapping"]
_MISDEEDS: tuple[Deed, ...] = ("fails", "raises", "stalls", "nothing", "empty", "several", "wrong type", "lacks", "no mapping")

_RAISED = (ValueError("odd"), KeyError("gone"), StopIteration(), SystemExit(3), RecursionError(), asyncio.CancelledError())


@dataclass(frozen=True, slots=True)
class Begun:
    """A call as the backend saw it."""

    api: str
    arguments: Mapping[str, Any]
    deed: Deed

    @property
    def key(self) -> str:
        return key_of(self.api, self.arguments)


def key_of(api: str, arguments: Mapping[str, Any]) -> str:
    """What tells a call by value."""
    return f"{api} {json.dumps(arguments, sort_keys=True, default=list)}"


@dataclass
class World:
    """Functions for all APIs of a catalog.

    Attributes:
        misdeeds: of a hundred calls, how many do not do what they should.
        begun: all calls in the order in which they began.
    """

    catalog: Catalog
    random: Random
    misdeeds: int
    begun: list[Begun] = field(default_factory=list)

    def backend(self) -> dict[str, Callable[..., Any]]:
        return {name: self._plain(name, api) if self.random.random() < 0.15 else self._async(name, api)
                for name, api in self.catalog.apis.items()}  # fmt: skip

    def writes(self) -> list[Begun]:
        return [begun for begun in self.begun if self.catalog.apis[begun.api].writes]

    def _async(self, name: str, api: Api) -> Callable[..., Awaitable[Any]]:
        async def function(**arguments: Any) -> Any:
            deed = self._begin(name, arguments)
            if deed == "stalls":
                await asyncio.sleep(STALL)
            elif self.random.random() < 0.3:
                await asyncio.sleep(0)
            return self._result(api, deed)

        return function

    def _plain(self, name: str, api: Api) -> Callable[..., Any]:
        def function(**arguments: Any) -> Any:
            deed = self._begin(name, arguments)
            if deed == "stalls":
                time.sleep(STALL)
            return self._result(api, deed)

        return function

    def _begin(self, name: str, arguments: Mapping[str, Any]) -> Deed:
        deed: Deed = self.random.choice(_MISDEEDS) if self.random.randrange(100) < self.misdeeds else "fits"
        self.begun.append(Begun(name, json.loads(json.dumps(arguments)), deed))
        return deed

    def _result(self, api: Api, deed: Deed) -> Any:
        if deed == "fails":
            raise CallFailed("the service is down")
        if deed == "raises":
            raise self.random.choice(_RAISED)
        makers: dict[str, Callable[[], Any]] = {
            "nothing": lambda: None,
            "empty": lambda: [] if api.rows else {},
            "several": lambda: [self._outputs(api) for _ in range(3)],
            "wrong type": lambda: self._wrong(api),
            "lacks": lambda: dict(list(self._outputs(api).items())[1:]),
            "no mapping": lambda: self.random.choice([7, "text", object(), [1, 2], True]),
        }
        return makers.get(deed, partial(self._fitting, api))()

    def _fitting(self, api: Api) -> Any:
        if not api.rows:
            return {**self._outputs(api), "more": "is ignored"}
        rows = [self._outputs(api, api.rows) for _ in range(self.random.choice((0, 1, 2, 3)))]
        for row in rows:
            if self.random.random() < 0.2:
                row[self.random.choice(list(row))] = None
        return rows

    def _wrong(self, api: Api) -> Any:
        values = {name: object() for name in api.yields}
        return [values] if api.rows else values

    def _outputs(self, api: Api, columns: Mapping[str, Output] | None = None) -> dict[str, Any]:
        return {name: self._value(output) for name, output in (api.outputs if columns is None else columns).items()}

    def _value(self, output: Output) -> Any:
        kind = self.catalog.type(output.type)
        drawn = [sample(kind, self.random) for _ in range(self.random.randrange(3) if output.many else 1)]
        texts = [one.value if one is not None else "A-1" for one in drawn]
        converted: dict[str, Callable[[str], Any]] = {
            "integer": int, "number": float, "boolean": lambda text: text == "true",
        }  # fmt: skip
        values = [converted.get(kind.base, str)(text) for text in texts]
        return values if output.many else values[0]

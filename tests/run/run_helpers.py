"""What the tests of runs share: a small catalog, functions that note their calls, and short ways to run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from orchestrator import Catalog, Orchestrator
from orchestrator.run import Record, run
from orchestrator.run.model import Outcome

REPAIRS = """
name: repairs
types:
  owner_name:  {base: string, entity: owner, question: "Whose is it?"}
  owner_id:    {base: string, entity: owner, ask: never, pattern: "^O-[0-9]+$"}
  owner_email: {base: string, entity: owner, format: email, question: "At which address?"}
  bike_id:     {base: string, entity: bike, ask: never, pattern: "^B-[0-9]+$"}
  bike_colour: {base: string, entity: bike, ask: never}
  bike_number: {base: integer, entity: bike, question: "Which frame number?"}
  price:       {base: number, minimum: 1, question: "What does it cost?"}
  secret_code: {base: string, question: "What is your code?"}
  hours_text:  {base: string, entity: hours, ask: never}
  city_name:   {base: string, entity: city, question: "In which city?"}
apis:
  find_owner:
    inputs: {name: owner_name}
    outputs: {owner: owner_id, email: owner_email}
  slow_find_owner:
    inputs: {name: owner_name, city: {type: city_name, required: false}}
    outputs: {owner: owner_id, email: owner_email}
    cost: 5
  find_owner_id:
    inputs: {name: owner_name, city: {type: city_name, required: false}}
    outputs: {owner: owner_id}
    cost: 4
  list_bikes:
    inputs: {owner: owner_id}
    rows: {bike: bike_id, colour: bike_colour, price: price}
  find_bike:
    inputs: {number: bike_number}
    outputs: {bike: bike_id}
  opening_hours:
    inputs: {city: city_name}
    outputs: {hours: hours_text}
  greet:
    kind: write
    inputs: {owner: owner_id, email: owner_email}
  repair:
    kind: write
    inputs: {bike: bike_id, price: price}
    outputs: {bike: bike_id}
    requires: ["not sold(bike)"]
    ensures: ["repaired(bike)"]
  sell:
    kind: write
    destructive: true
    inputs: {bike: bike_id, price: {type: price, required: false}}
    ensures: ["sold(bike)"]
  unlock:
    kind: write
    inputs: {code: {type: secret_code, from: user, sensitive: true}, bike: bike_id}
"""

OWNERS = {"Ada": {"owner": "O-1", "email": "ada@example.org"}, "Bo": {"owner": "O-2", "email": "bo@example.org"}}
BIKES = [
    {"bike": "B-1", "colour": "red", "price": 100},
    {"bike": "B-2", "colour": "blue", "price": 250.5},
    {"bike": "B-3", "colour": "red", "price": 80},
]


@cache
def home() -> Orchestrator:
    return Orchestrator(Catalog.parse(REPAIRS))


class Shop:
    """A backend that notes its calls. `instead` are functions that take the place of its own."""

    def __init__(self, **instead: Callable[..., Any]) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        own: dict[str, Callable[..., Any]] = {
            "find_owner": lambda name: OWNERS.get(name),
            "slow_find_owner": lambda name: OWNERS.get(name),
            "find_owner_id": lambda name: {"owner": OWNERS[name]["owner"]},
            "list_bikes": lambda owner: BIKES,
            "find_bike": lambda number: {"bike": f"B-{number}"},
            "opening_hours": lambda city: {"hours": f"9 to 5 in {city}"},
            "greet": lambda **_: None,
            "repair": lambda bike, price: {"bike": bike},
            "sell": lambda bike, price=None: None,
            "unlock": lambda code, bike: None,
        }
        self.functions = {name: self._noted(name, function) for name, function in {**own, **instead}.items()}

    def made(self, api: str) -> list[dict[str, Any]]:
        return [arguments for name, arguments in self.calls if name == api]

    def _noted(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def noted(**arguments: Any) -> Any:
            self.calls.append((name, arguments))
            return function(**arguments)

        return noted


def ran(facts: str, shop: Shop | None = None, **options: Any) -> Outcome:
    """The outcome of a run of these facts; all writes are approved, where nothing else is said."""
    return run(home().plan(facts=facts), home(), backend=(shop or Shop()).functions, **{"approve": True, **options})


def record(outcome: Outcome, api: str) -> Record:
    """The last record of an API."""
    return [r for r in outcome.records if r.api == api][-1]


def answering(*answers: Mapping[str, Any] | None) -> Any:
    """Who answers with these, one form after the other, and then keeps silent; `asked` are the forms."""
    left = list(answers)

    def ask(questions: Any) -> Any:
        ask.asked.append(questions)  # type: ignore[attr-defined]
        return left.pop(0) if left else None

    ask.asked = []  # type: ignore[attr-defined]
    return ask

"""Goals that stay open between two APIs: only where what was given fits both, and nothing takes from them."""

from __future__ import annotations

from orchestrator.catalog import Catalog
from orchestrator.facts import Facts
from orchestrator.translate.readings import leave_open

CATALOG = Catalog.model_validate(
    {
        "name": "desk",
        "apis": {
            "close_ticket": {"kind": "write", "inputs": {"ticket": "string"}, "outputs": {"receipt": "string"}},
            "delete_ticket": {"kind": "write", "inputs": {"ticket": "string"}},
            "move_ticket": {"kind": "write", "inputs": {"ticket": "string", "queue": "string"}},
            "file_receipt": {"kind": "write", "inputs": {"receipt": "string"}},
        },
    }
)


def _open(facts: str, *apis: str) -> Facts:
    return leave_open(Facts.parse(facts), {1: apis}, CATALOG)


def test_a_goal_is_left_open_with_what_was_given_for_it() -> None:
    read = _open('goal(1, close_ticket). given(1, ticket, "T-1").', "close_ticket", "delete_ticket")
    assert str(read) == 'maybe(1, close_ticket).\nmaybe(1, delete_ticket).\ngiven(1, ticket, "T-1").\n'


def test_what_only_one_reading_takes_settles_which_is_meant() -> None:
    facts = 'goal(1, move_ticket). given(1, ticket, "T-1"). given(1, queue, "billing").'
    assert _open(facts, "move_ticket", "delete_ticket") == Facts.parse(facts)


def test_a_goal_that_another_takes_from_is_not_left_open() -> None:
    facts = 'goal(1, close_ticket). given(1, ticket, "T-1"). goal(2, file_receipt). uses(2, receipt, 1).'
    assert _open(facts, "close_ticket", "delete_ticket") == Facts.parse(facts)


def test_one_reading_is_no_reading() -> None:
    facts = 'goal(1, close_ticket).'
    assert _open(facts, "close_ticket") == Facts.parse(facts)

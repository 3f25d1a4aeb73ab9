"""What is undecided is asked for one point at a time: what can be meant by it, never all ways to settle everything (R10)."""

import pytest

from orchestrator import Catalog, Limits, Orchestrator, PlannerGaveUp
from orchestrator.plan import outcome
from orchestrator.plan.model import AnyPlan
from orchestrator.reason import Deadline

OUTPUTS = [f"o{i}" for i in range(1, 9)]
METER = Catalog.model_validate({
    "name": "meter",
    "types": {"mode": {"base": "string"}} | {name: {"base": "number"} for name in (*OUTPUTS, "left", "right")},
    "apis": {
        "measure": {"inputs": {"mode": "mode"}, "outputs": {name: name for name in OUTPUTS}},
        "compare": {"inputs": {"right": "right", "left": "left"}, "outputs": {"verdict": "string"}},
        "blend": {"inputs": dict.fromkeys("dcba", "right"), "outputs": {"verdict": "string"}},
    },
})  # fmt: skip
SWAP = Catalog.parse("""
name: swap
types:
  room: {base: string, entity: room}
  even: {is: room, pattern: "^.*[02468]$"}
apis:
  swap:  {description: Swap two rooms., kind: write, inputs: {from: room, to: room}}
  turn:  {description: Turn three rooms., kind: write, inputs: {first: room, second: room, third: room}}
  share: {description: Share rooms., kind: write, inputs: {from: room, to: even, by: even}}
  clean: {description: Clean a room., kind: write, inputs: {room: room}}
""")
MEASURED = 'goal(1, measure). given(1, mode, "fast").'


def planned(catalog: Catalog, facts: str) -> AnyPlan:
    return Orchestrator(catalog, planner="clingo").plan(facts=facts)


def told(plan: AnyPlan) -> list[tuple[str, str]]:
    return [(reading.given.name, reading.given.value) for reading in plan.readings if reading.given is not None]


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """One entry for each time that facts are reasoned about."""
    seen: list[object] = []
    reason = outcome.reason

    def looking(*told: object) -> object:
        seen.append(told)
        return reason(*told)

    monkeypatch.setattr(outcome, "reason", looking)
    return seen


def test_of_two_outputs_that_are_unclear_the_first_input_is_asked_about(looked: list[object]) -> None:
    plan = planned(METER, f"{MEASURED} goal(2, compare). uses(2, left, 1). uses(2, right, 1).")
    assert plan.status == "ambiguous"
    assert told(plan) == [("right", output) for output in OUTPUTS]
    assert "is the right the o1, o2" in plan.explanation
    assert len(looked) == 1


def test_once_it_is_answered_the_next_is_asked_about() -> None:
    plan = planned(METER, f"{MEASURED} goal(2, compare). uses(2, left, 1). uses(2, right, 1, o2).")
    assert told(plan) == [("left", output) for output in OUTPUTS]
    plan = planned(METER, f"{MEASURED} goal(2, compare). uses(2, left, 1, o1). uses(2, right, 1, o2).")
    assert plan.status == "ready"


def test_many_unclear_inputs_are_reasoned_about_once(looked: list[object]) -> None:
    """As many as would make 8 * 8 * 8 * 8 readings."""
    plan = planned(METER, MEASURED + "goal(2, blend). uses(2, a, 1). uses(2, b, 1). uses(2, c, 1). uses(2, d, 1).")
    assert told(plan) == [("d", output) for output in OUTPUTS]
    assert len(looked) == 1


def test_of_several_values_for_several_slots_the_first_value_is_asked_about() -> None:
    plan = planned(SWAP, 'goal(1, turn). given(1, room, "A1"). given(1, room, "B2").')
    assert told(plan) == [("first", "A1"), ("second", "A1"), ("third", "A1")]


def test_the_ways_to_settle_a_point_are_not_multiplied_by_those_of_the_next() -> None:
    facts = 'goal(1, swap). given(1, room, "A1"). goal(2, turn). given(2, room, "B2").'
    assert told(planned(SWAP, facts)) == [("from", "A1"), ("to", "A1")]


def test_a_point_that_can_be_settled_one_way_only_is_settled_so_and_the_next_is_asked_about() -> None:
    """An odd room is for no input of even ones, so that A1 is where one comes from; the even one is for either of the others."""
    plan = planned(SWAP, 'goal(1, share). given(1, room, "A1"). given(1, even, "B2").')
    assert plan.status == "ambiguous"
    assert told(plan) == [("to", "B2"), ("by", "B2")]


def test_too_many_readings_are_told_by_the_first_goal_that_is_undecided(looked: list[object]) -> None:
    facts = "goal(1, clean). " + " ".join(f"maybe({i}, swap). maybe({i}, turn)." for i in range(2, 9))
    plan = planned(SWAP, facts)
    assert plan.status == "ambiguous"
    assert [dict(reading.goals) for reading in plan.readings] == [{1: "clean", 2: "swap"}, {1: "clean", 2: "turn"}]
    assert plan.explanation.endswith("is it swap (Swap two rooms) or turn (Turn three rooms)?")
    assert [reading.question for reading in plan.readings] == ["Swap two rooms?", "Turn three rooms?"]
    assert not looked


# --- time -------------------------------------------------------------------------------------------------------------------
def test_the_time_of_a_query_is_that_of_all_its_readings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each reading is looked at in 10 seconds; 4 of them do not fit in 30."""
    now = [0.0]
    monkeypatch.setattr(outcome, "Deadline", lambda seconds: Deadline(seconds, clock=lambda: now[0]))
    reason = outcome.reason

    def slow(*told: object) -> object:
        now[0] += 10
        return reason(*told)

    monkeypatch.setattr(outcome, "reason", slow)
    two = "maybe(1, swap). maybe(1, turn)."
    assert planned(SWAP, two).status == "ambiguous"
    with pytest.raises(PlannerGaveUp, match="nothing within 30 seconds"):
        planned(SWAP, f"{two} maybe(2, clean). maybe(2, swap).")


def test_a_query_without_time_proves_nothing() -> None:
    with pytest.raises(PlannerGaveUp, match=r"nothing within 0\.0001 seconds.*no proof"):
        Orchestrator(SWAP, limits=Limits(seconds=0.0001)).plan(facts="goal(1, clean).")

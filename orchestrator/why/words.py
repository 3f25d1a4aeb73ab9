"""How things are called in the answers to *why*."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from orchestrator.plan.explain import count, listed
from orchestrator.plan.model import Call, Choose, Plan
from orchestrator.why.model import Effect

__all__ = ["count", "listed"]


def wordy(name: str) -> str:
    """A name as words.

    Example:
        >>> wordy("due_date")
        'due date'
    """
    return name.replace("_", " ")


def a(noun: str) -> str:
    """A noun with its article."""
    return f"an {noun}" if noun[:1].lower() in "aeiou" else f"a {noun}"


def upper(sentence: str) -> str:
    """A sentence that begins with a capital, unless it begins with a name of the catalog."""
    first = sentence.partition(" ")[0]
    return sentence if "_" in first or "." in first else sentence[:1].upper() + sentence[1:]


def goal_words(goals: Iterable[int]) -> str:
    """`goal 1`, `goals 1 and 2`."""
    numbers = [str(n) for n in goals]
    return f"goal{'s'[: len(numbers) > 1]} {listed(numbers)}"


def called(call: Call) -> str:
    """A call with what tells it from others: `create_invoice (c2, goal 1)`, `find_customer (c1)`."""
    return f"{call.api} ({call.id}{f', {goal_words(call.goals)}' if call.goals else ''})"


def slot_words(slot: str, call: Call) -> str:
    """An input of a call, by its name: "the `customer` of create_invoice (c2, goal 1)"."""
    return f"the `{slot}` of {called(call)}"


def callers(ids: Iterable[str], plan: Plan) -> Iterator[Call]:
    """The calls of these ids, in the order of the plan."""
    wanted = set(ids)
    yield from (call for call in plan.calls if call.id in wanted)


def _more(cost: int, number: int, noun: str) -> Sequence[str]:
    """The difference of a cost, told as that of the number where each of the things costs 1."""
    if not cost:
        return []
    word = "more" if cost > 0 else "less"
    if cost != number:
        return [f"{abs(cost)} {word} for {noun}s"]
    return [f"{count(abs(cost), noun)} {'more' if cost > 0 else 'fewer'}"]


_OUTCOMES = {
    "unsolvable": "there would be no plan",
    "conflict": "the facts would clash",
    "ambiguous": "several readings would remain",
    "out_of_scope": "nothing would be left to do",
}
_IS = {
    "unsolvable": "there is no plan",
    "conflict": "the facts clash",
    "ambiguous": "several readings remain",
    "out_of_scope": "nothing is left to do",
}


def outcome_words(status: str) -> str:
    """An outcome without a plan: `there is no plan`, `the facts clash`."""
    return _IS[status]


def effect_words(effect: Effect, subject: str = "the best plan", costs: str = "would cost") -> str:
    """What a change would come to: `there would be no plan`, `the best plan would cost one question more`."""
    if effect.status in _OUTCOMES:
        return _OUTCOMES[effect.status]
    words = more_words(effect)
    return f"{subject} {costs} {words or 'the same'}"


def more_words(effect: Effect) -> str:
    """How much more a plan costs: `one question more and one call fewer`; where costs are not counts, `2 more for calls`."""
    questions = effect.questions, effect.asked, "question"
    return listed(
        [
            *_more(*questions),
            *_more(effect.choices, effect.choices, "choice"),
            *_more(effect.calls, effect.made, "call"),
        ]
    )


def chosen_from(choose: Choose, plan: Plan) -> str:
    """The API whose rows are chosen from."""
    return next((call.api for call in plan.calls if call.id == choose.of), choose.of)

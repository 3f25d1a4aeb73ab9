"""Why a plan is as it is: from causal links, from what reasoning admits, and from planning again; never from a language model.

    why(plan, home, "q1")                         why a step, a slot ("c2.customer"), a goal ("goal 1"); without a name: the outcome
    why_not(plan, home, "get_customer")           why an API is not called
    what_if(plan, home, given={"amount": "200"})  what another fact, or the lack of an API, would come to
    alternatives(plan, home, 3)                   other plans, the best first

`home` is the orchestrator that made the plan.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from orchestrator.why.model import Alternative, Effect, Reason, WhatIf, Why

if TYPE_CHECKING:
    from orchestrator.orchestrate import Orchestrator
    from orchestrator.plan.model import Plan
    from orchestrator.why.supposing import Supposed

__all__ = ["Alternative", "Effect", "Reason", "WhatIf", "Why", "alternatives", "what_if", "why", "why_not"]


def why(plan: Plan, home: Orchestrator, subject: str = "") -> Why:
    """Why a step is in the plan, or why the plan has the outcome that it has.

    Args:
        plan: the plan.
        home: the orchestrator that made it.
        subject: a step (`c1`, `q1`), a slot of a call (`c2.customer`), a goal (`goal 1`), or an API; by default the outcome.

    Raises:
        UsageError: the plan has nothing of that name, or was not made from its facts with this catalog.

    Example:
        >>> why(plan, orchestrator, "c1").sentence
        'find_customer is called because its id is the customer of create_invoice (c2, goal 1).'
    """
    from orchestrator.why.ask import answer

    return answer(plan, home, subject)


def why_not(plan: Plan, home: Orchestrator, api: str) -> Why:
    """Why an API is not called; of one that is called, that it is.

    Raises:
        UsageError: the catalog has no such API, or the plan was not made from its facts with this catalog.

    Example:
        >>> why_not(plan, orchestrator, "delete_customer").sentence
        'delete_customer is not called because it changes something and is no goal of the query (R5).'
    """
    from orchestrator.why.absent import why_absent

    return why_absent(plan, home, api)


def what_if(
    plan: Plan, home: Orchestrator, given: Supposed | None = None, without: Iterable[str] = ()
) -> WhatIf:
    """What more facts, or fewer APIs, would come to: the plan that would be made, and its difference from this one.

    Args:
        plan: the plan.
        home: the orchestrator that made it.
        given: values by the name of a question, an input or a type; or `(goal, name, value)` each. A value that was given under
            that name before gives way.
        without: APIs that are taken out of the catalog.

    Raises:
        UsageError: nothing is changed, or a name is none of the catalog's.
        FactsError: something is given for a goal that does not exist.

    Example:
        >>> what_if(plan, orchestrator, given={"amount": "200"}).effect.questions
        -1
    """
    from orchestrator.why.supposing import suppose

    return suppose(plan, home, given or {}, (without,) if isinstance(without, str) else tuple(without))


def alternatives(plan: Plan, home: Orchestrator, k: int = 3) -> tuple[Alternative, ...]:
    """Up to `k` other plans for the same facts, the cheapest first, none equivalent to another or to the plan (R9).

    Each passes the validator, which also says that no step of it can be left out. A plan without steps has none.

    Raises:
        UsageError: `k` is less than one, or the plan was not made from its facts with this catalog.
    """
    from orchestrator.why.others import find_alternatives

    return find_alternatives(plan, home, k)

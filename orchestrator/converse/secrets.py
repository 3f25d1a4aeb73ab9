"""What is sensitive in a conversation: it is shown and kept nowhere (`sensitive: true` in the catalog)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from orchestrator import secrets
from orchestrator.catalog.model import Catalog
from orchestrator.facts.model import Facts
from orchestrator.plan.model import Ask, Plan
from orchestrator.secrets import MARK, Secrets

__all__ = ["MARK", "hidden_answers", "is_secret", "secrets_of", "without_marks"]


def secrets_of(plans: Iterable[Plan], catalog: Catalog) -> Secrets:
    """The sensitive values of plans, and of the facts that they were made from."""
    found = Secrets()
    for plan in plans:
        found = found | secrets.secrets_of(plan, catalog) | _said(plan.facts, catalog)
    return found


def is_secret(ask: Ask, plan: Plan, catalog: Catalog) -> bool:
    """Whether the answer to a question is sensitive."""
    apis = {call.api for call in plan.calls if ask.asks.slot in call.arguments}
    named = any(catalog.apis[api].inputs[ask.asks.slot].sensitive for api in apis)
    return named or ask.asks.type in _secret_types(catalog)


def hidden_answers(plan: Plan, answers: Mapping[str, str], catalog: Catalog) -> dict[str, str]:
    """Answers with a mark in the place of those that are sensitive."""
    secret = {name for a in plan.asks if is_secret(a, plan, catalog) for name in (a.id, a.asks.slot, a.asks.type)}
    return {question: MARK if question in secret else answer for question, answer in answers.items()}


def without_marks(facts: Facts) -> Facts:
    """Facts without the values in whose place there is a mark."""
    return facts.model_copy(update={"givens": tuple(g for g in facts.givens if MARK not in g.members)})


def _said(facts: Facts, catalog: Catalog) -> Iterator[str]:
    """The values given for an input that is sensitive, or for its type."""
    apis = {goal.goal: catalog.apis[goal.api] for goal in facts.goals if goal.api in catalog.apis}
    types = _secret_types(catalog)
    for given in facts.givens:
        api = apis.get(given.goal)
        declared = api.inputs.get(given.name) if api is not None else None
        if declared.sensitive if declared is not None else given.name in types:
            yield from given.members


def _secret_types(catalog: Catalog) -> set[str]:
    """The types of sensitive inputs, with their subtypes, but for built-in ones, which say nothing."""
    secret = {i.type for api in catalog.apis.values() for i in api.inputs.values() if i.sensitive} & set(catalog.types)
    return {name for name in catalog.types if secret & set(catalog.type(name).ancestors)}

"""A yes is given to one write of one plan with its arguments, and to nothing else."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from inspect import isawaitable
from typing import Any

from orchestrator.catalog.model import Api, Catalog
from orchestrator.plan.model import Plan
from orchestrator.run.model import Approval
from orchestrator.secrets import Secrets, secrets_of, shown

Approve = bool | Collection[str] | Callable[[Approval], bool | Awaitable[bool]] | None
"""Who approves: True everything, a collection of tokens those, a function what it says True to, None and False nothing."""


def plan_hash(plan: Plan, catalog: Catalog) -> str:
    """The SHA-256 of a plan: of all it says but how long its translation took. What is sensitive is left out.

    Example:
        >>> plan_hash(plan, catalog) == plan_hash(orchestrator.plan(facts=plan.facts), catalog)
        True
    """
    data = plan.to_json()
    data.get("facts", {}).pop("translation", None)
    return _sha(Secrets().__or__(secrets_of(plan, catalog)).hidden(data))


def canonical(data: Any) -> str:
    """Data as text that is equal where the data are."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)


def request(
    *, step: str, identity: str, goals: tuple[int, ...], name: str, api: Api, members: Sequence[Mapping[str, Any]],
    each: bool, plan: str,
) -> Approval:  # fmt: skip
    """What is to be approved.

    Args:
        members: the arguments of each call that is to be made; of one call where it is made once.
        each: whether it is made for each row of a list.
        plan: the hash of the plan.
    """
    told = [shown(api, arguments) for arguments in members]
    common = {x: v for x, v in told[0].items() if all(x in m and canonical(m[x]) == canonical(v) for m in told)}
    return Approval(
        step=step, api=name, description=api.description, identity=identity, goals=goals, arguments=common,
        members=tuple(told) if each else (), destructive=api.destructive, plan=plan, token=_sha([plan, identity, told]),
    )  # fmt: skip


def seal(plan: str, identity: str, arguments: Mapping[str, Any]) -> str:
    """What stands for one call with all its arguments: compared between the yes and the call, and written nowhere."""
    return _sha([plan, identity, arguments])


async def is_approved(approve: Approve, request: Approval) -> bool:
    """Whether the person says yes. Only True is a yes."""
    if approve is None or isinstance(approve, bool):
        return approve is True
    if not callable(approve):
        return not isinstance(approve, str) and request.token in approve
    said = approve(request.model_copy(deep=True))
    return (await said if isawaitable(said) else said) is True


def _sha(data: Any) -> str:
    return hashlib.sha256(canonical(data).encode()).hexdigest()

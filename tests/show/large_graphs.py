"""A plan of many steps and a catalog of a hundred APIs."""

from __future__ import annotations

import json
from typing import Any

from orchestrator import Catalog
from orchestrator.plan.model import Plan, plan_from_json


def line_of_business(steps: int) -> Plan:
    """A plan of so many steps: questions, lookups that serve several writes, one call for each row, a want."""
    made: list[dict[str, Any]] = []
    stages: list[list[str]] = [[], [], [], []]
    for place in range((steps - 1) // 4):
        q, a, b, c = f"q{place + 1}", f"c{3 * place + 1}", f"c{3 * place + 2}", f"c{3 * place + 3}"
        asks = {"type": "money", "slot": "amount", "goals": [place + 1], "question": "What is the amount?"}
        made.append({"id": q, "api": "get_info_api", "asks": asks})
        made.append({"id": a, "api": "find_customer", "arguments": {"name": {"value": f"Customer number {place}"}}})
        invoice = {"customer": {"from": f"{a}.id"}, "amount": {"from": q}}
        made.append({"id": b, "api": "create_invoice", "goals": [2 * place + 1], "arguments": invoice})
        to = {"invoice": {"from": f"{b}.invoice"}, "to": {"from": f"{a}.email"}}
        made.append({"id": c, "api": "send_invoice", "goals": [2 * place + 2], "arguments": to})
        for stage, step in zip(stages, (q, a, b, c), strict=True):
            stage.append(step)
    made.append({"id": "z1", "api": "get_customer", "arguments": {"customer": {"from": "c1.id"}}})
    stages[2].append("z1")
    wants = [{"goal": 99, "type": "customer_balance", "from": "z1.balance"}]
    return plan_from_json({"status": "needs_input", "explanation": "Much.", "steps": made, "stages": stages, "wants": wants})


def catalog_of_100() -> Catalog:
    """A hundred APIs around twenty entities that refer to each other."""
    types: dict[str, Any] = {}
    apis: dict[str, Any] = {}
    for n in range(20):
        own, next_one = f"thing_{n}", f"thing_{(7 * n + 3) % 20}"
        types |= {f"{own}_name": {"base": "string", "entity": own}, f"{own}_id": {"base": "string", "entity": own, "ask": "never"}}
        apis |= {
            f"find_{own}": {"inputs": {"name": f"{own}_name"}, "outputs": {"id": f"{own}_id"}},
            f"show_{own}_in_all_its_details": {"inputs": {"id": f"{own}_id"}},
            f"list_{next_one}_of_{own}": {"inputs": {"id": f"{own}_id"}, "rows": {"id": f"{next_one}_id"}},
            f"change_{own}": {"kind": "write", "inputs": {"id": f"{own}_id", "other": f"{next_one}_id"}},
            f"remove_{own}": {"kind": "write", "destructive": True, "inputs": {"id": f"{own}_id"}},
        }
    return Catalog.parse(json.dumps({"name": "hundred", "types": types, "apis": apis}))

"""A small catalog for the tests of translation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from orchestrator.catalog import Catalog
from orchestrator.translate.mentions import Mentions

TODAY = date(2025, 4, 2)  # a Wednesday

CATALOG = {
    "name": "shop",
    "types": {
        "customer_name": {"base": "string", "entity": "customer"},
        "customer_id": {"base": "string", "entity": "customer", "ask": "never", "pattern": "^CUS-[0-9]+$"},
        "email_address": {"base": "string", "format": "email"},
        "customer_email": {"is": "email_address", "entity": "customer"},
        "money": {"base": "number", "minimum": "0"},
        "invoice_id": {"base": "string", "entity": "invoice", "ask": "never"},
        "channel": {
            "base": "string",
            "values": {"phone": ["call", "ring"], "chat": [], "video": ["video call"]},
        },
        "passcode": {"base": "string", "pattern": "^[0-9]{6}$"},
        "note_text": {"base": "string"},
    },
    "apis": {
        "find_customer": {
            "description": "Look up a customer by name.",
            "inputs": {"name": "customer_name"},
            "outputs": {"id": "customer_id", "email": "customer_email"},
        },
        "create_invoice": {
            "description": "Create an invoice for a customer.",
            "kind": "write",
            "inputs": {
                "customer": "customer_id",
                "amount": "money",
                "due": {"type": "date", "required": False},
                "rush": {"type": "boolean", "required": False, "description": "urgent"},
            },
            "outputs": {"invoice": "invoice_id"},
        },
        "send_invoice": {
            "description": "Send an invoice by e-mail.",
            "kind": "write",
            "inputs": {"invoice": "invoice_id", "to": "customer_email"},
        },
        "confirm": {
            "description": "Confirm with the passcode.",
            "kind": "write",
            "auto": True,
            "inputs": {"passcode": "passcode"},
            "ensures": ["confirmed"],
        },
        "delete_all": {
            "description": "Delete everything.",
            "kind": "write",
            "destructive": True,
            "requires": ["confirmed"],
        },
        "contact_us": {
            "description": "Have somebody get in touch.",
            "kind": "write",
            "inputs": {"channel": "channel", "note": {"type": "note_text", "required": False}},
        },
        "GET /search/tv": {"description": "Search shows.", "inputs": {"query text": "note_text"}},
        "transfer": {
            "description": "Move money between accounts.",
            "kind": "write",
            "inputs": {"from_customer": "customer_id", "to_customer": "customer_id", "amount": "money"},
        },
    },
}


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return Catalog.model_validate(CATALOG)


@pytest.fixture
def read(catalog: Catalog) -> Callable[[str], Mentions]:
    """Reads a query as of a fixed day."""
    return lambda query: Mentions(query, catalog, TODAY)

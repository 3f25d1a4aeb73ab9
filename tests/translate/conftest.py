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


LISTS = {
    "name": "stays",
    "types": {
        "city_name": {"base": "string", "entity": "city"},
        "hotel_id": {"base": "string", "entity": "hotel", "ask": "never"},
        "hotel_name": {"base": "string", "entity": "hotel"},
        "night_price": {"base": "number", "minimum": "0"},
        "guest_rating": {"base": "number"},
        "booking_id": {"base": "string", "entity": "booking", "ask": "never", "pattern": "^B-[0-9]+$"},
        "person_name": {"base": "string", "entity": "person"},
        "tag": {"base": "string"},
        "extra": {"base": "string", "values": {"breakfast": [], "parking": ["garage"], "late_checkout": []}},
    },
    "apis": {
        "search_hotels": {
            "description": "List the hotels of a city.",
            "inputs": {"city": "city_name"},
            "outputs": {"map": {"type": "string", "description": "link"}},
            "rows": {
                "hotel": "hotel_id",
                "name": "hotel_name",
                "price": "night_price",
                "rating": "guest_rating",
                "open since": "date",
            },
        },
        "book_hotel": {
            "description": "Book a hotel.",
            "kind": "write",
            "inputs": {"hotel": "hotel_id", "nights": "integer"},
            "outputs": {"booking": "booking_id"},
        },
        "compare_hotels": {
            "description": "Compare hotels.",
            "inputs": {"hotels": {"list_of": "hotel_id"}},
            "outputs": {"report": "string"},
        },
        "list_bookings": {
            "description": "List my bookings.",
            "outputs": {"bookings": {"list_of": "booking_id"}},
        },
        "cancel_booking": {
            "description": "Cancel a booking.",
            "kind": "write",
            "inputs": {"booking": "booking_id"},
            "outputs": {"refund": "night_price"},
        },
        "invite": {
            "description": "Invite people to a booking.",
            "kind": "write",
            "inputs": {"booking": "booking_id", "people": {"list_of": "person_name"}},
        },
        "label": {
            "description": "Label a booking.",
            "kind": "write",
            "inputs": {"booking": "booking_id", "tags": {"list_of": "tag", "required": False}},
        },
        "order_extras": {
            "description": "Order extras.",
            "kind": "write",
            "inputs": {"booking": "booking_id", "extras": {"list_of": "extra"}},
        },
        "note": {"description": "Note something good.", "kind": "write", "inputs": {"text": "tag"}},
        "ride": {
            "description": "Ride from a city to another.",
            "inputs": {"from_city": "city_name", "to_city": "city_name"},
        },
        "greet": {"description": "Greet somebody.", "kind": "write", "inputs": {"person": "person_name"}},
    },
}


BOOKINGS = {
    "name": "bookings",
    "types": {
        "traveller_id": {"base": "string", "entity": "traveller", "ask": "never", "pattern": "^T-[0-9]+$"},
        "traveller_name": {"base": "string", "entity": "traveller"},
        "booked_city": {"base": "string", "entity": "city"},
        "flight_id": {"base": "string", "entity": "flight", "ask": "never", "pattern": "^F-[0-9]+$"},
        "fare": {"base": "number", "minimum": "0"},
        "cabin": {"base": "string", "values": {"economy": [], "business": []}},
        "heading_text": {"base": "string"},
        "note_id": {"base": "string", "entity": "note", "ask": "never"},
    },
    "apis": {
        "find_traveller": {
            "description": "Look up a traveller by name.",
            "inputs": {"name": "traveller_name"},
            "outputs": {"id": "traveller_id"},
        },
        "list_flights": {
            "description": "List the flights that a traveller has booked.",
            "inputs": {"traveller": "traveller_id", "on": {"type": "date", "required": False}},
            "rows": {"flight": "flight_id", "city": "booked_city", "fare": "fare", "cabin": "cabin", "leaves": "date"},
        },
        "cancel_flight": {
            "description": "Cancel a flight.",
            "kind": "write",
            "inputs": {"flight": "flight_id"},
        },
        "swap_flights": {
            "description": "Swap flights.",
            "kind": "write",
            "inputs": {"flights": {"list_of": "flight_id"}, "back_up": {"type": "flight_id", "required": False}},
        },
        "print_note": {
            "description": "Print a note.",
            "inputs": {"note": "note_id", "heading": {"type": "heading_text", "required": False}},
        },
    },
}


@pytest.fixture(scope="session")
def bookings() -> Catalog:
    """A catalog where a thing is found in a list that is looked up by whose it is."""
    return Catalog.model_validate(BOOKINGS)


@pytest.fixture
def read_bookings(bookings: Catalog) -> Callable[[str], Mentions]:
    """Reads a query for the catalog of bookings, as of a fixed day."""
    return lambda query: Mentions(query, bookings, TODAY)


@pytest.fixture(scope="session")
def stays() -> Catalog:
    """A catalog with rows, lists as inputs and a list as output."""
    return Catalog.model_validate(LISTS)


@pytest.fixture
def read_stays(stays: Catalog) -> Callable[[str], Mentions]:
    """Reads a query for the catalog with lists, as of a fixed day."""
    return lambda query: Mentions(query, stays, TODAY)


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return Catalog.model_validate(CATALOG)


@pytest.fixture
def read(catalog: Catalog) -> Callable[[str], Mentions]:
    """Reads a query as of a fixed day."""
    return lambda query: Mentions(query, catalog, TODAY)

"""The backends of the four domains: they do what their catalogs say, and the plans of the labelled queries run on them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import pytest

from orchestrator import Catalog, Orchestrator
from orchestrator.catalog.labelled import queries_beside, read_queries
from orchestrator.catalog.model import ROWS, Output, SemanticType
from orchestrator.errors import OrchestratorError
from orchestrator.plan.model import (
    Ambiguous,
    AnyPlan,
    Ask,
    Call,
    Choose,
    FromDefault,
    FromList,
    FromStep,
    FromValue,
    OutOfScope,
)
from orchestrator.plan.rows import take
from orchestrator.resources import domain_names
from orchestrator.run.backend import Backend, CallFailed, load_backend, missing
from orchestrator.values import fit, normal_form

# What the person answers: by domain and type, where no answer to any type of the same base will do.
ANSWERS = {
    "small_business": {
        "customer_name": "Ortega & Sons",
        "customer_email": "new@address.example",
        "colleague_name": "Nadia",
        "charge_date": "2025-05-07",
        "money": "12",
        "receipt_file": "rent.pdf",
        "period_end": "2025-12-31",
        "listed_until": "2025-05-31",
        "support_topic": "payroll",
    },
    "travel": {
        "city_name": "Oslo",
        "passport_number": "P1234567",
        "country_name": "Kenya",
        "traveller_name": "Ada Park",
        "hotel_booking": "HB-31",
        "flight_booking": "FB-12",
    },
    "documents": {"document_title": "Old Map", "person_name": "Ann Ruud", "folder_name": "Research"},
    "banking": {
        "account_name": "Business",
        "card_name": "Silver Visa",
        "card_digits": "4821",
        "card_limit": "900",
        "city_name": "Cork",
        "passcode": "135790",
        "payee_iban": "NO9386011117947",
        "payment_number": "PM-9042",
        "standing_order": "SO-8",
        "statement_start": "2025-01-01",
        "statement_end": "2025-12-31",
        "payee_name": "Clara Jung",
    },
}
PARTICULAR = {"business-q13": {"customer_name": "Old Mill Antiques"}}  # only who owes nothing can be removed
BY_BASE = {
    "string": "something",
    "integer": "3",
    "number": "20",
    "date": "2025-06-12",
    "time": "10:30",
    "boolean": "true",
}

domains = pytest.mark.parametrize("domain", domain_names())


@cache
def catalog_of(domain: str) -> Catalog:
    return Catalog.load(domain)


def loaded(domain: str) -> Backend:
    return load_backend(domain, catalog_of(domain))


def answer_to(domain: str, kind: SemanticType, query: str) -> str:
    said = PARTICULAR.get(query, {}).get(kind.name) or ANSWERS[domain].get(kind.name)
    return said or (next(iter(kind.values)) if kind.values else BY_BASE[kind.base])


class Walk:
    """Makes the calls of one plan in its order, choosing the first row where one is to be chosen."""

    def __init__(self, domain: str, plan: AnyPlan, query: str = "") -> None:
        self.domain, self.catalog, self.plan = domain, catalog_of(domain), plan
        self.functions = loaded(domain)
        self.answers: dict[str, str] = {}
        self.choices: dict[str, int] = {}
        self.yielded: dict[str, dict[str, list[dict[str, Any]]]] = {}
        for step in plan.steps:
            if isinstance(step, Ask):
                self.answers[step.id] = answer_to(domain, self.catalog.type(step.asks.type), query)
            elif isinstance(step, Choose):
                self.choices[step.id] = 0
            else:
                self.make(step)

    def make(self, call: Call) -> None:
        """Keep what the call yields by the names of its lists; single outputs are a list of one row, called ''."""
        members = self.members(call)
        lists: dict[str, list[dict[str, Any]]] = {}
        for number in range(len(members) if call.for_each else 1):
            given = {
                name: self.value(call, name, argument, number) for name, argument in call.arguments.items()
            }
            result = self.functions[call.api](**given)
            for name, rows in well_formed(self.catalog, call.api, result).items():
                lists.setdefault(name, []).extend(rows)
        self.yielded[call.id] = lists

    def members(self, call: Call) -> list[dict[str, Any]]:
        """The rows that the call is made for: those that a pick leaves of the list."""
        if call.for_each is None:
            return []
        for argument in call.arguments.values():
            if isinstance(argument, FromStep) and argument.source.partition(".")[0] == call.for_each:
                return self.rows(call, argument, several=True)
        raise AssertionError(f"{call.id} draws nothing from the list it is made for")

    def value(self, call: Call, name: str, argument: Any, number: int) -> Any:
        accepted = self.catalog.apis[call.api].inputs[name]
        kind = self.catalog.type(accepted.type)
        parts = [
            self.drawn(call, a, number)
            for a in (argument.list if isinstance(argument, FromList) else [argument])
        ]
        values = [
            as_argument(v, kind)
            for part in parts
            for v in (part if isinstance(part, list | tuple) else [part])
        ]
        return values if accepted.many else values[0]

    def drawn(self, call: Call, argument: Any, number: int) -> Any:
        if isinstance(argument, FromStep):
            return self.from_step(call, argument, number)
        assert isinstance(argument, FromValue | FromDefault)
        return argument.value if isinstance(argument, FromValue) else argument.default

    def from_step(self, call: Call, argument: FromStep, number: int) -> Any:
        step, _, output = argument.source.partition(".")
        if step in self.answers:
            return self.answers[step]
        rows = self.rows(call, argument, several=step == call.for_each)
        assert rows, f"{argument.source} yields nothing"
        made = self.plan.step(step)
        assert isinstance(made, Call)
        if call.for_each is not None and call.for_each in (step, made.for_each):
            return rows[number][output]
        if argument.pick is None and (output in self.lists_of(step) or len(rows) > 1):
            return [row[output] for row in rows]
        return rows[0][output]

    def lists_of(self, step: str) -> Mapping[str, Any]:
        made = self.plan.step(step)
        assert isinstance(made, Call)
        return self.catalog.apis[made.api].lists

    def rows(self, call: Call, argument: FromStep, *, several: bool) -> list[dict[str, Any]]:
        step, _, output = argument.source.partition(".")
        rows = next((rows for rows in self.yielded[step].values() if rows and output in rows[0]), [])
        if argument.pick is None:
            return rows
        made = self.plan.step(step)
        assert isinstance(made, Call)
        types = {n: self.catalog.type(o.type) for n, o in self.catalog.apis[made.api].yields.items()}
        return list(take(rows, argument.pick, types, several=several, choices=self.choices))


def as_argument(value: Any, kind: SemanticType) -> Any:
    """A value as a backend gets it: numbers as numbers, booleans as booleans, days as ISO text."""
    normal = normal_form(kind.base, str(value))
    if kind.base == "string" or normal is None:
        return str(value)
    if kind.base == "boolean":
        return normal == "true"
    return float(normal) if kind.base == "number" else int(normal) if kind.base == "integer" else normal


def well_formed(catalog: Catalog, api: str, result: Any) -> dict[str, list[dict[str, Any]]]:
    """What a call yielded, list by list, once it is seen that it is what the catalog promises."""
    says = catalog.apis[api]
    if says.rows:
        assert isinstance(result, list), f"{api} yields {result!r} for rows"
        for row in result:
            check_values(catalog, api, row, says.rows)
        return {ROWS: result}
    if not says.outputs:
        assert result in (None, {}), f"{api} has no outputs, but yields {result!r}"
        return {}
    assert result is not None, f"{api} found nothing"
    assert isinstance(result, dict), f"{api} found several: {result!r}"
    check_values(catalog, api, result, says.outputs)
    many = {name: [{name: v} for v in result[name]] for name in says.outputs if says.outputs[name].many}
    return {"": [{name: v for name, v in result.items() if name not in many}], **many}


def check_values(catalog: Catalog, api: str, row: Mapping[str, Any], columns: Mapping[str, Output]) -> None:
    assert set(row) <= set(columns), (
        f"{api} yields {sorted(set(row) - set(columns))}, which the catalog does not have"
    )
    for name, column in columns.items():
        if name in row:
            for value in row[name] if column.many else [row[name]]:
                assert fit(catalog.type(column.type), str(value)), f"{api}: {name} cannot be {value!r}"


@domains
def test_every_api_has_a_function_and_nothing_else_has(domain: str) -> None:
    functions = loaded(domain)
    assert missing(functions, catalog_of(domain).apis) == ()
    assert set(functions) == set(catalog_of(domain).apis)


@domains
def test_the_plans_of_the_labelled_queries_run_to_the_end(domain: str) -> None:
    catalog = catalog_of(domain)
    path = queries_beside(catalog)
    assert path is not None
    queries, flaws = read_queries(path, catalog)
    assert not flaws
    orchestrator, stuck = Orchestrator(catalog), {}
    for query in queries:
        plan = orchestrator.plan(facts=query.facts)
        if isinstance(plan, OutOfScope | Ambiguous):
            continue
        try:
            Walk(domain, plan, query.id)
        except (OrchestratorError, AssertionError) as error:
            stuck[query.id] = str(error)
    assert stuck == {}


@domains
def test_two_backends_share_no_data(domain: str) -> None:
    writes: Mapping[str, tuple[str, Mapping[str, Any]]] = {
        "small_business": ("create_customer", {"name": "New", "email": "new@new.example"}),
        "travel": ("add_traveller", {"name": "New", "passport": "P1234567"}),
        "documents": ("create_draft", {"title": "New"}),
        "banking": ("sign_in", {"method": "app"}),
    }
    finds: Mapping[str, Callable[[Backend], Any]] = {
        "small_business": lambda b: b["find_customer"](name="New"),
        "travel": lambda b: b["find_traveller"](name="New"),
        "documents": lambda b: b["find_document"](title="New"),
        "banking": lambda b: b["my_profile"](),
    }
    api, given = writes[domain]
    one = loaded(domain)
    other = sys.modules[one[api].__module__].backend()  # of the very same module
    one[api](**given)
    assert finds[domain](one)
    if domain == "banking":
        with pytest.raises(CallFailed, match="nobody is signed in"):
            finds[domain](other)
    else:
        assert finds[domain](other) is None


@domains
def test_the_same_calls_yield_the_same(domain: str) -> None:
    catalog = catalog_of(domain)
    path = queries_beside(catalog)
    assert path is not None
    queries = [q for q in read_queries(path, catalog)[0] if q.cell == "complete-dataflow"][:2]
    orchestrator = Orchestrator(catalog)
    for query in queries:
        plan = orchestrator.plan(facts=query.facts)
        assert Walk(domain, plan).yielded == Walk(domain, plan).yielded


SEVERAL = [
    ("small_business", "find_customer", {"name": "Baker Supplies"}, 3),
    ("small_business", "find_colleague", {"name": "Sam"}, 2),
    ("small_business", "charge_lookup", {"charge_date": "2025-04-22", "amount": 29.0}, 2),
    ("travel", "find_airport", {"city": "London"}, 2),
    ("travel", "find_traveller", {"name": "Maria Silva"}, 2),
    ("travel", "find_hotel", {"name": "Grand Hotel"}, 3),
    ("documents", "find_document", {"title": "weekly report"}, 3),
    ("documents", "find_person", {"name": "Kari"}, 2),
    ("banking", "find_account", {"name": "Joint"}, 2),
    ("banking", "find_payee", {"name": "Anna Berg"}, 2),
    ("banking", "find_card", {"name": "Visa"}, 2),
]
NOTHING = [
    ("small_business", "find_customer", {"name": "Zenith"}),
    ("small_business", "get_customer", {"customer": "C-999"}),
    ("small_business", "list_invoices", {"customer": "C-999"}),
    ("travel", "find_airport", {"city": "Atlantis"}),
    ("travel", "search_flight", {"origin": "BER", "destination": "LYR", "day": "2025-05-02"}),
    ("travel", "flight_status", {"flight": "LH 9999", "day": "2025-05-02"}),
    ("documents", "find_document", {"title": "Blueprint"}),
    ("banking", "find_account", {"name": "Yacht"}),
    ("banking", "find_cash_machine", {"city": "Atlantis"}),
]
EMPTY = [
    ("small_business", "list_invoices", {"customer": "C-250"}),
    ("small_business", "search_customers", {"words": "zeppelin"}),
    ("travel", "list_flight_bookings", {"traveller": "T-29"}),
    ("travel", "search_hotels", {"city": "Atlantis"}),
    ("documents", "search_documents", {"folder": "F-7"}),
    ("documents", "list_comments", {"document": "D-84"}),
    ("banking", "list_transactions", {"account": "AC300420"}),
]
FAILS = [
    (
        "small_business",
        "send_invoice",
        {"invoice": "INV-2901", "to": "info@bounce.example"},
        "does not accept",
    ),
    ("small_business", "record_payment", {"invoice": "INV-1003", "amount": 5.0}, "paid already"),
    ("small_business", "record_payment", {"invoice": "INV-1002", "amount": 500.0}, "more than the 350.00"),
    ("small_business", "delete_customer", {"customer": "C-101"}, "still owes 550.00"),
    (
        "small_business",
        "profit_loss",
        {"start_date": "2025-02-01", "end_date": "2025-01-01"},
        "before it begins",
    ),
    ("travel", "weather", {"city": "Naples"}, "does not answer"),
    ("travel", "book_flight", {"flight": "LH 404", "traveller": "T-11"}, "sold out"),
    (
        "travel",
        "book_hotel",
        {"hotel": "H-11", "traveller": "T-11", "arrival": "2025-07-04", "nights": 2},
        "is full",
    ),
    ("travel", "send_boarding_pass", {"booking": "FB-12", "to": "a@b.example"}, "not checked in"),
    ("travel", "request_refund", {"booking": "FB-12", "reason": "delay"}, "no cancelled flight"),
    ("documents", "edit_document", {"document": "D-47", "text": "x"}, "is locked"),
    ("documents", "edit_document", {"document": "D-20", "text": "x"}, "is published"),
    ("documents", "delete_document", {"document": "D-51"}, "is not archived"),
    ("documents", "approve_document", {"document": "D-51", "approver": "U-2"}, "is not submitted"),
    (
        "banking",
        "transfer",
        {"from_account": "AC300420", "to_account": "AC204918", "amount": 400.0},
        "only 310.00",
    ),
    ("banking", "confirm_identity", {"passcode": "000000"}, "passcode is wrong"),
    ("banking", "cancel_payment", {"payment": "PM-9001"}, "has arrived"),
    ("banking", "close_account", {"account": "AC777001"}, "not been confirmed"),
    ("banking", "find_cash_machine", {"city": "Milan"}, "does not answer for Milan"),
]


def call(domain: str, api: str, given: Mapping[str, Any]) -> Any:
    functions = loaded(domain)
    if domain == "banking":
        functions["sign_in"]()
    return functions[api](**given)


@pytest.mark.parametrize(("domain", "api", "given", "count"), SEVERAL)
def test_what_several_share_is_found_several_times(
    domain: str, api: str, given: dict[str, Any], count: int
) -> None:
    found = call(domain, api, given)
    assert isinstance(found, list)
    assert len(found) == count
    for one in found:
        check_values(catalog_of(domain), api, one, catalog_of(domain).apis[api].outputs)
    assert len({str(one) for one in found}) == count


@pytest.mark.parametrize(("domain", "api", "given"), NOTHING)
def test_what_does_not_exist_is_not_found(domain: str, api: str, given: dict[str, Any]) -> None:
    assert call(domain, api, given) is None


@pytest.mark.parametrize(("domain", "api", "given"), EMPTY)
def test_a_list_can_be_empty(domain: str, api: str, given: dict[str, Any]) -> None:
    assert call(domain, api, given) == []


@pytest.mark.parametrize(("domain", "api", "given", "why"), FAILS)
def test_a_refused_call_says_why(domain: str, api: str, given: dict[str, Any], why: str) -> None:
    with pytest.raises(CallFailed, match=why):
        call(domain, api, given)


def test_an_invoice_that_was_created_is_found_sent_and_paid() -> None:
    books = loaded("small_business")
    invoice = books["create_invoice"](customer="C-250", amount=120.5)["invoice"]
    assert [row["status"] for row in books["list_invoices"](customer="C-250")] == ["draft"]
    books["send_invoice"](invoice=invoice, to="old@mill.example")
    assert books["get_customer"](customer="C-250")["balance"] == 120.5
    books["record_payment"](invoice=invoice, amount=20.5)
    assert books["get_invoice"](invoice=invoice)["status"] == "open"
    books["record_payment"](invoice=invoice, amount=100.0)
    assert books["get_invoice"](invoice=invoice)["status"] == "paid"
    assert books["get_customer"](customer="C-250")["balance"] == 0


def test_a_booked_flight_is_listed_for_the_day_it_was_searched_for() -> None:
    agency = loaded("travel")
    flight = agency["search_flight"](origin="OSL", destination="NCE", day="2025-07-01")["flight"]
    booking = agency["book_flight"](flight=flight, traveller="T-29")["booking"]
    listed = agency["list_flight_bookings"](traveller="T-29")
    assert listed == [{"booking": booking, "flight": flight, "day": "2025-07-01", "to_city": "Nice"}]
    agency["cancel_flight"](booking=booking)
    assert agency["list_flight_bookings"](traveller="T-29") == []


def test_every_listed_flight_can_be_booked_unless_it_is_sold_out() -> None:
    agency = loaded("travel")
    given = {"origin": "BER", "destination": "NCE", "day": "2025-05-02"}
    flights = [row["flight"] for row in agency["list_flights"](**given)]
    assert len(flights) == 4
    for flight in flights:
        if flight == "LH 404":
            with pytest.raises(CallFailed):
                agency["book_flight"](flight=flight, traveller="T-11")
        else:
            assert agency["book_flight"](flight=flight, traveller="T-11")["booking"]
    best = agency["search_flight"](**given)
    assert best["price"] == min(
        row["price"] for row in agency["list_flights"](**given) if row["flight"] != "LH 404"
    )


def test_money_that_is_moved_is_missing_where_it_was() -> None:
    bank = loaded("banking")
    bank["sign_in"]()
    bank["confirm_identity"](passcode="135790")
    before = {row["name"]: row["balance"] for row in bank["list_accounts"]()}
    bank["transfer"](from_account="AC204918", to_account="AC300420", amount=10.35)
    payment = bank["pay"](payee="P-1", from_account="AC204918", amount=84.9)["payment"]
    assert bank["account_balance"](account="AC204918") == {"balance": round(before["Everyday"] - 95.25, 2)}
    assert bank["account_balance"](account="AC300420") == {"balance": round(before["Cabin"] + 10.35, 2)}
    bank["cancel_payment"](payment=payment)
    assert bank["account_balance"](account="AC204918") == {"balance": round(before["Everyday"] - 10.35, 2)}


@domains
def test_the_data_start_in_the_state_that_the_catalog_says(domain: str) -> None:
    probes: Mapping[str, Sequence[tuple[str, Mapping[str, Any]]]] = {
        "small_business": [],
        "travel": [("request_refund", {"booking": "FB-4410", "reason": "illness"})],
        "documents": [
            ("approve_document", {"document": "D-18", "approver": "U-2"}),
            ("approve_document", {"document": "D-19", "approver": "U-2"}),
            ("publish_document", {"document": "D-12"}),
            ("publish_document", {"document": "D-14"}),
            ("unpublish_document", {"document": "D-20"}),
            ("unpublish_document", {"document": "D-21"}),
            ("restore_document", {"document": "D-31"}),
            ("restore_document", {"document": "D-32"}),
        ],
        "banking": [("replace_card", {"card": "CARD-9"})],
    }
    said = {argument for condition in catalog_of(domain).state for argument in condition.arguments}
    assert said == {value for _, given in probes[domain] for value in given.values() if value in said}
    for api, given in probes[domain]:
        assert call(domain, api, given) is None

"""The books of a small company, in memory: the functions behind the APIs of this domain.

Worth trying: three customers are called Baker Supplies, nobody is called Zenith, Old Mill Antiques never had an invoice, and
Gulf Rentals has an address that no mail reaches. One card charge of 22 April 2025 stands there twice.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from orchestrator.run.backend import CallFailed

TODAY = "2025-06-10"


@dataclass(slots=True)
class Customer:
    id: str
    name: str
    town: str
    email: str
    phone: str
    notes: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Invoice:
    number: int
    customer: str
    total: float
    due: str
    status: str = "open"
    paid: float = 0.0
    service: str = ""

    @property
    def id(self) -> str:
        return f"INV-{self.number}"

    @property
    def owed(self) -> float:
        """What is still to come: nothing of a draft, which nobody has seen yet."""
        return round(self.total - self.paid, 2) if self.status in ("open", "overdue") else 0.0


CUSTOMERS = (
    ("C-101", "Acme", "Denver", "billing@acme.example", "+1 303 555 0101"),
    ("C-102", "Beta", "Portland", "office@beta.example", "+1 503 555 0102"),
    ("C-103", "Bolt", "Austin", "hello@bolt.example", "+1 512 555 0103"),
    ("C-118", "Brightwater Bakery", "Salem", "orders@brightwater.example", "+1 978 555 0118"),
    ("C-120", "Cornerhouse Bakery", "Mobile", "post@cornerhouse.example", "+1 251 555 0120"),
    ("C-131", "Kestrel Ltd", "Boston", "office@kestrel.example", "+1 617 555 0131"),
    ("C-204", "Fjord Coffee", "Seattle", "books@fjordcoffee.example", "+1 206 555 0204"),
    ("C-208", "Gulf Rentals", "Galveston", "info@bounce.example", "+1 409 555 0208"),
    ("C-211", "Hana Ito", "Reno", "hana@ito.example", "+1 775 555 0211"),
    ("C-215", "Harbour Toys", "Tulsa", "shop@harbourtoys.example", "+1 918 555 0215"),
    ("C-220", "Lumen Studio", "Chicago", "studio@lumen.example", "+1 312 555 0220"),
    ("C-230", "Maple Street Dental", "Omaha", "desk@maplestreet.example", "+1 402 555 0230"),
    ("C-241", "Northgate Gym", "Fresno", "front@northgate.example", "+1 559 555 0241"),
    ("C-250", "Old Mill Antiques", "Savannah", "old@mill.example", "+1 912 555 0250"),
    ("C-262", "Ortega & Sons", "El Paso", "luis@ortega.example", "+1 915 555 0262"),
    ("C-270", "Pine & Partners", "Spokane", "mail@pinepartners.example", "+1 509 555 0270"),
    ("C-281", "Sofia Brandt", "Madison", "sofia@brandt.example", "+1 608 555 0281"),
    ("C-290", "Tessa Moreau", "Lafayette", "t.moreau@oldpost.example", "+1 337 555 0290"),
    ("C-301", "Baker Supplies", "Dallas", "dallas@bakersupplies.example", "+1 214 555 0301"),
    ("C-302", "Baker Supplies", "Miami", "miami@bakersupplies.example", "+1 305 555 0302"),
    ("C-303", "Baker Supplies", "Phoenix", "phoenix@bakersupplies.example", "+1 602 555 0303"),
    ("C-310", "Delta Freight", "Memphis", "pay@deltafreight.example", "+1 901 555 0310"),
)
INVOICES = (
    (71, "C-102", 45.0, "2025-06-20"),
    (72, "C-102", 60.0, "2025-06-25"),
    (877, "C-241", 130.0, "2025-05-30", "overdue"),
    (1001, "C-101", 200.0, "2025-05-15", "overdue"),
    (1002, "C-101", 350.0, "2025-06-30"),
    (1003, "C-101", 80.0, "2025-03-31", "paid", 80.0),
    (1311, "C-118", 310.0, "2025-06-12"),
    (1320, "C-118", 95.5, "2025-05-28", "overdue"),
    (1777, "C-230", 1450.0, "2025-06-18"),
    (1990, "C-103", 320.0, "2025-06-15"),
    (1994, "C-103", 75.0, "2025-06-22"),
    (2087, "C-220", 640.0, "2025-05-20", "overdue"),
    (2201, "C-220", 220.0, "2025-06-28"),
    (2202, "C-204", 180.0, "2025-06-29"),
    (2207, "C-204", 260.0, "2025-07-01"),
    (2210, "C-204", 140.0, "2025-05-10", "overdue"),
    (2301, "C-211", 88.0, "2025-04-30", "paid", 88.0),
    (2302, "C-211", 120.0, "2025-06-30"),
    (2401, "C-262", 410.0, "2025-05-05", "overdue"),
    (2402, "C-262", 150.0, "2025-05-25", "overdue"),
    (2501, "C-270", 500.0, "2025-07-10", "draft"),
    (2502, "C-270", 530.0, "2025-07-10", "draft"),
    (2601, "C-131", 270.0, "2025-07-05", "draft"),
    (2602, "C-131", 90.0, "2025-07-06", "draft"),
    (2701, "C-310", 330.0, "2025-06-16"),
    (2702, "C-310", 470.0, "2025-06-17"),
    (2801, "C-302", 99.0, "2025-06-24"),
    (2901, "C-208", 55.0, "2025-06-21"),
    (3050, "C-281", 139.0, "2025-06-14"),
    (3101, "C-215", 64.0, "2025-02-28", "paid", 64.0),
)
CHARGES = (
    ("CH-101", "Mapbase", "2025-02-09", 18.75),
    ("CH-102", "Streamline", "2025-03-03", 49.99),
    ("CH-103", "Paperworld", "2025-03-18", 212.0),
    ("CH-104", "Quickparts", "2025-03-20", 75.0),
    ("CH-105", "Toolbarn", "2025-04-17", 132.4),
    ("CH-106", "Cloudnine Hosting", "2025-04-22", 29.0),
    ("CH-107", "Cloudnine Hosting", "2025-04-22", 29.0),
    ("CH-108", "Cafe Polar", "2025-05-07", 12.0),
    ("CH-109", "Harbor Air", "2025-05-19", 388.0),
)
EXPENSES = (
    ("rent", 2400.0, "2025-01-02", "Old Town Estates"),
    ("salaries", 9800.0, "2025-01-31", "the team"),
    ("software", 120.0, "2025-02-03", "Mapbase"),
    ("marketing", 640.0, "2025-04-11", "Radio Nine"),
    ("utilities", 310.5, "2025-05-15", "City Power"),
)
COLLEAGUES = {
    "Nadia Rehman": "nadia@ourshop.example",
    "Omar Diaz": "omar@ourshop.example",
    "Priya Nair": "priya@ourshop.example",
    "Sam Carter": "sam.carter@ourshop.example",
    "Sam Osei": "sam.osei@ourshop.example",
}
ARTICLES = {
    "VAT returns": "How to fill in and send a VAT return.",
    "payroll": "How to run the payroll of a month.",
    "bank statement imports": "How to import a bank statement.",
    "missing bank feed": "What to do when the bank feed stays away.",
    "taxes": "Which taxes a small company pays, and when.",
}


def _named(wanted: str, names: Mapping[str, str]) -> list[str]:
    """The keys of what is called so; if nothing is, of what has every word of it in its name."""
    words = wanted.casefold().split()
    exact = [key for key, name in names.items() if name.casefold().split() == words]
    return exact or [key for key, name in names.items() if set(words) <= set(name.casefold().split())]


def _found(matches: list[dict[str, Any]]) -> Any:
    """None for nothing, the one match, or the list of several."""
    return matches[0] if len(matches) == 1 else matches or None


class Books:
    """The data, and a method for each API."""

    def __init__(self) -> None:
        self._customers = {row[0]: Customer(*row) for row in CUSTOMERS}
        self._invoices = {invoice.id: invoice for invoice in (Invoice(*row) for row in INVOICES)}
        self._expenses = {f"EX-{n}": row for n, row in enumerate(EXPENSES, 1)}
        self._payments: list[tuple[str, float, str]] = []
        self._tickets: dict[str, tuple[str, str, bool, str]] = {}
        self._numbers = {
            "customer": count(401),
            "invoice": count(4001),
            "expense": count(101),
            "ticket": count(1),
        }
        self._receipts: dict[str, str] = {}
        self._disputed: dict[str, str] = {}
        self._reports: dict[str, float] = {}
        self._sent: list[tuple[str, str, str]] = []

    # reports

    def profit_loss(self, start_date: str, end_date: str) -> Any:
        earned, spent = self._earned(start_date, end_date), self._spent(start_date, end_date)
        return self._report(f"profit-loss_{start_date}_{end_date}", earned - spent)

    def expense_spend(self, start_date: str, end_date: str, category: str | None = None) -> Any:
        spent = self._spent(start_date, end_date, category)
        return self._report(f"expenses_{start_date}_{end_date}_{category or 'all'}", spent)

    def invoice_sales(self, start_date: str, end_date: str, customer: str | None = None) -> Any:
        earned = self._earned(start_date, end_date, customer)
        return self._report(f"sales_{start_date}_{end_date}_{customer or 'all'}", earned)

    def share_report(self, report: str, recipient: str, message: str = "") -> None:
        self.circulate_report(report, [recipient], message)

    def circulate_report(self, report: str, recipients: list[str], message: str = "") -> None:
        if report not in self._reports:
            raise CallFailed(f"there is no report {report}")
        for recipient in recipients:
            self._mail(recipient, report, message)

    def find_colleague(self, name: str) -> Any:
        return _found([{"email": COLLEAGUES[key]} for key in _named(name, {n: n for n in COLLEAGUES})])

    def company_profile(self) -> Any:
        return {"email": "hello@ourshop.example", "vat": "US-88-2041175"}

    # customers

    def find_customer(self, name: str) -> Any:
        keys = _named(name, {c.id: c.name for c in self._customers.values()})
        found = [self._customers[key] for key in keys]
        return _found([{"id": c.id, "email": c.email, "phone": c.phone} for c in found])

    def search_customers(self, words: str = "") -> Any:
        wanted = words.casefold()
        return [
            {"customer": c.id, "name": c.name, "town": c.town, "owes": self._owes(c.id)}
            for c in self._customers.values()
            if wanted in " ".join((c.name, c.town, *c.notes)).casefold()
        ]

    def get_customer(self, customer: str) -> Any:
        known = self._customers.get(customer)
        if known is None:
            return None
        return {
            "name": known.name,
            "email": known.email,
            "phone": known.phone,
            "balance": self._owes(customer),
        }

    def create_customer(self, name: str, email: str, phone: str = "") -> Any:
        if any(c.email.casefold() == email.casefold() for c in self._customers.values()):
            raise CallFailed(f"there is a customer with the address {email} already")
        made = Customer(f"C-{next(self._numbers['customer'])}", name, "", email, phone)
        self._customers[made.id] = made
        return {"id": made.id}

    def update_customer(self, customer: str, email: str, phone: str | None = None) -> None:
        known = self._customer(customer)
        known.email, known.phone = email, phone or known.phone

    def add_customer_note(self, customer: str, note: str) -> None:
        self._customer(customer).notes.append(note)

    def tag_customer(self, customer: str, tags: list[str]) -> None:
        known = self._customer(customer)
        known.tags += [tag for tag in tags if tag not in known.tags]

    def delete_customer(self, customer: str) -> None:
        name, owes = self._customer(customer).name, self._owes(customer)
        if owes:
            raise CallFailed(f"{name} still owes {owes:.2f} dollars and cannot be removed")
        del self._customers[customer]

    # invoices

    def create_invoice(self, customer: str, amount: float, service: str = "", due: str = "2025-07-10") -> Any:
        owner = self._customer(customer).id
        made = Invoice(
            next(self._numbers["invoice"]), owner, round(float(amount), 2), due, "draft", service=service
        )
        self._invoices[made.id] = made
        return {"invoice": made.id}

    def find_invoice(self, invoice_number: int) -> Any:
        known = self._invoices.get(f"INV-{int(invoice_number)}")
        return {"invoice": known.id} if known else None

    def list_invoices(self, customer: str, only: str | None = None) -> Any:
        if customer not in self._customers:
            return None
        wanted = {None: None, "open": ("open", "overdue")}.get(only, (only,))
        mine = [i for i in self._invoices.values() if i.customer == customer]
        return [
            {"invoice": i.id, "number": i.number, "total": i.total, "due": i.due, "status": i.status}
            for i in sorted(mine, key=lambda i: -i.number)
            if wanted is None or i.status in wanted
        ]

    def get_invoice(self, invoice: str) -> Any:
        known = self._invoices.get(invoice)
        return {"status": known.status, "email": self._customer(known.customer).email} if known else None

    def send_invoice(self, invoice: str, to: str, message: str = "") -> None:
        known = self._invoice(invoice)
        self._mail(to, invoice, message)
        if known.status == "draft":
            known.status = "open"

    def record_payment(self, invoice: str, amount: float, paid_on: str = TODAY) -> None:
        known = self._unpaid(invoice)
        left = round(known.total - known.paid, 2)
        if float(amount) > left:
            raise CallFailed(f"{amount} dollars is more than the {left:.2f} that are open on {invoice}")
        known.paid = round(known.paid + float(amount), 2)
        self._payments.append((invoice, float(amount), paid_on))
        if known.paid >= known.total:
            known.status = "paid"

    def send_reminder(self, invoice: str, tone: str = "friendly") -> None:
        known = self._unpaid(invoice)
        self._mail(self._customer(known.customer).email, invoice, f"a {tone} reminder")

    def cancel_invoice(self, invoice: str) -> None:
        self._unpaid(invoice).status = "cancelled"

    # expenses and the company card

    def record_expense(self, category: str, amount: float, spent_on: str, supplier: str = "") -> Any:
        key = f"EX-{next(self._numbers['expense'])}"
        self._expenses[key] = (category, round(float(amount), 2), spent_on, supplier)
        return {"expense": key}

    def attach_receipt(self, expense: str, file: str) -> None:
        if expense not in self._expenses:
            raise CallFailed(f"there is no expense {expense}")
        self._receipts[expense] = file

    def charge_lookup(self, charge_date: str, amount: float) -> Any:
        same = [c for c in CHARGES if c[2] == charge_date and abs(c[3] - float(amount)) < 0.005]
        return _found([{"charge": c[0]} for c in same])

    def list_charges(self, since: str, until: str) -> Any:
        chosen = [c for c in CHARGES if since <= c[2] <= until]
        return [{"charge": c[0], "merchant": c[1], "day": c[2], "amount": c[3]} for c in chosen]

    def dispute_charge(self, charge: str, reason: str) -> None:
        if charge not in {c[0] for c in CHARGES}:
            raise CallFailed(f"there is no charge {charge}")
        if charge in self._disputed:
            raise CallFailed(f"the charge {charge} is disputed already")
        self._disputed[charge] = reason

    # support

    def help(self, topic: str) -> Any:
        return _found([{"article": ARTICLES[key]} for key in _named(topic, {t: t for t in ARTICLES})])

    def contact_us(self, topic: str, channel: str, urgent: bool = False, callback_number: str = "") -> Any:
        key = f"TICKET-{next(self._numbers['ticket'])}"
        self._tickets[key] = (topic, channel, urgent, callback_number)
        return {"ticket": key}

    # what the methods above share

    def _customer(self, key: str) -> Customer:
        if key not in self._customers:
            raise CallFailed(f"there is no customer {key}")
        return self._customers[key]

    def _invoice(self, key: str) -> Invoice:
        if key not in self._invoices:
            raise CallFailed(f"there is no invoice {key}")
        if self._invoices[key].status == "cancelled":
            raise CallFailed(f"the invoice {key} is cancelled")
        return self._invoices[key]

    def _unpaid(self, key: str) -> Invoice:
        known = self._invoice(key)
        if known.status == "paid":
            raise CallFailed(f"the invoice {key} is paid already")
        return known

    def _owes(self, customer: str) -> float:
        return round(sum(i.owed for i in self._invoices.values() if i.customer == customer), 2)

    def _earned(self, start: str, end: str, customer: str | None = None) -> float:
        """What was invoiced; the books go by the day on which it is due."""
        invoices = (
            i for i in self._invoices.values() if customer in (None, i.customer) and start <= i.due <= end
        )
        return sum(i.total for i in invoices if i.status not in ("draft", "cancelled"))

    def _spent(self, start: str, end: str, category: str | None = None) -> float:
        return sum(e[1] for e in self._expenses.values() if category in (None, e[0]) and start <= e[2] <= end)

    def _report(self, key: str, result: float) -> dict[str, str]:
        _, start, end, *_ = key.split("_")
        if end < start:
            raise CallFailed(f"the period ends on {end}, before it begins on {start}")
        self._reports[key] = round(result, 2)
        return {"report": key}

    def _mail(self, to: str, what: str, message: str) -> None:
        if to.casefold().endswith("@bounce.example"):
            raise CallFailed(f"the mail server does not accept {to}")
        self._sent.append((to, what, message))


def backend() -> Mapping[str, Callable[..., Any]]:
    """The functions behind the APIs, over data of their own."""
    return {name: method for name, method in inspect.getmembers(Books()) if not name.startswith("_")}

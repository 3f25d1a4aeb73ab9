"""A bank, in memory: the functions behind the APIs of this domain.

Worth trying: two accounts are called Joint and two payees Anna Berg, no account is called Yacht, nothing ever went through
Cabin, the bank refuses to move what an account does not hold, the passcode 000000 is wrong, the payment PM-9001 has arrived
already, and the map of cash machines does not answer for Milan.
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
class Account:
    number: str
    name: str
    kind: str
    balance: float
    currency: str = "EUR"
    alerts: tuple[str, ...] = ()


@dataclass(slots=True)
class Transaction:
    id: str
    account: str
    day: str
    amount: float
    party: str
    tags: list[str] = field(default_factory=list)
    inquiries: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Card:
    id: str
    name: str
    digits: str
    limit: float
    blocked: bool = False


ACCOUNTS = (
    ("AC204918", "Everyday", "current", 4210.35),
    ("AC100300", "Rainy Day", "savings", 6800.0),
    ("AC100200", "Car", "savings", 1150.0),
    ("AC555010", "Business", "current", 18250.9),
    ("AC300410", "Holiday", "savings", 940.5),
    ("AC300420", "Cabin", "savings", 310.0),
    ("AC300430", "Joint", "current", 520.0),
    ("AC300440", "Joint", "savings", 2600.0),
    ("AC777001", "Old Savings", "savings", 0.0),
)
TRANSACTIONS = (
    ("TX-8801", "AC204918", "2025-03-03", -42.6, "Hansen Bakeri"),
    ("TX-8802", "AC204918", "2025-03-03", -15.0, "City Parking"),
    ("TX-8805", "AC204918", "2025-05-28", 2950.0, "Fjord Shipping"),
    ("TX-8812", "AC204918", "2025-06-07", -61.8, "Bistro Lyon"),
    ("TX-8820", "AC555010", "2025-03-12", 1200.0, "Kestrel Ltd"),
    ("TX-8821", "AC555010", "2025-04-04", -89.0, "Cloudnine Hosting"),
    ("TX-8822", "AC555010", "2025-04-04", -89.0, "Cloudnine Hosting"),
    ("TX-8823", "AC555010", "2025-05-06", -640.0, "Hotel Isar"),
    ("TX-8824", "AC555010", "2025-05-08", -310.0, "Fair Munich"),
    ("TX-8830", "AC300410", "2025-04-18", -230.0, "Nordwind Ferries"),
    ("TX-8831", "AC300410", "2025-05-30", 150.0, "Everyday"),
    ("TX-8840", "AC100200", "2025-05-02", -78.4, "Tyre House"),
    ("TX-8841", "AC100200", "2025-06-01", 100.0, "Everyday"),
    ("TX-8850", "AC100300", "2025-06-01", 200.0, "Everyday"),
)
PAYEES = (
    ("P-1", "Bjorn Dahl", "NO9386011117947"),
    ("P-2", "Clara Jung", "DE89370400440532013000"),
    ("P-3", "Henrik Moe", "NO8330001234567"),
    ("P-4", "Studio Verde", "IT60X0542811101000000123456"),
    ("P-5", "Anna Berg", "SE4550000000058398257466"),
    ("P-6", "Anna Berg", "NO5015030000000"),
)
ORDERS = (
    ("SO-4", "P-4", 45.0, "monthly", "AC555010", "2024-02-01"),
    ("SO-5", "P-2", 30.0, "weekly", "AC204918", "2025-01-06"),
    ("SO-8", "P-1", 84.9, "monthly", "AC204918", "2024-09-01"),
    ("SO-12", "P-3", 650.0, "monthly", "AC204918", "2023-07-01"),
    ("SO-31", "P-5", 120.0, "yearly", "AC204918", "2022-12-20"),
)
CARDS = (
    ("CARD-1", "Everyday Debit", "4821", 2000.0),
    ("CARD-2", "Silver Visa", "4410", 1500.0),
    ("CARD-3", "Travel Visa", "9923", 2500.0),
    ("CARD-4", "Gold Mastercard", "0077", 5000.0),
    ("CARD-5", "Blue Amex", "3105", 4000.0),
    ("CARD-6", "Family Card", "6620", 800.0),
    ("CARD-9", "Student Card", "1234", 300.0, True),
)
PER_EURO = {"EUR": 1.0, "USD": 1.08, "GBP": 0.85, "NOK": 11.7, "CHF": 0.94}
HOURS = {
    "Trondheim": "Mon-Fri 9-16",
    "Bergen": "Mon-Fri 9-16, Sat 10-14",
    "Oslo": "Mon-Fri 8-18, Sat 10-15",
    "Lyon": "Tue-Sat 9-17",
    "Cork": "Mon-Fri 10-16",
}
MACHINES = {
    "Cork": "14 Patrick Street",
    "Ghent": "Korenmarkt 3",
    "Lyon": "Place Bellecour 8",
    "Nice": "Avenue Jean Medecin 22",
    "Oslo": "Karl Johans gate 5",
}


def _named(wanted: str, names: Mapping[str, str]) -> list[str]:
    """The keys of what is called so; if nothing is, of what has every word of it in its name."""
    words = wanted.casefold().split()
    exact = [key for key, name in names.items() if name.casefold().split() == words]
    return exact or [key for key, name in names.items() if set(words) <= set(name.casefold().split())]


def _found(matches: list[dict[str, Any]]) -> Any:
    """None for nothing, the one match, or the list of several."""
    return matches[0] if len(matches) == 1 else matches or None


class Bank:
    """The data, and a method for each API."""

    def __init__(self) -> None:
        self._signed_in, self._confirmed = "", False
        self._accounts = {row[0]: Account(*row) for row in ACCOUNTS}
        self._transactions = {row[0]: Transaction(*row) for row in TRANSACTIONS}
        self._payees = {key: (name, iban) for key, name, iban in PAYEES}
        self._orders = {row[0]: row[1:] for row in ORDERS}
        self._cards = {row[0]: Card(*row) for row in CARDS}
        self._payments = {"PM-9001": ("AC204918", 20.0, True), "PM-9042": ("AC204918", 75.0, False)}
        self._planned: list[tuple[str, str, float, str]] = []
        self._sent: list[tuple[str, str]] = []
        self._numbers = {
            name: count(first) for name, first in (("TX", 9001), ("PM", 9101), ("SO", 101), ("P", 101))
        }
        self._new_accounts, self._new_cards = count(400001), count(101)

    # signing in and out

    def sign_in(self, method: str = "fingerprint") -> None:
        self._signed_in = method

    def confirm_identity(self, passcode: str) -> None:
        self._check()
        if str(passcode) == "000000":
            raise CallFailed("the passcode is wrong")
        self._confirmed = True

    def sign_out(self) -> None:
        self._check()
        self._signed_in, self._confirmed = "", False

    def my_profile(self) -> Any:
        self._check()
        return {"email": "rosa.keller@post.example"}

    # accounts

    def find_account(self, name: str) -> Any:
        self._check()
        return _found(
            [{"account": key} for key in _named(name, {a.number: a.name for a in self._accounts.values()})]
        )

    def account_balance(self, account: str) -> Any:
        self._check()
        known = self._accounts.get(account)
        return {"balance": known.balance} if known else None

    def list_accounts(self) -> Any:
        self._check()
        return [
            {"account": a.number, "name": a.name, "kind": a.kind, "balance": a.balance}
            for a in self._accounts.values()
        ]

    def list_transactions(self, account: str, since: str = "") -> Any:
        self._check()
        if account not in self._accounts:
            return None
        chosen = [t for t in self._transactions.values() if t.account == account and t.day >= since]
        return [
            {"transaction": t.id, "day": t.day, "amount": t.amount, "party": t.party}
            for t in sorted(chosen, key=lambda t: (t.day, t.id), reverse=True)
        ]

    def inquire_transaction(self, transaction: str, inquiry: str) -> None:
        self._transaction(transaction).inquiries.append(inquiry)

    def tag_transaction(self, transaction: str, tags: list[str]) -> None:
        known = self._transaction(transaction)
        known.tags += [tag for tag in tags if tag not in known.tags]

    def set_alerts(self, account: str, alerts: list[str]) -> None:
        self._check()
        self._account(account).alerts = tuple(alerts)

    def account_statement(self, account: str, start_date: str, end_date: str) -> Any:
        self._check()
        if end_date < start_date:
            raise CallFailed(f"the period ends on {end_date}, before it begins on {start_date}")
        return {"statement": f"{self._account(account).number}_{start_date}_{end_date}"}

    def email_statement(self, statement: str, to: str) -> None:
        self._check()
        self._sent.append((to, statement))

    def transfer(self, from_account: str, to_account: str, amount: float, day: str = TODAY) -> None:
        self._check()
        source, target = self._account(from_account), self._account(to_account)
        if source is target:
            raise CallFailed(f"{source.name} is the account on both sides")
        if day > TODAY:
            self._planned.append((source.number, target.number, float(amount), day))
            return
        self._take(source, amount, target.name)
        self._book(target, float(amount), source.name)

    def open_account(self, kind: str, name: str, currency: str = "EUR") -> Any:
        self._check(confirmed=True)
        key = f"AC{next(self._new_accounts)}"
        self._accounts[key] = Account(key, name, kind, 0.0, currency)
        return {"account": key}

    def close_account(self, account: str) -> None:
        self._check(confirmed=True)
        known = self._account(account)
        if known.balance:
            raise CallFailed(f"there are still {known.balance:.2f} euros on {known.name}")
        del self._accounts[account]

    # payees, payments and standing orders

    def find_payee(self, name: str) -> Any:
        self._check()
        return _found(
            [{"payee": key} for key in _named(name, {key: said[0] for key, said in self._payees.items()})]
        )

    def list_payees(self) -> Any:
        self._check()
        return [{"payee": key, "name": name} for key, (name, _) in self._payees.items()]

    def add_payee(self, name: str, iban: str) -> Any:
        self._check()
        plain = iban.replace(" ", "")
        if (name, plain) in self._payees.values():
            raise CallFailed(f"{name} is saved with this IBAN already")
        key = self._next("P")
        self._payees[key] = (name, plain)
        return {"payee": key}

    def pay(self, payee: str, from_account: str, amount: float, reference: str = "") -> Any:
        self._check(confirmed=True)
        self._take(self._account(from_account), amount, f"{self._payee(payee)} {reference}".strip())
        key = self._next("PM")
        self._payments[key] = (from_account, float(amount), False)
        return {"payment": key}

    def cancel_payment(self, payment: str) -> None:
        self._check()
        if payment not in self._payments:
            raise CallFailed(f"there is no payment {payment}")
        account, amount, arrived = self._payments[payment]
        if arrived:
            raise CallFailed(f"the payment {payment} has arrived and cannot be called back")
        del self._payments[payment]
        self._book(self._account(account), amount, f"{payment} called back")

    def create_standing_order(
        self, payee: str, from_account: str, amount: float, rhythm: str, first_day: str
    ) -> Any:
        self._check(confirmed=True)
        self._payee(payee)
        key = self._next("SO")
        self._orders[key] = (payee, float(amount), rhythm, self._account(from_account).number, first_day)
        return {"order": key}

    def list_standing_orders(self) -> Any:
        self._check()
        return [
            {"order": key, "payee": self._payee(payee), "amount": amount, "rhythm": rhythm}
            for key, (payee, amount, rhythm, *_) in self._orders.items()
        ]

    def cancel_standing_order(self, order: str) -> None:
        self._check()
        if order not in self._orders:
            raise CallFailed(f"there is no standing order {order}")
        del self._orders[order]

    # cards

    def find_card(self, name: str) -> Any:
        return _found([{"card": key} for key in _named(name, {c.id: c.name for c in self._cards.values()})])

    def find_card_by_digits(self, digits: str) -> Any:
        return _found([{"card": c.id} for c in self._cards.values() if c.digits == str(digits)])

    def block_card(self, card: str) -> None:
        self._card(card).blocked = True

    def unblock_card(self, card: str) -> None:
        self._check()
        self._card(card).blocked = False

    def replace_card(self, card: str, delivery: str = "standard") -> None:
        self._check()
        old = self._card(card)
        if not old.blocked:
            raise CallFailed(f"{old.name} is not blocked")
        number = next(self._new_cards)
        self._cards[f"CARD-{number}"] = Card(f"CARD-{number}", f"{old.name} (new)", f"{number:04}", old.limit)
        self._sent.append((f"{delivery} delivery", f"CARD-{number}"))

    def set_card_limit(self, card: str, limit: float) -> None:
        self._check(confirmed=True)
        known = self._card(card)
        if known.blocked:
            raise CallFailed(f"{known.name} is blocked")
        known.limit = float(limit)

    # money and places

    def convert_amount(self, amount: float, from_currency: str, to_currency: str) -> Any:
        result = round(float(amount) / PER_EURO[from_currency] * PER_EURO[to_currency], 2)
        if result < 0.01:
            raise CallFailed(f"{amount} {from_currency} is too little to be worth anything in {to_currency}")
        return {"result": result}

    def branch_hours(self, city: str) -> Any:
        return _found([{"hours": HOURS[name]} for name in HOURS if name.casefold() == city.casefold()])

    def find_cash_machine(self, city: str) -> Any:
        if city.casefold() == "milan":
            raise CallFailed("the map of cash machines does not answer for Milan")
        return _found(
            [{"machine": MACHINES[name]} for name in MACHINES if name.casefold() == city.casefold()]
        )

    # what the methods above share

    def _check(self, confirmed: bool = False) -> None:
        if not self._signed_in:
            raise CallFailed("nobody is signed in")
        if confirmed and not self._confirmed:
            raise CallFailed("the passcode has not been confirmed")

    def _account(self, key: str) -> Account:
        if key not in self._accounts:
            raise CallFailed(f"there is no account {key}")
        return self._accounts[key]

    def _transaction(self, key: str) -> Transaction:
        self._check()
        if key not in self._transactions:
            raise CallFailed(f"there is no transaction {key}")
        return self._transactions[key]

    def _payee(self, key: str) -> str:
        if key not in self._payees:
            raise CallFailed(f"there is no payee {key}")
        return self._payees[key][0]

    def _card(self, key: str) -> Card:
        if key not in self._cards:
            raise CallFailed(f"there is no card {key}")
        return self._cards[key]

    def _take(self, account: Account, amount: float, party: str) -> None:
        if float(amount) > account.balance:
            raise CallFailed(
                f"the bank refuses: there are only {account.balance:.2f} euros on {account.name}"
            )
        self._book(account, -float(amount), party)

    def _book(self, account: Account, amount: float, party: str) -> None:
        account.balance = round(account.balance + amount, 2)
        key = self._next("TX")
        self._transactions[key] = Transaction(key, account.number, TODAY, round(amount, 2), party)

    def _next(self, kind: str) -> str:
        return f"{kind}-{next(self._numbers[kind])}"


def backend() -> Mapping[str, Callable[..., Any]]:
    """The functions behind the APIs, over data of their own."""
    return {name: method for name, method in inspect.getmembers(Bank()) if not name.startswith("_")}

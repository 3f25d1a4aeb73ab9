"""A store of documents, in memory: the functions behind the APIs of this domain.

Worth trying: three documents are called Weekly Report and two people Kari, nothing is called Blueprint, the folder Attic is
empty, nobody has commented on the Wine List, and the Press Kit is locked by somebody who is editing it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from orchestrator.run.backend import CallFailed

TODAY = "2025-06-10"
ME = "U-1"


@dataclass(slots=True)
class Document:
    id: str
    title: str
    owner: str
    folder: str
    changed: str
    text: str = ""
    states: set[str] = field(default_factory=set)
    tags: list[str] = field(default_factory=list)
    shared: dict[str, str] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """What people see of the states: the one that counts most."""
        return next(
            (s for s in ("archived", "published", "approved", "submitted") if s in self.states), "draft"
        )


@dataclass(slots=True)
class Comment:
    id: str
    document: str
    author: str
    day: str
    text: str
    settled: bool = False


PEOPLE = {
    "U-1": "Ada Lunde",
    "U-2": "Ingrid Solberg",
    "U-3": "Yusuf Demir",
    "U-4": "Liv Haugen",
    "U-5": "Mara Klein",
    "U-6": "Felix Braun",
    "U-7": "Bo Lie",
    "U-8": "Carla Rossi",
    "U-9": "Dina Sharif",
    "U-10": "Erik Holm",
    "U-11": "Hugo Blanc",
    "U-12": "Ines Prado",
    "U-13": "Pavel Novak",
    "U-14": "Ruben Maas",
    "U-15": "Tomas Ek",
    "U-16": "Ida Moen",
    "U-17": "Ann Ruud",
    "U-18": "Kari Berg",
    "U-19": "Kari Dahl",
}
FOLDERS = {
    "F-1": "People",
    "F-2": "Board",
    "F-3": "Legal",
    "F-4": "Press",
    "F-5": "Research",
    "F-6": "Office",
    "F-7": "Attic",
}
# Each line: the folder, then number, title, owner's number and day of the last change of its documents.
SHELVES = {
    "F-1": """
        51 Travel Policy|2|2025-04-02
        52 Onboarding Checklist|12|2025-05-20
        53 Hiring Plan|1|2025-05-28
        54 Handbook 2024|2|2024-11-30
        55 Handbook 2025|2|2025-01-15
        56 Welcome Letter|12|2025-02-11
        57 Handbook|2|2025-03-01
        58 Team Roadmap|1|2025-05-09""",
    "F-2": """
        12 Annual Report|1|2025-03-31
        14 Old Bylaws|3|2024-06-18
        18 Quarterly Figures|9|2025-05-30
        19 Investment Memo|9|2025-06-02
        61 Meeting Minutes|4|2025-06-03
        62 Draft Budget|1|2025-05-12
        63 Budget Draft|1|2025-06-01
        64 Q2 Forecast|9|2025-04-28
        65 Q3 Forecast|9|2025-05-27
        66 Project Charter|3|2025-02-20""",
    "F-3": """
        40 Contract Terms|3|2025-03-17
        41 Service Contract|3|2025-01-29
        42 Lease|3|2024-12-12
        43 Privacy Notice|3|2025-05-05
        44 Tender Heating|14|2025-04-16
        45 Tender Windows|14|2025-04-19""",
    "F-4": """
        20 Launch Story|8|2025-05-02
        21 Company Facts|8|2025-04-21
        46 Press Release|8|2025-06-04
        47 Press Kit|8|2025-06-09
        48 Brand Guide|8|2025-02-14
        49 Style Guide|8|2025-03-08""",
    "F-5": """
        60 Heat Pump Study|11|2025-05-19
        67 Research Proposal|11|2025-05-22
        68 Test Protocol|11|2025-03-26
        69 Tender Lab|14|2025-05-01""",
    "F-6": """
        22 Town Hall Notes|4|2025-05-16
        31 Party Photos|7|2023-12-20
        32 Desk Plan|7|2024-02-08
        70 Floor Plan|15|2025-05-11
        71 Fire Drill Plan|15|2025-02-27
        72 Fire Drill Report|4|2025-03-05
        73 Parking Rules|15|2025-04-24
        74 Parking Map|15|2025-04-25
        75 Pricing 2024|10|2024-09-09
        76 Pricing 2025|10|2025-05-06
        77 Seating Plan|7|2025-05-13
        78 Safety Manual|15|2025-01-20
        79 Security Concept|15|2025-04-08
        80 Heat Pump Offer|15|2025-05-23
        81 House Rules|4|2025-03-12
        82 Notice|4|2025-06-06
        83 Menu Card|7|2025-05-25
        84 Wine List|7|2025-05-26
        85 Old Menu|7|2023-05-01
        86 Old Map|15|2022-08-15
        87 Old Price List|10|2023-01-10
        88 Price List|10|2025-05-29
        89 Order Form|10|2025-03-19
        90 Pitch|1|2025-06-07
        91 Sales Deck|10|2025-05-31
        92 Site Map|8|2025-01-07
        93 Wiki Guide|13|2025-02-25
        94 Weekly Report|5|2025-05-23
        95 Weekly Report|6|2025-05-30
        96 Weekly Report|9|2025-06-06""",
}
STATES = {
    "submitted": ("D-18", "D-19"),
    "approved": ("D-12", "D-14"),
    "published": ("D-20", "D-21"),
    "archived": ("D-31", "D-32"),
}
LOCKED = ("D-47",)
COMMENTS = (
    ("K-1", "D-12", "Yusuf", "2025-03-02", "Page 4 needs a source."),
    ("K-2", "D-12", "Mara", "2025-03-20", "The chart is upside down."),
    ("K-3", "D-22", "Bo", "2025-05-17", "Who takes the next minutes?"),
    ("K-4", "D-22", "Ingrid", "2025-05-18", "Add the vote on the garden."),
    ("K-5", "D-53", "Felix", "2025-05-29", "Two posts or three?"),
    ("K-6", "D-53", "Liv", "2025-05-30", "Start in September."),
    ("K-7", "D-70", "Liv", "2025-05-12", "The scale is missing."),
    ("K-8", "D-70", "Erik", "2025-05-14", "Where is the lift?"),
    ("K-9", "D-49", "Carla", "2025-03-09", "We write e-mail with a hyphen."),
    ("K-10", "D-49", "Hugo", "2025-03-21", "Add colours."),
)


def _documents() -> dict[str, Document]:
    made = {}
    for folder, shelf in SHELVES.items():
        for line in shelf.strip().splitlines():
            number, _, rest = line.strip().partition(" ")
            title, owner, changed = rest.split("|")
            key, text = f"D-{number}", f"The text of {title}."
            states = {state for state, keys in STATES.items() if key in keys}
            made[key] = Document(key, title, f"U-{owner}", folder, changed, text, states)
    return made


def _named(wanted: str, names: Mapping[str, str]) -> list[str]:
    """The keys of what is called so; if nothing is, of what has every word of it in its name."""
    words = wanted.casefold().split()
    exact = [key for key, name in names.items() if name.casefold().split() == words]
    return exact or [key for key, name in names.items() if set(words) <= set(name.casefold().split())]


def _found(matches: list[dict[str, Any]]) -> Any:
    """None for nothing, the one match, or the list of several."""
    return matches[0] if len(matches) == 1 else matches or None


class Store:
    """The data, and a method for each API."""

    def __init__(self) -> None:
        self._documents = _documents()
        self._comments = {row[0]: Comment(*row) for row in COMMENTS}
        self._numbers = {"document": count(101), "comment": count(101)}
        self._approvals: list[tuple[str, str]] = []
        self._messages: list[tuple[str, str, str]] = []

    # looking up

    def find_document(self, title: str) -> Any:
        return _found(
            [{"document": key} for key in _named(title, {d.id: d.title for d in self._documents.values()})]
        )

    def get_document(self, document: str) -> Any:
        known = self._documents.get(document)
        return {"title": known.title, "status": known.status} if known else None

    def search_documents(self, words: str = "", folder: str | None = None) -> Any:
        wanted = words.casefold()
        return [
            _row(d)
            for d in self._documents.values()
            if folder in (None, d.folder) and wanted in f"{d.title} {d.text}".casefold()
        ]

    def list_my_documents(self) -> Any:
        mine = [d for d in self._documents.values() if d.owner == ME]
        return [_row(d) for d in sorted(mine, key=lambda d: d.changed, reverse=True)]

    def document_owner(self, document: str) -> Any:
        known = self._documents.get(document)
        return {"owner": known.owner} if known else None

    def find_person(self, name: str) -> Any:
        return _found([{"person": key, "email": _address(key)} for key in _named(name, PEOPLE)])

    def find_folder(self, name: str) -> Any:
        return _found([{"folder": key} for key in _named(name, FOLDERS)])

    def compare_documents(self, first: str, second: str) -> Any:
        one, two = self._document(first), self._document(second)
        if one.text == two.text:
            return {"result": "Nothing differs."}
        return {"result": f"- {one.text}\n+ {two.text}"}

    def export_document(self, document: str, format: str = "pdf") -> Any:
        return {"file": f"{self._document(document).id}.{format}"}

    def list_comments(self, document: str) -> Any:
        if document not in self._documents:
            return None
        there = [c for c in self._comments.values() if c.document == document and not c.settled]
        return [
            {"comment": c.id, "author": c.author, "day": c.day, "text": c.text}
            for c in sorted(there, key=lambda c: c.day)
        ]

    # writing

    def create_draft(self, title: str, text: str = "", folder: str = "F-6") -> Any:
        return {"document": self._add(title, text, folder)}

    def copy_document(self, document: str, title: str) -> Any:
        known = self._document(document)
        return {"copy": self._add(title, known.text, known.folder)}

    def translate_document(self, document: str, language: str) -> Any:
        known = self._document(document)
        return {"translation": self._add(f"{known.title} ({language})", known.text, known.folder)}

    def edit_document(self, document: str, text: str) -> None:
        known = self._document(document, lacks=("published", "archived"))
        if document in LOCKED:
            raise CallFailed(f"{known.title} is locked: somebody is editing it")
        known.text, known.changed = text, TODAY
        known.states -= {"submitted", "approved"}

    def rename_document(self, document: str, title: str) -> None:
        known = self._document(document, lacks=("archived",))
        known.title, known.changed = title, TODAY

    def move_document(self, document: str, folder: str) -> None:
        if folder not in FOLDERS:
            raise CallFailed(f"there is no folder {folder}")
        self._document(document).folder = folder

    def tag_document(self, document: str, tags: list[str]) -> None:
        known = self._document(document)
        known.tags += [tag for tag in tags if tag not in known.tags]

    def submit_document(self, document: str, deadline: str = "") -> None:
        known = self._document(document, lacks=("archived",))
        known.states |= {"submitted"}
        self._messages.append(
            (known.owner, known.id, f"to be reviewed by {deadline}" if deadline else "to be reviewed")
        )

    def approve_document(self, document: str, approver: str) -> None:
        known = self._document(document, has=("submitted",))
        self._approvals.append((known.id, self._person(approver)))
        known.states = known.states - {"submitted"} | {"approved"}

    def reject_document(self, document: str, reason: str) -> None:
        known = self._document(document, has=("submitted",))
        known.states -= {"submitted"}
        self._messages.append((known.owner, known.id, reason))

    def publish_document(self, document: str, place: str = "intranet") -> None:
        known = self._document(document, has=("approved",), lacks=("archived",))
        known.states |= {"published"}
        self._messages.append((place, known.id, known.text))

    def unpublish_document(self, document: str) -> None:
        self._document(document, has=("published",)).states -= {"published"}

    def archive_document(self, document: str) -> None:
        self._document(document, lacks=("published",)).states |= {"archived"}

    def restore_document(self, document: str) -> None:
        self._document(document, has=("archived",)).states -= {"archived"}

    def delete_document(self, document: str) -> None:
        del self._documents[self._document(document, has=("archived",)).id]

    def share_document(self, document: str, person: str, permission: str = "view") -> None:
        self._document(document).shared[self._person(person)] = permission

    def share_with_group(self, document: str, people: list[str], permission: str = "view") -> None:
        known = [self._person(person) for person in people]
        self._document(document).shared.update(dict.fromkeys(known, permission))

    def comment_on_document(self, document: str, comment: str) -> None:
        key = f"K-{next(self._numbers['comment'])}"
        self._comments[key] = Comment(key, self._document(document).id, PEOPLE[ME].split()[0], TODAY, comment)

    def resolve_comment(self, comment: str) -> None:
        if comment not in self._comments:
            raise CallFailed(f"there is no comment {comment}")
        self._comments[comment].settled = True

    def message_owner(self, document: str, owner: str, message: str) -> None:
        self._messages.append((self._person(owner), self._document(document).id, message))

    def email_file(self, file: str, to: str, message: str = "") -> None:
        if to.casefold().endswith("@bounce.example"):
            raise CallFailed(f"the mail server does not accept {to}")
        self._messages.append((to, file, message))

    # what the methods above share

    def _add(self, title: str, text: str, folder: str) -> str:
        key = f"D-{next(self._numbers['document'])}"
        self._documents[key] = Document(key, title, ME, folder, TODAY, text=text)
        return key

    def _document(self, key: str, has: tuple[str, ...] = (), lacks: tuple[str, ...] = ()) -> Document:
        """The document, if it is there and in the states that the call needs."""
        if key not in self._documents:
            raise CallFailed(f"there is no document {key}")
        known = self._documents[key]
        for state in has:
            if state not in known.states:
                raise CallFailed(f"{known.title} is not {state}")
        for state in lacks:
            if state in known.states:
                raise CallFailed(f"{known.title} is {state}")
        return known

    def _person(self, key: str) -> str:
        if key not in PEOPLE:
            raise CallFailed(f"there is nobody with the number {key}")
        return key


def _row(document: Document) -> dict[str, str]:
    return {
        "document": document.id,
        "title": document.title,
        "status": document.status,
        "changed": document.changed,
    }


def _address(person: str) -> str:
    return PEOPLE[person].casefold().replace(" ", ".") + "@office.example"


def backend() -> Mapping[str, Callable[..., Any]]:
    """The functions behind the APIs, over data of their own."""
    return {name: method for name, method in inspect.getmembers(Store()) if not name.startswith("_")}

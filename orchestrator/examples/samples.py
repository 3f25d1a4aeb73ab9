"""Values that fit a type, as a person would say them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from orchestrator.catalog import Catalog, SemanticType
from orchestrator.examples.pattern import matching
from orchestrator.translate.reach import references
from orchestrator.translate.words import name_words
from orchestrator.values import fit, normal_form

_FIRST_DAY = date(2026, 1, 5)
_DAYS = 700
_MONTHS = "January February March April May June July August September October November December".split()
_TRIES = 12

_PEOPLE = (
    "Ada Lindqvist", "Ben Okafor", "Clara Weiss", "Dario Conti", "Edith Moreau", "Farid Haddad", "Greta Olsen", "Hugo Brandt",
)  # fmt: skip
_FIRMS = ("Harbour Bakery", "Nordlys Optics", "Tamarind Press", "Wexford Timber", "Juniper Cycles", "Solera Wines")
_PLACES = ("Oslo", "Lisbon", "Kyoto", "Galway", "Turin", "Montreal", "Graz", "Valencia")
_TITLES = ("Silver Orchard", "Winter Ledger", "Paper Harbour", "Quiet Meridian", "Amber Atlas", "Copper Lantern")
_PHRASES = (
    "late delivery", "spring campaign", "broken hinge", "second opinion", "garden tools", "team lunch", "water damage",
    "early start", "spare keys", "blue folder", "guest list", "travel costs",
)  # fmt: skip
_POOLS = {
    "city country town place airport station destination origin location region": _PLACES,
    "title document book film movie show song album article page file": _TITLES,
    "company firm supplier merchant brand organisation organization business shop store hotel restaurant": _FIRMS,
    "person people user member customer client colleague author owner guest patient traveller passenger friend payee driver "
    "employee contact recipient": _PEOPLE,
    "name label": _TITLES,
}


@dataclass(frozen=True, slots=True)
class Sample:
    """A value as the query says it and as the fact has it. A `name` stands by itself; other texts are in quotes."""

    said: str
    value: str
    is_name: bool = False


def sample(kind: SemanticType, random: Random, taken: Collection[str] = ()) -> Sample | None:
    """A value of a type, none of those `taken`; None where no value that fits is found."""
    for _ in range(_TRIES):
        found = _draw(kind, random)
        if found is not None and found.value not in taken and fit(kind, found.value):
            return found
    return None


def is_familiar(noun: str) -> bool:
    """Whether a name alone tells that it is one of these: Oslo is a city, but Silver Orchard may be a card or an account."""
    return any({*noun.split()} & {*said.split()} for said, pool in _POOLS.items() if pool is not _TITLES)


def in_order(samples: Sequence[tuple[SemanticType, Sample]]) -> list[Sample]:
    """Samples with the days and times among them from early to late, where each then still fits its type."""
    kinds = ("date", "time", "datetime")
    later = {base: sorted((s for k, s in samples if k.base == base), key=lambda s: s.value) for base in kinds}
    ordered = [later[k.base].pop(0) if k.base in later else s for k, s in samples]
    fits = all(fit(kind, s.value) for (kind, _), s in zip(samples, ordered, strict=True))
    return ordered if fits else [s for _, s in samples]


def sayable(catalog: Catalog, wanted: str) -> tuple[SemanticType, ...]:
    """The types by which a person can say what an input of a type is: the type itself, or what refers to it (R2)."""
    kind = catalog.type(wanted)
    own = (kind,) if kind.askable or kind.pattern is not None else ()
    return (*own, *references(catalog, wanted))


def _draw(kind: SemanticType, random: Random) -> Sample | None:
    if kind.values is not None:
        return _member(kind.values, random)
    makers: dict[str, Callable[[SemanticType, Random], Sample | None]] = {
        "integer": _number, "number": _number, "date": _date, "time": _time, "datetime": _datetime, "boolean": _flag,
    }  # fmt: skip
    return makers.get(kind.base, _string)(kind, random)


def _member(values: dict[str, tuple[str, ...]], random: Random) -> Sample:
    member = random.choice([*values])
    said = random.choice([member.replace("_", " "), *values[member]])
    return Sample(said, member, is_name=True)


def _flag(_kind: SemanticType, _random: Random) -> Sample:
    return Sample("yes", "true", is_name=True)


def _number(kind: SemanticType, random: Random) -> Sample:
    least, most = (normal_form("number", bound or "") for bound in (kind.minimum, kind.maximum))
    low = Decimal(least) if least is not None else min(Decimal(2), Decimal(most or 2))
    high = Decimal(most) if most is not None else max(low * 4, Decimal(400))
    usual = [n for n in (2, 3, 4, 6, 12, 25, 40, 60, 85, 120, 150, 240, 300) if low <= n <= high]
    if kind.base == "integer":
        usual = [n for n in usual if n <= 12] or usual
    chosen = str(random.choice(usual)) if usual else format(low if low == low.to_integral_value() else high, "f")
    return Sample(chosen, chosen, is_name=True)


def _day(kind: SemanticType, random: Random) -> date:
    """A day within the range of the type, near its edge where the usual days are not in it."""
    day = _FIRST_DAY + timedelta(days=random.randrange(_DAYS))
    low, high = (normal_form("date", bound) if bound else None for bound in (kind.minimum, kind.maximum))
    if low is not None and day.isoformat() < low:
        day = date.fromisoformat(low) + timedelta(days=random.randrange(20))
    if high is not None and day.isoformat() > high:
        day = date.fromisoformat(high) - timedelta(days=random.randrange(20))
    return day


def _said_day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _date(kind: SemanticType, random: Random) -> Sample:
    day = _day(kind, random)
    return Sample(_said_day(day), day.isoformat(), is_name=True)


def _clock(random: Random) -> str:
    return f"{random.randrange(8, 20):02}:{random.choice((0, 15, 30, 45)):02}"


def _time(_kind: SemanticType, random: Random) -> Sample:
    clock = _clock(random)
    return Sample(clock, clock, is_name=True)


def _datetime(kind: SemanticType, random: Random) -> Sample:
    day, clock = _day(kind, random), _clock(random)
    return Sample(f"{_said_day(day)} at {clock}", f"{day.isoformat()}T{clock}", is_name=True)


def _string(kind: SemanticType, random: Random) -> Sample | None:
    if kind.pattern is not None:
        made = matching(kind.pattern, random)
        return Sample(made, made, is_name=True) if made is not None else None
    if kind.format is not None:
        made = _formatted(kind.format, random)
        return Sample(made, made, is_name=True)
    words = {*name_words(kind.name), *name_words(kind.entity or "")}
    pool = next((names for said, names in _POOLS.items() if words & {*said.split()}), None)
    if pool is not None:
        name = random.choice(pool)
        return Sample(name, name, is_name=True)
    phrase = random.choice(_PHRASES)
    return Sample(f'"{phrase}"', phrase)


def _formatted(form: str, random: Random) -> str:
    number = random.randrange(100, 1000)
    match form:
        case "email":
            first, last = random.choice(_PEOPLE).lower().split()
            return f"{first}.{last}@example.org"
        case "uri":
            return f"https://example.org/item/{number}"
        case "uuid":
            digits = "".join(random.choice("0123456789abcdef") for _ in range(32))
            return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
        case _:
            return f"+47 22 {number // 10} {random.randrange(10, 100)} {random.randrange(10, 100)}"

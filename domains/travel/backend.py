"""A travel agency, in memory: the functions behind the APIs of this domain.

Worth trying: London has two airports, Atlantis has none, only Oslo has flights to Longyearbyen, two travellers are called
Maria Silva and three hotels Grand Hotel, Mei Tanaka has booked nothing, the weather service does not answer for Naples, the
flight LH 404 is sold out and the Hotel Miramar is full.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from orchestrator.run.backend import CallFailed

TODAY = "2025-04-28"
CITIES = {
    "ATH": "Athens", "BGO": "Bergen", "BER": "Berlin", "BRN": "Bern", "OST": "Bruges", "BRU": "Brussels", "BUD": "Budapest",
    "CPH": "Copenhagen", "DUB": "Dublin", "EDI": "Edinburgh", "GDN": "Gdansk", "GVA": "Geneva", "GOA": "Genoa",
    "GNE": "Ghent", "LIS": "Lisbon", "LHR": "London", "LGW": "London", "LYR": "Longyearbyen", "MAD": "Madrid",
    "MLA": "Malta", "MXP": "Milan", "NAP": "Naples", "NCE": "Nice", "OSL": "Oslo", "PMO": "Palermo", "CDG": "Paris",
    "OPO": "Porto", "PRG": "Prague", "KEF": "Reykjavik", "FCO": "Rome", "SVQ": "Seville", "TLL": "Tallinn",
    "TOS": "Tromsø", "TRD": "Trondheim", "VIE": "Vienna", "ZRH": "Zurich",
}  # fmt: skip
AIRPORTS = tuple(CITIES)
AIRLINES = {
    "SK": "Nordlys Air", "LH": "Rhine Air", "AF": "Air Seine", "BA": "Thames Air", "KL": "Polder Air", "AZ": "Alpina",
    "NH": "Hikari Air",
}  # fmt: skip
TIMETABLE = (("SK", 6, 1, 12.0), ("LH", 11, 0, 45.0), ("AF", 18, 2, 0.0))
CABINS = {"economy": 1.0, "premium": 1.6, "business": 2.8, "first": 4.0}
# Flights beside the daily ones that go between any two airports: number, origin, destination, departure, stops, price.
FLIGHTS = (
    ("LH 1234", "BER", "FCO", "07:05", 0, 148.0), ("LH 880", "BER", "OSL", "09:40", 0, 132.0),
    ("LH 404", "BER", "NCE", "13:10", 0, 119.0), ("BA 2490", "LHR", "MAD", "10:25", 0, 171.0),
    ("KL 1023", "CPH", "LHR", "12:15", 1, 158.0), ("AZ 612", "FCO", "DUB", "15:50", 0, 189.0),
    ("NH 223", "ZRH", "ATH", "08:30", 1, 244.0), ("SK 4035", "OSL", "TRD", "16:20", 0, 76.0),
)  # fmt: skip
SOLD_OUT = ("LH 404",)
WEATHER = ("sunny", "cloudy", "light rain", "windy", "showers")
# Who may enter without a visa: the citizens of the same group.
FREE = (
    {"Norway", "Italy", "Portugal", "Germany", "France", "Spain", "Canada", "Brazil", "Peru", "Japan"},
    {"Kenya", "Ghana"},
    {"Vietnam", "Norway", "Japan"},
)
TRAVELLERS = {
    "T-11": "Ada Park", "T-12": "Nora Vance", "T-17": "Tom Reyes", "T-21": "Amir Haddad", "T-22": "Ana Costa",
    "T-23": "Elena Petrova", "T-24": "Grace Okoro", "T-25": "Jonas Weber", "T-26": "Kenji Sato", "T-27": "Leila Amrani",
    "T-28": "Lucia Ferri", "T-29": "Mei Tanaka", "T-30": "Noor Rahman", "T-31": "Oda Lien", "T-32": "Oscar Lind",
    "T-33": "Piotr Nowak", "T-34": "Samuel Boateng", "T-55": "Ruth Adler", "T-61": "Maria Silva", "T-62": "Maria Silva",
    "T-91": "Ravi Menon",
}  # fmt: skip
# Number, flight, traveller, day.
FLIGHT_BOOKINGS = (
    ("FB-1", "LH 1234", "T-11", "2025-05-05"), ("FB-12", "SK 4035", "T-11", "2025-06-12"),
    ("FB-58", "BA 2490", "T-55", "2025-06-20"), ("FB-77", "AZ 612", "T-12", "2025-07-02"),
    ("FB-340", "KL 1023", "T-17", "2025-05-18"), ("FB-341", "KL 1023", "T-17", "2025-09-03"),
    ("FB-612", "LH 880", "T-31", "2025-05-11"), ("FB-613", "SK 4035", "T-31", "2025-05-14"),
    ("FB-700", "NH 223", "T-26", "2025-06-01"), ("FB-701", "LH 1234", "T-26", "2025-06-09"),
    ("FB-702", "AZ 612", "T-26", "2025-06-16"), ("FB-801", "LH 1234", "T-27", "2025-05-22"),
    ("FB-802", "AZ 612", "T-27", "2025-05-27"), ("FB-901", "BA 2490", "T-34", "2025-07-14"),
    ("FB-902", "KL 1023", "T-34", "2025-08-21"), ("FB-1001", "LH 1234", "T-23", "2025-06-06"),
    ("FB-1002", "NH 223", "T-23", "2025-07-19"), ("FB-2231", "SK 4035", "T-24", "2025-05-30"),
    ("FB-2232", "BA 2490", "T-24", "2025-08-01"), ("FB-3001", "LH 880", "T-32", "2025-06-02"),
    ("FB-3002", "SK 4035", "T-32", "2025-06-05"), ("FB-3101", "LH 1234", "T-21", "2025-05-09"),
    ("FB-3201", "AZ 612", "T-28", "2025-05-16"), ("FB-4410", "LH 1234", "T-33", "2025-04-20"),
    ("FB-5521", "NH 223", "T-30", "2025-06-25"),
)  # fmt: skip
CANCELLED = ("FB-4410",)
# Number, name, city, stars, guests' rating, price a night.
HOTELS = (
    ("H-1", "Hotel Astoria", "Vienna", 4, 8.7, 142.0), ("H-2", "Grand Harbour", "Gdansk", 4, 8.9, 118.0),
    ("H-3", "Memmo Alfama", "Lisbon", 4, 9.1, 165.0), ("H-4", "Casa do Rio", "Lisbon", 4, 8.4, 121.0),
    ("H-5", "Pensao Sol", "Lisbon", 2, 7.9, 61.0), ("H-6", "Villa Rosa", "Rome", 3, 8.2, 98.0),
    ("H-7", "Foro Antico", "Rome", 4, 8.8, 155.0), ("H-8", "Ostello Trastevere", "Rome", 1, 7.4, 39.0),
    ("H-9", "Promenade", "Nice", 4, 8.6, 174.0), ("H-10", "Bleu Azur", "Nice", 5, 9.0, 290.0),
    ("H-11", "Hotel Miramar", "Nice", 3, 8.1, 112.0), ("H-12", "Old Town Inn", "Tallinn", 3, 8.5, 84.0),
    ("H-13", "Sea Fortress", "Tallinn", 4, 8.3, 109.0), ("H-14", "Gravensteen Lodge", "Ghent", 3, 8.6, 97.0),
    ("H-15", "Leie Rooms", "Ghent", 2, 8.0, 72.0), ("H-16", "Belfort Suites", "Ghent", 4, 8.9, 136.0),
    ("H-17", "Giralda", "Seville", 4, 8.8, 128.0), ("H-18", "Minnewater", "Bruges", 3, 8.7, 104.0),
    ("H-19", "Danube Palace", "Budapest", 5, 9.2, 210.0), ("H-20", "Bryggen Hotel", "Bergen", 3, 8.4, 126.0),
    ("H-21", "Grand Hotel", "Oslo", 5, 9.0, 240.0), ("H-22", "Grand Hotel", "Bergen", 4, 8.5, 160.0),
    ("H-23", "Grand Hotel", "Trondheim", 4, 8.3, 139.0),
)  # fmt: skip
FULL = ("H-11",)
HOTEL_AND_CAR_BOOKINGS = ("HB-31", "HB-35", "HB-78", "HB-118", "CB-15", "CB-20", "CB-79")


@dataclass(frozen=True, slots=True)
class Flight:
    number: str
    origin: str
    destination: str
    departs: str
    stops: int
    price: float


@dataclass(slots=True)
class Booking:
    id: str
    flight: str
    traveller: str
    day: str
    seat: str | None = None
    bags: int | None = None
    cancelled: bool = False
    extras: list[str] = field(default_factory=list)


def _timetable(origin: str, destination: str) -> list[Flight]:
    """The flights that go every day between two airports: a direct one at noon, cheaper ones with stops."""
    if origin == destination or ("LYR" in (origin, destination) and "OSL" not in (origin, destination)):
        return []
    pair = AIRPORTS.index(origin) * len(AIRPORTS) + AIRPORTS.index(destination)
    base = 70.0 + pair * 37 % 160
    return [
        Flight(f"{code} {1000 + pair * 3 + k}", origin, destination, f"{hour:02}:{pair * 7 % 60:02}", stops, base + more)
        for k, (code, hour, stops, more) in enumerate(TIMETABLE)
    ]  # fmt: skip


def _flights(origin: str, destination: str) -> list[Flight]:
    if origin not in CITIES or destination not in CITIES:
        return []
    guests = [Flight(*row) for row in FLIGHTS if row[1:3] == (origin, destination)]
    return sorted(_timetable(origin, destination) + guests, key=lambda f: f.departs)


def _flight(number: str) -> Flight | None:
    """The flight of that number, whether it is written with a space or without."""
    plain = number[:2] + " " + number[2:].strip()
    listed = next((Flight(*row) for row in FLIGHTS if row[0] == plain), None)
    pair = (int(plain[3:]) - 1000) // 3
    if listed or not 0 <= pair < len(AIRPORTS) ** 2:
        return listed
    origin, destination = (AIRPORTS[i] for i in divmod(pair, len(AIRPORTS)))
    return next((f for f in _timetable(origin, destination) if f.number == plain), None)


def _named(wanted: str, names: Mapping[str, str]) -> list[str]:
    """The keys of what is called so; if nothing is, of what has every word of it in its name."""
    words = wanted.casefold().split()
    exact = [key for key, name in names.items() if name.casefold().split() == words]
    return exact or [key for key, name in names.items() if set(words) <= set(name.casefold().split())]


def _found(matches: list[dict[str, Any]]) -> Any:
    """None for nothing, the one match, or the list of several."""
    return matches[0] if len(matches) == 1 else matches or None


class Agency:
    """The data, and a method for each API."""

    def __init__(self) -> None:
        self._travellers = dict(TRAVELLERS)
        self._emails = {
            key: f"{name.replace(' ', '.')}.{key[2:]}@post.example".casefold()
            for key, name in TRAVELLERS.items()
        }
        self._passports: dict[str, str] = {}
        self._flights_booked = {
            row[0]: Booking(*row, cancelled=row[0] in CANCELLED) for row in FLIGHT_BOOKINGS
        }
        self._booked: dict[str, tuple[Any, ...]] = dict.fromkeys(HOTEL_AND_CAR_BOOKINGS, ())
        self._offered: dict[str, str] = {}
        self._orders: list[tuple[str, ...]] = []
        self._numbers = {kind: count(9001) for kind in ("FB", "HB", "CB", "T")}

    # places

    def find_airport(self, city: str) -> Any:
        return _found([{"airport": code} for code in _named(city, CITIES)])

    def airport_city(self, airport: str) -> Any:
        return {"city": CITIES[airport]} if airport in CITIES else None

    def weather(self, city: str, day: str = TODAY) -> Any:
        if city.casefold() == "naples":
            raise CallFailed("the weather service does not answer for Naples")
        if not _named(city, CITIES):
            return None
        number = sum(map(ord, city.casefold() + day))
        return {"forecast": f"{WEATHER[number % len(WEATHER)]}, {8 + number % 17} degrees"}

    def visa_check(self, citizenship: str, destination: str) -> Any:
        countries = {name.casefold(): name for group in FREE for name in group}
        home, there = countries.get(citizenship.casefold()), countries.get(destination.casefold())
        if home is None or there is None:
            return None
        free = any({home, there} <= group for group in FREE)
        return {"rule": "no visa for up to 90 days" if free else "a visa is needed"}

    # flights

    def search_flight(
        self, origin: str, destination: str, day: str, cabin: str = "economy", direct: bool | None = None
    ) -> Any:
        fitting = [
            f for f in _flights(origin, destination) if not (direct and f.stops) and f.number not in SOLD_OUT
        ]
        if not fitting:
            return None
        best = min(fitting, key=lambda f: f.price)
        self._offered[best.number] = day
        return {"flight": best.number, "price": round(best.price * CABINS[cabin], 2)}

    def list_flights(self, origin: str, destination: str, day: str) -> Any:
        listed = _flights(origin, destination)
        self._offered.update({f.number: day for f in listed})
        return [
            {"flight": f.number, "airline": AIRLINES[f.number[:2]], "departs": f.departs, "stops": f.stops, "price": f.price}
            for f in listed
        ]  # fmt: skip

    def flight_status(self, flight: str, day: str) -> Any:
        if _flight(flight) is None:
            return None
        late = sum(map(ord, flight + day)) % 4 * 20
        return {"status": f"{late} minutes late" if late else "on time"}

    def book_flight(self, flight: str, traveller: str, seat: str | None = None) -> Any:
        return {"booking": self._book(flight, traveller, seat)}

    def book_group(self, flight: str, travellers: list[str]) -> Any:
        known = [self._traveller(traveller) for traveller in travellers]
        return {"bookings": [self._book(flight, traveller) for traveller in known]}

    def list_flight_bookings(self, traveller: str) -> Any:
        if traveller not in self._travellers:
            return None
        theirs = [b for b in self._flights_booked.values() if b.traveller == traveller and not b.cancelled]
        return [
            {"booking": b.id, "flight": b.flight, "day": b.day, "to_city": self._goes_to(b)}
            for b in sorted(theirs, key=lambda b: b.day)
        ]

    def add_extras(self, booking: str, services: list[str]) -> None:
        known = self._booking(booking)
        known.extras += [service for service in services if service not in known.extras]

    def flight_booking_details(self, booking: str) -> Any:
        known = self._flights_booked.get(booking)
        return {"flight": known.flight, **self._email(known.traveller)} if known else None

    def change_flight(self, booking: str, new_day: str) -> None:
        known = self._booking(booking)
        if known.bags is not None:
            raise CallFailed(f"{booking} is checked in and cannot be moved")
        known.day = new_day

    def check_in(self, booking: str, bags: int = 0) -> None:
        self._booking(booking).bags = int(bags)

    def send_boarding_pass(self, booking: str, to: str) -> None:
        if self._booking(booking).bags is None:
            raise CallFailed(f"{booking} is not checked in")
        self._orders.append(("boarding pass", booking, to))

    def send_itinerary(self, booking: str, to: str) -> None:
        if booking not in self._flights_booked:
            raise CallFailed(f"there is no flight booking {booking}")
        self._orders.append(("itinerary", booking, to))

    def cancel_flight(self, booking: str) -> None:
        known = self._booking(booking)
        known.cancelled, known.bags = True, None

    def request_refund(self, booking: str, reason: str) -> None:
        known = self._flights_booked.get(booking)
        if known is None or not known.cancelled:
            raise CallFailed(f"{booking} is no cancelled flight")
        self._orders.append(("refund", booking, reason))

    # travellers

    def find_traveller(self, name: str) -> Any:
        return _found([{"traveller": key, **self._email(key)} for key in _named(name, self._travellers)])

    def add_traveller(self, name: str, passport: str, email: str = "") -> Any:
        if passport in self._passports.values():
            raise CallFailed(f"there is a traveller with the passport {passport} already")
        key = f"T-{next(self._numbers['T'])}"
        self._travellers[key], self._passports[key] = name, passport
        if email:
            self._emails[key] = email
        return {"traveller": key}

    # hotels, cars and rides

    def find_hotel(self, name: str) -> Any:
        return _found([{"hotel": key} for key in _named(name, {row[0]: row[1] for row in HOTELS})])

    def suggest_hotel(self, city: str, stars: int | None = None) -> Any:
        rows = self.search_hotels(city, stars)
        return {"hotel": max(rows, key=lambda row: row["rating"])["hotel"]} if rows else None

    def search_hotels(self, city: str, stars: int | None = None) -> Any:
        return [
            {"hotel": key, "name": name, "stars": level, "rating": rating, "price": price}
            for key, name, place, level, rating, price in HOTELS
            if place.casefold() == city.casefold() and (stars is None or level == int(stars))
        ]

    def book_hotel(self, hotel: str, traveller: str, arrival: str, nights: int, guests: int = 1) -> Any:
        if hotel in FULL:
            raise CallFailed(f"{self._hotel(hotel)[1]} is full")
        key = f"HB-{next(self._numbers['HB'])}"
        self._booked[key] = (
            self._hotel(hotel)[0],
            self._traveller(traveller),
            arrival,
            nights,
            guests,
        )
        return {"booking": key}

    def cancel_hotel(self, booking: str) -> None:
        if self._booked.pop(booking, None) is None:
            raise CallFailed(f"there is no hotel booking {booking}")

    def rent_car(
        self,
        pickup_city: str,
        driver: str,
        pickup_day: str,
        days: int,
        return_city: str = "",
        car: str = "compact",
    ) -> Any:
        for city in filter(None, (pickup_city, return_city)):
            if not _named(city, CITIES):
                raise CallFailed(f"there are no cars in {city}")
        key = f"CB-{next(self._numbers['CB'])}"
        self._booked[key] = (self._traveller(driver), pickup_city, return_city, pickup_day, days, car)
        return {"booking": key}

    def cancel_car(self, booking: str) -> None:
        if self._booked.pop(booking, None) is None:
            raise CallFailed(f"there is no car booking {booking}")

    def book_transfer(self, airport: str, hotel: str, day: str, pickup_time: str) -> None:
        _, name, city, *_ = self._hotel(hotel)
        if CITIES.get(airport) != city:
            raise CallFailed(f"nobody drives from {airport} to {name} in {city}")
        self._orders.append(("transfer", airport, hotel, day, pickup_time))

    # what the methods above share

    def _book(self, number: str, traveller: str, seat: str | None = None) -> str:
        """Book the flight for the day on which it was offered last: the API itself says no day."""
        flight = _flight(number)
        if flight is None:
            raise CallFailed(f"there is no flight {number}")
        if flight.number in SOLD_OUT:
            raise CallFailed(f"the flight {flight.number} is sold out")
        key = f"FB-{next(self._numbers['FB'])}"
        day = self._offered.get(flight.number, TODAY)
        self._flights_booked[key] = Booking(key, flight.number, self._traveller(traveller), day, seat)
        return key

    def _booking(self, key: str) -> Booking:
        if key not in self._flights_booked:
            raise CallFailed(f"there is no flight booking {key}")
        if self._flights_booked[key].cancelled:
            raise CallFailed(f"the flight booking {key} is cancelled")
        return self._flights_booked[key]

    def _email(self, traveller: str) -> dict[str, str]:
        """The address, if the traveller gave one."""
        return {"email": self._emails[traveller]} if traveller in self._emails else {}

    def _goes_to(self, booking: Booking) -> str:
        flight = _flight(booking.flight)
        return CITIES[flight.destination] if flight else ""

    def _traveller(self, key: str) -> str:
        if key not in self._travellers:
            raise CallFailed(f"there is no traveller {key}")
        return key

    def _hotel(self, key: str) -> tuple[str, str, str, int, float, float]:
        for row in HOTELS:
            if row[0] == key:
                return row
        raise CallFailed(f"there is no hotel {key}")


def backend() -> Mapping[str, Callable[..., Any]]:
    """The functions behind the APIs, over data of their own."""
    return {name: method for name, method in inspect.getmembers(Agency()) if not name.startswith("_")}

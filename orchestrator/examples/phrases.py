"""English around a catalog: what an API does as a wish, what an input is called, the frames of a request.

The words are the catalog's own: the first sentence of a description, read as an order ("Create an invoice for a customer."). How
well that reads depends on the description; a person reads it again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from orchestrator.catalog import Api, Catalog, SemanticType
from orchestrator.translate.words import STOP_WORDS, name_words

_VERBS = frozenset(
    """
    accept activate add adjust allow analyse analyze answer apply approve archive arrange ask assign attach authenticate
    block book bring browse build buy calculate call cancel change check choose clear close collect comment compare
    compile compute confirm connect convert copy count create deactivate decline decode delete deliver deposit describe
    detect determine disable discover display download draft edit email enable encode end enter estimate evaluate
    exchange execute explain export extract fetch file fill filter find follow forecast format forward generate get give
    hand have identify import increase insert inspect install invite issue join keep launch leave like link list load
    locate lock log look mail make manage mark match measure merge modify monitor move name note obtain open order parse
    pause pay perform pick place play post predict prepare print process produce provide publish purchase put query
    raise rank rate read receive recommend record recover redeem refund register reject release remind remove rename
    renew rent reopen replace reply report request reschedule reserve reset resolve restore resume retrieve return
    review revoke run save say scan schedule search select sell send set share show sign sort split start stop store
    submit subscribe suggest sum summarise summarize suspend switch tag take tell track transfer translate turn unblock
    unlock unsubscribe update upgrade upload use validate verify view watch withdraw write
    """.split()
)
_METHODS = {"get": "get", "post": "create", "put": "update", "patch": "change", "delete": "delete", "head": "check"}
_DETERMINER = re.compile(
    r"(?:a|an|the|one|all|every|each|my|our|some|several|what|whether|how|who|when|where|that)\b", re.IGNORECASE
)
_END = re.compile(r"[.;:!?\n(](?:\s|$)|\s\(|,\s")
_PREPOSITIONS = "for to from on at by in into with about of under until since between during before after"
_BEGINS, _ENDS = frozenset("start starting begin from since".split()), frozenset("end ending until till".split())
_DIRECTIONS = frozenset("from to for into".split())
_PERSONS = (
    (r"\byours\b", "mine"), (r"\byour\b", "my"), (r"\byourself\b", "myself"), (r"\byou are\b", "I am"),
    (r"\b(for|to|at|with|from|by|of|about|alert|send|give|show|tell|is|are) you\b", r"\1 me"), (r"\byou$", "me"), (r"\byou\b", "I"),
)  # fmt: skip
_MOST_WORDS = 16


def wish(name: str, api: Api, catalog: Catalog) -> str:
    """What an API does, as words that may follow "please": "create an invoice for a customer"."""
    said = " ".join(_END.split(api.description.strip(), maxsplit=1)[0].split()).rstrip(".!?…")
    said = _as_user(_without_members(" ".join(said.split()[:_MOST_WORDS]), api, catalog))
    first, _, rest = said.partition(" ")
    verb = _verb(first, rest)
    if verb is not None:
        return f"{verb} {rest}".strip()
    words = name_words(name)
    method = _METHODS.get(words[0]) if words and name.split()[0].isupper() else None
    words = words[1:] if method is not None else words
    if said and first.casefold() not in STOP_WORDS - {"a", "an", "the", "all"}:
        return f"{method or 'get'} {_lowered(first)} {rest}".strip()
    if words and words[0] in _VERBS:
        return " ".join(words)
    return " ".join([method or "use", *(words or [name])]).strip()


def _as_user(said: str) -> str:
    """A description that speaks to the user, as the user says it: "your accounts" are "my accounts"."""
    for pattern, put in _PERSONS:
        said = re.sub(pattern, put, said)
    return said


def _verb(first: str, rest: str) -> str | None:
    """The word that begins a description, as an order; None where it is no verb."""
    word = first.casefold()
    if word in _VERBS:
        return word
    for ending, put in (("ies", "y"), ("es", ""), ("s", "")):
        if word.endswith(ending) and word[: -len(ending)] + put in _VERBS:
            return word[: -len(ending)] + put
    is_order = re.fullmatch(r"[A-Za-z][a-z]*(?:-[a-z]+)*", first) and not word.endswith(("s", "ing", "ed"))
    if is_order and word not in STOP_WORDS and _DETERMINER.match(rest):
        return word
    return None


def _lowered(word: str) -> str:
    return word if len(word) > 1 and word[1:] != word[1:].lower() else word.lower()


def _without_members(said: str, api: Api, catalog: Catalog) -> str:
    """The words up to where they name members of an enumeration: which one is meant is for the request to say."""
    for declared in api.inputs.values():
        for member in catalog.type(declared.type).values or {}:
            words = re.escape(member.replace("_", " "))
            if match := re.search(rf"\s+(?:{_PREPOSITIONS.replace(' ', '|')})\s+{words}\b.*", said, re.IGNORECASE):
                said = said[: match.start()]
    return said


def label(name: str, kind: SemanticType) -> str:
    """What an input is called: by its own words, or by those of its type where its own say little: "due date", not "due"."""
    typed = _meant(kind.name) if kind.name != kind.base else []
    own, entity = _meant(name), name_words(kind.entity or "")
    is_part = {*own} < {*typed} and not {*own} <= {*entity}
    if typed and (not own or own[-1] in STOP_WORDS or is_part):
        return " ".join(typed)
    return " ".join(own) or name


def nouns(name: str, kind: SemanticType) -> tuple[str, ...]:
    """What a description may call an input: its name, its type, what it is a datum of; longest first.

    An address or an amount is not called by whose it is: "a customer" is no address.
    """
    entity = kind.entity if kind.entity and kind.format is None and kind.base == "string" else ""
    found = (label(name, kind), " ".join(_meant(name)), " ".join(_meant(kind.name)), " ".join(name_words(entity)))
    return tuple(sorted(dict.fromkeys(n for n in found if n), key=lambda n: (-len(n), n)))


def _meant(name: str) -> list[str]:
    """The words of a name that mean something to a person."""
    return [w for w in name_words(name) if w not in ("id", "text")]


def mention(said: str, names: Sequence[str], put: str) -> str | None:
    """A wish with "a customer" replaced by what customer is meant; None where it says nothing of the kind, or twice."""
    for noun in names:
        whole = rf"\b(?:a|an|the|one|its|another)\s+{re.escape(noun)}\b(?!'|-)(?!\s+(?:of|number|name)\b)"
        found = re.compile(whole, re.IGNORECASE)
        if len(found.findall(said)) == 1:
            return found.sub(lambda _: put, said)
    return None


def edge(name: str, kind: SemanticType) -> str | None:
    """The preposition of a value that begins or ends a period, where the name says that it does."""
    words = {*name_words(name)}
    if kind.base not in ("date", "time", "datetime"):
        return None
    return "from" if words & _BEGINS else "until" if words & _ENDS else None


def is_directed(name: str) -> bool:
    """Whether a name says by itself how a value goes into a sentence: "from account", "to city"."""
    words = name_words(name)
    return len(words) > 1 and words[0] in _DIRECTIONS


def is_or_are(noun: str) -> str:
    """The verb of a noun: "are" where it is many by its ending."""
    return "are" if re.search(r"[^sui]s$", noun) else "is"


def joined(parts: Sequence[str]) -> str:
    """Parts as English lists them: "a, b and c"."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def capital(text: str) -> str:
    """A text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


FRAMES = ("{}.", "Please {}.", "Could you {}?", "Can you {}, please?", "I need to {}.", "I'd like to {}.", "I want to {}.")
"""Orders, polite questions, statements of need, around a wish."""


def framed(frame: int, said: str) -> str:
    """A wish in one of the frames."""
    return capital(FRAMES[frame % len(FRAMES)].format(said))

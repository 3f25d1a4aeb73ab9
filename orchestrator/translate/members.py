"""Members of an enumeration as a query says them: in any case, inflected, joined or apart, by a number, by a word alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from orchestrator.facts import Span
from orchestrator.translate.synonyms import alike
from orchestrator.translate.words import Word, is_stop, name_words, stem

_MIN_DISTINCT = 4
_INDIFFERENT = frozenset(("dontcare", "any", "unknown", "none", "other", "all", "unspecified", "default"))


@dataclass(frozen=True, slots=True)
class Named:
    """A member and the words that name it."""

    member: str
    span: Span


@dataclass(frozen=True)
class Enumeration:
    """The members of an enumeration with the words of each."""

    values: Mapping[str, tuple[str, ...]]
    about: frozenset[str] = frozenset()
    """Stems of the words that the enumeration itself is called by: they tell no member from another."""
    _forms: dict[str, list[tuple[str, ...]]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for member, aliases in self.values.items():
            forms = dict.fromkeys(tuple(map(stem, name_words(said))) for said in (member, *aliases))
            self._forms[member] = [f for f in forms if f]

    def partly(self, words: Sequence[Word], barred: Iterable[str] = ()) -> list[Named]:
        """Members of which only a word is said that no other has, else a word that means nearly the same as one."""
        return self._by_own_word(words, frozenset(barred) | self.about) or self._by_like_word(
            words, self.about
        )

    def _by_own_word(self, words: Sequence[Word], barred: frozenset[str]) -> list[Named]:
        own = self._own_words(barred)
        return [
            Named(member, (w.begin, w.end))
            for w in words
            if len(w.text) >= _MIN_DISTINCT and w.is_content and stem(w.lower) not in self.about
            for member in [next((m for m, mine in own.items() if _begun(stem(w.lower), mine)), None)]
            if member is not None
        ]  # fmt: skip

    def _own_words(self, barred: frozenset[str]) -> dict[str, frozenset[str]]:
        """Of each member the words of four letters and more that stand in no other member."""
        every = {m: frozenset(map(stem, name_words(m))) for m in self._forms}
        own: dict[str, frozenset[str]] = {}
        for member, stems in every.items():
            if member.casefold() in _INDIFFERENT:
                continue
            others = frozenset(s for m, x in every.items() if m != member for s in x)
            mine = stems - others - (barred if len(stems) > 1 else frozenset())
            own[member] = frozenset(s for s in mine if len(s) >= _MIN_DISTINCT - 1 and not is_stop(s))
        return own

    def _by_like_word(self, words: Sequence[Word], barred: frozenset[str]) -> list[Named]:
        single = {m: f[0] for m, forms in self._forms.items() for f in forms if len(f) == 1}
        found: list[Named] = []
        for word in words:
            if not word.is_content or stem(word.lower) in barred or word.text.isdigit():
                continue
            meant = [m for m, s in single.items() if alike(s, stem(word.lower))]
            if len(meant) == 1:
                found.append(Named(meant[0], (word.begin, word.end)))
        return found

    def inflected(self, words: Sequence[Word]) -> list[Named]:
        """Members all of whose words are said in a row, whatever their endings and hyphens."""
        plain = [w for w in words if w.text not in "-‐–'’"]
        stems = [stem(w.lower) for w in plain]
        found: list[Named] = []
        for member, forms in self._forms.items():
            for form in forms:
                if len(form) == 1 and (len(form[0]) < 3 or is_stop(form[0])):
                    continue
                size = len(form)
                joined = "".join(form)
                for at in range(len(stems)):
                    if tuple(stems[at : at + size]) == form and not _is_verb(plain[at].lower, member, size):
                        found.append(Named(member, (plain[at].begin, plain[at + size - 1].end)))
                    elif size > 1 and stems[at] == joined:
                        found.append(Named(member, (plain[at].begin, plain[at].end)))
                    elif size == 1 and at + 1 < len(stems) and stems[at] + stems[at + 1] == joined:
                        found.append(Named(member, (plain[at].begin, plain[at + 1].end)))
        return found


def _is_verb(word: str, member: str, size: int) -> bool:
    """Whether a word has only the stem of a member in -ing: who says "check" names no `checking` account."""
    return size == 1 and member.casefold().endswith("ing") and not word.endswith("ing")


def _begun(word: str, own: Iterable[str]) -> bool:
    """Whether a word is one of these or begins with one: "musical" with "music"."""
    return any(word == s or (len(s) >= 5 and word.startswith(s)) for s in own)

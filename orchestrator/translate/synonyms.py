"""Everyday English words that mean nearly the same: a small table, for members of enumerations, flags and things counted."""

from __future__ import annotations

from orchestrator.translate.words import stem

_GROUPS = """
    person people passenger traveller traveler guest adult rider seat attendee
    kid child children
    bed bedroom
    bath bathroom
    buy purchase
    book reserve
    find search locate
    rent rental lease
    cheap inexpensive affordable economical budget
    moderate intermediate medium average reasonable reasonably
    expensive costly pricey dear
    luxurious luxury fancy upscale
    small compact little
    large big spacious
    standard regular normal ordinary
    movie film cinema
    play theater theatre
    music concert song
    sport game match
    cartoon animation animated
    car vehicle automobile
    taxi cab
    phone call ring telephone
    email mail
    quick fast rapid
    nonstop direct
    private confidential
    picture photo image
    outdoors outdoor outside
    doctor physician
    urgent rush immediate
    begin start
    night overnight
"""
_OF: dict[str, frozenset[str]] = {}
for _line in _GROUPS.strip().splitlines():
    _stems = frozenset(stem(word) for word in _line.split())
    for _stem in _stems:
        _OF[_stem] = _OF.get(_stem, frozenset()) | _stems


def likes(one: str) -> frozenset[str]:
    """The stems of words that mean nearly the same as a stem."""
    return _OF.get(one, frozenset())


def alike(one: str, other: str) -> bool:
    """Whether two stems are of one word or of words that mean nearly the same.

    Example:
        >>> alike(stem("children"), stem("kids")), alike(stem("children"), stem("cars"))
        (True, False)
    """
    return one == other or other in likes(one)

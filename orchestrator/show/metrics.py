"""How wide a text is, without a font at hand: never narrower than common sans fonts draw it."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Widths from the space to the tilde in thousandths of the size, the greater of two common sans fonts.
_REGULAR = (
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636, 636,
    636, 636, 337, 337, 838, 838, 838, 556, 1015, 684, 686, 722, 770, 667, 611, 778, 752, 295, 500, 667, 557, 863, 748, 787,
    667, 787, 722, 667, 611, 732, 684, 989, 685, 667, 685, 390, 337, 390, 838, 556, 500, 613, 635, 550, 635, 615, 352, 635,
    634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
)  # fmt: skip
_BOLD = (
    348, 456, 521, 838, 696, 1002, 872, 306, 457, 457, 523, 838, 380, 415, 380, 365, 696, 696, 696, 696, 696, 696, 696, 696,
    696, 696, 400, 400, 838, 838, 838, 611, 1000, 774, 762, 734, 830, 683, 683, 821, 837, 372, 556, 775, 637, 995, 837, 850,
    733, 850, 770, 720, 682, 812, 774, 1103, 771, 724, 725, 457, 365, 457, 838, 556, 500, 675, 716, 593, 716, 678, 435, 716,
    712, 343, 343, 665, 343, 1042, 712, 687, 716, 716, 493, 595, 478, 712, 652, 924, 645, 652, 582, 712, 365, 712, 838,
)  # fmt: skip
ELLIPSIS = "…"


@lru_cache(maxsize=4096)
def _thousandths(character: str, bold: bool) -> int:
    table = _BOLD if bold else _REGULAR
    code = ord(character)
    if 0x20 <= code <= 0x7E:
        return table[code - 0x20]
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    if code >= 0x1F000:
        return 1400
    plain = unicodedata.normalize("NFKD", character)[0]
    if plain != character and 0x20 <= ord(plain) <= 0x7E and code < 0x250:
        return table[ord(plain) - 0x20] + 40
    if code in (0x2014, 0x2015, 0x2026, 0x2030, 0x2031, 0x2190, 0x2192) or unicodedata.east_asian_width(character) in "WF":
        return 1100 if code != 0x2031 else 1900
    wide = unicodedata.category(character) in ("Lu", "Lt", "So", "Sm", "Lo")
    return 1350 if wide else 700 if unicodedata.category(character)[0] == "P" else 1000


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """How many units a line of text takes at most at that size.

    Example:
        >>> text_width("find_customer", 10) > text_width("help", 10)
        True
    """
    return sum(_thousandths(character, bold) for character in text) * size / 1000


def cut(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """The text if there is room for it, else its beginning with an ellipsis."""
    if text_width(text, size, bold=bold) <= room:
        return text
    kept = _fitting(text, size, room - text_width(ELLIPSIS, size, bold=bold), bold)
    return text[:kept].rstrip() + ELLIPSIS


def _fitting(text: str, size: float, room: float, bold: bool) -> int:
    """How many characters from the beginning there is room for; no sign is parted from what combines with it."""
    used, kept = 0.0, 0
    for place, character in enumerate(text):
        used += _thousandths(character, bold) * size / 1000
        if used > room:
            break
        kept = place + 1
    while 0 < kept < len(text) and _thousandths(text[kept], bold) == 0:
        kept -= 1
    return kept


def wrap(text: str, size: float, room: float, *, lines: int, bold: bool = False) -> tuple[str, ...]:
    """The text in at most so many lines; broken at spaces and after `_ / . - ,`, within a word only where it must be."""
    rest = text.strip()
    broken: list[str] = []
    while rest and len(broken) < lines - 1 and text_width(rest, size, bold=bold) > room:
        most = max(1, _fitting(rest, size, room, bold))
        at = _break(rest, most)
        broken.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return (*broken, cut(rest, size, room, bold=bold)) if rest or not broken else tuple(broken)


def _break(text: str, most: int) -> int:
    """Where to break a line of at most so many characters: at a space if there is one in reach, else after a joint."""
    if most < len(text) and text[most] == " ":
        return most
    space = text.rfind(" ", 0, most)
    if space >= most // 3:
        return space + 1
    joint = max(text.rfind(sign, 0, most) for sign in "_/.-,:")
    return joint + 1 if joint >= most // 3 else space + 1 if space > 0 else most

"""The colours of pictures, light and dark. No meaning hangs on colour alone: shapes, signs and words say the same."""

from __future__ import annotations

from collections.abc import Mapping

LIGHT: Mapping[str, str] = {
    "paper": "#ffffff",
    "band": "#f4f5f7",
    "ink": "#1c2128",
    "muted": "#535b66",
    "wire": "#6b7480",
    "lit": "#0b57b8",
    "call": "#eaf2fc", "call-line": "#2c6bb3",
    "write": "#f6ecfb", "write-line": "#8a3fb0",
    "destroy": "#fdebeb", "destroy-line": "#c02f37",
    "ask": "#fdf3d7", "ask-line": "#8f6100",
    "want": "#e6f5ea", "want-line": "#1f7a3d",
    "plain": "#ffffff", "plain-line": "#6b7480",
    "problem": "#fdebeb", "problem-line": "#c02f37",
}  # fmt: skip
DARK: Mapping[str, str] = {
    "paper": "#14171c",
    "band": "#1c2027",
    "ink": "#e8ebef",
    "muted": "#adb5c0",
    "wire": "#8d97a4",
    "lit": "#7db4ff",
    "call": "#1a2c42", "call-line": "#6aa5e8",
    "write": "#33213f", "write-line": "#c98bea",
    "destroy": "#421f22", "destroy-line": "#ff8087",
    "ask": "#3a3013", "ask-line": "#e0b13f",
    "want": "#183522", "want-line": "#5fc282",
    "plain": "#14171c", "plain-line": "#8d97a4",
    "problem": "#421f22", "problem-line": "#ff8087",
}  # fmt: skip
FILLS = ("paper", "band", "call", "write", "destroy", "ask", "want", "plain", "problem")
"""What text stands on."""


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart, from 1 to 21, as the guidelines for accessible pages reckon it.

    Example:
        >>> round(contrast("#000000", "#ffffff"))
        21
    """
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

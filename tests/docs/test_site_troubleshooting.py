"""The troubleshooting page has every text that an error can begin with, and no other."""

from __future__ import annotations

import re

import pytest
from error_texts import GAP, PACKAGE, texts
from pages import DOCS

from orchestrator import Facts, FactsError

_CODE = re.compile(r"(?P<fence>`+)(?P<text>.+?)(?P=fence)(?!`)")
_FEWEST_LETTERS = 6

# clingo's own words, passed on; a test below has it say them.
_OF_CLINGO = {"syntax error, unexpected …": "goal(1 help).", "lexer error, unexpected …": 'goal(1, "help).'}


def _rows() -> list[str]:
    """The first cells of the tables of messages."""
    cells: list[str] = []
    is_messages = False
    for line in (DOCS / "troubleshooting.md").read_text(encoding="utf-8").splitlines():
        if not line.startswith("|"):
            is_messages = False
        elif line.startswith("| the message |"):
            is_messages = True
        elif is_messages and not line.startswith("|---"):
            cells.append(line.split("|")[1])
    return cells


def _told() -> dict[str, str]:
    """The texts on the page, each as it is compared."""
    found = [found["text"].strip() for cell in _rows() for found in _CODE.finditer(cell)]
    return {_compared(text): text for text in found}


def _compared(text: str) -> str:
    # Marks of code inside a text cannot stand in the mark-up of a table; white space and full stops do not count.
    return re.sub(r"[`\s.]+", " ", text).strip()


def test_every_text_of_an_error_is_on_the_page() -> None:
    told = _told()
    missing = [f"{text.place}: {text.text}" for text in texts() if _says_much(text.text) and _compared(text.text) not in told]
    assert not missing, "add to docs/troubleshooting.md:\n" + "\n".join(missing)


def _says_much(text: str) -> bool:
    """With fewer letters of its own, a text passes on what another part of the package says."""
    return len(re.findall("[A-Za-z]", text)) >= _FEWEST_LETTERS


def test_every_text_on_the_page_is_in_the_code() -> None:
    raised = {_compared(t.text) for t in texts()} | {_compared(text) for text in _OF_CLINGO}
    made_up = {said for compared, said in _told().items() if compared not in raised}
    assert not made_up


@pytest.mark.parametrize(("begin", "facts"), _OF_CLINGO.items())
def test_what_clingo_says_of_facts_is_on_the_page(begin: str, facts: str) -> None:
    assert _compared(begin) in _told()
    with pytest.raises(FactsError, match=begin.removesuffix(GAP)):
        Facts.parse(facts)


def test_every_check_of_a_catalog_is_on_the_page() -> None:
    page = (DOCS / "troubleshooting.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`\[([a-z-]+)\]`", page))
    code = "\n".join(path.read_text(encoding="utf-8") for path in (PACKAGE / "catalog").glob("*.py"))
    code += (PACKAGE / "cli" / "domains.py").read_text(encoding="utf-8")
    made = set(re.findall(r'Finding\(\s*[\w"]+,\s*"([a-z-]+)"', code))
    assert len(made) > 10
    assert made <= told
    assert not {rule for rule in told if f'"{rule}"' not in code}

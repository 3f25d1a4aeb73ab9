"""Right plans that were made before, kept in a folder: planning hundreds of labelled queries takes half a minute.

What is kept counts for one catalog and for one state of the planner: a change of a program text or of a module that plans
makes it worthless, and it is made anew. A file that cannot be read or written is no error; then nothing is kept.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path

from orchestrator.catalog.model import Catalog
from orchestrator.facts import Facts
from orchestrator.plan.model import AnyPlan, plan_from_json
from orchestrator.resources import folder

_PLANNING = ("catalog", "facts", "reason", "plan")
_MOST_FILES = 20


class KeptPlans:
    """The plans of a catalog that a folder keeps; without a folder, none.

    Example:
        >>> kept = KeptPlans(catalog, tmp_path)
        >>> kept.put(facts, plan)
        >>> kept.save()
        >>> KeptPlans(catalog, tmp_path).get(facts) == plan
        True
    """

    def __init__(self, catalog: Catalog, place: Path | None) -> None:
        self._file = place / f"plans-{_key(catalog)}.json" if place is not None else None
        self._plans: dict[str, object] = {}
        self._changed = False
        if self._file is not None:
            with suppress(OSError, ValueError):
                said = json.loads(self._file.read_text(encoding="utf-8"))
                self._plans = said if isinstance(said, dict) else {}

    def get(self, facts: Facts) -> AnyPlan | None:
        """The plan of these facts, if it is kept."""
        said = self._plans.get(_name(facts))
        try:
            return plan_from_json(said).model_copy(update={"facts": facts}) if said is not None else None
        except ValueError:
            return None

    def put(self, facts: Facts, plan: AnyPlan) -> None:
        """Keep a plan; `save` writes what there is."""
        if self._file is not None:
            self._plans[_name(facts)] = plan.model_copy(update={"facts": Facts()}).to_json()
            self._changed = True

    def save(self) -> None:
        """Write what is new, whole or not at all, and remove the oldest of many files."""
        if self._file is None or not self._changed:
            return
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._file.parent, prefix="plans-", suffix=".part")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(self._plans, file)
            Path(name).replace(self._file)
            files = sorted(self._file.parent.glob("plans-*.json"), key=lambda f: (f.stat().st_mtime, f.name))
            for old in files[:-_MOST_FILES]:
                old.unlink(missing_ok=True)


def _name(facts: Facts) -> str:
    """Facts by what they say and of which words: spans, and what no fact carries, stand in plans too."""
    return hashlib.sha256(facts.model_dump_json().encode()).hexdigest()


def _key(catalog: Catalog) -> str:
    return hashlib.sha256((_planner() + catalog.model_dump_json()).encode()).hexdigest()[:24]


@cache
def _planner() -> str:
    """The state of everything that plans, as one number."""
    digest = hashlib.sha256()
    for path in _sources():
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    package = Path(__file__).resolve().parent.parent
    for name in _PLANNING:
        yield from sorted((package / name).rglob("*.py"))
    yield from (package / "values.py", package / "orchestrate.py")
    yield from sorted(folder("asp").glob("*.lp"))

"""The form itself: what the browser sends becomes answers, and what comes of them is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from orchestrator.errors import OrchestratorError, Problem
from orchestrator.notebook.fields import fields
from orchestrator.plan.model import Plan
from orchestrator.show.notebook import Bundle, plan_bundle, plan_parts
from orchestrator.show.panel import body, stylesheet

_HERE = Path(__file__).resolve().parent


class PlanForm(anywidget.AnyWidget):  # type: ignore[misc, unused-ignore]
    """A plan with a field for each of its questions; what is answered makes the plan anew (R11).

    Args:
        plan: the plan, bound to the orchestrator that made it.

    Attributes:
        plan: the plan as it is now. `form.observe(function, "plan")` tells of each change.

    Raises:
        UsageError: the plan is bound to no orchestrator.

    Example:
        >>> form = PlanForm(orchestrator.plan(facts="goal(1, weather)."))
        >>> form.submit({"q1": "Oslo"})
        >>> form.plan.status
        'ready'
    """

    _esm = _HERE / "form.js"
    _css = f"{stylesheet()}\n{(_HERE / 'form.css').read_text(encoding='utf-8')}"

    plan: Plan = traitlets.Instance(Plan)  # type: ignore[assignment]
    view = traitlets.Dict().tag(sync=True)

    def __init__(self, plan: Plan) -> None:
        self._catalog = plan.home.catalog
        self._earlier: list[Plan] = []
        self._round = 0
        super().__init__(plan=plan, view={})
        self._show()
        self.on_msg(self._receive)

    def submit(self, answers: Mapping[str, Any]) -> bool:
        """Answer questions, as the button does: question → answer; `UNKNOWN` and `ANY` as in `Plan.answer`.

        Returns:
            Whether the answers were taken; if not, what is wrong with them stands beside the fields.
        """
        from orchestrator.converse.answers import read_answers

        home = self.plan.home
        try:
            read = read_answers(self.plan, answers, home.catalog)
            answered = home.plan(facts=read.facts)
        except OrchestratorError as error:
            self._show(error.problems, said=answers)
            return False
        self._earlier.append(self.plan)
        self._take(answered, read.notes)
        return True

    def undo(self) -> bool:
        """Go back to the plan before the last answers. Returns whether there was one."""
        if not self._earlier:
            return False
        self._take(self._earlier.pop())
        return True

    def _take(self, plan: Plan, notes: Iterable[str] = ()) -> None:
        self.plan = plan
        self._show(notes=notes)

    def _show(
        self, problems: Iterable[Problem] = (), *, said: Mapping[str, Any] | None = None, notes: Iterable[str] = ()
    ) -> None:
        """Send the browser what it is to draw. `round` tells an answer to this form from one to an earlier."""
        self._round += 1
        shown = fields(self.plan, self._catalog)
        errors: dict[str, str] = {}
        general: list[str] = []
        for problem in problems:
            question = _question_of(problem)
            if any(field.id == question for field in shown):
                text = str(Problem(problem.what, "", problem.expected, problem.mend))
                errors[question] = f"{errors[question]} {text}" if question in errors else text
            else:
                general.append(str(problem))
        self.view = {
            "round": self._round,
            "html": body(*plan_parts(self.plan, self._catalog, questions=False, still=False)),
            "fields": [field.to_json() for field in shown],
            "errors": errors,
            "problems": general,
            "notes": list(notes),
            "said": {question: _entry(answer) for question, answer in (said or {}).items()},
            "undo": bool(self._earlier),
        }

    def _receive(self, _widget: Any, content: Any, _buffers: Any) -> None:
        """What the browser sends: `{"kind": "submit", "round": 1, "answers": {"q1": {"text": "200"}}}`, or `undo`."""
        kind = content.get("kind") if isinstance(content, dict) else None
        if kind not in ("submit", "undo"):
            return
        if content.get("round") != self._round:
            # A second view of the form, or a second click: what it answers is not what is asked now.
            self._show((Problem("the plan has changed meanwhile", mend="look at it again"),))
        elif kind == "undo":
            self.undo()
        elif answers := _answers(content.get("answers")):
            self.submit(answers)
        else:
            self._show((Problem("nothing is answered yet", mend="fill in a field, or say that you do not know"),))

    def _repr_mimebundle_(self, **arguments: Any) -> Any:
        """The widget; for a page on which nothing runs, the plan with its questions as they are now."""
        shown = super()._repr_mimebundle_(**arguments)
        still: Bundle = plan_bundle(self.plan, self._catalog)
        if isinstance(shown, tuple):
            data, metadata = shown
            return {**data, **still}, metadata
        return {**(shown or {}), **still}


def _entry(answer: Any) -> dict[str, Any]:
    """What stood in a field, for it to stand there again beside what was wrong; the reverse of `_answers`."""
    from orchestrator.converse.answers import Left

    if isinstance(answer, Left):
        return {answer.value: True}
    if isinstance(answer, list | tuple):
        return {"texts": [str(one) for one in answer]}
    return {"text": str(answer)}


def _answers(sent: Any) -> dict[str, Any]:
    """Question → answer, of what the browser sent; what was left empty is no answer."""
    from orchestrator.converse.answers import ANY, UNKNOWN, said

    found: dict[str, Any] = {}
    for question, entry in sent.items() if isinstance(sent, dict) else ():
        if not isinstance(entry, dict):
            continue
        listed = entry.get("texts")
        texts = [t.strip() for t in listed if isinstance(t, str) and t.strip()] if isinstance(listed, list) else []
        text = entry.get("text")
        if entry.get("unknown"):
            found[question] = UNKNOWN
        elif entry.get("any"):
            found[question] = ANY
        elif isinstance(text, str) and text.strip():
            found[question] = said(text)
        elif texts:
            found[question] = texts
    return found


def _question_of(problem: Problem) -> str:
    """The question that a problem is about: `q1` of `q1 > amount`."""
    return problem.where.partition(" > ")[0].strip()

"""Asking a person at a terminal: a line typed, one of several, and the two functions through which a run asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from orchestrator.converse.answers import Left, said
from orchestrator.show.words import Marks, printable, styled

if TYPE_CHECKING:
    from rich.console import Console

    from orchestrator.run.model import Approval, Question

_YES = frozenset(("y", "yes"))


class Asker:
    """Reads what somebody types.

    Args:
        console: where the questions are printed.
    """

    def __init__(self, console: Console) -> None:
        self.console = console
        self.marks = Marks.of(console.options)
        try:
            import readline  # noqa: F401  with it, a line can be edited as it is typed
        except ImportError:
            return

    def line(self, prompt: str, *, secret: bool = False) -> str:
        """A line, without blanks around it.

        Raises:
            EOFError: Ctrl-D.
            KeyboardInterrupt: Ctrl-C.
        """
        shown = f"{prompt} {'>' if self.console.options.ascii_only else '›'} "
        if secret:
            from getpass import getpass

            return getpass(shown).strip()
        return input(shown).strip()

    def number(self, prompt: str, count: int) -> int | None:
        """One of several, by its number from 1; None where nothing is typed."""
        while typed := self.line(f"{prompt} [1-{count}, empty = skip]"):
            if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= count:
                return int(typed)
            self.wrong(f"{typed} is none of them")
        return None

    def listed(self, options: Sequence[str]) -> None:
        """Options, each with its number."""
        for number, option in enumerate(options, 1):
            self.console.print(styled((f"  {number:>2} ", "cyan"), printable(option, 1000)))

    def wrong(self, text: str) -> None:
        """What cannot be taken, and why."""
        self.console.print(styled((f"    {self.marks.wrong} ", "red"), (printable(text, 2000), "red")))

    def note(self, text: str) -> None:
        """A remark."""
        self.console.print(styled((f"    {self.marks.dot} ", "dim"), (printable(text, 2000), "yellow")))

    def dim(self, text: str) -> None:
        """A hint."""
        self.console.print(styled((printable(text, 2000), "dim")))


class TerminalPerson:
    """Who answers and approves while a plan is run: the person at the terminal (see `orchestrator.run.model`).

    Example:
        >>> person = TerminalPerson(console)
        >>> orchestrator.run(plan, ask=person.ask, approve=person.approve, backend=backend)
    """

    def __init__(self, console: Console) -> None:
        self.console = console
        self.asker = Asker(console)

    def ask(self, questions: Sequence[Question]) -> Mapping[str, Any]:
        """Put questions; those that are skipped are left out."""
        answers: dict[str, Any] = {}
        self.console.print()
        for question in questions:
            if question.note:
                self.asker.note(question.note)
            answer = self._rows(question) if question.rows else self._value(question)
            if answer is not None:
                answers[question.id] = answer
        return answers

    def _rows(self, question: Question) -> int | None:
        self.console.print(styled((f"  {self.asker.marks.ask} ", "bold yellow"), (printable(question.text, 1000), "bold")))
        self.asker.listed(question.options)
        return self.asker.number("  Which one?", len(question.options))

    def _value(self, question: Question) -> str | Left | None:
        allowed = f" ({printable(question.allowed, 300)})" if question.allowed else ""
        typed = self.asker.line(f"  {printable(question.text, 1000)}{allowed}")
        return said(typed) if typed else None

    def approve(self, request: Approval) -> bool:
        """Show a write just as it will be made, and ask for a yes. Everything else is a no."""
        marks = self.asker.marks
        self.console.print()
        heading = styled((f"  {marks.ask} ", "bold yellow"), (printable(request.api), "bold"), ("  writes", "magenta"))
        if request.destructive:
            heading.append("  cannot be undone", style="bold red")
        self.console.print(heading)
        if request.description:
            self.asker.dim(f"      {request.description}")
        self._arguments(request.arguments)
        for number, member in enumerate(request.members, 1):
            self.asker.dim(f"      {number} of {len(request.members)}")
            self._arguments(member)
        try:
            typed = self.asker.line("  Do it? [y/N]")
        except EOFError:
            self.console.print()
            return False
        return typed.casefold() in _YES

    def _arguments(self, arguments: Mapping[str, Any]) -> None:
        width = max((len(name) for name in arguments), default=0)
        for name, value in arguments.items():
            told = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
            arrow = (f"{self.asker.marks.arrow} ", "dim")
            self.console.print(styled(f"      {printable(name):<{width}} ", arrow, printable(told, 1000)))

"""One way through the stages of a plan: what is known is kept, rows are chosen, writes are approved, calls are made."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from orchestrator.facts.model import quote
from orchestrator.plan.identity import identities
from orchestrator.plan.model import Call, Choose, Plan, RowPick
from orchestrator.plan.rows import in_words
from orchestrator.run import performer
from orchestrator.run.approval import canonical, plan_hash, request, seal
from orchestrator.run.endings import Ending, Trouble, TroubleKind
from orchestrator.run.memory import CHOOSE, Entry
from orchestrator.run.model import Question, Record, Result, Standing
from orchestrator.run.performer import Job, Performer
from orchestrator.run.person import Person, about_rows, row_answered
from orchestrator.run.resolve import Lacking, NoRow, Resolver, Undecided
from orchestrator.run.results import Found, Row
from orchestrator.run.values import text_of
from orchestrator.secrets import Secrets, shown

FOR = " for "
"""Stands in an identity before what tells the calls of one step for each row from each other."""


@dataclass(slots=True)
class _Work:
    """What is to be done for a step: the calls that are still to be made, and what is known already."""

    call: Call
    jobs: list[Job] = field(default_factory=list)
    found: dict[int | None, Found] = field(default_factory=dict)


class Turn:
    """A plan on its way.

    Attributes:
        standing: writes that were done before, and that this plan would make otherwise.
        left: calls for single rows that were not made.
        empty: steps that are made for no row, as there is none.
    """

    def __init__(self, number: int, plan: Plan, performer: Performer, person: Person, secrets: Secrets, rounds: int) -> None:
        self.number, self.plan, self.performer, self.person, self.rounds = number, plan, performer, person, rounds
        self.catalog, self.memory = performer.catalog, performer.memory
        named = identities(plan, self.catalog)
        self.identities: dict[str, str] = {step: secrets.hidden(text) for step, text in named.items()}
        self.hash = plan_hash(plan, self.catalog)
        self.resolver = Resolver(plan, self.catalog, self._decided)
        self.standing: dict[str, Standing] = {}
        self.left: list[Job] = []
        self.empty: list[str] = []
        self.wanted: list[Result] = []
        self._claims: dict[int, str] = {}
        self._at = 0
        self._position = {step.id: index for index, step in enumerate(plan.steps)}

    async def run(self) -> list[Trouble]:
        """Make the calls, stage by stage. What is returned keeps the plan from going on; nothing if all is done.

        Raises:
            Ending: nobody answers, or a write was not approved.
        """
        for number, stage in enumerate(self.plan.stages):
            self._at = number
            steps = [step for step in self.plan.steps if step.id in stage]
            await self._choose([step for step in steps if isinstance(step, Choose)])
            troubles = await self._stage([step for step in steps if isinstance(step, Call)])
            if troubles:
                return troubles
        return []

    async def _stage(self, calls: Sequence[Call]) -> list[Trouble]:
        while True:  # each time something is asked, and known from then on
            works, troubles, undecided = self._prepared(calls)
            if undecided:
                await self._decide(undecided)
                continue
            rest = [t for t in troubles if t.kind != "several"]
            if rest:
                return rest
            if not troubles:
                await self._approve(works)
                troubles = await self._make(works)
            rest = [t for t in troubles if t.kind != "several"]
            if rest or not troubles:
                return rest
            await self._ask_which(troubles)

    # --- what is known, and what is to be made ---------------------------------------------------------------------------
    def _prepared(self, calls: Sequence[Call]) -> tuple[list[_Work], list[Trouble], list[Undecided]]:
        works: list[_Work] = []
        troubles: list[Trouble] = []
        undecided: list[Undecided] = []
        self.left.clear()
        for call in calls:
            work = _Work(call)
            works.append(work)
            try:
                trouble = self._prepare(work)
            except Undecided as which:
                undecided.append(which)
                continue
            except Lacking as lacking:
                kind: TroubleKind = "row" if isinstance(lacking, NoRow) else "lacking"
                trouble = Trouble(kind, call, f"{call.api} cannot be called: {lacking}", blame=lacking.step)
            if trouble is not None:
                troubles.append(trouble)
        return works, troubles, undecided

    def _prepare(self, work: _Work) -> Trouble | None:
        for job in self._jobs(work.call):
            entry = self._known(job)
            if entry is None:
                work.jobs.append(job)
                continue
            trouble = self._trouble_of(job, entry)
            if trouble is not None:
                return trouble
            work.found[job.place] = entry.found or Found()
        if not work.jobs:
            self._yield(work)
        unmet = next((u for job in work.jobs if (u := self.performer.state.unmet(job.api, job.arguments))), None)
        if unmet is not None:
            return Trouble("state", work.call, f"{work.call.api} requires '{unmet}', which does not hold")
        return None

    def _jobs(self, call: Call) -> Iterator[Job]:
        api, identity = self.catalog.apis[call.api], self.identities[call.id]
        order = (self.number, self._at, self._position[call.id])
        if call.for_each is None:
            yield Job(call, api, identity, self.resolver.arguments(call), (*order, 0))
            return
        places = self.resolver.places(call)
        if not places and call.id not in self.empty:
            self.empty.append(call.id)
        alike: Counter[str] = Counter()
        of_row = self.resolver.of_row(call)
        for place in places:
            arguments = self.resolver.arguments(call, place)
            told = shown(api, {x: v for x, v in arguments.items() if x in of_row})
            which = ", ".join(f"{x}={quote(text_of(v) or canonical(v))}" for x, v in told.items())
            alike[which] += 1
            again = f" ({alike[which]})" if alike[which] > 1 else ""
            yield Job(call, api, f"{identity}{FOR}{which}{again}", arguments, (*order, place), place)

    def _known(self, job: Job) -> Entry | None:
        if not (job.api.writes and job.call.goals):
            return self.memory.read(job.identity, job.call.api, job.arguments)
        key = job.identity
        same = self.memory.write(key)
        if same is not None and canonical(same.record.arguments) == canonical(shown(job.api, job.arguments)):
            self._claims[id(same)] = key
            return same
        # The same done under another name, as the second of a list that was the first: it is not done again.
        for entry in self.memory.alike(job.call.api, job.call.goals, job.arguments) if job.place is None else ():
            if self._claims.setdefault(id(entry), key) == key:
                return entry
        if same is not None:
            now = shown(job.api, job.arguments)
            self.standing[key] = Standing(api=job.call.api, identity=key, done=same.record.arguments, now=now)
        return same

    def _trouble_of(self, job: Job, entry: Entry) -> Trouble | None:
        """Why what is remembered of a call is of no use."""
        status = entry.record.status
        if status == "nothing":
            return performer.nothing(job, entry)
        if status in ("failed", "unknown"):
            return performer.failed(job, entry)
        if entry.found is not None:
            return None
        return performer.several(job, entry) if entry.several else performer.unusable(job, entry)

    def _yield(self, work: _Work) -> None:
        if work.call.for_each is None:
            self.resolver.yielded[work.call.id] = work.found[None]
        else:
            places = sorted(place for place in work.found if place is not None)
            self.resolver.yielded[work.call.id] = {place: work.found[place] for place in places}

    # --- calls -----------------------------------------------------------------------------------------------------------
    async def _approve(self, works: Sequence[_Work]) -> None:
        """Have the writes of a stage approved, one after the other, before the first of its calls."""
        for work in works:
            jobs = [job for job in work.jobs if job.api.writes]
            seals = {seal(self.hash, j.identity, {x: _listed(v) for x, v in j.arguments.items()}) for j in jobs}
            if not jobs or seals <= self.performer.approved:
                continue
            call = work.call
            asked = request(
                step=call.id, identity=self.identities[call.id], goals=call.goals, name=call.api, api=jobs[0].api,
                members=[job.arguments for job in jobs], each=call.for_each is not None, plan=self.hash,
            )  # fmt: skip
            if not await self.person.approves(asked):
                self.left.extend(job for job in jobs if job.place is not None)
                raise Ending.declined(asked)
            self.performer.approved |= seals

    async def _make(self, works: Sequence[_Work]) -> list[Trouble]:
        """Make the calls of a stage side by side; those that touch one state, one after the other."""
        tasks: list[tuple[asyncio.Task[Trouble | None], frozenset[Any]]] = []
        for work in works:
            if work.jobs:
                touched = frozenset(a for j in work.jobs for a in self.performer.state.touched(j.api, j.arguments))
                before = [task for task, other in tasks if touched & other]
                tasks.append((asyncio.create_task(self._do(work, before)), touched))
        if not tasks:
            return []
        try:
            await asyncio.wait([task for task, _ in tasks])
        except asyncio.CancelledError:
            for task, _ in tasks:
                task.cancel()
            await asyncio.wait([task for task, _ in tasks])
            raise
        return [trouble for task, _ in tasks if (trouble := task.result()) is not None]

    async def _do(self, work: _Work, before: Sequence[asyncio.Task[Trouble | None]]) -> Trouble | None:
        for number, job in enumerate(work.jobs):
            if any([await task is not None for task in before]):
                self.left.extend(j for j in work.jobs[number:] if j.place is not None)
                return None
            found = await self.performer.make(job, self.hash)
            if isinstance(found, Trouble):
                made = number if found.entry is None else number + 1
                self.left.extend(j for j in work.jobs[made:] if j.place is not None)
                return found
            work.found[job.place] = found
        self._yield(work)
        return None

    # --- the person ------------------------------------------------------------------------------------------------------
    async def _choose(self, choices: Sequence[Choose]) -> None:
        asked: dict[str, tuple[str, Sequence[Row]]] = {}
        questions: list[Question] = []
        for choice in choices:
            rows, key = self.resolver.listed(choice), self._choice_key(choice)
            place = self.memory.choice(key, rows)
            if place is not None:
                self.resolver.choices[choice.id] = place
            elif len(rows) > 1:
                asked[choice.id] = (key, rows)
                text = choice.question or "Which of these is meant?"
                questions.append(about_rows(choice.id, text, rows, choice.columns, goals=choice.goals))

        def chosen(question: Question, place: int) -> None:
            key, rows = asked[question.id]
            self.resolver.choices[question.id] = place
            self._remember(question.id, key, rows, place)

        await self._ask_rows(questions, chosen)

    async def _decide(self, undecided: Sequence[Undecided]) -> None:
        """Ask which row is meant where several equal what was said, or none does."""
        asked: dict[str, Undecided] = {}
        questions: list[Question] = []
        for which in undecided:
            identifier = f"{which.of}.{'.'.join(which.pick.equals or {}) or 'row'}"
            if identifier not in asked:
                asked[identifier] = which
                api = self.plan.step(which.of).api
                text = f"{len(which.places)} of the results of {api} may be meant by {in_words(which.pick)}: which one?"
                rows = [which.rows[place] for place in which.places]
                questions.append(about_rows(identifier, text, rows, which.columns))

        def chosen(question: Question, place: int) -> None:
            which = asked[question.id]
            self._remember(question.id, self._pick_key(which.of, which.pick), which.rows, which.places[place])

        await self._ask_rows(questions, chosen)

    async def _ask_which(self, troubles: Sequence[Trouble]) -> None:
        """Ask which of several matches is meant."""
        asked: dict[str, Entry] = {}
        questions: list[Question] = []
        for trouble in troubles:
            if trouble.step is not None and trouble.entry is not None:
                identifier = trouble.step.id if trouble.member is None else f"{trouble.step.id}.{trouble.member}"
                asked[identifier] = trouble.entry
                told = _said(trouble.entry.record.arguments)
                text = f"{trouble.text}{f' for {told}' if told else ''}: which one is meant?"
                questions.append(about_rows(identifier, text, trouble.entry.record.matches, goals=trouble.step.goals))

        def chosen(question: Question, place: int) -> None:
            entry = asked[question.id]
            entry.found = entry.several[place]
            self.memory.change(entry, result=entry.found.plain(), place=place + 1)

        await self._ask_rows(questions, chosen)

    async def _ask_rows(self, questions: Sequence[Question], chosen: Callable[[Question, int], None]) -> None:
        """Ask about rows, and note each that is chosen. What does not fit is asked again."""
        still, barren = list(questions), 0
        while still:
            answers = await self.person.answers(tuple(still))
            left: list[Question] = []
            for question in still:
                place = row_answered(question, answers[question.id]) if question.id in answers else None
                if place is not None:
                    chosen(question, place)
                    continue
                note = f"'{answers[question.id]}' is none of them" if question.id in answers else question.note
                left.append(question.model_copy(update={"note": note}))
            barren = barren + 1 if len(left) == len(still) else 0
            still = left
            if barren >= self.rounds:
                raise Ending.waiting(tuple(still))

    # --- choices, as they are remembered ---------------------------------------------------------------------------------
    def _choice_key(self, choice: Choose) -> str:
        return f"{self.identities[choice.id]}/{'+'.join(map(str, choice.goals))}"

    def _pick_key(self, of: str, pick: RowPick) -> str:
        return f"choose({self.identities[of]}): {in_words(pick)}"

    def _decided(self, of: str, pick: RowPick, rows: Sequence[Row]) -> int | None:
        return self.memory.choice(self._pick_key(of, pick), rows)

    def _remember(self, step: str, key: str, rows: Sequence[Row], place: int) -> None:
        record = Record(
            step=step, api=CHOOSE, identity=key, status="done", result=dict(rows[place]), place=place + 1,
        )  # fmt: skip
        self.memory.add(Entry(record, (self.number, self._at, self._position.get(step, -1), len(self.memory.entries))))

    # --- what comes of it ------------------------------------------------------------------------------------------------
    async def want(self) -> list[Trouble]:
        """Take what meets the wants."""
        while True:
            try:
                self.wanted = [Result(goal=m.goal, name=m.type, value=_listed(self.resolver.met(m))) for m in self.plan.wants]
            except Undecided as which:
                await self._decide([which])
                continue
            except Lacking as lacking:
                kind: TroubleKind = "row" if isinstance(lacking, NoRow) else "lacking"
                return [Trouble(kind, None, str(lacking), blame=lacking.step)]
            return []

    def obtained(self) -> Iterator[Result]:
        """What the calls of the goals gave, as far as they were made, and what meets the wants."""
        for call in self.plan.calls:
            found = self.resolver.yielded.get(call.id)
            if found is not None:
                value = found.plain() if isinstance(found, Found) else [one.plain() for one in found.values()]
                yield from (Result(goal=goal, name=call.api, value=value) for goal in call.goals)
        yield from self.wanted

    def step_of(self, entry: Entry) -> str | None:
        """The step of the plan that an entry is of."""
        identity = self._claims.get(id(entry), entry.record.identity)
        if entry.record.api == CHOOSE:
            keys = {self._choice_key(choice): choice.id for choice in self.plan.choices}
            return keys.get(identity)
        return next((s for s, named in self.identities.items() if identity == named or identity.startswith(named + FOR)), None)


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _said(arguments: Mapping[str, Any]) -> str:
    return ", ".join(f'"{text_of(value)}"' for value in arguments.values() if text_of(value) is not None)

"""From the answer set to the situation: terms become named data, calls and their candidates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any

from orchestrator.catalog.model import ROWS, Catalog, Output
from orchestrator.reason import situation as model
from orchestrator.reason.atoms import KINDS, Admitted, Atoms
from orchestrator.reason.names import Names, slug
from orchestrator.reason.rows import keep_rows_together, row_of, row_words
from orchestrator.reason.terms import CallTerm, Term, Terms, name_of
from orchestrator.reason.unroll import Unrolled


def build(
    atoms: Iterable[Any], catalog: Catalog, query: Unrolled, values: Mapping[str, str] | None = None
) -> model.Situation:
    """The situation that an answer set describes.

    Args:
        atoms: what the programs show.
        catalog: what APIs exist.
        query: what was said, and which API each goal means.
        values: what each value is, where the facts gave values other names.
    """
    return _Builder(Atoms(atoms, catalog, query), catalog, query, values or {}).situation()


class _Builder:
    def __init__(self, atoms: Atoms, catalog: Catalog, query: Unrolled, values: Mapping[str, str]) -> None:
        facts, reading = query.facts, query.reading
        self.atoms, self.catalog, self.facts, self.reading, self.query = atoms, catalog, facts, reading, query
        self.terms = Terms(atoms.settled, atoms.met(), values, query.first, atoms.list_of, atoms.matches())
        self.alternatives = {n: a for n in reading.goals if (a := atoms.alternatives(n))}
        self.names = Names()
        self.data: dict[str, model.Datum] = {}
        self.calls: dict[str, model.Call] = {}
        self.datum_ids: dict[Term, str] = {}
        self.call_ids: dict[CallTerm, str] = {}
        self.value_types: dict[Term, set[str]] = defaultdict(set)
        self.words: dict[Term, tuple[str, Any]] = {}
        for index, _, datum, kind in ((i, g, d, t) for g, i, d, t in atoms.by_name["datum"]):
            term = self.terms.term(datum)
            given = facts.givens[index.number - 1]
            self.value_types[term].add(name_of(kind))
            self.words.setdefault(term, (given.members[0], given.span))

    def situation(self) -> model.Situation:
        reads = [self._open_read(number) for number in sorted(self.alternatives)]
        for number in sorted(self.reading.goals):
            if number not in self.alternatives:
                self._claim(self._call(self.terms.goal_call(number)), number)
        for caller in sorted({name_of(w) for w, *_ in self.atoms.by_name["helper"]}):
            self._call(("auto", caller))
        self._keep_siblings_apart()
        wants = tuple(self._want(number) for number in sorted(self.reading.wants))
        apart = {*self._aparts(), *keep_rows_together(self.calls, self.data, self._twins)}
        return model.Situation(
            goals=dict(sorted(self.reading.goals.items())),
            wants=tuple(self._complete(w) for w in (*reads, *wants)),
            apart=tuple(sorted(apart, key=str)),
            givens=tuple(self._givens()),
            state=tuple(model.Holds(fluent=c.fluent, arguments=c.arguments) for c in self.catalog.state if c.holds),
            conflicts=tuple(self._conflicts()),
            choices=tuple(self._choices()),
            flows=tuple(self._flows()),
            symbols={self.call_ids[t]: tuple(sorted(s)) for t, s in self.terms.symbols.items() if t in self.call_ids},
            data=self.data,
            calls=self.calls,
        )

    # --- calls -------------------------------------------------------------------------------------------------------
    def _claim(self, identifier: str, number: int) -> None:
        call = self.calls[identifier]
        self.calls[identifier] = call.model_copy(update={"goals": tuple(sorted({*call.goals, number}))})

    def _call(self, term: CallTerm) -> str:
        """The call of a term, made on first sight."""
        if term in self.call_ids:
            return self.call_ids[term]
        if term[0] == "row":
            return self._row(term)
        kind, key = term[0], term[1]
        name = self.reading.goals[key] if kind == "goal" else key
        arguments = term[2] if kind == "lookup" else ()
        own_number = [str(key)] if kind == "goal" else []
        wanted = "-".join([slug(name), *own_number, *self._tails(arguments)])
        identifier = self.names.unique(wanted, "call")
        self.call_ids[term] = identifier
        api = self.catalog.apis[name]
        outputs = {o: self._output(identifier, term, o, said) for o, said in self._outputs(term).items()}
        call = model.Call(
            id=identifier, api=name, kind=kind, outputs=outputs, cost=api.cost, writes=api.writes,
            requires=api.requires, ensures=api.ensures,
        )  # fmt: skip
        self.calls[identifier] = call
        if kind == "lookup":
            filled = {x: a for x, a in zip(api.inputs, arguments, strict=True) if a is not None}
            slots = {x: self._settled(a) for x, a in filled.items()}
        else:
            admitted = self.atoms.slots.get(key, {})
            lists = self.query.parts.get(key, {}) if kind == "goal" else {}
            call = call.model_copy(update={"lists": dict(lists)})
            slots = {x: self._candidates(admitted[x]) for i in api.inputs for x in lists.get(i, (i,)) if x in admitted}
        self.calls[identifier] = call.model_copy(update={"slots": slots, "goals": self.calls[identifier].goals})
        if kind == "lookup":
            self._take_into_loop(identifier)
        return identifier

    def _outputs(self, term: CallTerm) -> dict[str, Output | None]:
        """What a call yields: its outputs, and its rows as one datum; done for each row, only rows."""
        api = self.catalog.apis[self.reading.goals[term[1]] if term[0] == "goal" else term[1]]
        if term[0] == "goal" and term[1] in self.atoms.for_each:
            return {ROWS: None} if api.yields else {}
        return {**api.outputs, ROWS: None} if api.rows else dict(api.outputs)

    def _take_into_loop(self, identifier: str) -> None:
        """What is looked up from the row that a goal is being done for, is looked up for each row."""
        call = self.calls[identifier]
        loops = [self.data[c.datum].loop for admitted in call.slots.values() for c in admitted]
        loop = next((inner for inner in loops if inner is not None), None)
        for datum in call.outputs.values() if loop is not None else ():
            self.data[datum] = self.data[datum].model_copy(update={"loop": loop})

    def _row(self, term: CallTerm) -> str:
        """The call by which a row of a list is had. Its columns are added as they turn out to matter."""
        _, lister, listed, mode = term
        source = ("output", lister, listed)
        of = self._datum(source)
        row = row_of(listed, mode, self._datum)
        identifier = self.names.unique(f"{row_words(mode)}-of-{self.data[of].call or of}", "row")
        self.call_ids[term] = identifier
        api = self.reading.goals[lister[1]] if lister[0] == "goal" else lister[1]
        slots = {"of": (model.Candidate(datum=of, source="flow"),)}
        slots |= {column: (model.Candidate(datum=d, source="given"),) for column, d in row.equals.items()}
        kind: model.CallKind = "choice" if row.mode == "chosen" else "row"
        self.calls[identifier] = model.Call(id=identifier, api=api, kind=kind, slots=slots, cost=0, row=row)
        return identifier

    def _column(self, term: Term) -> str:
        """A column of a row."""
        _, row, column = term
        identifier = self._call(row)
        call = self.calls[identifier]
        mode = row[3][0]
        loop = identifier if mode == "every" else self.data[call.slots["of"][0].datum].loop
        kind = self.catalog.apis[call.api].yields[column].type
        datum = model.Datum(id="", kind="output", type=kind, origin="", call=identifier, output=column, loop=loop)
        name = self._add(term, f"{slug(column)}-of-{identifier}", datum)
        self.calls[identifier] = self.calls[identifier].model_copy(update={"outputs": {**call.outputs, column: name}})
        return name

    def _twins(self, call: str, x: str, y: str) -> bool:
        """Whether two slots of a call are of related types, so that each stands for itself (R3)."""
        api = self.catalog.apis[self.calls[call].api]
        types = [self.catalog.type(api.inputs[name.partition("[")[0] if name not in api.inputs else name].type) for name in (x, y)]
        return types[0].name in types[1].ancestors or types[1].name in types[0].ancestors

    def _tails(self, arguments: Iterable[Term | None]) -> Iterator[str]:
        for argument in arguments:
            if argument is not None:
                yield self._datum(argument)

    def _settled(self, term: Term) -> tuple[model.Candidate, ...]:
        return (model.Candidate(datum=self._datum(term), source=self._settled_kind(term)),)

    def _settled_kind(self, term: Term) -> model.SourceKind:
        if term[0] == "answer":
            return "question"
        if term[0] == "value":
            return "given" if term in self.words else "default"
        maker = term[1][1] if term[0] == "column" else term[1]
        return "lookup" if maker[0] == "lookup" else "flow"

    def _candidates(self, admitted: Admitted) -> tuple[model.Candidate, ...]:
        """What a place admits; the earlier kind counts where two symbols turn out to be one datum."""
        best: dict[str, model.SourceKind] = {}
        for symbol, kind in admitted.items():
            datum = self._datum(self.terms.term(symbol))
            if datum not in best or KINDS.index(kind) < KINDS.index(best[datum]):
                best[datum] = kind
        ordered = sorted(best.items(), key=lambda item: (KINDS.index(item[1]), item[0]))
        return tuple(model.Candidate(datum=d, source=kind) for d, kind in ordered)

    def _keep_siblings_apart(self) -> None:
        """Drop from a slot what was said of another goal of the same API, where that shows only now that calls are settled (R3)."""
        said: dict[tuple[int, str], set[str]] = defaultdict(set)
        for place, datum in self.atoms.by_name["said_for"]:
            goal, slot = place.arguments
            if not str(goal).isdigit():
                continue
            said[goal.number, name_of(slot)].add(self.datum_ids.get(self.terms.term(datum), ""))
        for (number, slot), data in said.items():
            api = self.reading.goals[number]
            for call in [c for c in self.calls.values() if c.api == api and c.kind == "goal" and number not in c.goals]:
                own = said.get((call.goals[0], slot), set())
                admitted = call.slots.get(slot, ())
                kept = tuple(c for c in admitted if c.source == "default" or c.datum in own or c.datum not in data)
                if slot in call.slots and kept != call.slots[slot]:
                    self.calls[call.id] = call.model_copy(update={"slots": {**call.slots, slot: kept}})

    # --- data --------------------------------------------------------------------------------------------------------
    def _datum(self, term: Term) -> str:
        """The datum of a term, made on first sight."""
        if term in self.datum_ids:
            return self.datum_ids[term]
        match term[0]:
            case "value":
                return self._value(term)
            case "answer":
                return self._answer(term)
            case "column":
                return self._column(term)
            case "wanted":
                kind = self.reading.wants[term[1]]
                return self._add(term, f"wanted-{slug(kind)}-{term[1]}", model.Datum(id="", kind="wanted", type=kind, origin=""))
            case _ if term[1][0] == "goal" and term[1][1] in self.alternatives:
                return self._stand_in(term)
            case _:
                self._call(term[1])
                return self.datum_ids[term]

    def _stand_in(self, term: Term) -> str:
        """What a read goal yields, before it is known by which call."""
        number, output = term[1][1], term[2]
        api = self.reading.goals[number]
        kind = model.ROWS_TYPE if output == ROWS else self.catalog.apis[api].outputs[output].type
        datum = model.Datum(id="", kind="wanted", type=kind, origin="", output=output)
        return self._add(term, f"{slug(output)}-of-{slug(api)}-{number}", datum)

    def _add(self, term: Term, wanted: str, datum: model.Datum) -> str:
        identifier = self.names.unique(wanted, "datum")
        self.datum_ids[term] = identifier
        self.data[identifier] = datum.model_copy(update={"id": identifier, "origin": _text(term)})
        return identifier

    def _value(self, term: Term) -> str:
        text, span = self.words.get(term, (term[2], None))
        kinds = self.value_types.get(term) or {term[1]}
        narrowest = [k for k in sorted(kinds) if not any(k != o and k in self.catalog.type(o).ancestors for o in kinds)]
        kind = narrowest[0] if len(narrowest) == 1 else term[1]
        return self._add(term, slug(text), model.Datum(id="", kind="value", type=kind, origin="", text=text, span=span))

    def _answer(self, term: Term) -> str:
        _, sharers, kind = term
        declared = self.catalog.type(kind)
        tail = "" if sharers == "everybody" else "-" + slug(sharers)
        datum = model.Datum(id="", kind="answer", type=kind, origin="", question_cost=declared.question_cost)
        return self._add(term, f"ask-{slug(kind)}{tail}", datum)

    def _output(self, call: str, term: CallTerm, output: str, said: Output | None) -> str:
        kind = model.ROWS_TYPE if said is None else said.type
        datum = model.Datum(id="", kind="output", type=kind, origin="", call=call, output=output)
        return self._add(("output", term, output), f"{slug(output)}-of-{call}", datum)

    # --- the rest ----------------------------------------------------------------------------------------------------
    def _want(self, number: int) -> model.Want:
        candidates = self._candidates(self.atoms.wants[number])
        return model.Want(goal=number, type=self.reading.wants[number], candidates=candidates)

    def _open_read(self, number: int) -> model.Want:
        """A read goal as what is met by the first output of any of its possible calls, in the order of R9."""
        name = self.reading.goals[number]
        outputs = self._outputs(("lookup", name))
        first = next(iter(outputs))
        data: list[str] = []
        for arguments in self.alternatives[number]:
            terms = tuple(None if a is None else self.terms.term(a) for a in arguments)
            data.append(self._datum(("output", ("lookup", name, terms), first)))
        candidates = tuple(model.Candidate(datum=d, source="lookup") for d in dict.fromkeys(data))
        said = outputs[first]
        return model.Want(goal=number, type=model.ROWS_TYPE if said is None else said.type, candidates=candidates)

    def _complete(self, want: model.Want) -> model.Want:
        """The want with the data that stand in for it, now that all that is used is known."""
        stands_in: dict[str, dict[str, str]] = {}
        for term, identifier in self.datum_ids.items():
            if term == ("wanted", want.goal):
                stands_in[identifier] = {c.datum: c.datum for c in want.candidates}
            elif term[0] == "output" and term[1] == ("goal", want.goal) and want.goal in self.alternatives:
                calls = {c.datum: self.calls[self.data[c.datum].call or ""] for c in want.candidates}
                stands_in[identifier] = {datum: call.outputs[term[2]] for datum, call in calls.items()}
        return want.model_copy(update={"stands_in": stands_in})

    def _flows(self) -> Iterator[model.Flow]:
        """Of which goals that were unrolled together one was picked without saying so by `uses`."""
        for goal, x, source in self.atoms.by_name["taken_from"]:
            yield model.Flow(goal=goal.number, slot=name_of(x), source=source.number)

    def _aparts(self) -> Iterator[model.Apart]:
        kept_apart = {pair for caller, x, d, y, e in self.atoms.apart for pair in ((caller, x, d, y, e), (caller, y, e, x, d))}
        for caller, x, d, y, e in self.atoms.apart:
            ways = product(self._same(caller, x, d), self._same(caller, y, e))
            if not all((caller, x, one, y, other) in kept_apart for one, other in ways):
                continue
            term: CallTerm = ("goal", caller) if isinstance(caller, int) else ("auto", caller)
            call = self.call_ids.get(term)
            if call is not None and x <= y:
                yield model.Apart(
                    call=call, slot=x, datum=self._datum(self.terms.term(d)),
                    other_slot=y, other_datum=self._datum(self.terms.term(e)),
                )  # fmt: skip
            elif call is not None:
                yield model.Apart(
                    call=call, slot=y, datum=self._datum(self.terms.term(e)),
                    other_slot=x, other_datum=self._datum(self.terms.term(d)),
                )  # fmt: skip

    def _same(self, caller: object, slot: str, datum: Any) -> list[Any]:
        """The ways in which a slot comes by a datum: by flow, say, and by the lookup that the goal's call turns out to be."""
        term = self.terms.term(datum)
        return [d for d in self.atoms.slots[caller].get(slot, {}) if self.terms.term(d) == term] or [datum]

    def _givens(self) -> Iterator[model.GivenUse]:
        data: dict[int, list[str]] = defaultdict(list)
        for _, index, datum, _ in self.atoms.by_name["datum"]:
            term = self.terms.term(datum)
            if term in self.datum_ids:
                data[index.number].append(self.datum_ids[term])
        for index, given in enumerate(self.facts.givens, 1):
            found = tuple(sorted(set(data[index])))
            yield model.GivenUse(goal=given.goal, name=given.name, value=given.members[0], data=found)

    def _conflicts(self) -> Iterator[model.ConflictTerm]:
        for kind, subject, *rest in self.atoms.by_name["conflict"]:
            if rest:
                number = subject.number
                name = self.query.whole(number, name_of(rest[0]))
                own = [g for g in self.facts.givens if g.goal == number]
                values = tuple(g.members[0] for g in own if self._could_mean(self.query.whole(number, g.name), number, name))
                if kind.name in ("no_list", "no_column"):
                    values = tuple(p.row_term for p in self.facts.picks if (p.goal, p.input) == (number, name))
                yield model.ConflictTerm(reason=kind.name, goal=number, name=name, values=values)
            else:
                given = self.facts.givens[subject.number - 1]
                name = self.query.whole(given.goal, given.name)
                yield model.ConflictTerm(reason=kind.name, goal=given.goal, name=name, values=given.members)

    def _could_mean(self, said: str, goal: int, slot: str) -> bool:
        """Whether a name used in a fact is the slot's, or its type's kin."""
        if said == slot or goal not in self.reading.goals:
            return said == slot
        declared = self.catalog.apis[self.reading.goals[goal]].inputs.get(slot)
        types = self.catalog.semantic_types
        if declared is None or said not in types or said in self.catalog.apis[self.reading.goals[goal]].inputs:
            return False
        mine, other = types[declared.type], types[said]
        return bool(set(mine.ancestors) & set(other.ancestors)) or (mine.entity is not None and mine.entity == other.entity)

    def _choices(self) -> Iterator[model.Choice]:
        slots: dict[tuple[int, int], list[str]] = defaultdict(list)
        for index, goal, x in self.atoms.by_name["either"]:
            slots[index.number, goal.number].append(name_of(x))
        for (index, goal), names in sorted(slots.items()):
            given = self.facts.givens[index - 1]
            order = list(self.catalog.apis[self.reading.goals[goal]].inputs)
            ordered = tuple(sorted(names, key=order.index))
            yield model.Choice(goal=goal, kind="value", name=given.name, value=given.members[0], slots=ordered)
        outputs: dict[tuple[int, str], list[str]] = defaultdict(list)
        for goal, x, o in self.atoms.by_name["unclear"]:
            outputs[goal.number, name_of(x)].append(name_of(o))
        for (number, x), found in sorted(outputs.items(), key=lambda item: self._place(*item[0])):
            yield model.Choice(goal=number, kind="output", name=x, value="", slots=tuple(sorted(found)))

    def _place(self, number: int, x: str) -> tuple[int, int, str]:
        """Where a slot stands in the query: its goal, and its input, with the parts of a list in the place of the list."""
        inputs = list(self.catalog.apis[self.reading.goals[number]].inputs)
        return number, inputs.index(self.query.whole(number, x)), x


def _text(term: Any) -> str:
    """A term in the notation of the reasoning programs' documentation."""
    if term is None:
        return "none"
    if not isinstance(term, tuple):
        return str(term)
    match term[0]:
        case "value":
            return f'value({term[1]},"{term[2]}")'
        case "lookup":
            return f"call({term[1]},({','.join(_text(a) for a in term[2])}))"
        case "goal" | "auto" | "wanted":
            return f"{term[0]}({term[1]})"
        case "column":
            return f"output({_text(term[1][1])},col({term[2]},{row_words(term[1][3])}))"
        case _:
            return f"{term[0]}({','.join(_text(t) for t in term[1:])})"

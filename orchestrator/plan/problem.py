"""From the situation to a PDDL problem, with unified-planning (design, section 8).

Data become objects typed by their semantic type, APIs become lifted actions, and static relations say which data belong
together, so that a planner grounds exactly the calls that were derived:

    (:action find_customer :parameters (?name - customer_name ?id - customer_id) ...)          a lookup
    (:action create_invoice :parameters (?g - goal ?customer - customer_id ?amount - money ...) a goal's own call
    (:action submit-unasked :parameters (?document - document_id) ...)                          an auto write
    (:action search-row :parameters (?of - rows ?hotel - hotel_id) ...)                         a row of a call's list
    (:action search-choice :parameters (?of - rows ?hotel - hotel_id) ...)                      the row that the user chooses
    (:action get_info_api :parameters (?d - datum) ...)                                         a question
    (:action settle :parameters (?g - goal ?d - datum) ...)                                     which of several results is meant

Costs are lexicographic: one question weighs more than all choices, and one choice more than all calls together (R9).
"""

from __future__ import annotations

from typing import Any

from orchestrator.catalog.model import Catalog, Condition
from orchestrator.plan.schema import PlanningProblem, Schema
from orchestrator.plan.weights import Weights, weights
from orchestrator.reason.names import Names, slug
from orchestrator.reason.situation import ROWS_TYPE, Call, Situation

_RESERVED = frozenset(
    "object number datum query_goal query_goals get_info_api settle and or not when forall exists either imply increase "
    "decrease assign define domain problem action predicates functions init goal metric minimize maximize total-cost".split()
)
"""Words that PDDL or the model itself has taken; the predicates below are given out first."""


def make_problem(
    situation: Situation, catalog: Catalog, name: str = "query", *, priced: bool = True
) -> PlanningProblem:
    """The PDDL problem of a situation, with just its objects.

    Args:
        situation: what to plan.
        catalog: what APIs exist.
        name: what the problem is called.
        priced: whether its costs must be exact; a plan can be replayed without.

    Raises:
        CostsTooLarge: the costs do not fit the planner's integers.
    """
    return _Maker(situation, catalog, name, priced=priced).make()


class _Maker:
    def __init__(self, situation: Situation, catalog: Catalog, name: str, *, priced: bool) -> None:
        from orchestrator.plan.finished import FinishedProblem, QueryEnvironment

        self.situation, self.catalog = situation, catalog
        # A fresh environment a problem: the shared one keeps whatever a failed problem left in it.
        self.env = QueryEnvironment()
        self.em, self.tm = self.env.expression_manager, self.env.type_manager
        self.problem = FinishedProblem(slug(name) or "query", self.env)
        self.names = Names(_RESERVED)
        self.datum = self.tm.UserType("datum")
        self.goal = self.tm.UserType("query_goal")
        self.types: dict[str, Any] = {}
        self.objects: dict[str, Any] = {}
        self.meaning: dict[str, str] = {}
        self.schemas: dict[str, Schema] = {}
        self.costs: dict[Any, Any] = {}
        self.asking: dict[str, str] = {}
        self.settling: dict[int, str] = {}
        self.fluents: dict[str, Any] = {}
        self.weights = weights(situation) if priced else Weights()

    # --- vocabulary ---------------------------------------------------------------------------------------------------
    def type(self, name: str) -> Any:
        if name not in self.types:
            parents = self._ancestors(name)[1:]
            father = self.type(parents[0]) if parents else self.datum
            self.types[name] = self.tm.UserType(self.names.unique(_identifier(name), "type"), father)
        return self.types[name]

    def _ancestors(self, name: str) -> tuple[str, ...]:
        """A type and its supertypes; a whole list of rows is of a type of its own."""
        return (ROWS_TYPE,) if name == ROWS_TYPE else self.catalog.type(name).ancestors

    def fluent(self, name: str, *signature: tuple[str, Any], of: str = "model") -> Any:
        """A predicate, declared on first sight; a state called like one of the model's own gets another name."""
        key = f"{of} {name}/{len(signature)}"
        if key not in self.fluents:
            from unified_planning.model import Fluent, Parameter

            parameters = [Parameter(n, kind, self.env) for n, kind in signature]
            declared = Fluent(self.names.unique(name, "p"), self.tm.BoolType(), parameters, self.env)
            self.problem.add_fluent(declared, default_initial_value=False)
            self.fluents[key] = declared
        return self.fluents[key]

    def initially(self, fluent: Any, *arguments: Any) -> None:
        self.problem.set_initial_value(fluent(*arguments), True)

    # --- the problem --------------------------------------------------------------------------------------------------
    def make(self) -> PlanningProblem:
        from unified_planning.model.metrics import MinimizeActionCosts

        self.known = self.fluent("known", ("d", self.datum))
        self.done = self.fluent("done", ("g", self.goal))
        self._objects()
        self._states()
        groups: dict[tuple[str, str, tuple[str, ...], tuple[str, ...]], list[Call]] = {}
        for call in self.situation.calls.values():
            groups.setdefault((call.kind, call.api, tuple(call.slots), tuple(call.outputs)), []).append(call)
        for (kind, api, slots, _), calls in groups.items():
            self._action(kind, api, slots, calls)
        self._questions()
        self._goals()
        self.problem.add_quality_metric(MinimizeActionCosts(self.costs, environment=self.env))
        return PlanningProblem(
            self.problem, self.weights, self.schemas, self.meaning, self.asking, self.settling
        )

    def _objects(self) -> None:
        for datum in self.situation.data.values():
            self.objects[datum.id] = self.problem.add_object(self.names.unique(datum.id), self.type(datum.type))
            self.meaning[self.objects[datum.id].name] = datum.id
            if datum.kind == "value":
                self.initially(self.known, self.objects[datum.id])
        for number in self.situation.numbers:
            made = self.problem.add_object(self.names.unique(f"goal-{number}"), self.goal)
            self.objects[f"goal {number}"] = made
            self.meaning[made.name] = f"goal {number}"

    def _states(self) -> None:
        for holds in self.situation.state:
            if self._arity(holds.fluent) != len(holds.arguments):
                continue
            admitted = [self._values_equal(text) for text in holds.arguments]
            if all(admitted):
                self.initially(self._state(holds.fluent, len(holds.arguments)), *(self.objects[a] for a in admitted))

    def _arity(self, fluent: str) -> int | None:
        conditions = (c for call in self.situation.calls.values() for c in (*call.requires, *call.ensures))
        return next((len(c.arguments) for c in conditions if c.fluent == fluent), None)

    def _values_equal(self, text: str) -> str:
        """The value datum with that text, if there is one among the data (R7: at the start, data go by value)."""
        for datum in self.situation.data.values():
            if datum.kind == "value" and (datum.text or "").casefold() == text.casefold():
                return datum.id
        return ""

    def _state(self, name: str, arity: int) -> Any:
        return self.fluent(_identifier(name), *((f"d{i}", self.datum) for i in range(1, arity + 1)), of=f"state {name}")

    def _action(self, kind: str, api: str, slots: tuple[str, ...], calls: list[Call]) -> None:
        from unified_planning.model import InstantaneousAction

        goal = "" if calls[0].writes else "-for-goal"
        suffix = {"lookup": "", "goal": goal, "auto": "-unasked", "row": "-row", "choice": "-choice"}[kind]
        name = self.names.unique(_identifier(api) + suffix, "call")
        schema = Schema(name, kind, slots, tuple(calls[0].outputs), tuple(calls))
        self.schemas[name] = schema
        parameters: dict[str, Any] = {"g": self.goal} if kind == "goal" else {}
        local = Names({"g"})
        variables: dict[str, str] = {}
        for slot in slots:
            variables[slot] = local.unique(_identifier(slot), "x")
            parameters[variables[slot]] = self._parameter_type([c.datum for call in calls for c in call.slots[slot]])
        for output in schema.outputs:
            variables[f"output {output}"] = local.unique(_identifier(output), "y")
            parameters[variables[f"output {output}"]] = self._parameter_type([call.outputs[output] for call in calls])
        action = InstantaneousAction(name, parameters, self.env)
        bound = {what: action.parameter(variable) for what, variable in variables.items()}
        self._relations(action, schema, bound, parameters)
        for slot in slots:
            action.add_precondition(self.known(bound[slot]))
        for output in schema.outputs:
            action.add_effect(self.known(bound[f"output {output}"]), True)
        if kind == "goal":
            action.add_precondition(self.em.Not(self.done(action.parameter("g"))))
            action.add_effect(self.done(action.parameter("g")), True)
        self._conditions(action, calls[0], bound)
        self.problem.add_action(action)
        self.costs[action] = self.em.Int(self.weights.choice if kind == "choice" else calls[0].cost * self.weights.call)

    def _parameter_type(self, data: list[str]) -> Any:
        """The narrowest type that all these data are of."""
        chains = [self._ancestors(self.situation.data[d].type) for d in data]
        common = [t for t in chains[0] if all(t in chain for chain in chains)] if chains else []
        return self.type(common[0]) if common else self.datum

    def _relations(self, action: Any, schema: Schema, bound: dict[str, Any], parameters: dict[str, Any]) -> None:
        """The static relations that say which data belong together in a call."""
        outputs = [f"output {o}" for o in schema.outputs]
        if schema.settled:
            whole = [*schema.slots, *outputs]
            if whole:
                relation = self._relation(f"{schema.name}-yields", whole, bound, parameters)
                action.add_precondition(relation(*(bound[w] for w in whole)))
                for call in schema.calls:
                    data = [*(call.slots[x][0].datum for x in schema.slots), *call.outputs.values()]
                    self.initially(relation, *(self.objects[d] for d in data))
            return
        owner = [action.parameter("g")] if schema.kind == "goal" else []
        own_type: list[tuple[str, Any]] = [("g", self.goal)] if schema.kind == "goal" else []
        for slot in schema.slots:
            slot_type = (_identifier(slot), bound[slot].type)
            # By the slot's own name: two names may be the same as identifiers.
            relation = self.fluent(f"{schema.name}-{_identifier(slot)}", *own_type, slot_type, of=f"slot {slot!r}")
            action.add_precondition(relation(*owner, bound[slot]))
            for call in schema.calls:
                for candidate in call.slots[slot]:
                    self.initially(relation, *self._owner(call), self.objects[candidate.datum])
        if outputs:
            named = [(bound[o].name, bound[o].type) for o in outputs]
            relation = self.fluent(f"{schema.name}-yields", *own_type, *named)
            action.add_precondition(relation(*owner, *(bound[o] for o in outputs)))
            for call in schema.calls:
                self.initially(relation, *self._owner(call), *(self.objects[d] for d in call.outputs.values()))
        elif schema.kind == "goal" and not schema.slots:
            relation = self.fluent(f"{schema.name}-serves", ("g", self.goal))
            action.add_precondition(relation(*owner))
            for call in schema.calls:
                self.initially(relation, *self._owner(call))
        self._keep_apart(action, schema, bound, owner, own_type)

    def _relation(self, name: str, whole: list[str], bound: dict[str, Any], parameters: dict[str, Any]) -> Any:
        return self.fluent(name, *((bound[w].name, parameters[bound[w].name]) for w in whole))

    def _owner(self, call: Call) -> list[Any]:
        return [self.objects[f"goal {call.goals[0]}"]] if call.kind == "goal" else []

    def _keep_apart(self, action: Any, schema: Schema, bound: dict[str, Any], owner: list[Any], own_type: list[Any]) -> None:
        by_id = {call.id: call for call in schema.calls}
        for apart in self.situation.apart:
            if apart.call not in by_id:
                continue
            pair = f"{_identifier(apart.slot)}-{_identifier(apart.other_slot)}"
            known, of = f"{schema.name}-apart-{pair}", f"apart {(apart.slot, apart.other_slot)!r}"
            fresh = f"{of} {known}/{len(own_type) + 2}" not in self.fluents
            relation = self.fluent(known, *own_type, ("d", self.datum), ("e", self.datum), of=of)
            if fresh:
                action.add_precondition(self.em.Not(relation(*owner, bound[apart.slot], bound[apart.other_slot])))
            self.initially(relation, *self._owner(by_id[apart.call]), self.objects[apart.datum], self.objects[apart.other_datum])

    def _conditions(self, action: Any, call: Call, bound: dict[str, Any]) -> None:
        for condition in call.requires:
            atom = self._atom(condition, bound)
            if atom is not None:
                action.add_precondition(atom if condition.holds else self.em.Not(atom))
        ensured = {c for c in call.ensures if c.holds}
        for condition in call.ensures:
            atom = self._atom(condition, bound)
            # Of `p` and `not p` at once, p holds after: PDDL adds after it deletes.
            contradicted = not condition.holds and condition.model_copy(update={"holds": True}) in ensured
            if atom is not None and not contradicted:
                action.add_effect(atom, condition.holds)

    def _atom(self, condition: Condition, bound: dict[str, Any]) -> Any:
        """The state atom over the action's parameters; None where it speaks of an input that is left out."""
        arguments = [bound.get(a, bound.get(f"output {a}")) for a in condition.arguments]
        if any(a is None for a in arguments):
            return None
        return self._state(condition.fluent, len(arguments))(*arguments)

    def _questions(self) -> None:
        from unified_planning.model import InstantaneousAction

        answers = [d for d in self.situation.data.values() if d.kind == "answer"]
        costs = sorted({d.question_cost for d in answers})
        for cost in costs:
            name = "get_info_api" if len(costs) == 1 else f"get_info_api-{cost}"
            askable = self.fluent("askable" if len(costs) == 1 else f"askable-{cost}", ("d", self.datum))
            action = InstantaneousAction(name, {"d": self.datum}, self.env)
            action.add_precondition(askable(action.parameter("d")))
            action.add_precondition(self.em.Not(self.known(action.parameter("d"))))
            action.add_effect(self.known(action.parameter("d")), True)
            self.problem.add_action(action)
            self.costs[action] = self.em.Int(cost * self.weights.question)
            for datum in answers:
                if datum.question_cost == cost:
                    self.asking[datum.id] = name
                    self.initially(askable, self.objects[datum.id])

    def _goals(self) -> None:
        for call in self.situation.calls.values():
            for number in call.goals:
                if call.kind == "goal":
                    self.problem.add_goal(self.done(self.objects[f"goal {number}"]))
                else:
                    self.problem.add_goal(self.known(self.objects[next(iter(call.outputs.values()))]))
        for want in self.situation.wants:
            if len(want.candidates) == 1 and not want.stands_in:
                self.problem.add_goal(self.known(self.objects[want.candidates[0].datum]))
            else:
                self._settle(want.goal, [c.datum for c in want.candidates], list(want.stands_in))

    def _settle(self, number: int, data: list[str], stand_ins: list[str]) -> None:
        """One of several data meets a want; whoever uses the want's datum uses that one."""
        from unified_planning.model import InstantaneousAction

        goal = self.objects[f"goal {number}"]
        self.problem.add_goal(self.done(goal))
        admits = self.fluent("admits", ("g", self.goal), ("d", self.datum))
        for datum in data:
            self.initially(admits, goal, self.objects[datum])
        name = f"settle-{number}" if stand_ins else "settle"
        self.settling[number] = name
        if any(a.name == name for a in self.problem.actions):
            return
        action = InstantaneousAction(name, {"g": self.goal, "d": self.datum}, self.env)
        g, d = action.parameter("g"), action.parameter("d")
        for precondition in (admits(g, d), self.known(d), self.em.Not(self.done(g))):
            action.add_precondition(precondition)
        if stand_ins:
            action.add_precondition(self.em.Equals(g, goal))
        for alias in stand_ins:
            action.add_effect(self.known(self.objects[alias]), True)
        action.add_effect(self.done(g), True)
        self.problem.add_action(action)
        self.costs[action] = self.em.Int(0)


def _identifier(name: str) -> str:
    """A catalog name as a PDDL name."""
    return slug(name)

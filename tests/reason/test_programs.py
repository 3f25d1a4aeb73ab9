"""Each reasoning program alone, on the atoms that its header says it reads."""

import pytest

from orchestrator.reason.ground import PROGRAMS, answer_set, program_text
from orchestrator.resources import folder


def derived(program: str, facts: str, *predicates: str) -> set[str]:
    """The atoms of these predicates that one program derives."""
    shown = " ".join(f"#show {p}." for p in predicates)
    return {str(atom) for atom in answer_set(facts + shown, programs=(program,))}


TYPES = """
type(id). type(name). type(mail). type(work_mail). is(work_mail,mail).
entity(id,person). entity(name,person). entity(work_mail,person). askable(name). askable(mail). askable(work_mail).
read(find). input(find,name,name). output(find,id,id).
read(card). input(card,id,id). output(card,mail,work_mail).
"""


def test_every_program_has_a_header_that_says_what_it_reads_and_derives() -> None:
    for path in sorted(folder("asp").glob("*.lp")):
        header = path.read_text(encoding="utf-8").split("\n\n")
        comments = "\n".join(line for line in "\n".join(header).splitlines() if line.startswith("%"))
        assert "% reads" in comments, path.name
        assert "% derives" in comments, path.name


def test_every_program_is_part_of_reasoning_or_of_planning() -> None:
    names = {path.stem for path in folder("asp").glob("*.lp")}
    assert names == {*PROGRAMS, "plan", "missing", "others"}


def test_a_subtype_stands_where_its_supertype_is_wanted_and_not_the_other_way_round() -> None:
    atoms = derived("types", TYPES, "sub/2")
    assert "sub(work_mail,mail)" in atoms
    assert "sub(mail,work_mail)" not in atoms


def test_a_bare_type_that_can_be_asked_for_is_not_fetched() -> None:
    atoms = derived("types", TYPES, "fetchable/1")
    assert "fetchable(mail)" not in atoms
    assert {"fetchable(id)", "fetchable(name)", "fetchable(work_mail)"} <= atoms


def test_lookups_lead_from_a_type_to_another_in_one_call_or_a_chain() -> None:
    atoms = derived("types", TYPES + "target(id). target(mail).", "leads/2")
    assert {"leads(name,id)", "leads(name,mail)", "leads(id,mail)"} <= atoms
    assert "leads(mail,id)" not in atoms


def test_nothing_leads_through_an_input_that_wants_the_users_own_word() -> None:
    atoms = derived("types", TYPES + "target(mail). from_user(card,id).", "leads/2")
    assert "leads(name,mail)" not in atoms
    assert "leads(id,mail)" in atoms


SLOTS = """
goal(1,bill). input(bill,who,id). position(bill,who,1). input(bill,amount,money). input(bill,due,day). optional(bill,due).
sub(id,id). sub(money,money). sub(day,day). sub(name,name). root(id,id). root(money,money). root(day,day). root(name,name).
type(id). type(money). type(day). type(name). entity(id,person). entity(name,person). opaque(id). askable(name).
related(id,id). related(money,money). related(day,day). related(name,name). leads(name,id).
"""


def test_an_optional_input_has_a_slot_only_if_something_was_said_of_it() -> None:
    assert "slot(1,due,day)" not in derived("slots", SLOTS, "slot/3")
    named = SLOTS + 'given(1,1,due). fits(1,day,"2025-05-02").'
    assert "slot(1,due,day)" in derived("slots", named, "slot/3")
    by_type = SLOTS + 'given(1,1,day). fits(1,day,"2025-05-02").'
    assert "slot(1,due,day)" in derived("slots", by_type, "slot/3")


def test_a_name_where_an_opaque_id_is_wanted_is_a_reference() -> None:
    atoms = derived("slots", SLOTS + 'given(1,1,who). fits(1,id,"acme"). fits(1,name,"acme").', "refers/3", "literal/2")
    assert atoms == {"refers(1,id,name)"}


def test_a_value_that_fits_a_pattern_is_no_reference() -> None:
    facts = SLOTS + 'patterned(id). given(1,1,who). fits(1,id,"p-7"). fits(1,name,"p-7").'
    assert derived("slots", facts, "refers/3", "literal/2") == {"literal(1,id)"}


def test_of_several_types_to_refer_by_the_narrowest_counts() -> None:
    facts = SLOTS + (
        "type(mail). sub(mail,mail). entity(mail,person). askable(mail). constrained(mail). leads(mail,id)."
        'given(1,1,who). fits(1,name,"a@b.c"). fits(1,mail,"a@b.c").'
    )
    assert derived("slots", facts, "refers/3") == {"refers(1,id,mail)"}


def test_a_value_given_by_type_binds_the_open_slots_of_its_type_and_entity() -> None:
    atoms = derived("slots", SLOTS + 'given(1,1,name). fits(1,name,"acme").', "takes/3")
    assert atoms == {"takes(1,1,who)"}


def test_an_auto_write_takes_what_was_given_by_type_for_any_goal() -> None:
    facts = SLOTS + 'helps(1,enter). caller(auto(enter),enter). input(enter,pin,money). given(1,1,money). fits(1,money,"7").'
    assert "takes(1,auto(enter),pin)" in derived("slots", facts, "takes/3")


def test_two_values_for_one_slot_are_rivals_and_one_amount_written_twice_is_none() -> None:
    facts = "by_name(1,1,x). by_name(2,1,x). related(t,t). "
    differ = facts + "datum(1,1,value(t,a),t). datum(1,2,value(t,b),t)."
    agree = facts + "datum(1,1,value(t,a),t). datum(1,2,value(t,a),t)."
    assert derived("conflicts", differ, "conflict/3") == {"conflict(rivals,1,x)"}
    assert derived("conflicts", agree, "conflict/3") == set()


def test_a_value_that_two_twins_could_take_is_for_either() -> None:
    facts = "takes(1,1,from). takes(1,1,to). twin(1,from,to). twin(1,to,from). goal(1,move)."
    assert derived("conflicts", facts, "either/3") == {"either(1,1,from)", "either(1,1,to)"}


LENDING = """
of(goal(2),2). goal(1,bill). goal(2,send). slot(1,who,id). slot(2,to,mail). open(2,to). entity(id,person). entity(name,person).
datum(1,1,value(name,acme),name). by_name(1,1,who). related(name,name). related(id,id). related(mail,mail).
"""


def test_a_value_of_an_entity_passes_to_a_goal_that_was_given_none() -> None:
    assert "lent(goal(2),value(name,acme))" in derived("lending", LENDING, "lent/2")
    own = LENDING + "datum(2,2,value(name,beta),name)."
    assert "lent(goal(2),value(name,acme))" not in derived("lending", own, "lent/2")


def test_nothing_passes_between_two_goals_of_one_api() -> None:
    assert derived("lending", LENDING.replace("goal(2,send)", "goal(2,bill)"), "lent/2") == set()


def test_what_was_said_of_one_end_of_a_call_passes_to_no_other_goal() -> None:
    assert derived("lending", LENDING + "twin(1,who,other).", "lent/2") == set()


def test_a_bare_value_never_passes() -> None:
    bare = LENDING.replace("entity(name,person).", "")
    assert derived("lending", bare, "lent/2") == set()


FLOW = """
goal(1,bill). goal(2,send). output(bill,invoice,inv). input(bill,who,id). fetchable(inv). sub(inv,inv). slot(2,what,inv).
of(goal(2),2). needs(goal(2),inv). apart_goals(1,2). distance(1,2,(0,1)). caller(2,send). unfilled(2,what).
"""


def test_an_output_flows_by_default_to_the_goal_that_needs_its_type() -> None:
    assert "flow(goal(2),inv,output(goal(1),invoice),inv)" in derived("flow", FLOW, "flow/4")


def test_an_echo_does_not_flow_by_default() -> None:
    assert derived("flow", FLOW + "input(bill,invoice,inv).", "flow/4") == set()


def test_what_uses_names_is_handed_over_and_the_output_of_the_inputs_name_wins() -> None:
    facts = FLOW + "output(bill,what,inv). uses(2,what,1). linked(2,what,1)."
    assert derived("flow", facts, "handed/4") == {"handed(2,what,output(goal(1),what),inv)"}


def test_several_outputs_that_fit_are_unclear_unless_one_is_named() -> None:
    facts = FLOW + "output(bill,copy,inv). linked(2,what,1). "
    assert derived("flow", facts + "uses(2,what,1).", "unclear/3") == {
        "unclear(2,what,copy)",
        "unclear(2,what,invoice)",
    }
    assert derived("flow", facts + "uses(2,what,1,copy).", "unclear/3") == set()


LOOKUPS = """
read(find). input(find,name,name). position(find,name,1). arity(find,1). output(find,id,id).
read(card). input(card,id,id). position(card,id,1). arity(card,1). output(card,name,name).
sub(id,id). sub(name,name). fetchable(id). fetchable(name). related(id,id). related(name,name).
caller(1,bill). slot(1,who,id). open(1,who). scope(slot(1,who),goal(1)). place_type(slot(1,who),id). of(goal(1),1).
"""


def test_a_lookup_starts_from_what_was_given() -> None:
    atoms = derived("lookups", LOOKUPS + "leaf(goal(1),value(name,acme),name).", "found/3")
    assert "found(goal(1),output(call(find,((),value(name,acme))),id),id)" in atoms


def test_a_circle_of_lookups_ends() -> None:
    atoms = derived("lookups", LOOKUPS + "leaf(goal(1),value(name,acme),name).", "found/3")
    assert len(atoms) == 2


def test_a_circle_with_no_way_in_yields_nothing() -> None:
    assert derived("lookups", LOOKUPS, "found/3") == set()


def test_one_question_is_everybodys_and_a_bare_type_asks_for_its_goal_only() -> None:
    facts = "needs(goal(1),topic). askable(topic). type(topic). entity(topic,case). of(goal(1),1). goal(1,help)."
    assert "asks(goal(1),topic,answer(everybody,topic))" in derived("questions", facts, "asks/3")
    bare = facts.replace("entity(topic,case).", "")
    assert "asks(goal(1),topic,answer(goal(1),topic))" in derived("questions", bare, "asks/3")


def test_what_was_given_in_the_scope_is_not_asked_for() -> None:
    facts = "needs(goal(1),topic). askable(topic). type(topic). of(goal(1),1). goal(1,help). sub(topic,topic)."
    assert derived("questions", facts + "leaf(goal(1),value(topic,tax),topic).", "asks/3") == set()


def test_an_auto_write_helps_where_what_it_ensures_is_required() -> None:
    facts = "goal(1,pay). requires(pay,0,holds,signed_in). auto(enter). ensures(enter,0,holds,signed_in). "
    assert "helps(1,enter)" in derived("state", facts, "helps/2")
    assert derived("state", facts.replace("requires(pay,0,holds", "requires(pay,0,fails"), "helps/2") == set()


def test_an_opaque_datum_that_only_an_auto_write_yields_counts_as_required() -> None:
    facts = "goal(1,lock). could_need(1,token). opaque(token). auto(enter). output(enter,token,token). sub(token,token)."
    assert "helps(1,enter)" in derived("state", facts, "helps/2")
    assert derived("state", facts + "read(look). output(look,token,token).", "helps/2") == set()


@pytest.mark.parametrize("program", PROGRAMS)
def test_no_program_needs_another_to_be_grounded(program: str) -> None:
    assert program_text((program,))
    answer_set("", programs=(program,))

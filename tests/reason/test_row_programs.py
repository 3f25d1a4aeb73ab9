"""The programs of lists, each alone, on the atoms that its header says it reads."""

from test_programs import derived

LIST = """
read(search). goal(1,book). goal(2,look). write(book). read(look).
column(search,rows,hotel,hotel_id). column(search,rows,name,hotel_name). column(search,rows,price,price).
type(hotel_id). type(hotel_name). type(price). sub(hotel_id,hotel_id). sub(hotel_name,hotel_name). sub(price,price).
related(hotel_id,hotel_id). related(hotel_name,hotel_name). related(price,price).
entity(hotel_id,hotel). entity(hotel_name,hotel). fetchable(hotel_id). fetchable(hotel_name).
caller(1,book). caller(2,look). slot(1,hotel,hotel_id). slot(2,hotel,hotel_id).
scope(slot(1,hotel),goal(1)). scope(slot(2,hotel),goal(2)). of(goal(1),1). of(goal(2),2).
chooser(1,everybody). chooser(2,everybody). mode(first). mode(chosen(everybody)).
"""


def test_a_row_that_reaches_a_write_is_chosen_and_one_that_is_only_read_is_the_first() -> None:
    atoms = derived("rows", LIST, "standard/2")
    assert atoms == {"standard(goal(1),chosen(everybody))", "standard(goal(2),first)"}


def test_a_row_whose_result_a_write_uses_is_chosen_too() -> None:
    assert "standard(goal(2),first)" not in derived("rows", LIST + "linked(1,hotel,2).", "standard/2")


def test_every_other_row_is_barred() -> None:
    atoms = derived("rows", LIST, "barred/3")
    assert "barred(goal(1),search,col(hotel,first))" in atoms
    assert "barred(goal(1),search,col(hotel,chosen(everybody)))" not in atoms


def test_a_picked_row_may_be_drawn_on_by_all_slots_of_its_goal_and_by_no_other() -> None:
    atoms = derived("rows", LIST + "mode(max(price)). settles(slot(1,hotel),max(price)).", "allowed/3")
    assert "allowed(goal(1),list(search,rows),max(price))" in atoms
    assert "allowed(goal(2),list(search,rows),max(price))" not in atoms


def test_a_row_is_not_picked_by_a_column_that_its_list_lacks() -> None:
    atoms = derived("rows", LIST + "mode(max(stars)). settles(slot(1,hotel),max(stars)).", "allowed/3")
    assert "allowed(goal(1),list(search,rows),max(stars))" not in atoms


REFERENCE = LIST + 'by_name(1,1,hotel). refers(1,hotel_id,hotel_name). datum(1,1,value(hotel_name,"ritz"),hotel_name).'


def test_a_reference_is_to_be_found_in_the_one_column_of_its_type() -> None:
    assert derived("rows", REFERENCE, "matches/4") == {
        'matches(slot(1,hotel),list(search,rows),value(hotel_name,"ritz"),name)'
    }


def test_of_two_columns_of_its_type_neither_is_the_one() -> None:
    assert not derived("rows", REFERENCE + "column(search,rows,other_name,hotel_name).", "matches/4")


def test_a_single_datum_is_a_list_of_one() -> None:
    atoms = derived("rows", LIST + "list_type(list(hotel_id)). type(list(hotel_id)).", "sub/2")
    assert "sub(hotel_id,list(hotel_id))" in atoms
    assert "sub(list(hotel_id),hotel_id)" not in atoms


def test_what_a_goal_done_for_each_yields_are_columns_of_a_list() -> None:
    facts = LIST + "settles(slot(2,hotel),every(2,all)). mode(every(2,all)). field(2,free,count)."
    assert "yields(2,free,output(goal(2),col(free,first)),count)" in derived("rows", facts, "yields/4")


PICK = """
settles(slot(1,hotel),last). mode(last). mode(first). settled(slot(1,hotel)). slot(1,hotel,hotel_id). slot(1,mate,hotel_id).
reachable(slot(1,hotel),output(call(search,()),col(hotel,first)),lookup). column(search,rows,hotel,hotel_id).
reachable(slot(1,hotel),output(call(search,()),col(hotel,last)),lookup).
part(D,D) :- reachable(_,D,_).
"""


def test_a_place_takes_the_row_that_was_picked_and_no_other() -> None:
    atoms = derived("picks", PICK, "ruled_out/2")
    assert atoms == {"ruled_out(slot(1,hotel),output(call(search,()),col(hotel,first)))"}


def test_what_was_picked_for_one_slot_comes_to_another_only_with_it() -> None:
    facts = PICK + """
    candidate(slot(1,hotel),output(call(search,()),col(hotel,last)),lookup).
    candidate(slot(1,hotel),output(call(other,()),col(hotel,last)),lookup).
    candidate(slot(1,mate),output(call(search,()),col(hotel,last)),lookup).
    """
    assert derived("picks", facts, "apart/5") == {
        "apart(1,hotel,output(call(other,()),col(hotel,last)),mate,output(call(search,()),col(hotel,last)))"
    }


def test_a_pick_where_there_is_no_list_is_a_conflict() -> None:
    facts = "settles(slot(1,day),first). settled(slot(1,day)). mode(first). slot(1,day,day)."
    assert derived("picks", facts, "conflict/3") == {"conflict(no_list,1,day)"}

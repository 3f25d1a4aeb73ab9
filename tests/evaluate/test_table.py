"""Shares, intervals, comparisons and the tables made of them."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from sequences import attempt, call, item

from orchestrator.errors import UsageError
from orchestrator.evaluate.figures import METRICS, Share, mcnemar, newcombe, paired, share
from orchestrator.evaluate.mistakes import errors
from orchestrator.evaluate.model import Asked, Literal, Ref, Result, ResultText, Several
from orchestrator.evaluate.record import as_json
from orchestrator.evaluate.score import judge
from orchestrator.evaluate.summary import summaries, summary
from orchestrator.evaluate.table import (
    errors_grid,
    grids,
    interval_text,
    markdown,
    overview,
    p_text,
    paired_grid,
    percent,
    seconds_text,
    share_text,
)
from orchestrator.evaluate.terminal import errors_view, overview_view, paired_view, summary_view

ACME = call("find_customer", name="Acme")
WRONG = call("find_customer", name="Zenith")


def result(identifier, made=ACME, *, cell="complete-single", solver="ours", gold=ACME, **more):
    if cell == "out of scope":
        told, tried = item(goals=[], cell=cell, id=identifier), attempt(**more)
    else:
        told, tried = item([gold], cell=cell, id=identifier), attempt([made], **more)
    return Result(solver, told, tried, judge(told, tried))


# Newcombe, Statistics in Medicine 17 (1998) 857-872, table I: the score method without correction.
@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_of_a_share_is_wilsons(hits, total, low, high):
    assert Share(hits, total).interval == pytest.approx((low, high), abs=0.00005)
    mirrored = Share(total - hits, total).interval
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=0.00005)


def test_a_share_of_nothing_says_nothing():
    assert Share(0, 0).rate is None
    assert Share(0, 0).interval == (0.0, 1.0)
    assert share_text(Share(0, 0)) == interval_text(Share(0, 0)) == "–"


def test_the_interval_of_a_paired_difference_is_newcombes():
    # Fagerland, Lydersen and Laake, Statistical Analysis of Contingency Tables (2017), chapter 8.
    assert newcombe(59, 6, 16, 161) == pytest.approx((-0.1186, -0.0046), abs=0.00005)


@settings(max_examples=200, deadline=None)
@given(*[st.integers(0, 40)] * 4)
def test_a_paired_interval_holds_the_difference_and_turns_with_the_sides(both, first, second, neither):
    n = both + first + second + neither
    low, high = newcombe(both, first, second, n)
    turned_low, turned_high = newcombe(both, second, first, n)
    assert -1 <= low <= high <= 1
    assert (turned_low, turned_high) == pytest.approx((-high, -low))
    if n:
        assert low - 1e-9 <= (first - second) / n <= high + 1e-9


@pytest.mark.parametrize(
    ("wins", "losses", "p"),
    [(0, 0, 1.0), (5, 5, 1.0), (6, 0, 0.03125), (1, 9, 0.021484375), (8, 0, 0.0078125)],
)
def test_the_p_of_wins_and_losses_is_that_of_a_fair_coin(wins, losses, p):
    assert mcnemar(wins, losses) == mcnemar(losses, wins) == p


def test_only_items_that_both_solved_are_compared():
    ours = [result("a"), result("b", WRONG), result("c"), result("only ours")]
    theirs = [
        result("d", solver="base"),
        result("c", WRONG, solver="base"),
        result("b", solver="base"),
        result("a", solver="base"),
    ]
    pair = paired(theirs, ours, "plan")
    assert (pair.n, pair.a.hits, pair.b.hits, pair.wins, pair.losses) == (3, 2, 2, 1, 1)
    assert (pair.solver_a, pair.solver_b, pair.difference, pair.p) == ("base", "ours", 0.0, 1.0)
    better = paired([result("a", WRONG, solver="base")], [result("a")])
    assert (better.wins, better.difference) == (1, 1.0)
    assert better.interval[1] == 1.0


def test_a_comparison_of_nothing_claims_nothing():
    pair = paired([], [result("a")])
    assert (pair.n, pair.difference, pair.interval, pair.p) == (0, None, (-1.0, 1.0), 1.0)


def test_two_results_of_one_item_are_refused_by_name():
    with pytest.raises(UsageError, match="'a' has two results of the solver 'ours'"):
        paired([result("a"), result("a")], [])


def test_an_unknown_figure_is_refused_with_those_there_are():
    with pytest.raises(UsageError, match=r"no figure called 'luck'.*goals, values"):
        share([], "luck")


@pytest.mark.parametrize("metric", METRICS)
def test_every_figure_can_be_compared(metric):
    pair = paired([result("a", WRONG, solver="base")], [result("a")], metric)
    assert pair.b.rate == 1.0


def several():
    return [
        result("o", cell="out of scope", refused=True, seconds=9.0),
        result(
            "m",
            WRONG,
            cell="incomplete-multi",
            seconds=3.0,
            prompt_tokens=50,
            completion_tokens=7,
            model="tiny",
        ),
        result("x", cell="wild", error="gone", seconds=1.0),
        result("s", cell="complete-single", seconds=2.0, prompt_tokens=30, completion_tokens=5, model="tiny"),
        result(
            "q",
            call("find_customer", name="Bob"),
            gold=call("find_customer", name=Asked()),
            cell="incomplete-single",
            seconds=4.0,
        ),
    ]


def test_cells_stand_in_their_order_with_the_totals_last():
    rows = [(row.cell, row.n) for row in summary(several()).rows]
    assert rows == [
        ("complete-single", 1),
        ("incomplete-single", 1),
        ("incomplete-multi", 1),
        ("wild", 1),
        ("out of scope", 1),
        ("all in scope", 4),
        ("all", 5),
    ]


def test_figures_of_all_items_together():
    row = summary(several()).overall
    assert (row.goals, row.plan, row.refusal) == (Share(4, 5), Share(2, 5), Share(5, 5))
    assert (row.precision, row.recall) == (Share(1, 3), Share(1, 3))
    assert (row.invented, row.filled) == (Share(2, 3), Share(1, 1))
    assert (row.seconds, row.slowest, row.read, row.written, row.unanswered) == (3.0, 9.0, 0, 0, 1)


def test_the_slowest_is_the_nearest_rank_of_95_percent():
    results = [result(f"i{n}", seconds=float(n)) for n in range(1, 41)]
    assert summary(results).overall.slowest == 38.0
    assert summary(results[:1]).overall.slowest == 1.0


def test_items_that_tell_no_arguments_count_for_goals_only():
    goals_only = item([call("find_customer")], id="g", known="goals")
    tried = attempt([ACME])
    row = summary([result("a"), Result("ours", goals_only, tried, judge(goals_only, tried))]).overall
    assert (row.goals, row.plan, row.precision) == (Share(2, 2), Share(1, 1), Share(1, 1))
    assert share_text(row.plan, wide=False, n=row.n) == "100 % of 1"


def test_a_summary_is_of_one_solver():
    results = [result("a"), result("a", WRONG, solver="base")]
    assert [(s.solver, s.n, s.overall.plan.hits) for s in summaries(results)] == [
        ("ours", 1, 1),
        ("base", 1, 0),
    ]
    assert summary(results).solver == "ours"
    assert summary([]).n == 0


@pytest.mark.parametrize(
    ("hits", "total", "digits", "shown"),
    [
        (999, 1000, 0, "99"),
        (1, 1000, 0, "1"),
        (9999, 10_000, 1, "99.9"),
        (0, 7, 1, "0.0"),
        (7, 7, 0, "100"),
        (1, 3, 1, "33.3"),
    ],
)
def test_only_all_is_a_hundred_and_only_none_is_zero(hits, total, digits, shown):
    assert percent(Share(hits, total), digits) == shown


def test_the_ends_of_an_interval_are_never_all_and_nothing():
    assert interval_text(Share(5000, 5000)) == "99–100"
    assert interval_text(Share(0, 5000)) == "0–1"


def test_numbers_are_shown_with_as_many_digits_as_help():
    assert [p_text(p) for p in (0.0004, 0.0123, 0.5)] == ["<0.001", "0.012", "0.50"]
    assert [seconds_text(s) for s in (0.0, 0.0042, 0.25, 3.14, 42.4)] == ["0", "0.0042", "0.25", "3.1", "42"]


def test_markdown_is_aligned_and_says_every_count_and_interval():
    text = "\n".join(markdown(grid, title=True) for grid in grids(summary(several())))
    tables = [block.splitlines() for block in text.split("\n\n") if block.startswith("|")]
    assert len(tables) == 3
    for lines in tables:
        assert len({len(line) for line in lines}) == 1
        assert len({line.count("|") for line in lines}) == 1
    assert text.startswith("**ours (tiny): 5 queries**\n")
    assert "80.0 % (4/5; 37.6–96.4)" in text


def test_markdown_of_names_with_bars_keeps_its_columns():
    text = markdown(grids(summary([result("a", cell="a|b")]))[0])
    assert "| a\\|b |" in text


def shown(view, width=80):
    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(view)
    return console.file.getvalue()


def many():
    cells = [
        f"{info}-{kind}" for info in ("complete", "incomplete") for kind in ("single", "multi", "dataflow")
    ]
    return [
        replace(r, solver="function-calling")
        for r in (
            result(f"{c}{i}", ACME if i % 3 else WRONG, cell=c, seconds=61.0, prompt_tokens=12_345)
            for c in cells
            for i in range(200)
        )
    ]


def test_the_terminal_tables_fit_80_columns_and_cut_nothing():
    results = many()
    text = shown(summary_view(summary(results)))
    assert all(len(line.rstrip()) <= 80 for line in text.splitlines())
    for row in summary(results).rows:
        assert sum(line.startswith(f"{row.cell} ") for line in text.splitlines()) == 3
    assert "95 % interval" in text
    assert "12345" in text
    assert "66 % 798/1200" in text


def test_the_other_terminal_tables_fit_80_columns():
    results = many()
    better = [replace(r, solver="embedded") for r in results]
    views = [
        overview_view(summaries([*results, *better])),
        paired_view([paired(results, better, metric) for metric in METRICS]),
        errors_view(errors(results)),
    ]
    for view in views:
        assert all(len(line.rstrip()) <= 80 for line in shown(view).splitlines())
        assert "…" not in shown(view)
    assert all(sum(line.startswith(f"{m} ") for line in shown(views[1]).splitlines()) == 1 for m in METRICS)
    assert "function-calling" in shown(views[0])
    assert shown(errors_view([])).strip() == "Nothing missed."


def test_texts_of_others_cannot_colour_the_terminal():
    view = summary_view(summary([result("a", cell="[red]x[/red]\x1b[31m")]))
    assert "[red]x[/red]\\x1b[31m" in shown(view)


def test_a_paired_table_says_n_difference_interval_wins_and_p():
    base = [result(f"i{n}", WRONG, solver="base") for n in range(8)]
    grid = paired_grid([paired(base, [result(f"i{n}") for n in range(8)])])
    assert grid.title == "ours compared with base, on the same items"
    figure, n, _, ours, points, won, p = grid.rows[0]
    assert (figure, n, won, p) == ("plan", "8", "8:0", "0.008")
    assert ours.startswith("100.0 % (8/8")
    assert points == "+100.0 (54.1 to 100.0)"


def test_tables_of_what_missed_say_of_how_many():
    grid = errors_grid(errors(several()))
    assert grid.rows[0][1].endswith("of 5")
    assert "no answer" in [row[0] for row in grid.rows]
    assert overview(summaries(several())).rows[0][:2] == ("ours", "5")


def test_the_record_holds_every_item_and_can_be_written_as_json():
    gold = item(
        [
            call(
                "find_customer",
                name=Literal("Acme", ("Acme", "Acme Ltd")),
                city=Literal("Oslo", optional=True),
            ),
            call("create_invoice", each=Ref(0, "id"), customer=Ref(0, "id", "first 1"), amount=Asked()),
            call("tag", invoice=ResultText("C1"), tags=Several((Literal("a"), Asked()))),
        ]
    )
    tried = attempt(
        gold.calls, seconds=1.5, prompt_tokens=3, completion_tokens=4, model="tiny", facts="goal(1, tag)."
    )
    record = json.loads(json.dumps(as_json([Result("ours", gold, tried, judge(gold, tried))])))
    (told,) = record["items"]
    assert told["attempt"]["calls"] == told["gold"]["calls"]
    assert told["gold"]["calls"][0]["arguments"] == {
        "name": {"value": "Acme", "accepted": ["Acme", "Acme Ltd"]},
        "city": {"value": "Oslo", "optional": True},
    }
    assert told["gold"]["calls"][1]["each"] == {"call": 0, "output": "id"}
    assert told["gold"]["calls"][1]["arguments"]["customer"] == {"call": 0, "output": "id", "rows": "first 1"}
    assert told["gold"]["calls"][2]["arguments"]["tags"] == {"several": [{"value": "a"}, {"asked": True}]}
    assert (told["seconds"], told["prompt_tokens"], told["completion_tokens"]) == (1.5, 3, 4)
    assert told["verdict"]["plan"] is True
    assert told["attempt"]["facts"] == "goal(1, tag)."


def test_the_record_of_the_same_results_is_the_same_text():
    assert json.dumps(as_json(several())) == json.dumps(as_json(several()))
    solvers = as_json([*several(), result("a", solver="base")])["solvers"]
    assert [(s["solver"], s["n"]) for s in solvers] == [("ours", 5), ("base", 1)]
    assert solvers[0]["rows"][-1]["plan"]["hits"] == 2

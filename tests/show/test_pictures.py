"""Pictures as text: valid, safe whatever was said, readable in light and dark, and the same bytes every time."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from typing import get_args

import pytest
from geometry import assert_clear
from hypothesis import given, settings
from hypothesis import strategies as st
from large_graphs import catalog_of_100, line_of_business

from orchestrator import Catalog, Orchestrator, UsageError
from orchestrator.plan.model import plan_from_json
from orchestrator.show.blocks import PAD, block
from orchestrator.show.catalog_graph import catalog_graph
from orchestrator.show.colours import DARK, FILLS, LIGHT, contrast
from orchestrator.show.formats import FORMATS, render, render_catalog
from orchestrator.show.graph import Edge, Format, Graph, Line, Node, plan_graph
from orchestrator.show.metrics import cut, text_width, wrap
from orchestrator.show.picture import picture

NASTY = "\ufffea\"]; click c1 %%{init: {}}%% `x` <img src=x onerror=alert(1)> ]]> #quot; &amp; \\ | \x1b[31m \u202e é 日本 --> }"
SVG = "{http://www.w3.org/2000/svg}"
CATALOG = Catalog.load("small_business")


def graphs() -> dict[str, Graph]:
    travel = Orchestrator(Catalog.load("travel"))
    ambiguous = travel.plan(facts="maybe(1, cancel_flight). maybe(1, cancel_hotel).")
    node = Node("n", "call", NASTY * 9, (Line(NASTY, NASTY * 40, NASTY), Line("x", "")), 0, (NASTY,), (1,), "destroy")
    return {
        "40 steps": plan_graph(line_of_business(41), CATALOG),
        "ambiguous": plan_graph(ambiguous, travel.catalog),
        "catalog": catalog_graph(CATALOG, line_of_business(5)),
        "100 APIs": catalog_graph(catalog_of_100()),
        "nasty": Graph(NASTY, NASTY * 30, NASTY, (node, Node("m", "ask", "", (), 1)), (Edge("n", "m", NASTY * 3),)),
        "nothing": Graph("Out of scope", "", "", (), ()),
    }


GRAPHS = graphs()
ALL = pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS.keys())


@ALL
def test_no_box_or_label_overlaps_and_no_line_runs_through_a_box(graph: Graph) -> None:
    assert_clear(picture(graph).layout)


@ALL
def test_all_text_fits_into_its_box(graph: Graph) -> None:
    for node in graph.nodes:
        made = block(node, shown_id="c1")
        for text in made.texts:
            assert text.x + text.width <= made.width - PAD + 0.1
            assert 0 < text.y <= made.height - 4


@ALL
def test_svg_is_xml_with_a_name_and_loads_nothing(graph: Graph) -> None:
    root = ET.fromstring(graph.svg())
    assert root.get("role") == "img"
    title, told = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert told is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {told.get('id')}"
    allowed = {"svg", "title", "desc", "style", "rect", "path", "text", "g"}
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= allowed
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on") or "href" in name]
    assert "url(" not in graph.svg()
    assert "@import" not in graph.svg()


@ALL
def test_svg_without_its_style_is_drawn_in_the_light_colours(graph: Graph) -> None:
    root = ET.fromstring(graph.svg())
    for element in root.iter():
        if element.tag in (f"{SVG}rect", f"{SVG}path"):
            assert element.get("fill") or element.get("stroke")
        if element.tag == f"{SVG}text":
            assert element.get("fill") in LIGHT.values()


@ALL
def test_every_class_of_an_svg_has_a_rule(graph: Graph) -> None:
    text = graph.svg()
    used = {name for group in re.findall(r'class="([^"]*)"', text) for name in group.split()} - {"po-node"}
    assert {name for name in used if f".{name}{{" not in text} == set()


@ALL
def test_what_cannot_be_seen_is_not_in_any_picture(graph: Graph) -> None:
    for text in (graph.svg(), graph.html(), graph.mermaid(), graph.dot()):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]", text)


def test_two_pictures_on_one_page_share_no_id() -> None:
    texts = [graph.svg() for graph in GRAPHS.values()]
    ids = [name for text in texts for name in re.findall(r' id="([^"]*)"', text)]
    assert len(ids) == len(set(ids)) == 2 * len(texts)


def test_a_long_value_is_cut_and_its_beginning_is_in_the_tooltip() -> None:
    words = " ".join(f"word{n}" for n in range(100))
    node = Node("c1", "call", "note", (Line("text", f'"{words}"', "said"),), 0)
    root = ET.fromstring(Graph("Ready", "", "", (node,), ()).svg())
    shown = " ".join(text.text or "" for text in root.iter(f"{SVG}text"))
    assert "…" in shown
    assert "word99" not in shown
    tooltip = root.find(f"{SVG}g/{SVG}title")
    assert tooltip is not None
    assert "word99" in (tooltip.text or "")


def test_the_heading_can_be_left_out() -> None:
    graph = GRAPHS["ambiguous"]
    seen = [[text.text for text in ET.fromstring(svg).iter(f"{SVG}text")] for svg in (graph.svg(), graph.svg(heading=False))]
    assert graph.title in seen[0]
    assert graph.title not in seen[1]


def test_a_lit_box_differs_in_more_than_colour() -> None:
    root = ET.fromstring(GRAPHS["catalog"].svg())
    frames = {group.find(f"{SVG}text").text: group.find(f"{SVG}rect") for group in root.iter(f"{SVG}g")}  # type: ignore[union-attr]
    assert frames["create_invoice"].get("stroke-width") == "3"  # type: ignore[union-attr]
    assert frames["help"].get("stroke-width") != "3"  # type: ignore[union-attr]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_colours_are_far_enough_apart(palette: dict[str, str]) -> None:
    for fill in FILLS:
        for text in ("ink", "muted"):
            assert contrast(palette[text], palette[fill]) >= 4.5, (text, fill)
        if f"{fill}-line" in palette:
            assert contrast(palette[f"{fill}-line"], palette[fill]) >= 3, fill
            assert contrast(palette[f"{fill}-line"], palette["band"]) >= 3, fill
    for line in ("wire", "lit"):
        assert contrast(palette[line], palette["paper"]) >= 3
        assert contrast(palette[line], palette["band"]) >= 3


def test_light_and_dark_name_the_same_colours() -> None:
    assert LIGHT.keys() == DARK.keys()


@ALL
def test_html_is_one_page_that_loads_nothing(graph: Graph) -> None:
    page = graph.html()
    assert page.startswith("<!DOCTYPE html>")
    assert page.count("<svg ") == 1
    assert not re.search(r"<(script|link|img|iframe)\b", page)
    assert "prefers-color-scheme" in page


@ALL
def test_mermaid_text_has_only_lines_it_means(graph: Graph) -> None:
    name = r"[A-Za-z]\w*"
    # Within quotes no quote, no bracket and no backtick can stand; entities hold them.
    quoted = r'"[^"\[\]{}`|\\]*"'
    lines = (
        r"%% .*", r"flowchart (TD|LR)", r"  acc(Title|Descr): [^\"{}\[\]<>;#]*", rf"  subgraph {name}\[{quoted}\]", r"  end",
        rf'  (  )?{name}(\["|\(\["|\{{\{{"|\(\("|\[/"|\[\[")[^"\[\]{{}}`|\\]*("\]|"\]\)|"\}}\}}|"\)\)|"/\]|"\]\])',
        rf"  {name} (-->|-\.->|==>)(\|{quoted}\|)? {name}", rf"  classDef {name} [\w#,:-]+", rf"  class {name}(,{name})* {name}",
    )  # fmt: skip
    for line in graph.mermaid().splitlines():
        assert any(re.fullmatch(pattern, line) for pattern in lines), line
    tags = set(re.findall(r"<[^>]*>?", "\n".join(graph.mermaid().splitlines()[4:]).replace("-->", "")))
    assert tags <= {"<b>", "</b>", "<i>", "</i>", "<br/>"}


def test_mermaid_keeps_the_names_of_steps_where_they_are_names() -> None:
    plan = Orchestrator(CATALOG).plan(facts='goal(1, help). given(1, topic, "taxes").')
    assert '    c1["c1 <b>help</b>' in render(plan, CATALOG, "mermaid")
    odd = plan.to_json()
    odd["steps"][0]["id"], odd["stages"] = "end", [["end"]]
    assert '    n1["end <b>help</b>' in render(plan_from_json(odd), CATALOG, "mermaid")


@ALL
def test_dot_text_has_only_statements_it_means(graph: Graph) -> None:
    text = graph.dot()
    assert text.startswith("digraph ")
    assert text.endswith("}\n")
    bare = re.sub(r'"(?:\\.|[^"\\])*"', '""', text)
    attributes = r'(\w+=(""|\w+)(, )?)+'
    statements = (
        r"digraph \w+ \{", rf"  graph \[{attributes}\];", rf"  (node|edge) \[{attributes}\];", rf"  n\d+ \[{attributes}\];",
        r"  \{ rank=same; n\d+(; n\d+)* \}  // stage \d+", rf"  n\d+ -> n\d+ \[{attributes}\];", r"\}",
    )  # fmt: skip
    for line in bare.splitlines():
        assert any(re.fullmatch(pattern, line) for pattern in statements), line


def test_dot_writes_an_ampersand_as_an_entity() -> None:
    node = Node("c1", "call", "a &lt; b", (), 0)
    assert "a &amp;lt; b" in Graph("Ready", "", "", (node,), ()).dot()


@pytest.mark.parametrize("format", FORMATS)
def test_a_plan_and_a_catalog_are_drawn_in_every_format(format: Format) -> None:
    plan = line_of_business(5)
    drawn, listed = render(plan, CATALOG, format), render_catalog(CATALOG, plan, format)
    assert "find_customer" in drawn
    assert "find_customer" in listed
    assert drawn.endswith("\n")
    assert get_args(Format) == FORMATS


def test_an_unknown_format_names_those_there_are() -> None:
    with pytest.raises(UsageError, match="one of tree, mermaid, dot, svg, html"):
        render(line_of_business(5), CATALOG, "png")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="no format 'png'"):
        render_catalog(CATALOG, None, "png")  # type: ignore[arg-type]


def test_the_bytes_are_the_same_in_another_process() -> None:
    code = (
        "from large_graphs import *; import hashlib;"
        "from orchestrator.show.catalog_graph import catalog_graph; from orchestrator.show.graph import Graph, plan_graph;"
        "graphs = plan_graph(line_of_business(41)), catalog_graph(catalog_of_100());"
        "print([hashlib.sha256(f(g).encode()).hexdigest() for g in graphs"
        " for f in (Graph.svg, Graph.mermaid, Graph.dot)])"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True, text=True, check=True, timeout=60,
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert runs[0] == runs[1] != ""


def test_40_steps_stay_on_a_page_that_can_be_read() -> None:
    layout = picture(GRAPHS["40 steps"]).layout
    assert layout.width < 1800
    assert layout.height < 3500


@settings(max_examples=80)
@given(st.text(max_size=200), st.floats(40, 300), st.integers(1, 5), st.booleans())
def test_wrapped_text_fits_and_says_the_same(text: str, room: float, lines: int, bold: bool) -> None:
    broken = wrap(text, 11, room, lines=lines, bold=bold)
    assert 1 <= len(broken) <= lines
    assert all(text_width(part, 11, bold=bold) <= room for part in broken)
    said = "".join("".join(broken).split())
    assert said == "".join(text.split()) or said.endswith("…")


@given(st.text(max_size=80), st.floats(30, 200))
def test_cut_text_fits_and_begins_the_same(text: str, room: float) -> None:
    short = cut(text, 11, room)
    assert text_width(short, 11) <= room
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))

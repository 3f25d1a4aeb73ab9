"""A small catalog with lists, and hand-made plans that are valid over it."""

from __future__ import annotations

from handmade import ask, call, choose, made

from orchestrator.catalog import Catalog

CATALOG = Catalog.parse(
    """
name: market
types:
  product_name: {base: string, entity: product, question: "Which product?"}
  product_id:   {base: string, entity: product, ask: never}
  shelf:        {base: string, entity: product, values: [mugs, cups, jugs]}
  price:        {base: number}
  stars:        {base: number, minimum: 0, maximum: 5}
  quantity:     {base: integer, minimum: 1, question: "How many?"}
  details:      {base: string, entity: product, ask: never}
  order_id:     {base: string, entity: order, ask: never}
  person_name:  {base: string, entity: person, question: "Who?"}
  person_id:    {base: string, entity: person, ask: never}
  account_name: {base: string, entity: account}
  account_id:   {base: string, entity: account, ask: never}
  parcel_id:    {base: string, entity: parcel, ask: never}
  tag:          {base: string}
  size:         {base: string, values: {small: [little], large: []}}
apis:
  search_products:
    inputs: {query: product_name}
    rows:   {product: product_id, name: product_name, price: price, stars: stars}
  browse:
    inputs: {shelf: shelf}
    rows:   {product: product_id, name: product_name, price: price, stars: stars}
  product_details:
    inputs:  {product: product_id}
    outputs: {text: details}
  product_seller:
    inputs:  {product: product_id}
    outputs: {seller: person_id}
  compare_products:
    inputs:  {products: {list_of: product_id}}
    outputs: {best: product_id}
  order_product:
    kind: write
    inputs:  {product: product_id, amount: quantity}
    outputs: {order: order_id}
    ensures: ["ordered(order)"]
  ship_order:
    kind: write
    inputs:   {order: order_id, size: {type: size, default: small}}
    outputs:  {parcels: {list_of: parcel_id}}
    requires: ["ordered(order)"]
  track_parcel:
    inputs:  {parcel: parcel_id}
    outputs: {where: string}
  contact_seller:
    kind: write
    inputs: {product: product_id, seller: {type: person_id, via: [product]}}
  find_person:
    inputs:  {name: person_name}
    outputs: {person: person_id}
  list_team:
    rows: {person: person_id, name: person_name}
  share_list:
    kind: write
    inputs: {people: {list_of: person_id}, sizes: {list_of: size, default: [small, large]}}
  tag_product:
    kind: write
    inputs: {product: product_id, tags: {list_of: tag}}
  list_accounts:
    rows: {account: account_id, label: account_name}
  transfer:
    kind: write
    inputs: {source: account_id, target: account_id, amount: quantity}
"""
)

SEARCH = 'goal(1, search_products). given(1, query, "mug").'
ORDER = 'goal(2, order_product). uses(2, product, 1). given(2, amount, "2").'

CHOSEN = made(
    'goal(1, order_product). given(1, shelf, "mugs"). given(1, amount, "2").',
    [
        call("c1", "browse", shelf="=mugs"),
        choose("q1", "c1", 1, columns="name price"),
        call("c2", "order_product", 1, product="c1.product chosen:q1", amount="=2"),
    ],
    "c1 | q1 | c2",
    (0, 2),
)
FIRST = made(
    'goal(1, product_details). given(1, shelf, "mugs").',
    [call("c1", "browse", shelf="=mugs"), call("c2", "product_details", 1, product="c1.product first:1")],
    "c1 | c2",
    (0, 2),
)
SEARCHED = made(
    f"{SEARCH} {ORDER}",
    [
        call("c1", "search_products", 1, query="=mug"),
        choose("q1", "c1", 2),
        call("c2", "order_product", 2, product="c1.product chosen:q1", amount="=2"),
    ],
    "c1 | q1 | c2",
    (0, 2),
)
PICKED = made(
    f"{SEARCH} {ORDER} pick(2, product, min(price)).",
    [
        call("c1", "search_products", 1, query="=mug"),
        call("c2", "order_product", 2, product="c1.product min:price", amount="=2"),
    ],
    "c1 | c2",
    (0, 2),
)
EQUAL = made(
    'goal(1, order_product). given(1, product, "Blue mug"). given(1, amount, "2").',
    [
        call("c1", "search_products", query="=Blue mug"),
        call("c2", "order_product", 1, product="c1.product equals:name=Blue mug", amount="=2"),
    ],
    "c1 | c2",
    (0, 2),
)
TEAM = made(
    """goal(1, share_list). given(1, people, ("Ada","Bo")). given(1, sizes, ("little",)).
    goal(2, contact_seller). given(2, person_name, "Cy"). given(2, product_name, "Cup").""",
    [
        call("c1", "list_team"),
        call("c2", "share_list", 1, people=["c1.person equals:name=Ada", "c1.person equals:name=Bo"], sizes=["=little"]),
        call("c3", "search_products", query="=Cup"),
        call("c4", "contact_seller", 2, product="c3.product equals:name=Cup", seller="c1.person equals:name=Cy"),
    ],
    "c1 c3 | c2 | c4",
    (0, 4),
)
ALIKE = made(
    'goal(1, contact_seller). given(1, shelf, "mugs").',
    [
        call("c1", "browse", shelf="=mugs"),
        choose("q1", "c1", 1),
        call("c2", "product_seller", product="c1.product chosen:q1"),
        call("c3", "contact_seller", 1, product="c1.product chosen:q1", seller="c2.seller"),
    ],
    "c1 | q1 | c2 | c3",
    (0, 3),
)
EACH = made(
    f"""{SEARCH} goal(2, product_details). uses(2, product, 1). each(2, product).
    goal(3, contact_seller). uses(3, product, 1). each(3, product).""",
    [
        call("c1", "search_products", 1, query="=mug"),
        call("c2", "product_details", 2, for_each="c1", product="c1.product"),
        call("c3", "product_seller", for_each="c1", product="c1.product"),
        call("c4", "contact_seller", 3, for_each="c1", product="c1.product", seller="c3.seller"),
    ],
    "c1 | c2 c3 | c4",
    (0, 4),
)
SOME = made(
    f"""{SEARCH} {ORDER} pick(2, product, first(3)). goal(3, ship_order). uses(3, order, 2). pick(3, order, last).
    goal(4, track_parcel). uses(4, parcel, 3).""",
    [
        call("c1", "search_products", 1, query="=mug"),
        call("c2", "order_product", 2, for_each="c1", product="c1.product first:3", amount="=2"),
        call("c3", "ship_order", 3, order="c2.order last:1", size="~small"),
        call("c4", "track_parcel", 4, parcel="c3.parcels first:1"),
    ],
    "c1 | c2 | c3 | c4",
    (0, 4),
)
UNROLLED = made(
    """goal(1, order_product). given(1, product, ("Blue mug","Red mug")). goal(2, ship_order). uses(2, order, 1).
    given(2, size, "little").""",
    [
        ask("q1", "quantity", "amount", 1),
        call("c1", "search_products", query="=Blue mug"),
        call("c2", "search_products", query="=Red mug"),
        call("c3", "order_product", 1, product="c1.product equals:name=Blue mug", amount="q1"),
        call("c4", "order_product", 1, product="c2.product equals:name=Red mug", amount="q1"),
        call("c5", "ship_order", 2, order="c3.order", size="=little"),
        call("c6", "ship_order", 2, order="c4.order", size="=little"),
    ],
    "q1 | c1 c2 | c3 | c4 | c5 | c6",
    (1, 6),
)
LISTS = made(
    """goal(1, tag_product). given(1, product, "Blue mug"). given(1, tags, ("red","blue")).
    goal(2, share_list). given(2, people, ("Ada","Bo")).
    goal(3, tag_product). given(3, product, "Cup"). given(3, tag, ("old","new")).""",
    [
        call("c1", "search_products", query="=Blue mug"),
        call("c2", "tag_product", 1, product="c1.product equals:name=Blue mug", tags=["=red", "=blue"]),
        call("c3", "find_person", name="=Ada"),
        call("c4", "find_person", name="=Bo"),
        call("c5", "share_list", 2, people=["c3.person", "c4.person"], sizes=["~small", "~large"]),
        call("c6", "search_products", query="=Cup"),
        call("c7", "tag_product", 3, product="c6.product equals:name=Cup", tags=["=old", "=new"]),
    ],
    "c1 c3 c4 | c2 | c5 | c6 | c7",
    (0, 7),
)
WHOLE = made(
    """goal(1, list_team). goal(2, share_list). uses(2, people, 1).
    goal(3, search_products). given(3, query, "mug"). goal(4, compare_products).
    uses(4, products, 3). pick(4, products, first(3)).""",
    [
        call("c1", "list_team", 1),
        call("c2", "share_list", 2, people="c1.person", sizes=["~small", "~large"]),
        call("c3", "search_products", 3, query="=mug"),
        call("c4", "compare_products", 4, products="c3.product first:3"),
    ],
    "c1 | c2 c3 | c4",
    (0, 4),
)
ENDS = made(
    'goal(1, transfer). given(1, amount, "5").',
    [
        call("c1", "list_accounts"),
        choose("q1", "c1", 1, columns="label"),
        choose("q2", "c1", 1, columns="label"),
        call("c2", "transfer", 1, source="c1.account chosen:q1", target="c1.account chosen:q2", amount="=5"),
    ],
    "c1 | q1 q2 | c2",
    (0, 2),
)
SHARED = made(
    f"""{SEARCH} {ORDER} goal(3, order_product). uses(3, product, 1). given(3, amount, "1").
    goal(4, tag_product). uses(4, product, 1). given(4, tags, "red").""",
    [
        call("c1", "search_products", 1, query="=mug"),
        choose("q1", "c1", 2, 4),
        choose("q2", "c1", 3),
        call("c2", "order_product", 2, product="c1.product chosen:q1", amount="=2"),
        call("c3", "order_product", 3, product="c1.product chosen:q2", amount="=1"),
        call("c4", "tag_product", 4, product="c1.product chosen:q1", tags="=red"),
    ],
    "c1 | q1 q2 | c2 | c3 | c4",
    (0, 4),
)
WANTS = made(
    """want(1, price). given(1, shelf, "mugs"). want(2, stars). given(2, shelf, "cups"). pick(2, stars, max(price)).
    want(3, details). given(3, shelf, "jugs"). each(3, details). want(4, details). given(4, product_name, ("Cup","Jug")).""",
    [
        call("c1", "browse", shelf="=mugs"),
        call("c2", "browse", shelf="=cups"),
        call("c3", "browse", shelf="=jugs"),
        call("c4", "product_details", for_each="c3", product="c3.product"),
        call("c5", "search_products", query="=Cup"),
        call("c6", "product_details", product="c5.product equals:name=Cup"),
        call("c7", "search_products", query="=Jug"),
        call("c8", "product_details", product="c7.product equals:name=Jug"),
    ],
    "c1 c2 c3 c5 c7 | c4 c6 c8",
    (0, 8),
    wants=[
        {"goal": 1, "type": "price", "from": "c1.price", "pick": {"first": 1}},
        {"goal": 2, "type": "stars", "from": "c2.stars", "pick": {"max": "price"}},
        {"goal": 3, "type": "details", "from": "c4.text"},
        {"goal": 4, "type": "details", "from": "c6.text"},
        {"goal": 4, "type": "details", "from": "c8.text"},
    ],
)
USED = made(
    """want(1, product_id). given(1, shelf, "mugs"). pick(1, product_id, max(stars)). goal(2, order_product). uses(2, product, 1).
    given(2, amount, "2"). want(3, product_id). given(3, shelf, "cups"). each(3, product_id). goal(4, contact_seller).
    uses(4, product, 3). goal(5, product_seller). given(5, product, ("Cup","Cup")).""",
    [
        call("c1", "browse", shelf="=mugs"),
        call("c2", "order_product", 2, product="c1.product max:stars", amount="=2"),
        call("c3", "browse", shelf="=cups"),
        call("c4", "product_seller", for_each="c3", product="c3.product"),
        call("c5", "contact_seller", 4, for_each="c3", product="c3.product", seller="c4.seller"),
        call("c6", "search_products", query="=Cup"),
        call("c7", "product_seller", 5, product="c6.product equals:name=Cup"),
    ],
    "c1 c3 c6 | c2 | c4 c7 | c5",
    (0, 7),
    wants=[
        {"goal": 1, "type": "product_id", "from": "c1.product", "pick": {"max": "stars"}},
        {"goal": 3, "type": "product_id", "from": "c3.product"},
    ],
)

VALID = {
    "chosen": CHOSEN,
    "first": FIRST,
    "searched": SEARCHED,
    "picked": PICKED,
    "equal": EQUAL,
    "team": TEAM,
    "alike": ALIKE,
    "each": EACH,
    "some": SOME,
    "unrolled": UNROLLED,
    "lists": LISTS,
    "whole": WHOLE,
    "ends": ENDS,
    "shared": SHARED,
    "wants": WANTS,
    "used": USED,
}

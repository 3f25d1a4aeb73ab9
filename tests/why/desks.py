"""Small catalogs to ask *why* of."""

from orchestrator import Catalog, Orchestrator

SHOP = """
name: shop
types:
  name:   {base: string, entity: customer, question: "Which customer?"}
  id:     {base: string, entity: customer, ask: never, pattern: "^C-[0-9]+$"}
  email:  {base: string, entity: customer, question: "Which e-mail address?"}
  money:  {base: number, question: "How much?"}
  tone:   {base: string, values: [kind, firm]}
  bill:   {base: string, entity: bill, ask: never}
  badge:  {base: string, entity: badge, ask: never}
apis:
  find:     {description: Find a customer., inputs: {name: name}, outputs: {id: id}}
  card:     {description: Show a card., inputs: {id: id}, outputs: {name: name, email: email}}
  charge:   {description: Bill a customer., kind: write, inputs: {customer: id, amount: money}, outputs: {bill: bill}}
  mail:     {description: Mail a bill., kind: write, inputs: {bill: bill, to: {type: email, via: [bill, customer]},
             tone: {type: tone, default: kind}}}
  prices:   {description: Show a price., inputs: {tone: tone}, outputs: {price: money}}
  open_bill: {description: Open a bill., kind: write, outputs: {bill: bill}}
  enter:    {description: Enter with a badge., kind: write, inputs: {badge: badge}}
"""

OFFICE = """
name: office
types:
  title: {base: string, entity: paper, question: "Which paper?"}
  paper: {base: string, entity: paper, ask: never, pattern: "^P-[0-9]+$"}
  pin:   {base: string, pattern: "^[0-9]{4}$", question: "Which pin?"}
apis:
  find_paper: {description: Find a paper., inputs: {title: title}, outputs: {paper: paper}}
  sign_in:  {description: Sign in., kind: write, auto: true, inputs: {pin: pin}, ensures: [signed_in]}
  approve:  {description: Approve a paper., kind: write, inputs: {paper: paper}, requires: [signed_in],
             ensures: ["approved(paper)"]}
  publish:  {description: Publish a paper., kind: write, inputs: {paper: paper}, requires: ["approved(paper)"]}
  rename:   {description: Rename a paper., kind: write, inputs: {paper: paper, name: {type: title, from: user}},
             ensures: ["not approved(paper)"]}
"""

LISTS = """
name: lists
types:
  town:  {base: string, entity: town, question: "Which town?"}
  hotel: {base: string, entity: hotel, ask: never}
  stars: {base: integer}
  photo: {base: string, entity: photo, ask: never}
apis:
  search: {description: List hotels., inputs: {town: town}, rows: {hotel: hotel, stars: stars}}
  photos: {description: Show a hotel., inputs: {hotel: hotel}, outputs: {photo: photo}}
  book:   {description: Book a hotel., kind: write, inputs: {hotel: hotel}}
"""


def shop() -> Orchestrator:
    return Orchestrator(Catalog.parse(SHOP), planner="clingo")


def office() -> Orchestrator:
    return Orchestrator(Catalog.parse(OFFICE))


def lists() -> Orchestrator:
    return Orchestrator(Catalog.parse(LISTS), planner="clingo")


INVOICE = 'goal(1, charge). given(1, customer, "Acme"). goal(2, mail).'

; What all planning domains have in common. A domain adds its own types, predicates and actions:
;
;   types        the semantic types of the catalog, each under `datum`, a subtype under its supertype
;   objects      only the data that can matter for one query, each named after how it is obtained
;   predicates   static relations that say which data belong together in a call (`A-yields`, `A-<input>`),
;                and the states of the catalog's `requires` and `ensures`
;   actions      one for each API and role:
;                  A            a lookup: its relation ties the arguments to the results
;                  A            a goal's own call of a write API: it makes the goal `done`
;                  A-for-goal   the same of a read API
;                  A-unasked    a write API with `auto: true`, called for the state that it ensures
;                  A-row        a row of the list that a call of A yields, with the columns that matter
;                  A-choice     the row of that list which the user chooses
;
; Costs: any question weighs more than all choices, and any choice more than all calls of the problem together.

(define (domain base-domain)
 (:requirements :strips :typing :negative-preconditions :action-costs)
 ; a datum is one piece of data of the conversation; a query_goal is one thing the user wants done
 (:types
    datum query_goal - object
 )
 (:predicates
    ; the datum is at hand: the user gave it, a call yielded it, or a question was answered
    (known ?d - datum)
    ; the goal's own call was made
    (done ?g - query_goal)
    ; a person may be asked for the datum; never for what has `ask: never`, or what a goal yields
    (askable ?d - datum)
 )
 (:functions
    (total-cost)
 )
 ; a question to the user
 (:action get_info_api
  :parameters ( ?d - datum)
  :precondition (and (askable ?d) (not (known ?d)))
  :effect (and (known ?d) (increase (total-cost) 100)))
)

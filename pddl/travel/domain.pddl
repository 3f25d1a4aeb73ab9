; Query: Find a flight from Oslo to Nice on 2 May 2025 and book it for Ada Park.
; Facts:
;   goal(1, search_flight).
;   given(1, origin, "Oslo").
;   given(1, destination, "Nice").
;   given(1, day, "2025-05-02").
;   goal(2, book_flight).
;   uses(2, flight, 1).
;   given(2, traveller, "Ada Park").
; Plan (ready, cost of questions 0, of calls 5):
;   c1 find_airport(city = "Oslo")
;   c2 find_airport(city = "Nice")
;   c3 search_flight(origin = c1.airport, destination = c2.airport, day = "2025-05-02", cabin = "economy")
;   c4 find_traveller(name = "Ada Park")
;   c5 book_flight(flight = c3.flight, traveller = c4.traveller)
; Written by: python -m orchestrator.plan.export

(define (domain travel-domain)
 (:requirements :strips :typing :negative-preconditions :action-costs)
 (:types
    datum query_goal - object
    city_name airport_code flight_date cabin_class flight_id flight_price flight_booking traveller_name traveller_id traveller_email - datum
 )
 (:predicates
    (known ?d - datum)
    (done ?g - query_goal)
    (find_airport-yields ?city - city_name ?airport - airport_code)
    (search_flight-yields ?origin - airport_code ?destination - airport_code ?day - flight_date ?cabin - cabin_class ?flight - flight_id ?price - flight_price)
    (book_flight-flight ?g - query_goal ?flight - flight_id)
    (book_flight-traveller ?g - query_goal ?traveller - traveller_id)
    (book_flight-yields ?g - query_goal ?booking - flight_booking)
    (find_traveller-yields ?name - traveller_name ?traveller - traveller_id ?email - traveller_email)
 )
 (:functions
    (total-cost)
 )
 (:action find_airport
  :parameters ( ?city - city_name ?airport - airport_code)
  :precondition (and (find_airport-yields ?city ?airport) (known ?city))
  :effect (and (known ?airport) (increase (total-cost) 1)))
 (:action search_flight
  :parameters ( ?origin - airport_code ?destination - airport_code ?day - flight_date ?cabin - cabin_class ?flight - flight_id ?price - flight_price)
  :precondition (and
    (search_flight-yields ?origin ?destination ?day ?cabin ?flight ?price)
    (known ?origin)
    (known ?destination)
    (known ?day)
    (known ?cabin)
  )
  :effect (and (known ?flight) (known ?price) (increase (total-cost) 1)))
 (:action book_flight
  :parameters ( ?g - query_goal ?flight - flight_id ?traveller - traveller_id ?booking - flight_booking)
  :precondition (and
    (book_flight-flight ?g ?flight)
    (book_flight-traveller ?g ?traveller)
    (book_flight-yields ?g ?booking)
    (known ?flight)
    (known ?traveller)
    (not (done ?g))
  )
  :effect (and (known ?booking) (done ?g) (increase (total-cost) 1)))
 (:action find_traveller
  :parameters ( ?name - traveller_name ?traveller - traveller_id ?email - traveller_email)
  :precondition (and (find_traveller-yields ?name ?traveller ?email) (known ?name))
  :effect (and (known ?traveller) (known ?email) (increase (total-cost) 1)))
)

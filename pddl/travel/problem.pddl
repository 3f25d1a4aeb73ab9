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

(define (problem travel-problem)
 (:domain travel-domain)
 (:objects
   goal-1 goal-2 - query_goal
   oslo nice - city_name
   airport-of-find_airport-oslo airport-of-find_airport-nice - airport_code
   datum-2025-05-02 - flight_date
   economy - cabin_class
   flight-of-search_flight-airport-of-find_airport-oslo-airport-of-find_airport-nice-datum-2025-05-02-economy - flight_id
   price-of-search_flight-airport-of-find_airport-oslo-airport-of-find_airport-nice-datum-2025-05-02-economy - flight_price
   booking-of-book_flight-2 - flight_booking
   ada-park - traveller_name
   traveller-of-find_traveller-ada-park - traveller_id
   email-of-find_traveller-ada-park - traveller_email
 )
 (:init
    (known oslo)
    (known nice)
    (known datum-2025-05-02)
    (known economy)
    (known ada-park)
    (find_airport-yields oslo airport-of-find_airport-oslo)
    (find_airport-yields nice airport-of-find_airport-nice)
    (search_flight-yields airport-of-find_airport-oslo airport-of-find_airport-nice datum-2025-05-02 economy flight-of-search_flight-airport-of-find_airport-oslo-airport-of-find_airport-nice-datum-2025-05-02-economy price-of-search_flight-airport-of-find_airport-oslo-airport-of-find_airport-nice-datum-2025-05-02-economy)
    (book_flight-flight goal-2 flight-of-search_flight-airport-of-find_airport-oslo-airport-of-find_airport-nice-datum-2025-05-02-economy)
    (book_flight-traveller goal-2 traveller-of-find_traveller-ada-park)
    (book_flight-yields goal-2 booking-of-book_flight-2)
    (find_traveller-yields ada-park traveller-of-find_traveller-ada-park email-of-find_traveller-ada-park)
    (= (total-cost) 0)
 )
 (:goal (and
    (known flight-of-search_flight-airport-of-find_airport-oslo-airport-of-find_airport-nice-datum-2025-05-02-economy)
    (done goal-2)
  )
 )
 (:metric minimize (total-cost))
)

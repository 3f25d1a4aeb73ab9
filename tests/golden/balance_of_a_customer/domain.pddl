(define (domain query-domain)
 (:requirements :strips :typing :action-costs)
 (:types
    datum query_goal - object
    customer_name customer_id email_address phone_number customer_balance - datum
    customer_phone - phone_number
    customer_email - email_address
 )
 (:predicates
             (known ?d - datum)
             (done ?g - query_goal)
             (find_customer-yields ?name - customer_name ?id - customer_id ?email - customer_email ?phone - customer_phone)
             (get_customer-yields ?customer - customer_id ?name - customer_name ?email - customer_email ?phone - customer_phone ?balance - customer_balance)
 )
 (:functions
             (total-cost)
 )
 (:action find_customer
  :parameters ( ?name - customer_name ?id - customer_id ?email - customer_email ?phone - customer_phone)
  :precondition (and (find_customer-yields ?name ?id ?email ?phone) (known ?name))
  :effect (and (known ?id) (known ?email) (known ?phone) (increase (total-cost) 1)))
 (:action get_customer
  :parameters ( ?customer - customer_id ?name - customer_name ?email - customer_email ?phone - customer_phone ?balance - customer_balance)
  :precondition (and (get_customer-yields ?customer ?name ?email ?phone ?balance) (known ?customer))
  :effect (and (known ?name) (known ?email) (known ?phone) (known ?balance) (increase (total-cost) 1)))
)

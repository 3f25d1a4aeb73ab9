(define (domain query-domain)
 (:requirements :strips :typing :negative-preconditions :action-costs)
 (:types
    datum query_goal - object
    invoice_id customer_name customer_id email_address phone_number money customer_balance invoice_status invoice_number rows - datum
    customer_phone - phone_number
    customer_email - email_address
 )
 (:predicates
             (known ?d - datum)
             (done ?g - query_goal)
             (create_invoice-customer ?g - query_goal ?customer - customer_id)
             (create_invoice-amount ?g - query_goal ?amount - money)
             (create_invoice-yields ?g - query_goal ?invoice - invoice_id)
             (find_customer-yields ?name - customer_name ?id - customer_id ?email - customer_email ?phone - customer_phone)
             (send_invoice-invoice ?g - query_goal ?invoice - invoice_id)
             (send_invoice-to ?g - query_goal ?to - customer_email)
             (sent ?d1 - datum)
             (get_customer-yields ?customer - customer_id ?name - customer_name ?email - customer_email ?phone - customer_phone ?balance - customer_balance)
             (get_invoice-yields ?invoice - invoice_id ?status - invoice_status ?email - customer_email)
             (find_invoice-yields ?invoice_number - invoice_number ?invoice - invoice_id)
             (list_invoices-yields ?customer - customer_id ?rows - rows)
             (list_invoices-choice-yields ?of - rows ?number_ - invoice_number ?invoice - invoice_id)
             (askable ?d - datum)
 )
 (:functions
             (total-cost)
 )
 (:action create_invoice
  :parameters ( ?g - query_goal ?customer - customer_id ?amount - money ?invoice - invoice_id)
  :precondition (and (create_invoice-customer ?g ?customer) (create_invoice-amount ?g ?amount) (create_invoice-yields ?g ?invoice) (known ?customer) (known ?amount) (not (done ?g)))
  :effect (and (known ?invoice) (done ?g) (increase (total-cost) 1)))
 (:action find_customer
  :parameters ( ?name - customer_name ?id - customer_id ?email - customer_email ?phone - customer_phone)
  :precondition (and (find_customer-yields ?name ?id ?email ?phone) (known ?name))
  :effect (and (known ?id) (known ?email) (known ?phone) (increase (total-cost) 1)))
 (:action send_invoice
  :parameters ( ?g - query_goal ?invoice - invoice_id ?to - customer_email)
  :precondition (and (send_invoice-invoice ?g ?invoice) (send_invoice-to ?g ?to) (known ?invoice) (known ?to) (not (done ?g)))
  :effect (and (done ?g) (sent ?invoice) (increase (total-cost) 1)))
 (:action get_customer
  :parameters ( ?customer - customer_id ?name - customer_name ?email - customer_email ?phone - customer_phone ?balance - customer_balance)
  :precondition (and (get_customer-yields ?customer ?name ?email ?phone ?balance) (known ?customer))
  :effect (and (known ?name) (known ?email) (known ?phone) (known ?balance) (increase (total-cost) 1)))
 (:action get_invoice
  :parameters ( ?invoice - invoice_id ?status - invoice_status ?email - customer_email)
  :precondition (and (get_invoice-yields ?invoice ?status ?email) (known ?invoice))
  :effect (and (known ?status) (known ?email) (increase (total-cost) 2)))
 (:action find_invoice
  :parameters ( ?invoice_number - invoice_number ?invoice - invoice_id)
  :precondition (and (find_invoice-yields ?invoice_number ?invoice) (known ?invoice_number))
  :effect (and (known ?invoice) (increase (total-cost) 1)))
 (:action list_invoices
  :parameters ( ?customer - customer_id ?rows - rows)
  :precondition (and (list_invoices-yields ?customer ?rows) (known ?customer))
  :effect (and (known ?rows) (increase (total-cost) 2)))
 (:action list_invoices-choice
  :parameters ( ?of - rows ?number_ - invoice_number ?invoice - invoice_id)
  :precondition (and (list_invoices-choice-yields ?of ?number_ ?invoice) (known ?of))
  :effect (and (known ?number_) (known ?invoice) (increase (total-cost) 100)))
 (:action get_info_api
  :parameters ( ?d - datum)
  :precondition (and (askable ?d) (not (known ?d)))
  :effect (and (known ?d) (increase (total-cost) 1000)))
)

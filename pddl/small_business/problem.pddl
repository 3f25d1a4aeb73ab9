; Query: Create an invoice for Acme and send it.
; Facts:
;   goal(1, create_invoice).
;   given(1, customer, "Acme").
;   goal(2, send_invoice).
;   uses(2, invoice, 1).
; Plan (needs_input, cost of questions 1, of calls 3):
;   q1 get_info_api(money): What is the amount?
;   c1 find_customer(name = "Acme")
;   c2 create_invoice(customer = c1.id, amount = q1)
;   c3 send_invoice(invoice = c2.invoice, to = c1.email)
; Written by: python -m orchestrator.plan.export

(define (problem small_business-problem)
 (:domain small_business-domain)
 (:objects
   goal-1 goal-2 - query_goal
   invoice-of-create_invoice-1 invoice-of-find_invoice-ask-invoice_number invoice-of-find_invoice-number-of-chosen-row-of-list_invoices-id-of-find_customer-acme invoice-of-chosen-row-of-list_invoices-id-of-find_customer-acme - invoice_id
   acme name-of-get_customer-id-of-find_customer-acme - customer_name
   id-of-find_customer-acme - customer_id
   email-of-find_customer-acme ask-customer_email email-of-get_customer-id-of-find_customer-acme email-of-get_invoice-invoice-of-create_invoice-1 email-of-get_invoice-invoice-of-find_invoice-ask-invoice_number email-of-get_invoice-invoice-of-find_invoice-number-of-chosen-row-of-list_invoices-id-of-find_customer-acme email-of-get_invoice-invoice-of-chosen-row-of-list_invoices-id-of-find_customer-acme - customer_email
   phone-of-find_customer-acme phone-of-get_customer-id-of-find_customer-acme - customer_phone
   ask-money-goal-1 - money
   balance-of-get_customer-id-of-find_customer-acme - customer_balance
   status-of-get_invoice-invoice-of-create_invoice-1 status-of-get_invoice-invoice-of-find_invoice-ask-invoice_number status-of-get_invoice-invoice-of-find_invoice-number-of-chosen-row-of-list_invoices-id-of-find_customer-acme status-of-get_invoice-invoice-of-chosen-row-of-list_invoices-id-of-find_customer-acme - invoice_status
   ask-invoice_number number-of-chosen-row-of-list_invoices-id-of-find_customer-acme - invoice_number
   rows-of-list_invoices-id-of-find_customer-acme - rows
 )
 (:init
    (known acme)
    (create_invoice-customer goal-1 id-of-find_customer-acme)
    (create_invoice-amount goal-1 ask-money-goal-1)
    (create_invoice-yields goal-1 invoice-of-create_invoice-1)
    (find_customer-yields acme id-of-find_customer-acme email-of-find_customer-acme phone-of-find_customer-acme)
    (send_invoice-invoice goal-2 invoice-of-create_invoice-1)
    (send_invoice-to goal-2 email-of-find_customer-acme)
    (send_invoice-to goal-2 email-of-get_customer-id-of-find_customer-acme)
    (send_invoice-to goal-2 email-of-get_invoice-invoice-of-chosen-row-of-list_invoices-id-of-find_customer-acme)
    (send_invoice-to goal-2 email-of-get_invoice-invoice-of-create_invoice-1)
    (send_invoice-to goal-2 email-of-get_invoice-invoice-of-find_invoice-ask-invoice_number)
    (send_invoice-to goal-2 email-of-get_invoice-invoice-of-find_invoice-number-of-chosen-row-of-list_invoices-id-of-find_customer-acme)
    (send_invoice-to goal-2 ask-customer_email)
    (get_customer-yields id-of-find_customer-acme name-of-get_customer-id-of-find_customer-acme email-of-get_customer-id-of-find_customer-acme phone-of-get_customer-id-of-find_customer-acme balance-of-get_customer-id-of-find_customer-acme)
    (get_invoice-yields invoice-of-create_invoice-1 status-of-get_invoice-invoice-of-create_invoice-1 email-of-get_invoice-invoice-of-create_invoice-1)
    (get_invoice-yields invoice-of-find_invoice-ask-invoice_number status-of-get_invoice-invoice-of-find_invoice-ask-invoice_number email-of-get_invoice-invoice-of-find_invoice-ask-invoice_number)
    (get_invoice-yields invoice-of-find_invoice-number-of-chosen-row-of-list_invoices-id-of-find_customer-acme status-of-get_invoice-invoice-of-find_invoice-number-of-chosen-row-of-list_invoices-id-of-find_customer-acme email-of-get_invoice-invoice-of-find_invoice-number-of-chosen-row-of-list_invoices-id-of-find_customer-acme)
    (get_invoice-yields invoice-of-chosen-row-of-list_invoices-id-of-find_customer-acme status-of-get_invoice-invoice-of-chosen-row-of-list_invoices-id-of-find_customer-acme email-of-get_invoice-invoice-of-chosen-row-of-list_invoices-id-of-find_customer-acme)
    (find_invoice-yields ask-invoice_number invoice-of-find_invoice-ask-invoice_number)
    (find_invoice-yields number-of-chosen-row-of-list_invoices-id-of-find_customer-acme invoice-of-find_invoice-number-of-chosen-row-of-list_invoices-id-of-find_customer-acme)
    (list_invoices-yields id-of-find_customer-acme rows-of-list_invoices-id-of-find_customer-acme)
    (list_invoices-choice-yields rows-of-list_invoices-id-of-find_customer-acme number-of-chosen-row-of-list_invoices-id-of-find_customer-acme invoice-of-chosen-row-of-list_invoices-id-of-find_customer-acme)
    (askable ask-money-goal-1)
    (askable ask-customer_email)
    (askable ask-invoice_number)
    (= (total-cost) 0)
 )
 (:goal (and
    (done goal-1)
    (done goal-2)
  )
 )
 (:metric minimize (total-cost))
)

(define (problem query-problem)
 (:domain query-domain)
 (:objects
   goal-1 - query_goal
   kestrel-ltd name-of-get_customer-id-of-find_customer-kestrel-ltd - customer_name
   id-of-find_customer-kestrel-ltd - customer_id
   email-of-find_customer-kestrel-ltd email-of-get_customer-id-of-find_customer-kestrel-ltd - customer_email
   phone-of-find_customer-kestrel-ltd phone-of-get_customer-id-of-find_customer-kestrel-ltd - customer_phone
   balance-of-get_customer-id-of-find_customer-kestrel-ltd - customer_balance
 )
 (:init
              (known kestrel-ltd)
              (find_customer-yields kestrel-ltd id-of-find_customer-kestrel-ltd email-of-find_customer-kestrel-ltd phone-of-find_customer-kestrel-ltd)
              (get_customer-yields id-of-find_customer-kestrel-ltd name-of-get_customer-id-of-find_customer-kestrel-ltd email-of-get_customer-id-of-find_customer-kestrel-ltd phone-of-get_customer-id-of-find_customer-kestrel-ltd balance-of-get_customer-id-of-find_customer-kestrel-ltd)
              (= (total-cost) 0)
 )
 (:goal (and
           (known balance-of-get_customer-id-of-find_customer-kestrel-ltd)
        )
 )
 (:metric minimize (total-cost))
)

(define (problem query-problem)
 (:domain query-domain)
 (:objects
   goal-1 - query_goal
   everyday ask-account_name-slot-1-to_account - account_name
   account-of-find_account-everyday account-of-find_account-ask-account_name-slot-1-to_account - account_number
   datum-50 - money
   fingerprint - sign_in_method
 )
 (:init
              (known everyday)
              (known datum-50)
              (known fingerprint)
              (transfer-from_account goal-1 account-of-find_account-everyday)
              (transfer-to_account goal-1 account-of-find_account-ask-account_name-slot-1-to_account)
              (transfer-amount goal-1 datum-50)
              (find_account-yields everyday account-of-find_account-everyday)
              (find_account-yields ask-account_name-slot-1-to_account account-of-find_account-ask-account_name-slot-1-to_account)
              (sign_in-unasked-method fingerprint)
              (askable ask-account_name-slot-1-to_account)
              (= (total-cost) 0)
 )
 (:goal (and
           (done goal-1)
        )
 )
 (:metric minimize (total-cost))
)

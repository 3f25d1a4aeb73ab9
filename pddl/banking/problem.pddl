; Query: Move 50 euros from Everyday to Rainy Day.
; Facts:
;   goal(1, transfer).
;   given(1, from_account, "Everyday").
;   given(1, to_account, "Rainy Day").
;   given(1, amount, "50").
; Plan (ready, cost of questions 0, of calls 4):
;   c1 sign_in(method = "fingerprint")
;   c2 find_account(name = "Everyday")
;   c3 find_account(name = "Rainy Day")
;   c4 transfer(from_account = c2.account, to_account = c3.account, amount = "50")
; Written by: python -m orchestrator.plan.export

(define (problem banking-problem)
 (:domain banking-domain)
 (:objects
   goal-1 - query_goal
   everyday rainy-day - account_name
   account-of-find_account-everyday account-of-find_account-rainy-day - account_number
   datum-50 - money
   fingerprint - sign_in_method
 )
 (:init
    (known everyday)
    (known rainy-day)
    (known datum-50)
    (known fingerprint)
    (transfer-from_account goal-1 account-of-find_account-everyday)
    (transfer-to_account goal-1 account-of-find_account-rainy-day)
    (transfer-amount goal-1 datum-50)
    (find_account-yields everyday account-of-find_account-everyday)
    (find_account-yields rainy-day account-of-find_account-rainy-day)
    (sign_in-unasked-method fingerprint)
    (= (total-cost) 0)
 )
 (:goal (and
    (done goal-1)
  )
 )
 (:metric minimize (total-cost))
)

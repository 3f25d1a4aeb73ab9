(define (domain query-domain)
 (:requirements :strips :typing :negative-preconditions :action-costs)
 (:types
    datum query_goal - object
    account_name account_number money sign_in_method - datum
 )
 (:predicates
             (known ?d - datum)
             (done ?g - query_goal)
             (transfer-from_account ?g - query_goal ?from_account - account_number)
             (transfer-to_account ?g - query_goal ?to_account - account_number)
             (transfer-amount ?g - query_goal ?amount - money)
             (signed_in)
             (find_account-yields ?name - account_name ?account - account_number)
             (sign_in-unasked-method ?method - sign_in_method)
             (askable ?d - datum)
 )
 (:functions
             (total-cost)
 )
 (:action transfer
  :parameters ( ?g - query_goal ?from_account - account_number ?to_account - account_number ?amount - money)
  :precondition (and (transfer-from_account ?g ?from_account) (transfer-to_account ?g ?to_account) (transfer-amount ?g ?amount) (known ?from_account) (known ?to_account) (known ?amount) (not (done ?g)) (signed_in))
  :effect (and (done ?g) (increase (total-cost) 1)))
 (:action find_account
  :parameters ( ?name - account_name ?account - account_number)
  :precondition (and (find_account-yields ?name ?account) (known ?name) (signed_in))
  :effect (and (known ?account) (increase (total-cost) 1)))
 (:action sign_in-unasked
  :parameters ( ?method - sign_in_method)
  :precondition (and (sign_in-unasked-method ?method) (known ?method))
  :effect (and (signed_in) (increase (total-cost) 1)))
 (:action get_info_api
  :parameters ( ?d - datum)
  :precondition (and (askable ?d) (not (known ?d)))
  :effect (and (known ?d) (increase (total-cost) 100)))
)

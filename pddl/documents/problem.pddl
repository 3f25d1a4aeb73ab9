; Query: Ada Park approves the Travel Policy; then publish it.
; Facts:
;   goal(1, approve_document).
;   given(1, document, "Travel Policy").
;   given(1, approver, "Ada Park").
;   goal(2, publish_document).
; Plan (ready, cost of questions 0, of calls 5):
;   c1 find_document(title = "Travel Policy")
;   c2 find_person(name = "Ada Park")
;   c3 submit_document(document = c1.document)
;   c4 approve_document(document = c1.document, approver = c2.person)
;   c5 publish_document(document = c1.document, place = "intranet")
; Written by: python -m orchestrator.plan.export

(define (problem documents-problem)
 (:domain documents-domain)
 (:objects
   goal-1 goal-2 - query_goal
   travel-policy - document_title
   document-of-find_document-travel-policy - document_id
   ada-park - person_name
   person-of-find_person-ada-park - person_id
   email-of-find_person-ada-park - person_email
   intranet - publish_place
 )
 (:init
    (known travel-policy)
    (known ada-park)
    (known intranet)
    (approve_document-document goal-1 document-of-find_document-travel-policy)
    (approve_document-approver goal-1 person-of-find_person-ada-park)
    (find_document-yields travel-policy document-of-find_document-travel-policy)
    (find_person-yields ada-park person-of-find_person-ada-park email-of-find_person-ada-park)
    (publish_document-document goal-2 document-of-find_document-travel-policy)
    (publish_document-place goal-2 intranet)
    (submit_document-unasked-document document-of-find_document-travel-policy)
    (= (total-cost) 0)
 )
 (:goal (and
    (done goal-1)
    (done goal-2)
  )
 )
 (:metric minimize (total-cost))
)

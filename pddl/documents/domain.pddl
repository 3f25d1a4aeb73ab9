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

(define (domain documents-domain)
 (:requirements :strips :typing :negative-preconditions :action-costs)
 (:types
    datum query_goal - object
    document_title document_id person_name person_id person_email publish_place - datum
 )
 (:predicates
    (known ?d - datum)
    (done ?g - query_goal)
    (approve_document-document ?g - query_goal ?document - document_id)
    (approve_document-approver ?g - query_goal ?approver - person_id)
    (submitted ?d1 - datum)
    (approved ?d1 - datum)
    (find_document-yields ?title - document_title ?document - document_id)
    (find_person-yields ?name - person_name ?person - person_id ?email - person_email)
    (publish_document-document ?g - query_goal ?document - document_id)
    (publish_document-place ?g - query_goal ?place - publish_place)
    (archived ?d1 - datum)
    (published ?d1 - datum)
    (submit_document-unasked-document ?document - document_id)
 )
 (:functions
    (total-cost)
 )
 (:action approve_document
  :parameters ( ?g - query_goal ?document - document_id ?approver - person_id)
  :precondition (and
    (approve_document-document ?g ?document)
    (approve_document-approver ?g ?approver)
    (known ?document)
    (known ?approver)
    (not (done ?g))
    (submitted ?document)
  )
  :effect (and (done ?g) (approved ?document) (not (submitted ?document)) (increase (total-cost) 1)))
 (:action find_document
  :parameters ( ?title - document_title ?document - document_id)
  :precondition (and (find_document-yields ?title ?document) (known ?title))
  :effect (and (known ?document) (increase (total-cost) 1)))
 (:action find_person
  :parameters ( ?name - person_name ?person - person_id ?email - person_email)
  :precondition (and (find_person-yields ?name ?person ?email) (known ?name))
  :effect (and (known ?person) (known ?email) (increase (total-cost) 1)))
 (:action publish_document
  :parameters ( ?g - query_goal ?document - document_id ?place - publish_place)
  :precondition (and
    (publish_document-document ?g ?document)
    (publish_document-place ?g ?place)
    (known ?document)
    (known ?place)
    (not (done ?g))
    (approved ?document)
    (not (archived ?document))
  )
  :effect (and (done ?g) (published ?document) (increase (total-cost) 1)))
 (:action submit_document-unasked
  :parameters ( ?document - document_id)
  :precondition (and
    (submit_document-unasked-document ?document)
    (known ?document)
    (not (archived ?document))
  )
  :effect (and (submitted ?document) (increase (total-cost) 1)))
)

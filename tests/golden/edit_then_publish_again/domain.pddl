(define (domain query-domain)
 (:requirements :strips :typing :negative-preconditions :action-costs)
 (:types
    datum query_goal - object
    document_title document_id body_text person_name person_id person_email publish_place - datum
 )
 (:predicates
             (known ?d - datum)
             (done ?g - query_goal)
             (edit_document-document ?g - query_goal ?document - document_id)
             (edit_document-text ?g - query_goal ?text - body_text)
             (published ?d1 - datum)
             (archived ?d1 - datum)
             (submitted ?d1 - datum)
             (approved ?d1 - datum)
             (find_document-yields ?title - document_title ?document - document_id)
             (approve_document-document ?g - query_goal ?document - document_id)
             (approve_document-approver ?g - query_goal ?approver - person_id)
             (find_person-yields ?name - person_name ?person - person_id ?email - person_email)
             (publish_document-document ?g - query_goal ?document - document_id)
             (publish_document-place ?g - query_goal ?place - publish_place)
             (submit_document-unasked-document ?document - document_id)
 )
 (:functions
             (total-cost)
 )
 (:action edit_document
  :parameters ( ?g - query_goal ?document - document_id ?text - body_text)
  :precondition (and (edit_document-document ?g ?document) (edit_document-text ?g ?text) (known ?document) (known ?text) (not (done ?g)) (not (published ?document)) (not (archived ?document)))
  :effect (and (done ?g) (not (submitted ?document)) (not (approved ?document)) (increase (total-cost) 1)))
 (:action find_document
  :parameters ( ?title - document_title ?document - document_id)
  :precondition (and (find_document-yields ?title ?document) (known ?title))
  :effect (and (known ?document) (increase (total-cost) 1)))
 (:action approve_document
  :parameters ( ?g - query_goal ?document - document_id ?approver - person_id)
  :precondition (and (approve_document-document ?g ?document) (approve_document-approver ?g ?approver) (known ?document) (known ?approver) (not (done ?g)) (submitted ?document))
  :effect (and (done ?g) (approved ?document) (not (submitted ?document)) (increase (total-cost) 1)))
 (:action find_person
  :parameters ( ?name - person_name ?person - person_id ?email - person_email)
  :precondition (and (find_person-yields ?name ?person ?email) (known ?name))
  :effect (and (known ?person) (known ?email) (increase (total-cost) 1)))
 (:action publish_document
  :parameters ( ?g - query_goal ?document - document_id ?place - publish_place)
  :precondition (and (publish_document-document ?g ?document) (publish_document-place ?g ?place) (known ?document) (known ?place) (not (done ?g)) (approved ?document) (not (archived ?document)))
  :effect (and (done ?g) (published ?document) (increase (total-cost) 1)))
 (:action submit_document-unasked
  :parameters ( ?document - document_id)
  :precondition (and (submit_document-unasked-document ?document) (known ?document) (not (archived ?document)))
  :effect (and (submitted ?document) (increase (total-cost) 1)))
)

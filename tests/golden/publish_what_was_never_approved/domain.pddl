(define (domain query-domain)
 (:requirements :strips :typing :negative-preconditions :action-costs)
 (:types
    datum query_goal - object
    document_title document_id publish_place - datum
 )
 (:predicates
             (known ?d - datum)
             (done ?g - query_goal)
             (publish_document-document ?g - query_goal ?document - document_id)
             (publish_document-place ?g - query_goal ?place - publish_place)
             (approved ?d1 - datum)
             (archived ?d1 - datum)
             (published ?d1 - datum)
             (find_document-yields ?title - document_title ?document - document_id)
 )
 (:functions
             (total-cost)
 )
 (:action publish_document
  :parameters ( ?g - query_goal ?document - document_id ?place - publish_place)
  :precondition (and (publish_document-document ?g ?document) (publish_document-place ?g ?place) (known ?document) (known ?place) (not (done ?g)) (approved ?document) (not (archived ?document)))
  :effect (and (done ?g) (published ?document) (increase (total-cost) 1)))
 (:action find_document
  :parameters ( ?title - document_title ?document - document_id)
  :precondition (and (find_document-yields ?title ?document) (known ?title))
  :effect (and (known ?document) (increase (total-cost) 1)))
)

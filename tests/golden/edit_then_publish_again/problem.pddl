(define (problem query-problem)
 (:domain query-domain)
 (:objects
   goal-1 goal-2 goal-3 - query_goal
   travel-policy - document_title
   document-of-find_document-travel-policy - document_id
   trains-first - body_text
   ada-park - person_name
   person-of-find_person-ada-park - person_id
   email-of-find_person-ada-park - person_email
   intranet - publish_place
 )
 (:init
              (known travel-policy)
              (known trains-first)
              (known ada-park)
              (known intranet)
              (edit_document-document goal-1 document-of-find_document-travel-policy)
              (edit_document-text goal-1 trains-first)
              (find_document-yields travel-policy document-of-find_document-travel-policy)
              (approve_document-document goal-2 document-of-find_document-travel-policy)
              (approve_document-approver goal-2 person-of-find_person-ada-park)
              (find_person-yields ada-park person-of-find_person-ada-park email-of-find_person-ada-park)
              (publish_document-document goal-3 document-of-find_document-travel-policy)
              (publish_document-place goal-3 intranet)
              (submit_document-unasked-document document-of-find_document-travel-policy)
              (= (total-cost) 0)
 )
 (:goal (and
           (done goal-1)
           (done goal-2)
           (done goal-3)
        )
 )
 (:metric minimize (total-cost))
)

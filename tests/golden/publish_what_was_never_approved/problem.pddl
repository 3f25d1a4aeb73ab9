(define (problem query-problem)
 (:domain query-domain)
 (:objects
   goal-1 - query_goal
   travel-policy - document_title
   document-of-find_document-travel-policy - document_id
   intranet - publish_place
 )
 (:init
              (known travel-policy)
              (known intranet)
              (publish_document-document goal-1 document-of-find_document-travel-policy)
              (publish_document-place goal-1 intranet)
              (find_document-yields travel-policy document-of-find_document-travel-policy)
              (= (total-cost) 0)
 )
 (:goal (and
           (done goal-1)
        )
 )
 (:metric minimize (total-cost))
)

"""The checks behind `orchestrator.plan.validate`, one topic a module.

Each reads the plan, its facts and the catalog, and nothing of the reasoning or the planner. Where the rules
leave room, a check lets a plan pass: what it does report is wrong under every reading.
"""

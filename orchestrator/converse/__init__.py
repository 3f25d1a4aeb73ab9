"""The conversation about a plan: answers to its questions, a change of mind, new facts, and what differs afterwards (R11).

Everything only changes the facts; the plan is made anew from them.
"""

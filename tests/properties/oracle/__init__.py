"""A brute-force oracle of the design's rules R1-R10, independent of the reasoner.

Example:
    >>> solve({"apis": {"ping": {"kind": "write"}}}, "goal(1, ping).").status
    'ready'
"""

from .verdict import Verdict, solve

__all__ = ["Verdict", "solve"]

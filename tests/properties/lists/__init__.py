"""Random problems with lists (R12), a scripted execution of their plans, and a brute-force reading of the rule."""

"""Evaluation: how often words become the right plan, measured on labelled queries (design, section 7)."""

"""Labelled queries made from a catalog, for a person to read and edit (design, section 7)."""

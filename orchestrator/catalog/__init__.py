"""Catalogs: what APIs exist."""

from orchestrator.catalog.model import Api, Catalog, Condition, Input, Output, SemanticType, TypeDeclaration

__all__ = ["Api", "Catalog", "Condition", "Input", "Output", "SemanticType", "TypeDeclaration"]

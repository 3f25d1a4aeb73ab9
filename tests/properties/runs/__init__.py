"""Random runs: plans of the domains, backends that misbehave, and a person who answers as it comes."""

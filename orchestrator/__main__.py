"""`python -m orchestrator` is the command `orchestrator`."""

from orchestrator.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())

"""`orchestrator domains`, `show` and `check`: what catalogs there are, what they say, what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestrator.cli import exits, streams
from orchestrator.cli.options import FormatName, format_of
from orchestrator.errors import Problem, UsageError

if TYPE_CHECKING:
    from orchestrator.catalog.lint import Finding
    from orchestrator.show.catalog import Domain

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def domains(as_json: Json = False) -> int:
    """List the domains that come with orchestrator."""
    from orchestrator.resources import domain_names

    found = [_domain(name) for name in domain_names()]
    if as_json:
        streams.print_json([_summary(domain) for domain in found])
        return 0
    from orchestrator.show.catalog import DomainsView

    streams.out().print(DomainsView(found))
    return 0


def _domain(name: str) -> Domain:
    from orchestrator.catalog.model import Catalog
    from orchestrator.errors import CatalogError
    from orchestrator.show.catalog import Domain

    try:
        return Domain(name, Catalog.load(name))
    except CatalogError:
        return Domain(name, None)


def _summary(domain: Domain) -> dict[str, Any]:
    catalog = domain.catalog
    if catalog is None:
        return {"name": domain.name, "loads": False}
    counts = {"apis": len(catalog.apis), "types": len(catalog.types)}
    return {"name": domain.name, "loads": True, **counts, "description": catalog.description}


def show(
    domain: Annotated[
        str, typer.Argument(metavar="DOMAIN", help="A domain's name, or the path of a catalog.")
    ],
    as_json: Json = False,
    format: Annotated[
        FormatName, typer.Option("--format", help="How it is drawn: as a list, or which API feeds which.")
    ] = FormatName.tree,
) -> int:
    """Show the APIs and types of a domain."""
    from orchestrator.catalog.model import Catalog

    if as_json and format is not FormatName.tree:
        raise UsageError(Problem("both --json and --format are given", mend="leave one of them out"))
    catalog = Catalog.load(domain)
    if format is not FormatName.tree:
        from orchestrator.show.formats import render_catalog

        typer.echo(render_catalog(catalog, None, format_of(format)), nl=False)
        return 0
    if as_json:
        streams.print_json(catalog.model_dump(mode="json", by_alias=True, exclude_defaults=True))
        return 0
    from orchestrator.show.catalog import CatalogView

    streams.out().print(CatalogView(catalog))
    return 0


def check(
    domain: Annotated[
        str | None, typer.Argument(metavar="DOMAIN|FILE", help="A domain's name, or the path of a catalog.")
    ] = None,
    as_json: Json = False,
) -> int:
    """Check a catalog, or all domains.

    Errors end with exit code 2, warnings do not.
    """
    from orchestrator.resources import domain_names

    found = {name: _findings(name) for name in ([domain] if domain is not None else domain_names())}
    if as_json:
        streams.print_json(
            [{"catalog": name, "findings": _data(findings)} for name, findings in found.items()]
        )
    else:
        from orchestrator.show.catalog import FindingsView

        for name, findings in found.items():
            streams.out().print(FindingsView(name, findings))
    wrong = any(finding.level == "error" for findings in found.values() for finding in findings)
    return exits.WRONG_USE if wrong else 0


def _findings(name: str) -> tuple[Finding, ...]:
    """What lint finds in a catalog and in its labelled queries; for a catalog that cannot be loaded, why."""
    from orchestrator.catalog.labelled import lint_queries, queries_of
    from orchestrator.catalog.lint import Finding, lint
    from orchestrator.catalog.model import Catalog
    from orchestrator.errors import CatalogError

    try:
        catalog = Catalog.load(name)
        queries = queries_of(name)
        found = (*lint(catalog), *(lint_queries(queries, catalog) if queries is not None else ()))
        return tuple(sorted(found, key=lambda finding: finding.level))
    except CatalogError as error:
        return tuple(
            Finding(
                "error",
                "load",
                p.where or name,
                p.what + (f" (expected {p.expected})" if p.expected else ""),
                p.mend,
            )
            for p in error.problems
        )


def _data(findings: tuple[Finding, ...]) -> list[dict[str, str]]:
    import dataclasses

    return [dataclasses.asdict(finding) for finding in findings]

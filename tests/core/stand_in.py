"""A stand-in for the web on this machine: files that break off, refuse or redirect; Kaggle's and Hugging Face's API."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


@dataclass
class Answer:
    """What a path gives.

    Attributes:
        content: the whole file.
        status: of the answer.
        cut: bytes after which the connection breaks, once; None for never.
        etag: what names this version; "" for nothing, then nothing can be continued.
        length: whether the length is told.
        headers: more of them.
    """

    content: bytes = b""
    status: int = 200
    cut: int | None = None
    etag: str = ""
    length: bool = True
    headers: dict[str, str] = field(default_factory=dict)


class StandIn:
    """Answers by path, and a list of (method, path, range) that were asked for."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, str, str]] = []

    def put(self, path: str, content: bytes = b"", **how: object) -> str:
        """Answer ``path`` with ``content``; its address."""
        self.answers[path] = Answer(content, **how)  # type: ignore[arg-type]
        return self.url + path


@contextmanager
def stand_in() -> Iterator[StandIn]:
    """A server on a free port of the loopback interface, for the length of the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.web = StandIn(f"http://127.0.0.1:{server.server_port}")  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server.web  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        web: StandIn = self.server.web  # type: ignore[attr-defined]
        path = urlsplit(self.path).path  # a proxied request carries the whole address
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        web.asked.append((self.command, path, self.headers.get("Range", "")))
        answer = web.answers.get(path, Answer(status=404))
        start = self._start(answer)
        self.send_response(206 if start else answer.status)
        body = answer.content[start:]
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(answer.content) - 1}/{len(answer.content)}")
        if answer.length:
            self.send_header("Content-Length", str(len(body)))
        if answer.etag:
            self.send_header("ETag", answer.etag)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        cut, answer.cut = answer.cut, None
        if self.command != "HEAD":
            self.wfile.write(body if cut is None else body[:cut])
        self.close_connection = True

    do_HEAD = do_POST = do_GET  # noqa: N815

    def _start(self, answer: Answer) -> int:
        wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        same = answer.etag and self.headers.get("If-Range", answer.etag) == answer.etag
        return int(wanted[1]) if wanted and same and int(wanted[1]) < len(answer.content) else 0

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


def put_kaggle(web: StandIn, archive: bytes) -> None:
    """Kaggle's two calls for a data set: its newest version, and the zip of it."""
    service = "/api/v1/datasets.DatasetApiService"
    about = json.dumps({"currentVersionNumber": 1}).encode()
    web.put(f"{service}/GetDataset", about, headers={"Content-Type": "application/json"})
    web.put(f"{service}/DownloadDataset", archive, headers={"Content-Type": "application/zip"})


def put_huggingface(web: StandIn, repository: str, revision: str, files: dict[str, bytes]) -> None:
    """What `datasets` asks the hub for: the list of files, their sizes, the files."""
    entries = [
        {"type": "file", "path": path, "size": len(content), "oid": f"{i:040x}"}
        for i, (path, content) in enumerate(files.items())
    ]
    folders = sorted({path.rsplit("/", 1)[0] for path in files if "/" in path})
    listing = [*({"type": "directory", "path": path, "oid": "0" * 40, "size": 0} for path in folders), *entries]
    about = {"id": repository, "sha": revision, "siblings": [{"rfilename": path} for path in files], "tags": []}
    kind = {"Content-Type": "application/json"}
    api = f"/api/datasets/{repository}"
    web.put(f"{api}/revision/{revision}", json.dumps(about).encode(), headers=kind)
    web.put(api, json.dumps(about).encode(), headers=kind)
    web.put(f"{api}/tree/{revision}", json.dumps(listing).encode(), headers=kind)
    for folder in folders:
        below = [entry for entry in entries if str(entry["path"]).startswith(f"{folder}/")]
        web.put(f"{api}/tree/{revision}/{folder}", json.dumps(below).encode(), headers=kind)
    web.put(f"{api}/paths-info/{revision}", json.dumps(listing).encode(), headers=kind)
    for i, (path, content) in enumerate(files.items()):
        commit = {"X-Repo-Commit": revision}
        web.put(f"/datasets/{repository}/resolve/{revision}/{path}", content, etag=f'"{i:040x}"', headers=commit)

"""Downloads a file over HTTP, completely or not at all, with progress. An interrupted download is continued later.

During the download, the file is called ``<hash of its address>.part``, beside a file with the server's name of this
version. It gets its final name when its length and checksum are correct.
"""

import hashlib
import shutil
import time
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from fer_core.base.errors import Cancelled, DownloadFailed
from fer_core.base.progress import Progress, silent
from fer_core.faces.download.checksum import Checksum

MAX_BYTES = 4 * 2**30
"""Largest file in bytes that is downloaded."""

_BLOCK = 2**18
_SECONDS = 30.0  # without a byte until the connection counts as broken
_KEPT_SECONDS = 2 * 24 * 3600.0  # that an interrupted download is kept
_BY_HAND = "Or download the file with your browser and open it from this computer."


def fetch(
    url: str, folder: Path, progress: Progress = silent, *, checksum: Checksum | None = None, max_bytes: int = MAX_BYTES
) -> Path:
    """Download the file at ``url`` into ``folder``, or continue an interrupted download, and return its path.

    Raises:
        DownloadFailed: without a network, if the server refuses or the connection breaks, for a wrong length or
            checksum, for more than ``max_bytes``, or if the disk is full.
        Cancelled: from ``progress``; then no file is left.
    """
    _forget_old(folder)
    target = folder / hashlib.sha256(url.encode()).hexdigest()[:16]
    part = target.with_suffix(".part")
    where = shown(url)
    try:
        _receive(url, part, where, progress, max_bytes)
        _verify(part, checksum or Checksum(), where)
    except Cancelled:
        _drop(part)
        raise
    part.replace(target)
    _drop(part)
    return target


def shown(url: str) -> str:
    """An address that may be shown and saved: without what follows a question mark, which may be secret."""
    parts = urlsplit(url)
    return f"{parts.hostname}{parts.path}"[:120]


def _receive(url: str, part: Path, where: str, progress: Progress, max_bytes: int) -> None:
    progress(0, 0, f"Connecting to {urlsplit(url).hostname}")
    version = part.with_suffix(".version")
    have = part.stat().st_size if part.exists() and version.exists() else 0
    try:
        with _open(url, _go_on(have, version)) as answer:
            have = have if answer.status == 206 and _starts_at(answer, have) else 0
            total = _total(answer, have)
            _check_room(total, have, part.parent, where, max_bytes)
            _note_version(version, answer.headers)
            with part.open("ab" if have else "wb") as out:
                _copy(answer, out, have, total, progress, where, max_bytes)
    except HTTPError as error:
        _refused(error, part, where)
    except (URLError, HTTPException, OSError) as error:
        raise _broken(error, part, where) from error
    if total is not None and part.stat().st_size != total:
        raise _cut(part.stat().st_size, total, where)


def _open(url: str, headers: Mapping[str, str]) -> HTTPResponse:
    request = urllib.request.Request(url, headers={"User-Agent": "fer-lab", "Accept-Encoding": "identity", **headers})
    answer: HTTPResponse = urllib.request.build_opener(_Redirects).open(request, timeout=_SECONDS)
    return answer


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects only to http and https, and never from https to http."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        """The request for a redirect. Raises DownloadFailed if it is not allowed."""
        scheme = urlsplit(newurl).scheme
        if scheme not in ("http", "https") or (req.type == "https" and scheme == "http"):
            raise DownloadFailed("The server redirects to an address that is not allowed.", where=shown(req.full_url))
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _go_on(have: int, version: Path) -> dict[str, str]:
    """Headers that request the rest of a file if it has not changed."""
    return {"Range": f"bytes={have}-", "If-Range": version.read_text("utf-8")} if have else {}


def _starts_at(answer: HTTPResponse, have: int) -> bool:
    return answer.headers.get("Content-Range", "").replace("=", " ").startswith(f"bytes {have}-")


def _total(answer: HTTPResponse, have: int) -> int | None:
    """Bytes of the whole file; None if the server does not say."""
    length = answer.headers.get("Content-Length", "")
    return have + int(length) if length.isdigit() else None


def _check_room(total: int | None, have: int, folder: Path, where: str, max_bytes: int) -> None:
    if total is not None and total > max_bytes:
        raise _too_large(total, where, max_bytes)
    free = shutil.disk_usage(folder).free
    if total is not None and total - have > free:
        what = f"The file has {megabytes(total)}, but only {megabytes(free)} are free on the disk."
        raise DownloadFailed(what, where=where, remedy="Free some disk space.")


def _note_version(version: Path, headers: Any) -> None:
    """Save the server's name of this version; without a strong one, the download cannot be continued."""
    name = headers.get("ETag", "")
    if name.startswith('"'):
        version.write_text(name, "utf-8")
    else:
        version.unlink(missing_ok=True)


def _copy(
    answer: HTTPResponse, out: IO[bytes], have: int, total: int | None, progress: Progress, where: str, max_bytes: int
) -> None:
    reported = 0.0
    while block := answer.read(_BLOCK):
        out.write(block)
        have += len(block)
        if have > max_bytes:
            raise _too_large(have, where, max_bytes)
        if time.monotonic() - reported > 0.1:
            reported = time.monotonic()
            of = f" of {megabytes(total)}" if total else ""
            progress(have, total or 0, f"Downloading, {megabytes(have)}{of}")


def _verify(part: Path, checksum: Checksum, where: str) -> None:
    if checksum.digits and (found := checksum.found_in(part)) != checksum.digits:
        _drop(part)
        name = checksum.kind.upper().replace("SHA", "SHA-")
        what = f"The download is another file: its {name} is {found}, not {checksum.digits}. It was deleted."
        raise DownloadFailed(what, where=where, remedy="Check the address and the checksum, then try again.")


def _refused(error: HTTPError, part: Path, where: str) -> None:
    """Raise DownloadFailed for an error that the server answers."""
    if error.code == 416:  # the part is longer than the file: start from the beginning next time
        _drop(part)
    reasons = {401: "it requires a login", 403: "it does not allow this", 404: "there is nothing at this address"}
    why = reasons.get(error.code, f"it answered with error {error.code}")
    remedy = "Try again later." if error.code >= 500 or error.code in (416, 429) else "Check the address."
    raise DownloadFailed(
        f"The server did not send the file: {why}.", where=where, remedy=f"{remedy} {_BY_HAND}"
    ) from error


def _broken(error: Exception, part: Path, where: str) -> DownloadFailed:
    """The error for a connection that failed or broke."""
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(error, OSError) and not isinstance(error, URLError) and error.filename:
        what = f"The file cannot be written ({error.strerror})."
        return DownloadFailed(what, where=where, remedy="Free some disk space.")
    if part.exists() and part.stat().st_size:
        return _cut(part.stat().st_size, None, where)
    what = f"There is no connection ({reason})."
    return DownloadFailed(what, where=where, remedy=f"Check the network and the address. {_BY_HAND}")


def _cut(have: int, total: int | None, where: str) -> DownloadFailed:
    of = f" of {megabytes(total)}" if total else ""
    what = f"The download stopped after {megabytes(have)}{of}."
    return DownloadFailed(what, where=where, remedy="Start it again. It continues from there if the server allows it.")


def _too_large(size: int, where: str, max_bytes: int) -> DownloadFailed:
    what = f"The file has {megabytes(size)} or more; at most {megabytes(max_bytes)} are allowed."
    return DownloadFailed(what, where=where, remedy="Check the address.")


def megabytes(size: int) -> str:
    """A number of bytes in words: "61 MB", "0.4 MB"."""
    return f"{size / 1e6:,.0f} MB" if size >= 9.5e6 else f"{size / 1e6:.1f} MB"


def _drop(part: Path) -> None:
    for path in (part, part.with_suffix(".version")):
        path.unlink(missing_ok=True)


def _forget_old(folder: Path) -> None:
    """Delete interrupted downloads that were not continued for days."""
    for path in folder.iterdir():
        with suppress(OSError):
            if path.is_file() and time.time() - path.stat().st_mtime > _KEPT_SECONDS:
                path.unlink()

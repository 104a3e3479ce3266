"""Addresses: which ones are allowed, and faces downloaded from one."""

from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from fer_core.base.errors import InvalidSettings
from fer_core.base.progress import Progress, part_of, silent
from fer_core.faces.download.checksum import Checksum
from fer_core.faces.download.fetch import fetch
from fer_core.faces.readers import Import, ReadOptions, read_faces
from fer_core.faces.readers.options import AS_IT_IS

_REMEDY = "Enter an address that begins with https:// or http://, such as https://example.org/fer2013.csv."


def by_address(
    address: str, folder: Path, progress: Progress = silent, *, checksum: str = "", options: ReadOptions = AS_IT_IS
) -> Import:
    """Download a file into ``folder``, read the faces in it and delete it.

    Args:
        address: of a CSV, zip or Parquet file; http or https.
        folder: for the file during the download. An interrupted download is continued there.
        progress: may raise Cancelled; then no file is left.
        checksum: SHA-256 (64 digits) or MD5 (32 digits) that the file must have; "" for any.
        options: how to read the file.

    Raises:
        InvalidSettings: for an invalid address or checksum.
        DownloadFailed: if the file cannot be downloaded or has another checksum.
        UnreadableFaces: if the file holds no faces.
    """
    parts, expected = checked_address(address), Checksum.of(checksum)
    path = fetch(parts.geturl(), folder, part_of(progress, 0, 0.7), checksum=expected)
    try:
        return read_faces(path, part_of(progress, 0.7, 1), options=options, name=file_name(parts))
    finally:
        path.unlink(missing_ok=True)


def checked_address(address: str) -> SplitResult:
    """The parts of an address. Raises InvalidSettings for one that is invalid or not allowed."""
    try:
        parts = urlsplit(address.strip())
        _ = parts.port
    except ValueError as error:
        raise InvalidSettings("This is not a valid address.", remedy=_REMEDY) from error
    if parts.scheme not in ("http", "https") or not parts.hostname or any(c.isspace() for c in parts.geturl()):
        raise InvalidSettings("Only http and https addresses can be downloaded from.", remedy=_REMEDY)
    if parts.username or parts.password:
        remedy = "Download the file with your browser and open it from this computer."
        raise InvalidSettings("Addresses with a password are refused, because they would be saved.", remedy=remedy)
    return parts._replace(fragment="")


def file_name(parts: SplitResult) -> str:
    """The file's name: the last part of the address, without what follows a question mark."""
    return unquote(parts.path).rstrip("/").rsplit("/", 1)[-1] or str(parts.hostname)

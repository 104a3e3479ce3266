"""Addresses: which ones are fetched, and faces read from one."""

from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from fer_core.base.errors import InvalidSettings
from fer_core.base.progress import Progress, part_of, silent
from fer_core.faces.download.checksum import Checksum
from fer_core.faces.download.fetch import fetch
from fer_core.faces.readers import Import, ReadOptions, read_faces
from fer_core.faces.readers.options import AS_IT_IS

_REMEDY = "Give one that begins with https:// or http://, e.g. https://example.org/fer2013.csv."


def by_address(
    address: str, folder: Path, progress: Progress = silent, *, checksum: str = "", options: ReadOptions = AS_IT_IS
) -> Import:
    """Fetch a file into ``folder``, read the faces in it and delete it again.

    Args:
        address: of a CSV, zip or Parquet; http or https.
        folder: for the file while it is on its way. What a broken download left there is continued.
        progress: may raise Cancelled; then nothing is left.
        checksum: SHA-256 (64 digits) or MD5 (32) that the file must have; "" for any.

    Raises:
        InvalidSettings: for an address or checksum that cannot be one.
        DownloadFailed: when it cannot be fetched or is not what was promised.
        UnreadableFaces: when what came holds no faces.
    """
    parts, expected = checked_address(address), Checksum.of(checksum)
    path = fetch(parts.geturl(), folder, part_of(progress, 0, 0.7), checksum=expected)
    try:
        return read_faces(path, part_of(progress, 0.7, 1), options=options, name=file_name(parts))
    finally:
        path.unlink(missing_ok=True)


def checked_address(address: str) -> SplitResult:
    """The parts of an address that may be fetched. Raises InvalidSettings."""
    try:
        parts = urlsplit(address.strip())
        _ = parts.port
    except ValueError as error:
        raise InvalidSettings("This is no address.", remedy=_REMEDY) from error
    if parts.scheme not in ("http", "https") or not parts.hostname or any(c.isspace() for c in parts.geturl()):
        raise InvalidSettings("Only addresses on the web can be fetched.", remedy=_REMEDY)
    if parts.username or parts.password:
        remedy = "Fetch the file with your browser and open it from this computer."
        raise InvalidSettings("An address with a password in it is not taken: it would be kept.", remedy=remedy)
    return parts._replace(fragment="")


def file_name(parts: SplitResult) -> str:
    """What to call the file: the address's last part, without what follows a question mark."""
    return unquote(parts.path).rstrip("/").rsplit("/", 1)[-1] or str(parts.hostname)

"""Files that a command reads and writes where a person asks for them."""

import os
import tempfile
from pathlib import Path

from fer_core.base.errors import FerLabError, InvalidSettings, NotFound


def read(path: Path, most: int | None = None) -> bytes:
    """A whole file, of at most ``most`` bytes. Raises NotFound, InvalidSettings for a larger one."""
    try:
        if most is not None and path.stat().st_size > most:
            raise InvalidSettings(f"This file is over {most // 10**6} MB.", where=str(path))
        return path.read_bytes()
    except OSError as error:
        what = f"This file cannot be read ({error.strerror})."
        raise NotFound(what, where=str(path), remedy="Check the path.") from error


def write(path: Path, data: bytes) -> None:
    """Write a whole file or nothing; what was there is replaced. Raises FerLabError."""
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        what = f"This file cannot be written ({error.strerror})."
        raise FerLabError(what, where=str(path), remedy="Check the folder, its permissions and free space.") from error

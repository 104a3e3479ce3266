"""Files that commands read."""

from pathlib import Path

from fer_core.base.errors import InvalidSettings, NotFound


def read(path: Path, most: int | None = None) -> bytes:
    """The bytes of a file, at most ``most``. Raises NotFound if it cannot be read, InvalidSettings if it is larger."""
    try:
        if most is not None and path.stat().st_size > most:
            raise InvalidSettings(f"This file is larger than {most // 10**6} MB.", where=str(path))
        return path.read_bytes()
    except OSError as error:
        what = f"This file cannot be read ({error.strerror})."
        raise NotFound(what, where=str(path), remedy="Check the path.") from error

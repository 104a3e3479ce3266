"""Files that a command reads where a person asks for them."""

from pathlib import Path

from fer_core.base.errors import InvalidSettings, NotFound


def read(path: Path, most: int | None = None) -> bytes:
    """A whole file, of at most ``most`` bytes. Raises NotFound, InvalidSettings for a larger one."""
    try:
        if most is not None and path.stat().st_size > most:
            raise InvalidSettings(f"This file is over {most // 10**6} MB.", where=str(path))
        return path.read_bytes()
    except OSError as error:
        what = f"This file cannot be read ({error.strerror})."
        raise NotFound(what, where=str(path), remedy="Check the path.") from error

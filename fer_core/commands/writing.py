"""Files that a command writes where a person asks for them."""

import os
import tempfile
from pathlib import Path

from fer_core.errors import FerLabError


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

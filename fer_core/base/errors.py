"""What can go wrong in words a person can act on. Pages catch these alone; anything else is a bug."""


class FerLabError(Exception):
    """An expected failure: what went wrong, where, and what to do next."""

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return " ".join(part for part in (f"{place}{self.what}", self.remedy) if part)


class UnreadableFaces(FerLabError):
    """A file, folder or row of faces that cannot be read, and what was expected instead."""

    def __init__(self, where: str, *, found: str, expected: str, remedy: str = "") -> None:
        super().__init__(f"Found {found}; expected {expected}.", where=where, remedy=remedy)
        self.found = found
        self.expected = expected


class InvalidSettings(FerLabError):
    """A choice that cannot work on this data, e.g. more groups than faces."""


class NotFound(FerLabError):
    """A data set, study or result that is not (or no longer) on disk."""


class DamagedFile(FerLabError):
    """A file of ours whose content is not what was written."""


class Unreadable(DamagedFile):
    """A file or folder of ours that the system does not let us read; what is in it may be sound."""


class MissingExtra(FerLabError):
    """An optional package that is not installed, and the exact line that installs it."""

    def __init__(self, package: str, install: str) -> None:
        super().__init__(f"This needs the package {package}, which is not installed.", remedy=f"Run: {install}")
        self.install = install


class DownloadFailed(FerLabError):
    """Something that could not be fetched, or is not what was promised."""


class InvalidDecision(FerLabError):
    """A naming decision that does not fit the study it was sent to."""


class Cancelled(Exception):
    """The person pressed Cancel. Raised out of a progress callback."""


def refused(error: OSError) -> FerLabError:
    """What the system did not let us do, where no step expected it."""
    what = f"The system does not allow this ({error.strerror or error})."
    remedy = "Check who owns the file or folder, its permissions and the free space, then try again."
    return FerLabError(what, where=str(error.filename or ""), remedy=remedy)

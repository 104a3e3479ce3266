"""Errors that a person can act on. Pages catch only these; any other exception is a bug."""


class FerLabError(Exception):
    """An expected failure: ``what`` went wrong, ``where``, and a ``remedy``, which says what to do next."""

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return " ".join(part for part in (f"{place}{self.what}", self.remedy) if part)


class UnreadableFaces(FerLabError):
    """A file, folder or row of faces that cannot be read: what was found, and what was expected."""

    def __init__(self, where: str, *, found: str, expected: str, remedy: str = "") -> None:
        super().__init__(f"Found {found}; expected {expected}.", where=where, remedy=remedy)
        self.found = found
        self.expected = expected


class InvalidSettings(FerLabError):
    """A choice that cannot work on this data, for example more groups than faces."""


class NotFound(FerLabError):
    """A data set, study or result that is not, or no longer, on disk."""


class DamagedFile(FerLabError):
    """A file written by FER Lab whose content has changed."""


class Unreadable(DamagedFile):
    """A file or folder of FER Lab that the system does not allow to be read. Its content may be undamaged."""


class MissingExtra(FerLabError):
    """An optional package that is not installed, and the command that installs it."""

    def __init__(self, package: str, install: str) -> None:
        super().__init__(f"The package {package} is needed but not installed.", remedy=f"Run: {install}")
        self.install = install


class DownloadFailed(FerLabError):
    """A file that could not be downloaded, or is not the expected one."""


class InvalidDecision(FerLabError):
    """A naming decision that does not fit the study it was sent to."""


class Cancelled(Exception):
    """The person pressed Cancel. Raised by a progress callback."""


def refused(error: OSError) -> FerLabError:
    """The error for something that the system unexpectedly did not allow."""
    what = f"The system does not allow this ({error.strerror or error})."
    remedy = "Check the owner and the permissions of the file or folder and the free disk space, then try again."
    return FerLabError(what, where=str(error.filename or ""), remedy=remedy)

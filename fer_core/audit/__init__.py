"""Finds problems in a set of faces, and stores which faces a person excludes.

It only points out faces. Excluding them is a person's choice, which can be undone.

`copies` finds pictures that occur more than once, `distinct` leaves them out of a few that are shown, `measures` and
`text` find unusable pictures, and `labels` doubtful labels. `findings` turns these into findings, `words` into
sentences. `exclusions` holds what a person excludes.
"""

from fer_core.audit.copies import Copies, find_copies
from fer_core.audit.distinct import distinct
from fer_core.audit.exclusions import Exclusion, Exclusions, left_out, with_step, without_check
from fer_core.audit.findings import Finding, Findings
from fer_core.audit.settings import AuditSettings
from fer_core.audit.words import CHECKS

__all__ = [
    "CHECKS", "AuditSettings", "Copies", "Exclusion", "Exclusions", "Finding", "Findings", "distinct",
    "find_copies", "left_out", "with_step", "without_check",
]  # fmt: skip

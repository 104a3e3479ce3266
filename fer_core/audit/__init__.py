"""Finds what is wrong with a set of faces, and keeps what a person leaves out of it.

It points out; leaving out is a person's choice, and can be undone.

`copies` finds what is one picture twice, `pictures` and `text` what cannot be seen well, `labels` what is perhaps named
wrongly; `findings` makes of their measures what is shown, `words` puts it in sentences, and `exclusions` keeps what a
person makes of it.
"""

from fer_core.audit.copies import Copies, find_copies
from fer_core.audit.exclusions import Exclusion, Exclusions, left_out, with_step, without_check
from fer_core.audit.findings import Finding, Findings
from fer_core.audit.settings import AuditSettings
from fer_core.audit.words import CHECKS

__all__ = [
    "CHECKS", "AuditSettings", "Copies", "Exclusion", "Exclusions", "Finding", "Findings", "find_copies",
    "left_out", "with_step", "without_check",
]  # fmt: skip

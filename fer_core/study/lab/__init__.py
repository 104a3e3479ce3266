"""Runs the steps of a study in order, and keeps every result so that none is made twice.

A result is named by (what went in, the settings), see `fer_core.study.store`. Label-free steps see the images alone.
Each module here holds one step of the journey and builds on the one before it: `Kept`, `Faces`, `Pictures`, `Looks`,
`Spaces`, `Audit`, `Groups`, `Judged`, `Learnt`, `Scored`, `Lab`; `Comparing` holds ways to balance against each other
in one lab, `Searching` recognizers.
"""

from fer_core.study.lab.comparing import Comparing
from fer_core.study.lab.groups import clustered
from fer_core.study.lab.searching import Searching
from fer_core.study.lab.trying import Lab

__all__ = ["Comparing", "Lab", "Searching", "clustered"]

"""Runs the steps of a study in order, and saves every result so that none is made twice.

The key of a result follows from its inputs and settings, see `fer_core.study.store`. Steps that use no labels depend on
the images only. Each module here is one step, made from the steps that it needs; `Lab` has all of them.
"""

from fer_core.study.lab.clusterings import Clusterings
from fer_core.study.lab.lab import Lab

__all__ = ["Clusterings", "Lab"]

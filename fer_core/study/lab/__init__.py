"""Runs the steps of a study in order, and saves every result so that none is made twice.

A result is named by what went in and the settings, see `fer_core.study.store`. Steps without labels see the images
alone. Each module here is one step, built from the steps that it needs; `Lab` holds them all.
"""

from fer_core.study.lab.clusterings import Clusterings
from fer_core.study.lab.lab import Lab

__all__ = ["Clusterings", "Lab"]

"""What a policy did: the same people in two worlds, classes, intervals. Reads results, simulates nothing."""

from sim.appraisal.attribution import attribute
from sim.appraisal.diagnostics import diagnostics
from sim.appraisal.effects import effects, futures
from sim.appraisal.pair import PairOutcome, appraise_pair
from sim.appraisal.sensitivity import sensitivity, steps_of
from sim.appraisal.uncertainty import uncertainty

__all__ = [
    "PairOutcome", "appraise_pair", "attribute", "diagnostics", "effects", "futures", "sensitivity", "steps_of", "uncertainty",
]  # fmt: skip

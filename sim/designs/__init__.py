"""Questions: which scenarios are compared, at which values of levers and of what is uncertain. The work on them is sim.jobs."""

from sim.designs.experiment import Experiment, load_experiment

__all__ = ["Experiment", "load_experiment"]

"""Limit worlds: the same phases, rules and kernels with the inputs given, so that what is known in closed form can be seen."""

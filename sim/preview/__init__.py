"""The first-order preview: what a plan would change in the choices of a stored baseline, told before any pair is simulated."""

"""Small records for the examples in the rules' docstrings: central values of parameters.csv, rounded."""

from sim.rules.parameters import Behaviour
from sim.rules.research import Research

BEHAVIOUR = Behaviour(
    alpha_housing=0.22,
    b0=0.3,
    wage_exper=0.03,
    match_sd=0.15,
    mismatch_loss=0.1,
    move_cost_sunk=3.0,
    owner_cost=0.3,
    child_cost=0.2,
    network_J=0.5,
    public_amenity=0.3,
    a_c=0.7,
    a_n=1.0,
    a_line=0.478,
    amenity_school=0.05,
    internship_tie=0.4,
    nest_lambda=0.7,
)
RESEARCH = Research(
    level=(0.0, -0.4, 0.0, 0.4, 0.9, 1.5),
    promotion=(0.0, 0.12, 0.06, 0.02, 0.008, 0.0),
    rd_cluster=0.03,
    funding_elast=0.2,
    star_spillover=0.065,
    failure_weight=0.5,
    project_months=24,
)

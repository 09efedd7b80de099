"""The file that `talentflow new NAME` writes: valid as it stands, with what else may stand in it as comments."""

from __future__ import annotations

TEMPLATE = """\
# {name}: one change to the baseline. Check it with: talentflow validate {name}
# Every kind of instrument with its fields: talentflow list kinds; one name: talentflow explain yuan_month
extends = "baseline"
title = {{zh = "{name}", en = "{name}"}}
purpose = "What question does this scenario answer?"
source = ""

# end = 2030-12-01              # last month, at most 2035-07-01
# persons_per_agent = 200       # fewer: slower and less noise
# drop = ["baotou_living"]      # leave out inherited policies

# [parameters]                  # talentflow explain eps_w_grad
# eps_w_grad = {{value = 2.0, low = 0.5, high = 5.0}}   # a run takes value; --futures draws from the range

# [structure]                   # the first word of each is the default
# choice = "mnl"                # nested
# horizon = "myopic"            # forward
# move = "job_first"            # move_first
# matching = "cobb_douglas"     # urn_ball, full
# wages = "curve"               # nash, fixed
# rents = "flow"                # static, fixed
# rivals = "passive"            # other cities keep their policies
# peers = true                  # false switches a mechanism off; so firms, researchers, family

# [budget.city]                 # shared by all policies with budget = "city"
# region = "Hohhot"
# yuan_year = 100_000_000
# rationing = "first_come"      # tier, lottery, pro_rata

[[policy]]
id = "living"
kind = "living_subsidy"
region = "Hohhot"               # a region, a list, or a group such as "呼包"
start = 2022-01-01              # from 2018-01-01 on, always the first of a month
end = 2027-12-01                # last month in which it is paid; leave out for no end
yuan_month = {{bachelor = 500, master = 1000, doctor = 2000}}
# yuan_month = [{{from = 2022-01-01, value = 500}}, {{from = 2024-01-01, value = 800}}]   # dated, for all degrees
months = 36
# who: all clauses must hold; also field, tier, origin, college, home, tenure_months_min
who = {{degree = ["bachelor", "master", "doctor"], native = false, years_since_graduation_max = 2}}
budget_yuan_year = 100_000_000
rationing = "first_come"
minimum_stay_months = 0
source = "say where each number comes from, or that it is an assumption"
"""


def template(name: str) -> str:
    """Text of a new scenario file, commented and valid."""
    return TEMPLATE.format(name=name)

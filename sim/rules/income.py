"""What a place pays: one index of all money, and the rent it is set against (docs/model.md: Income, Rent)."""

from __future__ import annotations

from sim.exact import exp, ln, power
from sim.jit import rule


@rule
def work_share(finding_rate, horizon_months):
    """Expected share of the horizon in work without an offer: 1 - min(1, 1/(f T)).

    >>> round(work_share(0.25, 60.0), 4), work_share(0.0, 60.0)
    (0.9333, 0.0)
    """
    waiting = finding_rate * horizon_months
    return 1.0 - 1.0 / waiting if waiting > 1.0 else 0.0


@rule
def earning_power(ability, years, p):
    """Factor of a person on any market wage: ability and experience.  p: Behaviour.

    >>> from sim.rules.example import BEHAVIOUR
    >>> round(earning_power(0.0, 10.0, BEHAVIOUR), 4)
    1.3499
    """
    return exp(ability + p.wage_exper * years)


@rule
def wage(market_wage, power, match, mismatched, p):
    """Yuan a month of a person; `match` in log points is known only where one has lived.  p: Behaviour."""
    pay = market_wage * power
    fit = match - p.mismatch_loss * mismatched
    return pay if fit == 0.0 else pay * exp(fit)


@rule
def household_income(work, wage_yuan, cash_share, hukou_loss, partner_yuan, claims_yuan, p):
    """y: yuan a month of a household; `work` is the expected share of the horizon in work.

    >>> from sim.rules.example import BEHAVIOUR
    >>> household_income(1.0, 5000.0, 0.0, 0.15, 0.0, 500.0, BEHAVIOUR)
    4750.0
    """
    return (
        (work + (1.0 - work) * p.b0) * wage_yuan * (1.0 + cash_share) * (1.0 - hukou_loss) + partner_yuan + claims_yuan
    )


@rule
def present_months(months, monthly_discount):
    """a(m) = sum over t < m of the discount factor: what m monthly payments are worth, in payments.

    >>> round(present_months(12, 0.95 ** (1 / 12)), 2)
    11.72
    """
    if monthly_discount == 1.0:
        return float(months)
    return (1.0 - power(monthly_discount, months)) / (1.0 - monthly_discount)


@rule
def money(income_yuan, ln_net_rent, eps, alpha, form):
    """Utility of income and rent: eps (ln y - alpha ln r), or y - r in the linear form.

    >>> money(1.0, 0.0, 2.0, 0.22, 0), money(3.0, 0.0, 2.0, 0.22, 1)
    (0.0, 2.0)
    """
    if form == 1:
        return income_yuan - exp(ln_net_rent)
    return eps * (ln(max(income_yuan, 1e-300)) - alpha * ln_net_rent)

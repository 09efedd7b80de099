"""A variant as a card shows it."""

from __future__ import annotations

from typing import Any

from sim.report import formats
from sim.report.figures import waterfall
from sim.report.formats import known
from sim.report.models.numbers import Number, cost, money, number, persons
from sim.report.story import Story
from sim.report.study import Variant
from sim.report.view import View


def variant(story: Story, of: Variant) -> dict[str, Any]:
    """Name and look, verdict and numbers of one variant."""
    view, name, verdict = story.view, of.name, story.verdict[of.name]
    return {
        "name": name,
        "title": view.title(name),
        "what": view.what(name),
        "family": of.family,
        "marker": of.look.marker,
        "open": of.look.open,
        "tint": of.look.tint,
        "verdict": verdict,
        "verdict_text": view.w(f"verdict.{verdict}"),
        "verdict_rule": view.w(f"verdict_rule.{verdict}"),
        **_numbers(story, name),
        **_anyway(story, name),
        "by_seed": story.study.by_seed("net", name),
        "lasts": {"verdict": story.lasts[name], "text": story.lasting([name]) or view.w("view.lasts_unknown")},
    }


def _numbers(story: Story, name: str) -> dict[str, Any]:
    """Gain, cost and spending."""
    view, study = story.view, story.study
    net, years, price, spent = (
        study.effect(of).loc[name] for of in ("net", "person_years", "cost_per_additional", "spend")
    )
    time = formats.months_between(study.first, study.last) / 12
    return {
        "net": persons(view, net, sign=True),
        "person_years": persons(view, years, sign=True),
        "cost": cost(view, price, spent.estimate),
        "spend": money(view, spent.estimate, spent.low, spent.high),
        "per_year": money(view, spent.estimate / time, spent.low / time, spent.high / time),
    }


def _supported(view: View, name: str) -> Number:
    """The supported who live here: a sum, which has no range of its own."""
    steps = waterfall.steps(view.study, name)
    if steps.empty:
        return number(float("nan"), text=view.w("view.unknown"))
    value = float(steps.set_index("step").estimate["supported"])
    return number(value, text=view.persons(value, *waterfall.noise(steps).loc["supported"]))


def _anyway(story: Story, name: str) -> dict[str, Any]:
    """How many are supported, and how many of 100 of them would live here anyway."""
    view, share = story.view, story.here_anyway.loc[name]
    supported = _supported(view, name)
    if not known(share.estimate):
        return {"supported": supported, "anyway": None, "anyway_text": view.w("view.anyway_nobody")}
    if share.few:
        return {"supported": supported, "anyway": None, "anyway_text": view.w("view.anyway_few")}
    of_100 = round(share.estimate)
    return {"supported": supported, "anyway": of_100, "anyway_text": view.w("view.anyway", n=of_100)}

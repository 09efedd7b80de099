"""The first-order preview of a plan in words, with the error that was measured for its kinds."""

from __future__ import annotations

from sim.jobs.headline import focus_of
from sim.jobs.question import Question
from sim.jobs.tasks import history_of
from sim.panel.asked import Asked, question_of, store_of
from sim.panel.words import word
from sim.panel.work import Both
from sim.policies import KINDS
from sim.preview.estimate import preview
from sim.report.formats import Lang, count, percent, rounded, span
from sim.scenario.kinship import families_of
from sim.simulate import Line
from sim.store.plan import Cell
from sim.store.shelf import scratch

COARSE = {
    "persons_per_agent": 2_000,
    "researchers_per_agent": 100,
}  # hardly noisier for sums of chances, and seconds faster
SEED = 1


def told(asked: Asked) -> Both:
    """value, low, high in persons, text, span and says, by language; empty where the plan has a kind that is not foreseen."""
    question = coarse(asked)
    error = error_of(question)
    if error is None:
        return {}
    base, plan = question.scenarios
    assert question.plan.span is not None, "a comparison has a span"
    new = frozenset(policy.id for policy in plan.policies) - {policy.id for policy in base.policies}
    place = [region["name"] for region in question.plan.regions].index(focus_of(question.plan))
    value = preview(begun(asked), plan, new, place, question.plan.span.window[1])
    return {lang: _words(value, error, lang) for lang in ("zh", "en")}


def error_of(question: Question) -> float | None:
    """The largest error measured among the kinds of a plan's own policies, as a share; None where one has none."""
    base, plan = question.scenarios
    known = {policy.id for policy in base.policies}
    errors = [KINDS[policy.kind].record.foreseen for policy in plan.policies if policy.id not in known]
    measured = [error for error in errors if error is not None]
    return max(measured, default=None) if len(measured) == len(errors) else None


def begun(asked: Asked) -> Line:
    """The baseline until the plan begins, from the store or kept there now."""
    question, store = coarse(asked), store_of(asked)
    (family,) = families_of(question.scenarios, question.plan.months)
    with scratch(store.folder) as unfinished:
        return history_of(question.plan, store, unfinished, family, Cell(0, SEED), 1)


def coarse(asked: Asked) -> Question:
    """The question at the scale of previews, where it is not coarser itself."""
    scale = tuple((path, max(agents, COARSE[path])) for path, agents in asked.beside.scale)
    return question_of(asked._replace(beside=asked.beside._replace(scale=scale)))


def _words(value: float, error: float, lang: Lang) -> dict[str, object]:
    low, high = sorted((value / (1 + error), value / (1 - error)))  # where what is simulated may lie
    return {
        "value": value,
        "low": low,
        "high": high,
        "text": count(rounded(value, (high - low) / 2), lang, sign=True),
        "span": span(low, high, lang),
        "says": word("preview.says", lang, error=percent(error)),
    }

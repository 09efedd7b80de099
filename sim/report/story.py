"""The decision page in words: question, headline, four sentences and caveats, each by rule from the tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from sim.report import formats
from sim.report.calmness import Calm
from sim.report.figures import calm as calm_figure
from sim.report.figures import decision, displaced
from sim.report.formats import capital, known
from sim.report.policies import caps, caveats
from sim.report.study import Study
from sim.report.verdicts import VERDICTS, verdicts
from sim.report.view import View

GAINS = ("clear", "depends", "shown")
SEVERAL = 3  # names that a headline can bear


@dataclass(frozen=True)
class Story:
    """The sentences of the first page.

    view: study and language; calm: whether the world without programmes may be used at all.
    """

    view: View
    calm: Calm

    @property
    def study(self) -> Study:
        """What is compared."""
        return self.view.study

    @cached_property
    def verdict(self) -> dict[str, str]:
        """Verdict of each variant, in order of net gain."""
        return verdicts(self.study)

    @cached_property
    def gainers(self) -> list[str]:
        """Variants with a gain beyond the noise, largest first."""
        return [n for n, v in self.verdict.items() if v in GAINS]

    @cached_property
    def level(self) -> list[str]:
        """Gainers of which none can be said to lead, because their ranges overlap with that of the first."""
        return decision.level(decision.table(self.study), self.gainers) if self.gainers else []

    @cached_property
    def here_anyway(self) -> pd.Series:
        """Of 100 supported people who live here, how many would anyway; nan where nobody is supported."""
        dead, more = (self.study.effect(o).estimate for o in ("deadweight", "additional"))
        gross = dead + more
        return (100 * dead / gross.where(gross > 0)).clip(0, 100)

    @cached_property
    def origins(self) -> pd.DataFrame:
        """Where the gain comes from: figures.displaced.table."""
        return displaced.table(self.study)

    @cached_property
    def firsts(self) -> pd.Series:
        """In how many futures each variant has the largest net gain."""
        wide = self.study.net_by_future
        return wide.idxmax(axis=1).value_counts() if len(wide) else pd.Series(dtype=int)

    def question(self) -> str:
        """What is asked: how to spend a sum, where all variants spend about the same."""
        w, region = self.view.w, self.view.focus
        if len(self.study.variants) == 1:
            return w("page.question_one", name=self.view.title(self.study.names[0]), region=region)
        years = formats.months_between(self.study.first, self.study.last) / 12
        budgets = [caps(self.study.documents.get(v.name, {}), v.policies) for v in self.study.variants]
        paid = self.study.effect("spend").estimate / years
        if None not in budgets and len(set(budgets)) == 1 and budgets[0]:
            return w("page.question", sum=formats.budget(budgets[0], self.view.lang), region=region)
        if paid.notna().all() and paid.min() > 0 and paid.max() <= 1.2 * paid.min():
            sum_ = formats.budget(formats.rounded(paid.mean(), float("nan")), self.view.lang)
            return w("page.question", sum=sum_, region=region)
        return w("page.question_sums", region=region)

    def scope(self) -> str:
        """From when to when, judged when, and what is spent."""
        view, lang = self.view, self.view.lang
        first, last = (formats.month_name(m, lang) for m in (self.study.first, self.study.last))
        text = [view.w("page.scope", first=first, last=last, end=view.end)]
        spend = self.study.effect("spend").estimate
        time = formats.duration(formats.months_between(self.study.first, self.study.last), lang)
        if len(spend) and spend.notna().all() and spend.min() > 0:
            low, high = (formats.yuan(x, lang) for x in (spend.min(), spend.max()))
            if len(spend) == 1:
                text.append(view.w("page.scope_one", time=time, sum=low))
            elif spend.max() <= 1.1 * spend.min():
                text.append(view.w("page.scope_same", time=time, sum=formats.yuan(spend.mean(), lang)))
            else:
                text.append(view.w("page.scope_range", time=time, low=low, high=high))
        return view.w("page.gap").join(text)

    def warning(self) -> str:
        """Why nothing here may be used; empty in a calm world."""
        if self.calm.holds:
            return ""
        why = [calm_figure.breach(b, self.view) for b in self.calm.breaches]
        return self.view.w("page.not_calm_why", why=self.view.w("page.semicolon").join(why))

    def headline(self) -> str:
        """The answer with numbers; nothing leads whose range overlaps with another's."""
        if not self.calm.holds:
            return ""
        view, net = self.view, self.study.effect("net").estimate
        about = {n: view.persons(net[n]) for n in self.study.names if known(net[n])}
        if not about:
            return view.w("page.headline_missing")
        if self.study.idle:
            return view.w("page.headline_idle", first=self.study.idle, end=view.end)
        first = next(iter(about))
        fill = {"first": view.named(first), "n1": about[first], "end": view.end}
        if self.gainers:
            if len(self.level) > 1:
                few = self.level[:SEVERAL]
                numbers = formats.listed([about[n] for n in few], view.lang)
                text = view.w("page.headline_level", names=view.all_named(few), n=numbers, end=view.end)
            elif len(self.gainers) > 1:
                second = self.gainers[1]
                text = view.w("page.headline_two", second=view.named(second), n2=about[second], **fill)
            else:
                text = view.w("page.headline_alone" if len(about) == 1 else "page.headline_one", **fill)
        elif self.verdict[first] == "single" and net[first] > 0:
            text = view.w("page.headline_single", **fill)
        else:
            text = view.w("page.headline_none_alone" if len(about) == 1 else "page.headline_none", **fill)
        return capital(text)

    def sentences(self) -> list[str]:
        """Who would be here anyway and at what cost · who is weak · does it last · whose loss it is · how sure the order is."""
        if not self.calm.holds or not self.study.names or self.study.idle:
            return []
        return [capital(s) for s in (self._anyway(), self._weak(), self._lasting(), self._from(), self._rank()) if s]

    def _anyway(self) -> str:
        view, first = self.view, self.study.names[0]
        dead, cost = self.here_anyway[first], self.study.effect("cost_per_additional").estimate[first]
        fill = {"first": view.named(first), "region": view.focus, "dead": f"{dead:.0f}"}
        key = "p_nobody" if not known(dead) else "p_dead_most" if dead > 50 else "p_dead"
        parts = [capital(view.w(f"page.{key}", **fill))]
        if known(cost):
            so = "p_cost_so" if key == "p_dead_most" else "p_cost"
            parts.append(view.w(f"page.{so}", cost=formats.yuan(cost, view.lang)))
        elif known(self.study.effect("spend").estimate[first]):
            parts.append(view.w("page.p_cost_none"))
        return view.w("page.gap").join(parts)

    def _weak(self) -> str:
        view, first = self.view, self.study.names[0]
        if len(self.study.names) == 1:
            return view.w("page.p_only_variant")
        shares = self.here_anyway[[n for n in self.gainers if n != first]].dropna()
        parts = []
        if len(shares) and shares.max() > 50 and self.level == [first]:
            weak = str(shares.idxmax())
            net, spend = (self.study.effect(o).estimate for o in ("net", "spend"))
            even = (
                known(spend[weak], spend[first]) and abs(spend[weak] / spend[first] - 1) <= 0.1
                if spend[first]
                else False
            )
            ratio = f"{100 * net[weak] / net[first]:.0f}"
            key = "page.p_weak_equal" if even else "page.p_weak"
            parts.append(view.w(key, weak=view.named(weak), first=view.named(first), ratio=ratio))
        for verdict, key in (("none", "p_none"), ("worse", "p_worse")):
            names = [n for n, v in self.verdict.items() if v == verdict]
            if names:
                parts.append(view.w(f"page.{key}", **{verdict: view.all_named(names)}))
        if len(self.gainers) == len(self.study.names):
            parts.append(view.w("page.p_all_shown"))
        return view.w("page.gap").join(capital(p) for p in parts)

    def _lasting(self) -> str:
        """Which gains are still there at the last date after the window."""
        view, later = self.view, self.study.later
        if not later or self.study.seeds < 2:
            return ""
        months = max(later)
        net = self.study.effect("net", later[months]).dropna(subset=["low", "high"])
        lasts = {
            "p_lasts": net.low > 0,
            "p_lasts_none": (net.low <= 0) & (net.high >= 0),
            "p_lasts_worse": net.high < 0,
        }
        found = {key: list(net.index[holds]) for key, holds in lasts.items() if holds.any()}
        time = formats.duration(months, view.lang)
        return view.w("page.gap").join(
            capital(view.w(f"page.{key}", time=time, names=view.all_named(names))) for key, names in found.items()
        )

    def _from(self) -> str:
        view, first = self.view, self.study.names[0]
        if self.origins.empty:
            return ""
        rows = self.origins[(self.origins.variant == first) & self.origins.sure & (self.origins.estimate > 0)].head(2)
        if rows.empty:
            return view.w("page.p_from_few")
        places = [(view.region(r.place).replace("\n", " "), f"{100 * r.share:.0f}") for r in rows.itertuples()]
        if len(places) == 1:
            return view.w("page.p_from_one", a=places[0][0], pa=places[0][1])
        (a, pa), (b, pb) = places
        return view.w("page.p_from", a=a, pa=pa, b=b, pb=pb)

    def _rank(self) -> str:
        view, firsts = self.view, self.firsts
        if len(self.study.names) == 1:
            return "" if self.study.settings else view.w("page.p_unsampled")
        if len(firsts) == 1:
            return view.w("page.p_rank_sure", n=self.study.settings, first=view.named(str(firsts.index[0])))
        if len(firsts):
            comma = "，" if view.lang == "zh" else ", "
            order = [n for n in self.study.names if n in firsts]
            ranks = comma.join(view.w("page.rank", name=view.named(n), n=int(firsts[n])) for n in order)
            return view.w("page.p_rank", n=self.study.settings, ranks=ranks)
        parts = [view.w("page.p_unsampled")]
        net = self.study.effect("net")
        if len(self.gainers) > 1:
            a, b = self.gainers[:2]
            if net.low[a] < net.high[b]:
                parts.append(view.w("page.p_close", first=view.named(a), second=view.named(b)))
        return view.w("page.gap").join(parts)

    def note(self) -> str:
        """What the two bands of the picture are, or why they are missing."""
        noise = "picture_noise" if self.study.seeds > 1 else "picture_single"
        unknown = "picture_unknown" if self.study.settings else "picture_unsampled"
        return self.view.w("page.gap").join(self.view.w(f"page.{key}") for key in (noise, unknown))

    def meanings(self) -> str:
        """How the verdicts that occur are meant."""
        there = [v for v in VERDICTS if v in self.verdict.values()]
        texts = [self.view.w(f"verdict_rule.{v}") for v in there]
        texts.append(self.view.w("page.small_print" if self.study.seeds > 1 else "page.no_small_print"))
        if self.study.settings:
            texts.append(self.view.w("page.small_print_settings", n=self.study.settings))
        return self.view.w("page.gap").join(texts)

    def caveats(self) -> list[str]:
        """What to know before relying on it."""
        study, w = self.study, self.view.w
        failed = int((study.results.runs.status == "failed").sum())
        rivals = {d.get("structure", {}).get("rivals") for d in study.documents.values()} - {None}
        compared = [policy for variant in study.variants for policy in variant.policies]
        fitted = any(d.get("fit") for d in study.documents.values()) or bool(study.results.manifest.get("fit"))
        found = [
            w("page.c_single") if study.seeds < 2 else w("page.c_unknown" if study.settings else "page.c_unsampled"),
            w("page.c_seeds", n=study.seeds) if fitted and study.seeds > 1 else "",
            "" if fitted else w("page.c_no_fit"),
            w("page.c_reported") if study.focus == "Hohhot" else "",
            w("page.c_passive" if rivals == {"passive"} else "page.c_rivals") if rivals else "",
            *caveats(compared, self.view.lang, region=self.view.focus),
            w("page.c_failed", n=failed) if failed else "",
            "" if self.calm.judged else w("page.unjudged"),
        ]
        return [text for text in found if text]

"""The decision page in words: question, headline, four sentences and caveats, each by rule from the tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from sim.report import formats
from sim.report.calmness import Calm
from sim.report.figures import calm as calm_figure
from sim.report.figures import decision, decomposition, displaced
from sim.report.formats import capital, known
from sim.report.policies import caps, caveats
from sim.report.ranking import leaders
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
    def leaders(self) -> list[str]:
        """Variants of which none can be said to have the largest net gain: report.ranking."""
        return leaders(decision.table(self.study))

    @cached_property
    def leader(self) -> str:
        """The variant that can be said to gain most, of several; "" where there is none."""
        alone = len(self.leaders) == 1 and len(self.study.names) > 1
        return self.leaders[0] if alone and self.leaders[0] in self.gainers else ""

    @cached_property
    def told(self) -> list[str]:
        """Variants of which the sentences speak: gainers of which none leads, or the first; SEVERAL at most."""
        level = [n for n in self.gainers if n in self.leaders]
        return (level or self.gainers[:1] or self.study.names[:1])[:SEVERAL]

    @cached_property
    def here_anyway(self) -> pd.DataFrame:
        """Of 100 supported people who live here, how many would anyway: estimate, low by variant (nan where nobody is
        supported); few: too few agents for a number.
        """
        due = decomposition.shares(self.study).set_index("variant")
        few = due.agents < displaced.FEW
        return pd.DataFrame({"estimate": 100 * (1 - due.estimate), "low": 100 * (1 - due.high), "few": few})

    @cached_property
    def origins(self) -> pd.DataFrame:
        """Where the gain comes from: figures.displaced.origins."""
        return displaced.origins(self.study)

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
        first = next(iter(self.gainers or about))
        fill = {"first": view.named(first), "n1": about[first], "end": view.end}
        if len(self.gainers) > 1:
            text = self._several(about, fill)
        elif self.gainers:
            text = view.w("page.headline_alone" if len(about) == 1 else "page.headline_one", **fill)
        elif self.verdict[first] == "single" and net[first] > 0:
            text = view.w("page.headline_single", **fill)
        else:
            text = view.w("page.headline_none_alone" if len(about) == 1 else "page.headline_none", **fill)
        return capital(text)

    def _several(self, about: dict[str, str], fill: dict[str, str]) -> str:
        """Of several gainers: who leads and who comes next, as far as that can be said, or that it cannot."""
        view = self.view
        if not self.leader:
            names = self.told if len(self.told) > 1 else self.gainers[:SEVERAL]
            numbers = formats.listed([about[n] for n in names], view.lang)
            return view.w("page.headline_level", names=view.all_named(names), n=numbers, end=view.end)
        table = decision.table(self.study)
        next_ = leaders(table[table.variant != self.leader])
        if len(next_) > 1:
            return view.w("page.headline_first", **fill)
        return view.w("page.headline_two", second=view.named(next_[0]), n2=about[next_[0]], **fill)

    def sentences(self) -> list[str]:
        """Who would be here anyway and at what cost · who is weak · does it last · whose loss it is · how sure the order is."""
        if not self.calm.holds or not self.study.names or self.study.idle:
            return []
        return [capital(s) for s in (self._anyway(), self._weak(), self.lasting(), self._from(), self._rank()) if s]

    def _anyway(self) -> str:
        view = self.view
        shares = self.here_anyway.loc[self.told]
        nobody = list(shares.index[shares.estimate.isna()])
        shares = shares[~shares.few].dropna(subset="estimate")
        parts = [view.w("page.p_nobody", names=view.all_named(nobody), region=view.focus)] if nobody else []
        if len(shares):
            key = "page.p_dead_most" if (shares.low > 50).all() else "page.p_dead"
            each = [view.w("page.of_100", name=view.named(n), n=f"{x:.0f}") for n, x in shares.estimate.items()]
            parts.append(view.w(key, region=view.focus, each=formats.listed(each, view.lang)))
        return view.w("page.gap").join(capital(p) for p in (*parts, *self._costs()))

    def _costs(self) -> list[str]:
        """What one more person-year costs, for whom that cannot be told, and whether it cannot in some setting."""
        view, cost, spend = self.view, *(self.study.effect(o).estimate for o in ("cost_per_additional", "spend"))
        priced = [n for n in self.told if known(cost[n])]
        rest = [n for n in self.told if not known(cost[n]) and known(spend[n])]
        each = [view.w("page.with_cost", name=view.named(n), cost=formats.yuan(cost[n], view.lang)) for n in priced]
        parts = [view.w("page.p_cost", each=formats.listed(each, view.lang))] if priced else []
        if rest:
            parts.append(view.w("page.p_cost_none", names=view.all_named(rest)))
        if priced and self.study.unknown("cost_per_additional").high[priced].eq(float("inf")).any():
            parts.append(view.w("page.p_cost_settings"))
        return parts

    def _weak(self) -> str:
        view = self.view
        if len(self.study.names) == 1:
            return view.w("page.p_only_variant")
        shares = self.here_anyway.loc[[n for n in self.gainers if n != self.leader]]
        shares = shares[~shares.few].dropna(subset="low")
        parts = []
        if self.leader and len(shares) and shares.low.max() > 50:
            first, weak = self.leader, str(shares.low.idxmax())
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

    @cached_property
    def afterwards(self) -> pd.DataFrame:
        """estimate, low, high of the net gain at the last date after the window, of variants whose noise there is known."""
        later = self.study.later
        if not later or not self.study.ranged:
            return pd.DataFrame(columns=["estimate", "low", "high"])
        return self.study.effect("net", later[max(later)]).dropna(subset=["low", "high"])

    @cached_property
    def lasts(self) -> dict[str, str]:
        """Whether each variant's gain lasts: lasts, fades (its range afterwards lies below that of the window, or below 0), unsure,
        unknown.
        """
        return {name: self._lasts(name) for name in self.study.names}

    def _lasts(self, name: str) -> str:
        if name not in self.afterwards.index:
            return "unknown"
        after, before = self.afterwards.loc[name], self.study.effect("net").low[name]
        if after.low > 0:
            return "lasts"
        return "fades" if after.high < max(before, 0) else "unsure"

    def lasting(self, of: Sequence[str] | None = None) -> str:
        """Which gains, of all or of some variants, are still there at the last date after the window."""
        view, net = self.view, self.afterwards
        net = net[net.index.isin(self.study.names if of is None else of)]
        if net.empty:
            return ""
        lasts = {
            "p_lasts": net.low > 0,
            "p_lasts_none": (net.low <= 0) & (net.high >= 0),
            "p_lasts_worse": net.high < 0,
        }
        found = {key: list(net.index[holds]) for key, holds in lasts.items() if holds.any()}
        time = formats.duration(max(self.study.later), view.lang)
        return view.w("page.gap").join(
            capital(view.w(f"page.{key}", time=time, names=view.all_named(names))) for key, names in found.items()
        )

    def _from(self) -> str:
        view = self.view
        if self.origins.empty or not self.told:
            return ""
        shown = self.origins[self.origins.sure & (self.origins.estimate > 0)]
        places = displaced.places(shown, self.told[0], view)
        if not places:
            return view.w("page.p_from_few", name=view.named(self.told[0]))
        return view.w("page.p_from", name=view.named(self.told[0]), places=places)

    def _rank(self) -> str:
        view, firsts = self.view, self.firsts
        if len(self.study.names) == 1:
            return "" if self.study.settings else view.w("page.p_unsampled")
        if len(firsts) == 1 and self.leader == firsts.index[0]:
            return view.w("page.p_rank_sure", n=self.study.settings, first=view.named(str(firsts.index[0])))
        if len(firsts):
            comma = "，" if view.lang == "zh" else ", "
            order = [n for n in self.study.names if n in firsts]
            ranks = comma.join(view.w("page.rank", name=view.named(n), n=int(firsts[n])) for n in order)
            return view.w("page.p_rank", n=self.study.settings, ranks=ranks)
        parts = [view.w("page.p_unsampled")]
        if self.study.ranged and len(self.leaders) > 1:
            parts.append(view.w("page.p_close", names=view.all_named(self.leaders)))
        return view.w("page.gap").join(parts)

    def note(self) -> str:
        """What the two bands of the picture are, or why they are missing."""
        noise = "picture_noise" if self.study.ranged else "picture_single"
        unknown = "picture_unknown" if self.study.settings else "picture_unsampled"
        return self.view.w("page.gap").join(self.view.w(f"page.{key}") for key in (noise, unknown))

    def meanings(self) -> str:
        """How the verdicts that occur are meant."""
        there = [v for v in VERDICTS if v in self.verdict.values()]
        texts = [self.view.w(f"verdict_rule.{v}") for v in there]
        texts.append(self.view.w("page.small_print" if self.study.ranged else "page.no_small_print"))
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
            w("page.c_unknown" if study.settings else "page.c_unsampled") if study.ranged else w("page.c_single"),
            w("page.c_seeds", n=study.seeds) if fitted and study.ranged else "",
            "" if fitted else w("page.c_no_fit"),
            w("page.c_reported") if study.focus == "Hohhot" else "",
            w("page.c_passive" if rivals == {"passive"} else "page.c_rivals") if rivals else "",
            *caveats(compared, self.view.lang, region=self.view.focus),
            w("page.c_failed", n=failed) if failed else "",
            "" if self.calm.judged else w("page.unjudged"),
        ]
        return [text for text in found if text]

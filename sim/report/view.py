"""A study in one language: names of variants and regions, sentences and numbers as this reader writes them."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from functools import cached_property

from sim.report import formats
from sim.report.formats import Lang
from sim.report.look import BASELINE, Look
from sim.report.policies import does, kind_name
from sim.report.study import Study, Variant
from sim.report.words import has, in_language, word

MANY = 8  # more variants than a sentence names


@dataclass(frozen=True)
class View:
    """A study and the language it is told in."""

    study: Study
    lang: Lang

    def w(self, key: str, /, **fill: object) -> str:
        """A string of words.toml in this language."""
        return word(key, self.lang, **fill)

    @cached_property
    def _variants(self) -> dict[str, Variant]:
        return {v.name: v for v in self.study.variants}

    def look(self, name: str) -> Look:
        """Colour and mark of a variant or of the baseline."""
        return self._variants[name].look if name in self._variants else BASELINE

    @cached_property
    def _titles(self) -> dict[str, str]:
        """Titles up to what explains them (a bracket, a colon, a comma before a number), if they stay different."""
        names = [self.study.baseline, *self.study.names]
        full = {n: self._full_title(n) for n in names}
        short = {n: re.split(r" ?[（(：:]|, (?=\d)|，(?=\d)", t)[0] for n, t in full.items()}
        return short if len(set(short.values())) == len(short) and all(short.values()) else full

    def _full_title(self, name: str) -> str:
        if name in self._variants:
            return in_language(self._variants[name].title, self.lang)
        return in_language(self.study.documents.get(name, {}).get("title"), self.lang) or self.w("fig.baseline")

    def title(self, name: str) -> str:
        """A scenario's title, without the explanation that may follow."""
        return self._titles[name] if name in self._titles else self._full_title(name)

    def short(self, name: str, width: int = 18) -> str:
        """A title broken into lines of at most `width` letters (half as many characters in Chinese), two at most."""
        title = self.title(name)
        if self.lang == "en":
            return textwrap.fill(title, width, max_lines=2, placeholder=" …")
        if len(title) <= width // 2:
            return title
        title = title if len(title) <= width else title[: width - 1] + "…"
        half = -(-len(title) // 2)
        return f"{title[:half]}\n{title[half:]}"

    def named(self, name: str) -> str:
        """A title within a sentence: small first letter in English, quoted where it would run into the sentence."""
        title = self.title(name)
        if self.lang == "zh":
            return f"“{title}”" if any(c in title for c in "和加与、，") else title
        if re.search(r" and |,(?!\d)", title):
            return f'"{title}"'
        if any(title.startswith(region) for region in self.study.regions["name"]):
            return title  # a proper name keeps its capital
        return title[:1].lower() + title[1:] if title[1:2].islower() or title[1:2] == " " else title

    def all_named(self, names: list[str]) -> str:
        """Several titles within a sentence; of many the first two and their number."""
        if len(names) > MANY:
            key = "page.all_variants" if len(names) == len(self.study.names) else "page.many_variants"
            return self.w(key, n=len(names), first=self.named(names[0]), second=self.named(names[1]))
        return formats.listed([self.named(n) for n in names], self.lang)

    def what(self, name: str) -> str:
        """What a scenario does, in a few words."""
        if name in self._variants:
            return does(self._variants[name].policies, self.lang)
        policies = self.study.documents.get(name, {}).get("policies", ())
        rivals = any(self.study.focus not in p.get("regions", ()) for p in policies)
        return self.w("page.base_rivals" if rivals else "page.base_none", region=self.region(self.study.focus))

    @cached_property
    def _regions(self) -> dict[str, str]:
        regions = self.study.regions
        zh = dict(zip(regions["name"], regions["zh"], strict=True)) if "zh" in regions else {}
        return {r: zh.get(r, r) if self.lang == "zh" else r for r in regions["name"]}

    def region(self, name: str) -> str:
        """A region, or a group of regions, as the reader knows it."""
        if has(f"region.{name}"):
            return self.w(f"region.{name}")
        return self._regions.get(name, name.removeprefix("group:"))

    def kind(self, name: str) -> str:
        """A kind of policy as the results call it."""
        return kind_name(self.study.kinds.get(name, {"kind": name}), self.lang)

    def outcome(self, name: str) -> str:
        """An outcome as the results call it."""
        return in_language(self.study.outcomes.get(name, name), self.lang)

    @cached_property
    def _meanings(self) -> dict[str, object]:
        return {str(p["name"]): p.get("meaning") for p in self.study.results.manifest.get("parameters") or []}

    def input(self, path: str) -> str:
        """An input by what it means, where the results tell it; else by its path."""
        return in_language(self._meanings.get(path.removeprefix("parameters."), path), self.lang)

    def persons(self, x: float, low: float = float("nan"), high: float = float("nan"), *, sign: bool = False) -> str:
        """Persons with as many digits as the interval carries."""
        return formats.count(formats.rounded(x, (high - low) / 2), self.lang, sign=sign)

    @property
    def focus(self) -> str:
        """The judged region's name."""
        return self.region(self.study.focus)

    @property
    def end(self) -> str:
        """The date of the headline in words."""
        return formats.when(self.study.last, self.lang)

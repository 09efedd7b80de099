"""A life in sentences: what parts the two worlds and why, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator

from sim.calendar import parse_month
from sim.report.formats import duration
from sim.report.lives.said import month, place, shares
from sim.report.lives.seen import SIDES, STATES, Life
from sim.report.view import View

PARTS = ("money", "rent", "ties", "distance", "other")  # of what a place is worth, in utils
MOVED = 0.005  # utils: a part that changes by less has not changed


class Teller:
    """The sentences of one life in one language."""

    def __init__(self, life: Life, focus: str, view: View) -> None:
        self.life, self.focus, self.view = life, focus, view
        self.fill = {"focus": place(focus, view), "policy": view.named(life.variant)}

    def w(self, key: str, /, **fill: object) -> str:
        """A sentence of section `lives`."""
        return self.view.w(f"lives.{key}", **{**self.fill, **fill})

    def story(self) -> list[str]:
        """What differs and why, what supports the person, before or after that, and whether the person stays."""
        turn, support = self.life.decisive or self.life.parted, list(self._support())
        before = [text for m, text in support if turn is not None and m < turn]
        return [*before, self.why(), *(text for _, text in support if text not in before), *self._stay()]

    def why(self) -> str:
        """What parts the two lives."""
        life = self.life
        if life.parted is None:
            return self.w("same")
        if life.decisive is None:
            states = {side: self._state(side, life.parted) for side in SIDES}
            text = self.w("market", month=month(life.parted, self.view), **states)
            return self.w("gap").join((text, *self._places())) if life.apart != life.parted else text
        return self.w("gap").join((self.choice(life.decisive), self.w("parted", month=month(life.parted, self.view))))

    def choice(self, m: int) -> str:
        """What differs in the choice of a month, and why."""
        found = {side: world for side, world in self.life.sides.items() if m in world.reviews}
        fill: dict[str, object] = {"month": month(m, self.view)}
        fill |= {side: place(world.chosen(m), self.view) for side, world in found.items()}
        if len(found) == 1:
            return self.w(f"only_{next(iter(found))}", **fill)
        same = fill["without"] == fill["with"]
        end = "end_same" if same else "end_near" if self.life.undecided(m) else "end_differ"
        return self.w("gap").join((self._weighed(m), self.w(end, **fill)))

    def _weighed(self, m: int) -> str:
        """What becomes of the judged place in a choice of both worlds."""
        without, with_ = (world.reviews[m] for world in self.life.sides.values())
        fill = {"month": month(m, self.view)}
        if len({*self.life.here(m)}) > 1:
            here = dict(zip(SIDES, (place(name, self.view) for name in self.life.here(m)), strict=True))
            return self.w("already", **fill, **here)
        known = self.focus in without.index, self.focus in with_.index
        if known != (True, True):
            key = {(False, True): "new", (True, False): "lost", (False, False): "unknown"}[known]
            return self.w(key, **fill, how=self._how_known(m))
        p, q = shares(without.chance[self.focus], with_.chance[self.focus])
        if p == q:
            return self.w("shift_none", **fill, p=p)
        rises = with_.chance[self.focus] > without.chance[self.focus]
        return self.w("shift_up" if rises else "shift_down", **fill, p=p, q=q) + self._part(m)

    def _part(self, m: int) -> str:
        """By which part of its worth a place has become more or less likely, where one can be told."""
        one, two = (world.reviews[m].loc[self.focus] for world in self.life.sides.values())
        change = {part: float(two[part] - one[part]) for part in PARTS}
        part = max(change, key=lambda name: abs(change[name]))
        return self.w("by_part", part=self.w(f"part_{part}")) if abs(change[part]) > MOVED else self.w("stop")

    def _how_known(self, m: int) -> str:
        """How a place came to be considered."""
        met = [when for when in self.met() if when <= m]
        return self.w("met", month=month(met[0], self.view)) if met else self.w("heard")

    def met(self) -> list[int]:
        """Months from the first in which a line of the judged place has been in touch, with the programme."""
        return self.life.with_.months(self.life.with_.lives.met_by.map(lambda names: self.focus in names))

    def _places(self) -> Iterator[str]:
        """Since when the person lives in different places."""
        m = self.life.apart
        if m is not None:
            where = {side: place(self.life.sides[side].lives.region[m], self.view) for side in SIDES}
            yield self.w("apart", month=month(m, self.view), **where)

    def _state(self, side: str, m: int) -> str:
        """Where the person is in a month, and what it does."""
        lives = self.life.sides[side].lives
        if m not in lives.index:
            return self.w("gone")
        now = lives.loc[m]
        return self.w(f"does_{STATES[now.status]}", place=place(now.region, self.view))

    def _support(self) -> Iterator[tuple[int, str]]:
        """The flat, or any other support by the programme, and its month."""
        with_ = self.life.with_
        if flat := with_.months((with_.lives.housing == "flat") & (with_.lives.region == self.focus)):
            yield flat[0], self.w("flat", month=month(flat[0], self.view))
        elif reached := self.reached():
            key = "met_first" if reached[0] in self.met() else "reached"
            if key == "reached" or not self._by_line():
                yield reached[0], self.w(key, month=month(reached[0], self.view))

    def _by_line(self) -> bool:
        """Whether the choice that parts the lives has told of the line."""
        m = self.life.decisive
        return m is not None and self.focus not in self.life.without.reviews[m].index

    def reached(self) -> list[int]:
        """Months from the first in which the programme has reached the person."""
        policies = {p["id"] for v in self.view.study.variants if v.name == self.life.variant for p in v.policies}
        lives = self.life.with_.lives
        return self.life.with_.months(lives.reached_by.map(lambda names: bool(policies & set(names))))

    def _stay(self) -> Iterator[str]:
        """Whether who lives in the place still does at the end."""
        kind = "without" if self.life.kind == "crowded_out" else "with"
        lives = self.life.sides[kind].lives
        here = self.life.sides[kind].months((lives.region == self.focus) & (lives.status != "student"))
        if not here:
            return
        if kind == "without":
            yield self.w("here_without", month=month(here[0], self.view))
        after = lives[lives.index > here[-1]]
        if after.empty:
            yield self.w("stays", month=month(here[-1], self.view))
            return
        last, left = parse_month(self.view.study.last), int(after.index[0])
        late = left - last if kind == "with" else 0
        text = self.w("left", month=month(left, self.view), to=place(after.region.iloc[0], self.view))
        yield text + (self.w("late", time=duration(late, self.view.lang)) if 0 < late <= 12 else self.w("stop"))

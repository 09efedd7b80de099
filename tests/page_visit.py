"""A visit to the page in a real browser, and the page itself: the real application on comparisons that are made up."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import uvicorn
from web_fixture import digest_of, finished, page

from sim.web.plans import Plans
from sim.web.server import listen

WIDTHS = (1400, 1024, 820, 390)
AXE = Path(__file__).parent / "axe" / "axe.min.js"
DRAWN = "document.querySelectorAll('figure .plot').length === document.querySelectorAll('figure .plot svg').length"
CROSSED = """() => [...document.querySelectorAll('svg')].flatMap((svg) => {
  const boxes = [...svg.querySelectorAll('text')].map((t) => [t.textContent, t.getBoundingClientRect()]);
  const frame = svg.getBoundingClientRect();
  const out = boxes.filter(([, a]) => a.left < frame.left - 1 || a.right > frame.right + 1).map(([a]) => `out: ${a}`);
  const common = (a, b, from, to) => Math.min(a[to], b[to]) - Math.max(a[from], b[from]);
  const meet = (a, b) => common(a, b, 'left', 'right') > 1 && common(a, b, 'top', 'bottom') > 3;
  return [...out, ...boxes.flatMap(([s, a], i) => boxes.slice(i + 1).filter(([, b]) => meet(a, b)).map(([t]) => `${s} / ${t}`))];
})"""
# What the server has told the page: texts, and counts of pairs and people that labels name.
LISTENS = """(() => {
  const told = window.told = { texts: [], counts: [] }, COUNTS = ['seeds', 'persons_per_agent', 'done', 'of'];
  const note = (x, key) => {
    if (typeof x === 'string') told.texts.push(x);
    else if (typeof x === 'number' && COUNTS.includes(key)) told.counts.push(x);
    else if (x && typeof x === 'object') Object.entries(x).forEach(([k, v]) => note(v, Array.isArray(x) ? key : k));
    return x;
  };
  const whole = Response.prototype.json, parse = JSON.parse;
  Response.prototype.json = function () { return whole.call(this).then((x) => note(x)); };
  JSON.parse = (...given) => note(parse(...given));
})()"""
# Numbers in what the page says that are no such text: those of tables, axes and levers have tests of their own.
OWN_NUMBERS = """() => {
  const numbers = (text) => text.match(/\\d[\\d,.]*\\d|\\d/g) ?? [];
  const known = new Set([...window.told.texts.flatMap(numbers), ...window.told.counts.map((x) => x.toLocaleString('en'))]);
  const walk = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT), out = [];
  while (walk.nextNode()) {
    const { data, parentElement: at } = walk.currentNode, axis = at.closest('svg') && /^[+−]?[\\d,.]+(万|°[EN])?$/.test(data);
    if (axis || at.closest('td, .levers')) continue;
    out.push(...numbers(data).filter((n) => !known.has(n)).map((n) => `${n} in: ${data}`));
  }
  return out;
}"""


def study_of(name: str) -> str:
    """How the address calls a comparison of this name."""
    return digest_of(name)[:12]


@contextmanager
def served(root: Path, views: Mapping[str, Any], plans: Plans | None = None) -> Iterator[str]:
    """The page's address with these comparisons, the first the newest. views: name -> language -> view model."""
    for age, (name, both) in enumerate(views.items()):
        finished(root / name, name, written=-age, views=both)
    address = listen("127.0.0.1", 0, "")
    config = uvicorn.Config(
        page(root, plans=plans), log_level="warning", lifespan="off", ws="none", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, args=([address.listener],), daemon=True)
    thread.start()
    yield address.url({})
    server.should_exit = True
    thread.join()


class Visit:
    """A page in a context of its own; what went wrong and what was asked for."""

    def __init__(self, browser: Any, address: str, **given: Any) -> None:
        self.page = browser.new_context(**({"viewport": {"width": 1400, "height": 900}} | given)).new_page()
        self.wrong: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda m: self.wrong.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda e: self.wrong.append(str(e)))
        self.page.on("request", lambda r: self.asked.append(r.url))
        self.page.add_init_script(LISTENS)
        self.open(address)

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.settle()

    def settle(self) -> None:
        self.page.wait_for_selector("#app[aria-busy=false]:not(:has([aria-busy=true]))")
        for _ in range(400):  # asked from here, for the page's own rules let nothing in it evaluate text
            if self.page.evaluate(DRAWN):
                return
            self.page.wait_for_timeout(25)
        raise AssertionError("a figure is not drawn")

    def pressed(self) -> list[str]:
        return self.page.eval_on_selector_all(".card:has([aria-pressed=true])", "all => all.map(c => c.dataset.name)")

    def broken(self) -> list[str]:
        """What spoils it: a scroll sideways, texts of a chart that cross, numbers nobody told it, requests to elsewhere, errors."""
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        own = "/".join(self.page.url.split("/")[:3])
        out = [url for url in self.asked if not url.startswith((own, "data:", "blob:"))]
        spoilt = [*self.page.evaluate(CROSSED), *self.page.evaluate(OWN_NUMBERS), *out, *self.wrong]
        return [*([f"wider by {wide} px"] if wide > 0 else []), *spoilt]

    def axe(self) -> str:
        """What axe-core finds, as text; it must have looked at something."""
        self.page.evaluate(AXE.read_text("utf-8"))
        found = self.page.evaluate("axe.run()")
        assert len(found["passes"]) > 15
        return json.dumps([{v["id"]: [n["target"] for n in v["nodes"]]} for v in found["violations"]])

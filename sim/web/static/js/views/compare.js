// The first view: headline, the variants side by side, what lies behind the picked one, caveats.
import { shared } from "../charts/strip.js";
import { figure } from "../frame.js";
import { h } from "../kit.js";
import { people } from "../numbers.js";
import { opened, picked } from "../opened.js";
import { change, w } from "../state.js";
import { card } from "./card.js";
import { details, MANY } from "./details.js";

const CHIPS = 4; // newest comparisons that are always seen; older ones behind a press

/** {main, title, report, full}: the view, its name, the offline report, the state spelled out. */
export async function compare() {
  const { studies, study, lost, path, view } = await opened();
  if (!studies.length) return { main: empty(), title: w("top.compare") };
  const full = { study, pick: picked(view) };
  return { main: page(view, studies, study, lost), title: view.title, report: `/api/report/${path}`, full };
}

function page(view, studies, study, lost) {
  const lower = h("div", { class: "lower" }), cards = variants(view, study, show);
  function mark(name) {
    cards.querySelectorAll(".card").forEach((c) => c.querySelector(".pick").setAttribute("aria-pressed", String(c.dataset.name === name)));
    lower.replaceChildren(...details(view, study, name));
  }
  function show(name) {
    change({ pick: name === view.variants[0].name ? "" : name });
    mark(name);
  }
  mark(picked(view));
  return h("main", { id: "main", class: "frame", tabindex: "-1" },
    lost && h("p", { class: "warning", role: "alert" }, w("errors.missing")), head(view), chips(studies, study),
    cards, lower, caveats(view), h("footer", { class: "foot" }, h("span", {}, `${w("end.made")} ${view.digest}`), h("span", {}, w("view.foot"))));
}

function head(view) {
  const [first, ...rest] = view.sentences;
  return h("header", { class: "answer" },
    h("p", { class: "ask" }, view.question), h("h1", {}, view.headline || view.warning),
    view.headline && view.warning && h("p", { class: "warning", role: "alert" }, view.warning),
    first && h("p", { class: "lede" }, first), rest.length > 0 && h("ul", { class: "more" }, rest.map((s) => h("li", {}, s))),
    h("p", { class: "scope" }, view.scope));
}

function chips(studies, study) {
  const chip = (s) => h("button", { class: "chip", type: "button", "aria-pressed": String(s.study === study), onclick: () => change({ study: s === studies[0] ? "" : s.study, pick: "" }) },
    w("compare.study", { title: s.title, n: people(s.seeds), k: people(s.persons_per_agent) }));
  const near = studies.filter((s, i) => i < CHIPS || s.study === study), older = studies.filter((s) => !near.includes(s));
  return h("nav", { class: "chips", "aria-label": w("top.study") }, near.map(chip),
    older.length > 0 && h("details", {}, h("summary", { class: "chip" }, w("compare.older")), h("div", { class: "chips" }, older.map(chip))));
}

function variants(view, study, pick) {
  const { net } = view.figures, rows = new Map(net.rows.map((r) => [r.variant, r]));
  const domain = shared(net.rows, view.variants.flatMap((v) => v.by_seed));
  return h("section", {}, h("h2", { class: "unseen" }, w("compare.all")),
    h("div", { class: `cards ${view.variants.length > MANY ? "rows" : ""}` }, view.variants.map((v) => card(v, rows.get(v.name), view, domain, pick))),
    figure(view, study, "net", { css: "legend", note: [w("card.dots"), net.note, view.meanings].join(" ") }));
}

const caveats = (view) => h("section", { class: "panel caveats" }, h("h2", {}, w("compare.before")), h("ul", {}, view.caveats.map((c) => h("li", {}, c))));

export const empty = () => h("main", { id: "main", class: "frame lone", tabindex: "-1" },
  h("h1", {}, w("errors.none")), h("p", {}, w("compare.start")), h("pre", {}, h("code", {}, w("compare.command"))),
  h("button", { class: "chip", type: "button", onclick: () => location.reload() }, w("compare.again")));

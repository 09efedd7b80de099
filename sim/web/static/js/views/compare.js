// The first view: headline, the variants side by side, what lies behind the picked one, caveats.
import { shared } from "../charts/strip.js";
import { figure } from "../frame.js";
import { follow } from "../jobs.js";
import { h, refill } from "../kit.js";
import { people } from "../numbers.js";
import { opened } from "../opened.js";
import { chosen, question } from "../plan.js";
import { change, load, state, w } from "../state.js";
import { card } from "./card.js";
import { details, MANY } from "./details.js";
import { panel } from "./levers.js";
import { behind, live, MINE } from "./live.js";

const CHIPS = 4; // newest comparisons that are always seen; older ones behind a press

/** {main, title, report, full}: the view, its name, the offline report, the state spelled out. */
export async function compare() {
  const { studies, study, lost, path, view } = await opened();
  if (!studies.length) return { main: empty(), title: w("top.compare") };
  const levers = load(`/api/levers/${path}`).catch(() => ({})); // where no plan can be made results are shown all the same
  const seen = { view, study, levers: null, domain: domainOf(view) };
  const missing = lost && h("p", { class: "warning", role: "alert" }, w("errors.missing"));
  return { main: page(seen, levers, [missing, head(view), chips(studies, study)]), title: view.title, report: `/api/report/${path}`, full: spelled(seen) };
}
/** What an address has to name so that it shows the same when newer comparisons are there. */
const spelled = (seen) => ({ study: seen.study, get pick() { return picked(seen); } });
const picked = ({ view, levers }) => {
  const plans = !levers || levers.families; // they come later than the results
  const names = [...view.variants.map((v) => v.name), ...(plans && chosen().length ? [MINE] : [])];
  return names.includes(state.pick) ? state.pick : names[0];
};
const domainOf = (view) => shared(view.figures.net.rows, view.variants.flatMap((v) => v.by_seed));

/** seen: what is shown; levers: what may be moved, when it is known. */
function page(seen, levers, above) {
  const { view, study } = seen, lower = h("div", { class: "lower" }), mine = h("div", { class: "place" });
  const all = variants(seen, mine, show);
  let known = {}, shown;
  function mark() {
    const name = picked(seen);
    all.querySelectorAll(".card").forEach((c) => c.querySelector(".pick").setAttribute("aria-pressed", String(c.dataset.name === name)));
    if (name === MINE || name !== shown) refill(lower, ...(name === MINE ? behind(known) : details(view, study, name)));
    shown = name;
  }
  function show(name) {
    change({ pick: name === view.variants[0].name ? "" : name });
    mark();
  }
  const main = h("main", { id: "main", class: "frame", tabindex: "-1" }, above, all, lower, caveats(view),
    h("footer", { class: "foot" }, h("span", {}, `${w("end.made")} ${view.digest}`), h("span", {}, w("view.foot"))));
  function hear(news) {
    known = news;
    refill(mine, ...(chosen().length ? [live(known, seen, show)] : []));
    mark();
  }
  const coming = h("aside", { class: "panel levers", "aria-busy": "true", "aria-label": w("levers.title") }, h("header", {}, h("h2", {}, w("levers.title"))));
  levers.then((found) => {
    seen.levers = found;
    if (found.families) coming.replaceWith(planned(seen, hear));
    else coming.remove();
    mark();
  });
  mark();
  return h("div", { class: "desk" }, coming, main);
}

/** The panel of levers; tell(known) hears what becomes known of the plan on them. */
function planned({ study, levers }, tell) {
  const plan = follow(() => (chosen().length ? question(study, levers) : null), (known) => { side.show(known); tell(known); });
  const side = panel(levers, plan);
  plan.moved(0);
  return side.box;
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
  const near = studies.filter((s, i) => (i < CHIPS && !s.plan) || s.study === study), rest = studies.filter((s) => !near.includes(s));
  const fold = (key, some) => some.length > 0 && h("details", {}, h("summary", { class: "chip" }, w(key)), h("div", { class: "chips" }, some.map(chip)));
  return h("nav", { class: "chips", "aria-label": w("top.study") }, near.map(chip),
    fold("compare.older", rest.filter((s) => !s.plan)), fold("compare.plans", rest.filter((s) => s.plan)));
}

/** mine: the place of the card of the plan. */
function variants({ view, study, domain }, mine, pick) {
  const { net } = view.figures, rows = new Map(net.rows.map((r) => [r.variant, r]));
  return h("section", {}, h("h2", { class: "unseen" }, w("compare.all")),
    h("div", { class: `cards ${view.variants.length > MANY ? "rows" : ""}` }, mine, view.variants.map((v) => card(v, rows.get(v.name), view, domain, pick))),
    figure(view, study, "net", { css: "legend", note: [w("card.dots"), net.note, view.meanings].join(" ") }));
}

const caveats = (view) => h("section", { class: "panel caveats" }, h("h2", {}, w("compare.before")), h("ul", {}, view.caveats.map((c) => h("li", {}, c))));

export const empty = () => h("main", { id: "main", class: "frame lone", tabindex: "-1" },
  h("h1", {}, w("errors.none")), h("p", {}, w("compare.start")), h("pre", {}, h("code", {}, w("compare.command"))),
  h("button", { class: "chip", type: "button", onclick: () => location.reload() }, w("compare.again")));

// The view of moves: a sheet with arcs, the months below it, what is largest beside it.
import { arcs, widths } from "../charts/arcs.js";
import { inflow } from "../charts/inflow.js";
import { legend } from "../charts/legend.js";
import { sheet } from "../charts/sheet.js";
import { fitted } from "../frame.js";
import { colour, h } from "../kit.js";
import { people } from "../numbers.js";
import { opened, picked } from "../opened.js";
import { change, load, state, w } from "../state.js";
import { choices } from "./choices.js";
import { empty } from "./compare.js";
import { months } from "./months.js";
import { ranking } from "./ranking.js";

const DRAWN = 24; // arcs

/** {main, title, report, full}: as every view. */
export async function flows() {
  const { studies, study, lost, path, view } = await opened();
  if (!studies.length) return { main: empty(), title: w("top.flows") };
  const [told, boundary] = await Promise.all([load(`/api/flows/${path}`).catch(nothing), load("/api/boundary")]);
  const report = `/api/report/${path}`, title = `${w("top.flows")} · ${view.title}`;
  if (!told.months.length) return { main: h("main", { id: "main", class: "frame lone", tabindex: "-1" }, h("h1", {}, w("flows.none"))), title, report };
  return { main: page(told, boundary, view, path, lost), title, report, full: spelled(study, view, told) };
}
/** What an address has to name so that it shows the same when newer comparisons are there. */
const spelled = (study, view, told) => ({ study, get pick() { return picked(view); }, get month() { return told.months[start(told)].key; } });
/** Of results whose report is older than this view there is nothing to draw. */
function nothing(error) {
  if (error.status !== 404) throw error;
  return { months: [] };
}
/** Number of the month in the address, else of the window's last. */
function start({ months: all, last }) {
  const number = (key) => all.findIndex((month) => month.key === key);
  return [number(state.month), number(last), all.length - 1].find((at) => at >= 0);
}

function page(told, boundary, view, path, lost) {
  const says = h("p", { class: "lede" });
  return h("main", { id: "main", class: "frame flows", tabindex: "-1" },
    lost && h("p", { class: "warning", role: "alert" }, w("errors.missing")),
    h("header", { class: "answer" }, h("p", { class: "ask" }, w("compare.study", { title: view.title, n: people(view.seeds), k: people(view.persons_per_agent) })), h("h1", {}, told.question), says),
    board(told, boundary, view, path, says),
    h("section", { class: "panel caveats" }, h("h2", {}, w("compare.before")), h("ul", {}, told.notes.map((note) => h("li", {}, note)))),
    h("footer", { class: "foot" }, h("span", {}, `${w("end.made")} ${view.digest}`), h("span", {}, w("view.foot"))));
}

/** Sheet, months and list; they change together. */
function board(told, boundary, view, path, says) {
  const canvas = h("div", { class: "canvas" }), line = h("div", {}), key = h("div", {}), when = h("p", { class: "when" }), since = h("p", { class: "sub" }), caption = h("p", { class: "sub" });
  const focus = told.places[told.focus].title, list = ranking(view, () => canvas.querySelector("svg"));
  let at = start(told), turn = 0, seen = null, drawArcs = null, moveLine = null, paint = null, width = null;

  const go = (next) => step(next).catch((error) => { time.stop(); console.info(error.message); });
  const time = months(told.months, go);
  async function step(next) {
    at = next;
    const month = told.months[at].key, mine = ++turn;
    time.show(at);
    change({ month: month === told.last ? "" : month });
    const query = new URLSearchParams({ pick: picked(view), show: state.show, at: state.at, month });
    const figure = await load(`/api/moves/${path}?${query}`);
    if (mine !== turn) return;
    seen = figure;
    when.textContent = told.months[at].title;
    says.setAttribute("aria-live", time.playing() ? "off" : "polite");
    says.textContent = figure.says;
    list.show(figure, paint, widest(), `/api/table/${path}/flows?${query}`);
    showArcs();
    moveLine?.(at, figure.says);
  }
  const widest = () => told.widest[state.at][state.show === "diff" ? "diff" : "level"];
  const showArcs = () => seen && drawArcs?.(seen.rows.filter((row) => row.part === "arc").slice(0, DRAWN), paint, width);

  /** Draw anew for what is chosen. */
  function draw() {
    const v = view.variants.find((one) => one.name === picked(view)), differs = state.show === "diff";
    const into = state.show === "with" ? colour(v) : "var(--ink)";
    paint = (row) => (differs ? `var(--${row.value < 0 ? "less" : "more"})` : row.to === told.focus ? into : "var(--grey)");
    [width, seen] = [widths(widest()), null];
    canvas.replaceChildren(fitted((wide) => {
      const { svg, arcs: group, at: points, radius } = sheet(told, boundary.lines, wide, told.question);
      drawArcs = arcs(group, points, radius);
      showArcs();
      return svg;
    }));
    line.replaceChildren(fitted((wide) => {
      const drawn = inflow(told, told.net[v.name], state.show, v, wide, view.lang);
      moveLine = drawn.move;
      moveLine(at, says.textContent);
      return drawn.svg;
    }));
    key.replaceChildren(legend(state.show, width, into, view.lang));
    since.textContent = w(differs ? "flows.since" : "flows.year", { month: told.months[0].title });
    caption.textContent = w(differs ? "flows.net_diff" : state.show === "with" ? "flows.net_with" : "flows.net_without", { place: focus });
    go(at);
  }
  draw();
  return h("div", { class: "board" },
    h("section", { class: "panel" }, choices(view, focus, () => { time.stop(); draw(); }), canvas, key,
      h("div", { class: "timeline" }, h("div", { class: "left" }, time.button, h("div", {}, when, since)), h("div", {}, caption, line, time.slider))),
    list.box);
}

// Evidence: how sure a comparison is, first in a few facts, then chapter by chapter, every number in a table.
import { apart } from "../charts/apart.js";
import { exact } from "../charts/exact.js";
import { grades } from "../charts/grades.js";
import { misfits } from "../charts/misfits.js";
import { figure, fitted } from "../frame.js";
import { h } from "../kit.js";
import { people } from "../numbers.js";
import { opened } from "../opened.js";
import { load, w } from "../state.js";
import { copier } from "../take.js";
import { empty } from "./compare.js";
import { graded, table } from "./tables.js";

const HALVES = ["coupling", "precision", "sources"]; // chapters that stand two in a row, the last beside a stack of two
const STACK = ["inputs", "movers"];

/** {main, title, report, full}: as every view. */
export async function evidence() {
  const { studies, study, lost, path, view } = await opened();
  if (!studies.length) return { main: empty(), title: w("top.evidence") };
  const told = await load(`/api/evidence/${path}`).catch(nothing), report = `/api/report/${path}`, title = `${w("top.evidence")} · ${view.title}`;
  if (!told) return { main: h("main", { id: "main", class: "frame lone", tabindex: "-1" }, h("h1", {}, w("evidence.none"))), title, report };
  return { main: page(told, view, study, lost), title, report, full: { study } };
}
/** Of results whose report is older than this view there is nothing to show. */
function nothing(error) {
  if (error.status !== 404) throw error;
}

function page(told, view, study, lost) {
  const seen = { view: { ...view, figures: told.figures }, study };
  return h("main", { id: "main", class: "frame evidence", tabindex: "-1" },
    lost && h("p", { class: "warning", role: "alert" }, w("errors.missing")),
    h("header", { class: "answer" }, h("p", { class: "ask" }, w("compare.study", { title: view.title, n: people(view.seeds), k: people(view.persons_per_agent) })), h("h1", {}, told.title)),
    h("nav", { class: "facts", "aria-label": w("evidence.facts") }, told.facts.map(fact)),
    h("div", { class: "chapters" }, chapters(told, seen)),
    h("footer", { class: "foot" }, h("span", {}, `${w("end.made")} ${view.digest}`), h("span", {}, w("view.foot"))));
}
const fact = (f) => h("a", { class: "panel fact", href: `#${f.chapter}` }, h("span", { class: "what" }, f.title), h("span", { class: "number" }, f.text), f.note && h("span", { class: "note" }, f.note));

function chapters(told, seen) {
  const drawn = (wanted) => told.chapters.filter(({ key }) => wanted(key)).map((chapter) => section(chapter, seen));
  const stack = h("div", { class: "stack" }, drawn((key) => STACK.includes(key)));
  const all = drawn((key) => !STACK.includes(key)), after = all.findIndex(({ id }) => id === HALVES.at(-1)) + 1;
  all.at(-1).append(...told.commands.map(command));
  return all.toSpliced(after, 0, stack);
}
const command = (line) => h("div", { class: "command" }, h("code", {}, line), copier("chip", () => line, w("levers.copy"), w("levers.copied")));

function section(chapter, seen) {
  return h("section", { class: `panel chapter ${HALVES.includes(chapter.key) ? "half" : ""}`, id: chapter.key },
    h("h2", {}, chapter.title), chapter.parts.map((part) => (part.figure ? shown(part.figure, seen) : h("p", {}, part.text))));
}

const CHARTS = {
  coupling: ({ view }, rows, says) => fitted((width) => apart(rows.filter((r) => r.at), view.variants, width, says)),
  precision: ({ view }, rows, says) => fitted((width) => exact(rows, view.variants, width, view.lang, says)),
  grades: (_, rows, says) => fitted((width) => grades(rows, width, says)),
};
/** A chart with its table behind a press, or a table that is read as it stands. */
function shown(name, seen) {
  const { view, study } = seen, { question, note, rows } = view.figures[name];
  if (CHARTS[name]) return figure(view, study, name, { note, css: "bare", plot: CHARTS[name](seen, rows, question) });
  if (name === "fit") return table(view, study, name, fitted((width) => misfits(rows, width, view.lang, question)));
  return name === "parameters" ? graded(view, study, name) : table(view, study, name);
}

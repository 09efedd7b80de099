// One graduate: cards of people, the two lives of the one picked, and why the choice that is opened came out as it did.
import { lifeline } from "../charts/lifeline.js";
import { weighing } from "../charts/weighing.js";
import { figure, fitted } from "../frame.js";
import { colour, h, icon, refill } from "../kit.js";
import { people } from "../numbers.js";
import { opened } from "../opened.js";
import { change, load, state, w } from "../state.js";
import { empty } from "./compare.js";

/** {main, title, report, full}: as every view. */
export async function lives() {
  const { studies, study, lost, path, view } = await opened();
  if (!studies.length) return { main: empty(), title: w("top.lives") };
  const told = await load(`/api/lives/${path}`), report = `/api/report/${path}`, title = `${w("top.lives")} · ${view.title}`;
  if (!told.people?.length) return { main: nobody(), title, report };
  const seen = looked(told);
  return { main: page(told, view, study, seen, lost), title, report, full: { study, pick: seen.person.variant, who: address(seen) } };
}

/** The person and the month of the choice that the address names: `who` is KEY or KEY.YYYY-MM. */
function looked(told) {
  const [key, month] = state.who.split(".");
  const person = told.people.find((p) => p.key === key) ?? told.people.find((p) => p.variant === state.pick) ?? told.people[0];
  return { person, month: person.choices.some((c) => c.month === month) ? month : person.opened };
}
const address = ({ person, month }) => (month === person.opened ? person.key : `${person.key}.${month}`);

function page(told, view, study, seen, lost) {
  const rule = h("p", { class: "lede" }), cards = h("div", { class: "persons", role: "group", "aria-label": w("lives.people") });
  const board = h("div", { class: "two lives" }), chips = h("nav", { class: "chips", "aria-label": w("lives.variants") });
  function show(person, month = person.opened) {
    seen = { person, month };
    change({ who: address(seen), pick: person.variant });
    mark();
  }
  /** Draw what the picked person and choice change, the focus where it was. */
  function mark() {
    const v = told.variants.find((one) => one.name === seen.person.variant), dot = document.activeElement?.dataset.month;
    refill(chips, ...told.variants.filter((one) => told.people.some((p) => p.variant === one.name)).map((one) => chip(one, v, () => show(told.people.find((p) => p.variant === one.name)))));
    rule.textContent = v.rule;
    refill(cards, ...told.people.filter((p) => p.variant === v.name).map((p) => card(p, v, p === seen.person, () => show(p))));
    refill(board, ...charts(told, view, study, v, seen, (month) => show(seen.person, month)));
    if (dot) refocus(dot);
  }
  /** The chart is drawn once its width is known: until then the focus waits. */
  function refocus(month, turns = 20) {
    const node = board.querySelector(`.choice[data-month="${month}"]`);
    if (node) node.focus();
    else if (turns) requestAnimationFrame(() => refocus(month, turns - 1));
  }
  const main = h("main", { id: "main", class: "frame", tabindex: "-1" },
    lost && h("p", { class: "warning", role: "alert" }, w("errors.missing")),
    h("header", { class: "answer" }, h("p", { class: "ask" }, w("compare.study", { title: view.title, n: people(view.seeds), k: people(view.persons_per_agent) })), h("h1", {}, w("lives.title")), rule),
    h("h2", { class: "unseen" }, w("lives.people")), chips, cards, board,
    h("section", { class: "panel caveats" }, h("h2", {}, w("compare.before")), h("ul", {}, told.caveats.map((c) => h("li", {}, c)))),
    h("footer", { class: "foot" }, h("span", {}, `${w("end.made")} ${view.digest}`), h("span", {}, w("view.foot"))));
  mark();
  return main;
}

const chip = (one, v, pick) => h("button", { class: "chip", type: "button", "aria-pressed": String(one === v), onclick: pick }, icon(one), ` ${one.title}`);
const card = (p, v, on, pick) => h("button", { class: "panel person", type: "button", "aria-pressed": String(on), style: { "--c": colour(v) }, onclick: pick },
  h("span", { class: "kind" }, icon(v), p.kind_title), h("span", { class: "who" }, p.who));

function charts(told, view, study, v, { person, month }, pick) {
  const choice = person.choices.find((c) => c.month === month), life = `life-${person.key}`, why = `why-${person.key}`;
  const data = (name) => ({ ...told.figures[name], rows: person.rows[name] });
  const own = { ...view, figures: { [life]: data("life"), [why]: data("why") } };
  const story = person.story.join(view.lang === "zh" ? "" : " "), rows = person.rows.why.filter((row) => row.month === month);
  return [
    figure(own, study, life, { title: story, says: person.who, note: told.figures.life.note, css: "life", plot: h("div", {}, fitted((width) => lifeline(person, told, v, month, pick, width)), legend(v, person.rows.life.some((row) => row.flat))) }),
    choice && figure(own, study, why, { title: w("lives.choice", { month: choice.title }), says: choice.says, note: told.figures.why.note, css: "why", on: (row) => row.month === month,
      plot: h("div", { "aria-live": "polite" }, fitted((width) => weighing(rows, v, width, choice.says)), reasons(v)) }),
  ].filter(Boolean);
}

const swatch = (attributes) => h("svg", { class: "swatch", width: 30, height: 10, viewBox: "0 0 30 10", "aria-hidden": "true" }, h("line", { x1: 3, x2: 27, y1: 5, y2: 5, "stroke-linecap": "round", "stroke-width": 3, stroke: "var(--soft)", ...attributes }));
const key = (name, attributes) => h("li", {}, swatch(attributes), w(`lives.${name}`));
const legend = (v, flats) => h("ul", { class: "keys" }, key("with", { stroke: colour(v), "stroke-width": 6 }), key("without", { stroke: "var(--grey)", "stroke-width": 6 }),
  key("studies", { "stroke-dasharray": "0.1 6" }), key("looks", { "stroke-dasharray": "6 6" }), key("works", { "stroke-width": 6 }), flats && key("flat", { stroke: colour(v), "stroke-width": 9, opacity: 0.3 }));
const reasons = (v) => h("ul", { class: "keys" }, key("with", { stroke: colour(v), "stroke-width": 6 }), key("without", { stroke: "var(--grey)", "stroke-width": 6 }),
  key("pull", { "stroke-width": 9, "stroke-linecap": "butt" }), key("reasons", { "stroke-dasharray": "0.1 5" }));

const nobody = () => h("main", { id: "main", class: "frame lone", tabindex: "-1" },
  h("h1", {}, w("lives.none")), h("p", {}, w("lives.start")), h("pre", {}, h("code", {}, w("lives.command"))),
  h("button", { class: "chip", type: "button", onclick: () => location.reload() }, w("compare.again")));

// The frame of every chart: question, sentence, a plot that fits its width, table, CSV, SVG.
import { h } from "./kit.js";
import { count } from "./numbers.js";
import { state, w } from "./state.js";
import { download } from "./take.js";

const redraw = new WeakMap();
// one observer for all: what leaves the page is let go
const watcher = new ResizeObserver((entries) => entries.forEach((entry) => redraw.get(entry.target)?.()));

/** A box that draws again when its width changes. draw(width) -> svg. */
export function fitted(draw, css = "plot") {
  const box = h("div", { class: css });
  let drawn = 0;
  redraw.set(box, () => {
    const width = Math.floor(box.clientWidth);
    if (!width || width === drawn) return;
    drawn = width;
    box.replaceChildren(draw(width));
  });
  watcher.observe(box);
  return box;
}

/** A figure of the view model. study: its name where it is stored; plot: a box, or none where the cards are the plot; on: the row is of the picked variant. */
export function figure(view, study, key, { title, says = "", plot, note = "", css = "", on = () => false }) {
  const data = view.figures[key];
  const table = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": w("table.of", { question: data.question }), hidden: !opened.has(key) }, grid(view, data, on));
  return h("figure", { class: `panel ${css}`, "data-figure": key },
    title && h("h3", {}, title), says && h("p", { class: "says" }, says), plot, table, note && h("p", { class: "note" }, note),
    h("footer", {}, toggle(table, key), study && file(study, key), plot && saver(view, key, plot)));
}

const opened = new Set(); // figures whose table is open stay so when they are drawn anew
export function toggle(table, key) {
  const button = h("button", { type: "button", "aria-expanded": String(!table.hidden) }, w("table.open"));
  button.addEventListener("click", () => {
    table.hidden = !table.hidden;
    opened[table.hidden ? "delete" : "add"](key);
    button.setAttribute("aria-expanded", String(!table.hidden));
  });
  return button;
}
export const file = (study, key) => h("a", { href: `/api/table/${encodeURIComponent(study)}/${state.lang}/${key}`, download: "" }, w("table.csv"));

/** A button that saves the picture in a box. */
export const saver = (view, key, box) => h("button", { type: "button", onclick: () => save(`talentflow-${key}-${view.digest}.svg`, box.querySelector("svg")) }, w("table.svg"));

export function grid(view, { columns, rows }, on) {
  const titles = new Map(view.variants.map((v) => [v.name, v.title]));
  const cell = (row, key) => (key === "variant" ? titles.get(row.variant) ?? row.variant : written(row[key]));
  return h("table", {},
    h("thead", {}, h("tr", {}, columns.map((c) => h("th", { scope: "col" }, c.title)))),
    h("tbody", {}, rows.map((row) => h("tr", { class: on(row) ? "on" : null }, columns.map((c) => h("td", {}, cell(row, c.key)))))));
}
function written(value) {
  if (value == null || value === "") return "–";
  if (typeof value === "boolean") return w(value ? "table.yes" : "table.no");
  return typeof value === "number" ? count(value) : String(value);
}

const INLINE = ["fill", "stroke", "font-size", "opacity"];
/** Save a picture with the colours that it has now, for a paper or a slide. */
export function save(name, svg) {
  const copy = svg.cloneNode(true), from = svg.querySelectorAll("*");
  copy.querySelectorAll("*").forEach((node, i) => {
    const style = getComputedStyle(from[i]);
    for (const property of INLINE) node.style.setProperty(property, style[property]);
  });
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.style.fontFamily = "Noto Sans SC, sans-serif";
  download(name, "image/svg+xml", new XMLSerializer().serializeToString(copy));
}

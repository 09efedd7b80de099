// Beside the sheet: into, out of and net, and the largest moves as a list, with their table.
import { grid, save, toggle } from "../frame.js";
import { h, hint } from "../kit.js";
import { state, w } from "../state.js";

const LISTED = 11;

/** {box, show(figure, paint, widest, csv)}. picture(): the svg to save. */
export function ranking(view, picture) {
  const sums = h("dl", {}), title = h("h2", {}), list = h("ol", {}), note = h("p", { class: "note" });
  const table = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": w("table.of", { question: w("top.flows") }), hidden: true });
  const csv = h("a", { download: "" }, w("table.csv"));
  const svg = h("button", { type: "button", onclick: () => save(`talentflow-flows-${view.digest}.svg`, picture()) }, w("table.svg"));
  const box = h("figure", { class: "panel ranking", "data-figure": "flows" }, sums, title, list, note, table, h("footer", {}, toggle(table), csv, svg));
  function show(figure, paint, widest, address) {
    const arcs = figure.rows.filter((row) => row.part === "arc");
    sums.replaceChildren(...figure.rows.filter((row) => ["in", "out", "net"].includes(row.part)).map(sum));
    title.textContent = w(state.show === "diff" ? "flows.changes" : "flows.largest");
    list.replaceChildren(...arcs.slice(0, LISTED).map((row) => item(row, paint, widest)));
    note.textContent = figure.note;
    table.replaceChildren(grid(view, figure, () => false));
    csv.href = address;
  }
  return { box, show };
}

const sum = (row) => h("div", { class: row.sure ? null : "faint" }, h("dt", {}, row.title), h("dd", {}, row.text), row.span && h("dd", { class: "span" }, row.span));

function item(row, paint, widest) {
  const bar = { width: `${Math.min(100, (100 * Math.abs(row.value)) / (widest || 1))}%`, background: paint(row) };
  return h("li", { class: `${row.sure ? "" : "faint"} ${row.value < 0 ? "fewer" : ""}`, onpointermove: (event) => hint(event, h("span", { class: "ink" }, row.says)), onpointerleave: () => hint(null) },
    h("span", {}, row.title), h("span", { class: "n" }, row.text), h("span", { class: "size" }, h("span", { style: bar })));
}

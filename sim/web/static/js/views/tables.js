// Tables that are read as they stand: in a region of their own that scrolls, with their CSV; a long one by grade.
import { file, grid, saver } from "../frame.js";
import { h } from "../kit.js";
import { people } from "../numbers.js";
import { w } from "../state.js";

/** view.figures[name] as a table, below a picture of it where there is one. */
export function table(view, study, name, plot) {
  const data = view.figures[name];
  return h("div", { class: `listed ${name}` }, plot, region(data, grid(view, data, none)), data.note && h("p", { class: "note" }, data.note), h("footer", {}, file(study, name), plot && saver(view, name, plot)));
}
const none = () => false;
const region = ({ question, columns }, ...content) => h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": w("table.of", { question: `${question} ${columns[0].title}, ${columns.at(-1).title}` }) }, ...content);

/** The same, with a button for each grade that there is: rows of that grade alone are shown. */
export function graded(view, study, name) {
  const data = view.figures[name], box = region(data), found = [...new Set(data.rows.map((row) => row.grade))].sort();
  const of = (grade) => data.rows.filter((row) => !grade || row.grade === grade);
  const buttons = ["", ...found].map((grade) => h("button", { type: "button", "data-grade": grade, onclick: () => show(grade) }, w(grade ? "evidence.grade" : "evidence.all", { grade, n: people(of(grade).length) })));
  function show(picked) {
    buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.grade === picked)));
    box.replaceChildren(grid(view, { ...data, rows: of(picked) }, none));
    box.scrollTop = 0;
  }
  show("");
  return h("div", { class: `listed ${name}` }, h("div", { class: "choice", role: "group", "aria-label": w("evidence.grades") }, buttons), box, h("footer", {}, file(study, name)));
}

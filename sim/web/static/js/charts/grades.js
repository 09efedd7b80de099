// What inputs are worth: a bar for each kind, split by grade; solid seen in a source, pale remembered, hatched judged.
import { h, hatch, picture } from "../kit.js";

const ROW = 46, GRADES = ["A", "B", "C"];

/** rows: what, A, B, C. */
export function grades(rows, width, says) {
  const [defs, lines] = hatch(), paints = ["var(--ink)", "var(--grey)", lines];
  return picture(width, ROW * rows.length, says, defs, rows.map((r, i) => bar(r, ROW * i, width, paints)));
}

function bar(r, top, width, paints) {
  const all = GRADES.reduce((sum, grade) => sum + r[grade], 0) || 1, told = GRADES.map((grade) => `${grade} ${r[grade]}`).join(" · ");
  let from = 0;
  const part = (grade, i) => {
    const long = (width * r[grade]) / all, x = from;
    from += long;
    return long > 0 && h("rect", { x, y: top + 20, width: Math.max(long - 1.5, 0.5), height: 14, fill: paints[i], stroke: i === 2 ? "var(--grey)" : null });
  };
  return h("g", {}, h("text", { x: 0, y: top + 13 }, r.what), h("text", { x: width, y: top + 13, "text-anchor": "end", class: "ink" }, told), GRADES.map(part));
}

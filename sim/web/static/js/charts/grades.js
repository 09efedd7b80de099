// What inputs are worth: a bar for each kind, split by grade; solid seen in a source, pale remembered, hatched judged.
import { h, hatch, picture } from "../kit.js";
import { headed } from "./headed.js";

const BAR = 14, GAP = 12, GRADES = ["A", "B", "C"];
const told = (r) => GRADES.map((grade) => `${grade} ${r[grade]}`).join(" · ");

/** rows: what, A, B, C. */
export function grades(rows, width, says) {
  const [defs, lines] = hatch(), paints = ["var(--ink)", "var(--grey)", lines];
  const head = headed(rows.map((r) => [r.what, told(r)]), width), high = head.height + BAR + GAP;
  return picture(width, high * rows.length, says, defs, rows.map((r, i) => [head.words(r.what, told(r), high * i), bar(r, high * i + head.height, width - 1, paints)]));
}

function bar(r, y, width, paints) {
  const all = GRADES.reduce((sum, grade) => sum + r[grade], 0) || 1;
  let from = 0;
  return GRADES.map((grade, i) => {
    const long = (width * r[grade]) / all, x = from;
    from += long;
    return long > 0 && h("rect", { x: x + 0.5, y, width: Math.max(long - 1.5, 0.5), height: BAR, fill: paints[i], stroke: i === 2 ? "var(--grey)" : null });
  });
}

// Of a hundred people supported: solid are here because of it, hollow would be here anyway.
import { colour, h, picture } from "../kit.js";

const ROWS = 4, COLUMNS = 25;

export function hundred(v, width, says) {
  const gap = width / COLUMNS, r = Math.min(gap * 0.34, 4.2);
  const dot = (i) => {
    const extra = i < ROWS * COLUMNS - v.anyway;
    const paint = extra ? { r, fill: colour(v) } : { r: r - 0.5, fill: "none", stroke: "var(--hatch)" };
    return h("circle", { cx: (Math.floor(i / ROWS) + 0.5) * gap, cy: ((i % ROWS) + 0.5) * gap, ...paint });
  };
  return picture(width, ROWS * gap, says, [...Array(ROWS * COLUMNS)].map((_, i) => dot(i)));
}

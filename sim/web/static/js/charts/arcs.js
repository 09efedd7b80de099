// Moves as tapered arcs: the thin end leaves, the thick end arrives. One scale of width for all months.
import { h, hint } from "../kit.js";
import { scaleLinear } from "../../d3/index.js";

const THIN = 1.4, WIDE = 24, STEPS = 24, DASHES = 8, KEYS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/** px of an arc's thick end, of people. */
export const widths = (widest) => scaleLinear([0, widest || 1], [THIN, WIDE]);

/** Arcs that stay themselves from month to month: show(rows, paint, width) draws these; paint(row) -> colour. */
export function arcs(group, at, radius) {
  const kept = new Map();
  let shown = [];
  const walk = (event) => {
    const step = KEYS[event.key], next = shown[shown.indexOf(event.currentTarget) + step];
    if (!step || !next) return;
    event.preventDefault();
    next.focus();
  };
  const made = () => {
    const arc = h("g", { class: "arc", role: "img", onkeydown: walk, onblur: () => hint(null), onpointerleave: () => hint(null) }, h("path", { class: "flow" }), h("path", { class: "near" }));
    arc.addEventListener("pointermove", (event) => told(event, arc));
    arc.addEventListener("focus", () => {
      shown.forEach((one) => one.setAttribute("tabindex", one === arc ? "0" : "-1"));
      const box = arc.getBoundingClientRect();
      told({ clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 }, arc);
    });
    return arc;
  };
  return function show(rows, paint, width) {
    const seen = new Map(rows.map((row) => [`${row.from}-${row.to}-${row.value < 0}`, row]));
    for (const [key, arc] of kept) if (!seen.has(key)) { arc.remove(); kept.delete(key); }
    shown = [...seen].map(([key, row]) => {
      if (!kept.has(key)) kept.set(key, group.appendChild(made()));
      return drawn(kept.get(key), row, at, radius, paint, width);
    });
    const entered = shown.find((arc) => arc === document.activeElement) ?? shown[0];
    shown.forEach((arc) => arc.setAttribute("tabindex", arc === entered ? "0" : "-1"));
  };
}
const told = (event, arc) => hint(event, h("span", { class: "ink" }, arc.getAttribute("aria-label")));

function drawn(arc, row, at, radius, paint, width) {
  const [flow, near] = arc.children, wide = width(Math.abs(row.value)), ends = [at[row.from], at[row.to], radius[row.from], radius[row.to]];
  arc.setAttribute("aria-label", row.says);
  arc.setAttribute("class", `arc ${row.sure ? "sure" : "unsure"} ${row.value < 0 ? "fewer" : ""}`);
  flow.setAttribute("d", taper(...ends, wide, row.value < 0));
  flow.setAttribute("fill", paint(row));
  near.setAttribute("d", taper(...ends, Math.max(wide, 14), false)); // a thin arc is met by a pointer too
  return arc;
}

const bent = (long) => Math.min(0.34, 14 / long + 0.12);
/** A bent wedge from a to b; two between the same places bend to different sides; dashed where fewer move. */
export function taper([x0, y0], [x1, y1], r0, r1, wide, dashed, curve = bent) {
  const dx = x1 - x0, dy = y1 - y0, long = Math.hypot(dx, dy) || 1, bend = curve(long);
  const mx = (x0 + x1) / 2 + dy * bend, my = (y0 + y1) / 2 - dx * bend;
  const on = (t) => [(1 - t) ** 2 * x0 + 2 * t * (1 - t) * mx + t * t * x1, (1 - t) ** 2 * y0 + 2 * t * (1 - t) * my + t * t * y1];
  const from = Math.min((r0 + 3) / long, 0.3), to = 1 - Math.min((r1 + 4) / long, 0.3);
  /** Both sides of the wedge at a share of its way. */
  const sides = (share) => {
    const t = from + (to - from) * share, [x, y] = on(t), [ax, ay] = on(t + 0.01), n = Math.hypot(ax - x, ay - y) || 1;
    const half = (wide / 2) * (0.14 + 0.86 * share) * (share > 0.9 ? (1 - share) / 0.1 : 1), ox = (-(ay - y) / n) * half, oy = ((ax - x) / n) * half;
    return [[x + ox, y + oy], [x - ox, y - oy]];
  };
  const piece = (a, b, steps) => {
    const points = [...Array(steps + 1)].map((_, i) => sides(a + ((b - a) * i) / steps));
    return `M${[...points.map((p) => p[0]), ...points.reverse().map((p) => p[1])].map((p) => p.map((c) => c.toFixed(1)).join(" ")).join("L")}Z`;
  };
  if (!dashed) return piece(0, 1, STEPS);
  return [...Array(DASHES)].map((_, i) => piece(i / DASHES, (i + 0.66) / DASHES, STEPS / DASHES)).join("");
}

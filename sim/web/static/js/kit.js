// The drawing kit: elements, marks, hatching, room for labels. Nothing here knows what is drawn.
import { max } from "../d3/index.js";

const SVG = "http://www.w3.org/2000/svg";
const SHAPES = new Set("svg g path line rect circle text defs pattern title".split(" "));

/** An element with attributes and children; strings become text, never markup. */
export function h(tag, attributes = {}, ...children) {
  const node = SHAPES.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (value == null || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "style") for (const [k, v] of Object.entries(value)) node.style.setProperty(k, v);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(3).filter((c) => c != null && c !== false && c !== ""));
  return node;
}

const FOCUSED = "a[href], button, summary, input, [tabindex]";
/** Put new content into a box; what had the focus keeps it, by its place. */
export function refill(box, ...content) {
  const places = () => [...box.querySelectorAll(FOCUSED)], at = places().indexOf(document.activeElement);
  box.style.setProperty("min-height", `${box.offsetHeight}px`); // charts are drawn a moment later: the page must not jump
  box.replaceChildren(...content);
  requestAnimationFrame(() => requestAnimationFrame(() => box.style.removeProperty("min-height")));
  if (at >= 0) places()[at]?.focus({ preventScroll: true });
}

/** A picture that says in words what it shows. */
export const picture = (width, height, says, ...children) =>
  h("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": says }, ...children);

/** Colour of a variant: the hue of its family, the share `tint` of it kept. */
export const colour = (v) => (v.tint < 1 ? `color-mix(in srgb, var(--${v.family}) ${100 * v.tint}%, var(--panel))` : `var(--${v.family})`);

const around = (n, r, turn = 0) =>
  [...Array(n)].map((_, i) => [r * Math.sin((2 * Math.PI * i) / n + turn), -r * Math.cos((2 * Math.PI * i) / n + turn)]);
const ring = (points) => `M${points.map((p) => p.map((c) => c.toFixed(2)).join(" ")).join("L")}Z`;
const CROSS = (() => { const a = 0.38, b = 1.05; return [[-a, -b], [a, -b], [a, -a], [b, -a], [b, a], [a, a], [a, b], [-a, b], [-a, a], [-b, a], [-b, -a], [-a, -a]]; })();
const turned = (points, angle) => points.map(([x, y]) => [x * Math.cos(angle) - y * Math.sin(angle), x * Math.sin(angle) + y * Math.cos(angle)]);
const OUTLINES = {
  s: around(4, 1.24, Math.PI / 4), "^": around(3, 1.25), v: around(3, 1.25, Math.PI), D: around(4, 1.25), p: around(5, 1.15), P: CROSS, X: turned(CROSS, Math.PI / 4),
  "*": around(10, 1.4).map(([x, y], i) => (i % 2 ? [x * 0.45, y * 0.45] : [x, y])),
};

/** The mark of a variant, the same shape as in the report; open for every second one of a family. */
export function mark(v, x, y, r) {
  const paint = v.open ? { fill: "var(--panel)", stroke: colour(v), "stroke-width": 1.8 } : { fill: colour(v), stroke: "var(--panel)", "stroke-width": 1.2 };
  const outline = OUTLINES[v.marker];
  if (!outline) return h("circle", { cx: x, cy: y, r, ...paint });
  return h("path", { d: ring(outline.map(([dx, dy]) => [x + r * dx, y + r * dy])), ...paint });
}
/** The mark on its own, beside a name. */
export const icon = (v) => h("svg", { class: "icon", width: 18, height: 18, viewBox: "0 0 18 18", "aria-hidden": "true" }, mark(v, 9, 9, 6));

let hatches = 0;
/** Hatching for what is not due to the programme: [its definition, the paint to fill with]. */
export function hatch() {
  const id = `hatch${hatches++}`;
  const stroke = h("line", { x1: 0, y1: 0, x2: 0, y2: 5, stroke: "var(--hatch)", "stroke-width": 1.6 });
  return [h("defs", {}, h("pattern", { id, width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, stroke)), `url(#${id})`];
}

/** Positions near ys, in their order, at least gap apart. */
export function spread(ys, gap) {
  const order = ys.map((y, i) => [y, i]).sort((a, b) => a[0] - b[0]);
  const out = order.map(([y]) => y);
  for (let turn = 0; turn < 300; turn++)
    for (let i = 0; i + 1 < out.length; i++) {
      const lacking = gap - (out[i + 1] - out[i]);
      if (lacking > 0.01) { out[i] -= lacking / 2; out[i + 1] += lacking / 2; }
    }
  const found = [];
  order.forEach(([, i], k) => (found[i] = out[k]));
  return found;
}

const pen = document.createElement("canvas").getContext("2d");
/** Width in px that a text takes in a chart. */
export function textWidth(text, size = 12) {
  pen.font = `${size}px TF`;
  return pen.measureText(text).width;
}
/** Width that the longest of some texts takes. */
export const widest = (texts, size = 12) => max(texts, (t) => textWidth(t, size)) ?? 0;
/** A text cut to a width, the rest as three dots. */
export function shortened(text, width, size = 12) {
  if (textWidth(text, size) <= width) return text;
  let end = text.length;
  while (end > 1 && textWidth(`${text.slice(0, end)}…`, size) > width) end--;
  return `${text.slice(0, end)}…`;
}

let tip;
/** One note beside the pointer for the whole page; without an event it goes. */
export function hint(event, ...content) {
  tip ??= document.body.appendChild(h("div", { class: "tip", "aria-hidden": "true" }));
  tip.hidden = !event;
  if (!event) return;
  tip.replaceChildren(...content);
  tip.style.left = `${Math.max(8, Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8))}px`;
  tip.style.top = `${Math.max(8, Math.min(event.clientY - tip.offsetHeight - 10, innerHeight - tip.offsetHeight - 8))}px`;
}

// A card a variant: what it does, the effect and its noise, a hundred people, what it costs.
import { fitted } from "../frame.js";
import { colour, h, icon } from "../kit.js";
import { hundred } from "../charts/hundred.js";
import { strip } from "../charts/strip.js";
import { w } from "../state.js";

const SIGNS = { clear: "full", shown: "full", depends: "half", worse: "down" };
const SHAPES = { full: "M6 1a5 5 0 1 0 .01 0Z", half: "M6 1a5 5 0 0 0 0 10Z", down: "M1 3h10l-5 8Z", hollow: "" };
const FAINT = new Set(["none", "single", "missing"]);

/** row: of figure net; domain: of all strips; pick(name): what a press does. */
export function card(v, row, view, domain, pick) {
  const says = `${v.title}: ${v.net.text}${v.net.span && ` (${v.net.span})`}. ${v.verdict_text}`;
  return h("article", { class: `panel card ${FAINT.has(v.verdict) ? "faint" : ""}`, "data-name": v.name, style: { "--c": colour(v) } },
    h("h3", { class: "head" }, icon(v), h("button", { class: "pick", type: "button", onclick: () => pick(v.name) }, v.title)),
    h("p", { class: "verdict", title: v.verdict_rule }, sign(SIGNS[v.verdict] ?? "hollow"), v.verdict_text),
    h("p", { class: "what" }, v.what),
    h("p", { class: "big" }, h("span", { class: "number" }, v.net.text), ` ${w("card.people")}`),
    h("p", { class: "span" }, [w("card.by", { end: view.end }), v.net.span && w("card.noise", { span: v.net.span })].filter(Boolean).join(" · ")),
    fitted((width) => strip(row, v, domain, width, view.lang, says), "strip"),
    v.anyway != null && h("div", { class: "people" }, fitted((width) => hundred(v, width, v.anyway_text), "hundred"), h("p", {}, v.anyway_text)),
    h("dl", {}, pair("card.cost", v.cost), pair("card.paid", v.per_year)));
}
const pair = (key, number) => h("div", {}, h("dt", {}, w(key)), h("dd", {}, number.text));
/** A verdict at a glance, drawn: the typeface has no half circle. */
const sign = (kind) => h("svg", { class: "sign", width: 12, height: 12, viewBox: "0 0 12 12", "aria-hidden": "true" },
  kind !== "down" && h("circle", { cx: 6, cy: 6, r: 5, fill: "none", stroke: "currentColor" }), h("path", { d: SHAPES[kind], fill: "currentColor" }));

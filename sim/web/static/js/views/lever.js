// One policy of the panel: its switch, the levers that lead, and behind a press the others with their sources.
import { h } from "../kit.js";
import { setting } from "../numbers.js";
import { assign, isOn, toggle, valueOf } from "../plan.js";
import { state, w } from "../state.js";

const SEEN = 3; // levers of a policy that are seen at once

/** ids: of all policies, in their order; moved(): what follows a move. */
export function policy(one, ids, moved) {
  const leading = one.fields.filter((f) => f.lead).slice(0, SEEN), others = one.fields.filter((f) => !leading.includes(f));
  const fields = h("div", { class: "fields" }, leading.map((f) => slider(f, moved)),
    h("details", {}, h("summary", {}, w("levers.more")), others.map((f) => [slider(f, moved), source(f)]), leading.map(source), one.source && h("p", { class: "source" }, one.source)));
  const name = h("span", { class: "name", id: `name-${one.id}` }, one.title);
  const button = h("button", { class: "switch", type: "button", role: "switch", "aria-labelledby": name.id, onclick: () => { toggle(one.id, ids); show(); moved(); } });
  function show() {
    button.setAttribute("aria-checked", String(isOn(one.id)));
    fields.hidden = !isOn(one.id);
  }
  show();
  return h("div", { class: "policy" }, h("div", { class: "row" }, name, button), fields);
}

const source = (f) => (f.source || f.grade) && h("p", { class: "source" }, w("levers.source", { label: f.label, source: [f.source, f.grade].filter(Boolean).join(" · ") }));

function slider(f, moved) {
  const id = f.path.replaceAll(".", "-"), out = h("output", { for: id });
  const input = h("input", { type: "range", id, min: f.low, max: f.high, step: f.step, value: f.value });
  const home = input.value; // where the shipped value lies among the steps
  function show() {
    out.textContent = setting(valueOf(f), f, state.lang);
    input.setAttribute("aria-valuetext", out.textContent);
    input.style.setProperty("--at", `${(100 * (input.value - f.low)) / (f.high - f.low)}%`);
  }
  input.addEventListener("input", () => {
    assign(f, input.value === home ? f.value : Number(input.value));
    show();
    moved();
  });
  input.value = valueOf(f);
  show();
  return h("div", { class: "field" }, h("label", { for: id }, h("span", {}, f.label), out), input);
}

// What of the moves is shown: a variant, a world or the difference, the judged place's moves or all.
import { h, icon } from "../kit.js";
import { picked } from "../opened.js";
import { change, state, w } from "../state.js";

const MANY = 6; // more variants than this are a list
const KNOWN = { show: ["without", "with", "diff"], at: ["focus", "all"] };

/** The bar above the sheet; changed(): what is shown has changed. */
export function choices(view, focus, changed) {
  const first = view.variants[0].name, pick = (name) => { change({ pick: name === first ? "" : name }); changed(); };
  const variants = view.variants.map((v) => [v.name, icon(v), v.title]);
  return h("div", { class: "choices" },
    variants.length > MANY ? list(view, pick) : buttons(w("flows.variant"), variants, picked(view), pick),
    ...Object.entries(KNOWN).map(([key, values]) => buttons(w(`flows.${key}`), values.map((value) => [value, w(`flows.${value}`, { place: focus })]), state[key], (value) => { change({ [key]: value }); changed(); })));
}

function buttons(name, options, chosen, choose) {
  const all = options.map(([value, ...text]) => h("button", { type: "button", "data-value": value, "aria-pressed": String(value === chosen), onclick: () => {
    all.forEach((one) => one.setAttribute("aria-pressed", String(one.dataset.value === value)));
    choose(value);
  } }, ...text));
  return h("div", { class: "choice", role: "group", "aria-label": name }, all);
}

function list(view, choose) {
  const box = h("select", { class: "choice", "aria-label": w("flows.variant"), onchange: () => choose(box.value) },
    view.variants.map((v) => h("option", { value: v.name, selected: v.name === picked(view) }, v.title)));
  return box;
}

// The panel of levers: what may be moved, what it may cost, and the run of what was chosen.
import { purse } from "../charts/purse.js";
import { h, icon } from "../kit.js";
import { isOn } from "../plan.js";
import { change, state, w } from "../state.js";
import { policy } from "./lever.js";
import { runner } from "./run.js";

/** {box, show(known)}. levers: all there are; act: {moved, run, stop}, what follows a move and the presses. */
export function panel(levers, act) {
  const money = h("div", { class: "purse" }), small = h("div", { class: "small" }), families = h("div", { class: "families" });
  const ids = levers.families.flatMap((f) => f.policies).map((p) => p.id), run = runner(act);
  function count() {
    const now = purse(levers, state.lang);
    money.replaceChildren(h("p", { class: "sum" }, now.sum, h("span", { class: "of" }, now.of)), now.bar(), h("p", { class: now.over ? "gap over" : "gap" }, now.gap));
    small.replaceChildren(now.bar());
  }
  const moved = () => { count(); act.moved(); };
  const fill = () => { families.replaceChildren(...levers.families.map((f) => family(f, ids, moved))); count(); };
  const clear = () => { change({ with: "", set: "" }); fill(); act.moved(); };
  fill();
  const box = h("aside", { class: "panel levers", "aria-labelledby": "levers-title" },
    h("header", {}, h("h2", { id: "levers-title" }, w("levers.title")), small, h("button", { class: "clear", type: "button", onclick: clear }, w("levers.clear")), opener(() => box)),
    money, h("div", { class: "body", id: "levers" }, families, levers.note && h("p", { class: "source" }, levers.note), run.boxes));
  return { box, show: run.show };
}

/** Families fold; what is on is seen. */
function family({ title, family: hue, policies }, ids, moved) {
  const head = [icon({ family: hue, marker: policies[0].marker }), h("span", { class: "name" }, title)];
  return h("details", { class: "family", open: policies.some((p) => isOn(p.id)), style: { "--c": `var(--${hue})` } },
    h("summary", {}, head), policies.map((p) => policy(p, ids, moved)));
}

/** Where the page is narrow the panel is a bar, and this opens it. */
function opener(box) {
  const button = h("button", { class: "opener", type: "button", "aria-expanded": "false", "aria-controls": "levers", onclick: () => {
    const open = box().classList.toggle("open");
    button.setAttribute("aria-expanded", String(open));
    button.textContent = w(open ? "levers.close" : "levers.change");
  } }, w("levers.change"));
  return button;
}

// My plan: one more card, which fills pair by pair, and what lies behind it.
import { strip } from "../charts/strip.js";
import { fitted } from "../frame.js";
import { colour, h, icon } from "../kit.js";
import { people } from "../numbers.js";
import { isOn } from "../plan.js";
import { address, w } from "../state.js";
import { card } from "./card.js";
import { details } from "./details.js";

export const MINE = "my.plan"; // its name in the address, which no scenario has

/** known: as follow() tells it; of: the study beside it, its levers and the domain of its strips; pick(name): what a press does. */
export function live({ job }, of, pick) {
  const box = job?.view ? told(job, of, pick) : begun(job, of, pick);
  box.classList.add("mine");
  if (job?.state === "done") box.classList.add("final");
  box.querySelector(".what").textContent = chosenOf(of.levers).map((p) => p.title).join(" · ");
  const scale = w("live.scale", { k: people((job?.view ?? of.view).persons_per_agent) });
  box.append(h("p", { class: "scale" }, `${job?.says ?? w("live.idle")} · ${scale} `, keep(job)));
  return box;
}
const keep = (job) => job?.study && h("a", { class: "keep", href: address({ study: job.study, pick: "" }) }, w("live.keep"));

/** From four pairs on the plan is a variant as any other, on the axis of the others. */
function told({ view }, { domain }, pick) {
  const [v] = view.variants;
  return card({ ...v, name: MINE, title: w("live.mine") }, view.figures.net.rows[0], view, domain, pick);
}

/** Before that its dots and what is foreseen, and no number of pairs. */
function begun(job, { view, levers, domain }, pick) {
  const v = { ...lookOf(levers), name: MINE, title: w("live.mine"), by_seed: job?.by_seed ?? [] };
  return h("article", { class: "panel card faint", "data-name": MINE, style: { "--c": colour(v) } },
    h("h3", { class: "head" }, icon(v), h("button", { class: "pick", type: "button", onclick: () => pick(MINE) }, v.title)),
    h("p", { class: "what" }), ...(job?.preview ? foreseen(job.preview, view) : []), h("p", { class: "span" }, w("live.few")),
    fitted((width) => strip({ foreseen: job?.preview }, v, domain, width, view.lang, `${v.title}: ${job?.preview?.says ?? w("live.few")}`), "strip"),
    job?.preview && h("p", { class: "scale" }, job.preview.says));
}
const foreseen = ({ text, span }, { end }) => [
  h("p", { class: "big foreseen" }, h("span", { class: "number" }, `≈ ${text}`), ` ${w("card.people")}`),
  h("p", { class: "span" }, `${w("card.by", { end })} · ${w("live.off", { span })}`)];
const chosenOf = ({ families }) => families.flatMap((f) => f.policies.filter((p) => isOn(p.id)).map((p) => ({ ...p, family: f.family })));
/** The mark of its one policy, or that of a mix. */
function lookOf(levers) {
  const on = chosenOf(levers);
  return on.length === 1 ? { family: on[0].family, marker: on[0].marker } : { family: "mix", marker: "p" };
}

/** What lies behind it, from its own view model. */
export function behind({ job }) {
  if (!job?.view) return [h("p", { class: "panel later" }, w("live.later"))];
  const { view, says, study } = job, [v] = view.variants;
  const [summary, ...figures] = details({ ...view, variants: [{ ...v, title: w("live.mine") }] }, study, v.name);
  return [summary, h("p", { class: "lede" }, view.headline || view.warning), h("p", { class: "scope" }, `${says} `, keep(job)), ...figures];
}

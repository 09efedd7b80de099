// Run and stop, how far it is, what went wrong, and the plan as a file and as a command line.
import { isLive } from "../jobs.js";
import { h } from "../kit.js";
import { chosen } from "../plan.js";
import { w } from "../state.js";
import { copier, download } from "../take.js";

/** {boxes, show(known)}: known as follow() tells it. */
export function runner(act) {
  let live = false;
  const go = h("button", { class: "go", type: "button", onclick: () => (live ? act.stop() : act.run()) });
  const track = h("progress", { "aria-label": w("levers.progress") });
  const said = h("p", { class: "said", "aria-live": "polite" }), how = h("p", { class: "source" }, w("levers.stopping"));
  const wrong = h("ul", { class: "wrong", role: "alert" }), repeat = h("details", { class: "repeat", ontoggle: () => repeat.open && repeat.scrollIntoView({ block: "start" }) });
  let shown = null;
  function show({ plan, job, wrong: lines }) {
    live = isLive(job);
    go.textContent = w(live ? "levers.stop" : job?.state === "done" ? "levers.done" : "levers.run");
    go.classList.toggle("stop", live);
    go.disabled = !chosen().length || job?.state === "done" || job?.state === "stopping";
    track.hidden = !job;
    if (job) Object.assign(track, { max: job.of || 1, value: job.done });
    how.hidden = !live || job.state === "stopping";
    rewrite(said, job?.says ?? (chosen().length ? "" : w("levers.nothing")));
    if (wrong.textContent !== lines.join("")) wrong.replaceChildren(...lines.map((line) => h("li", {}, line)));
    if (plan?.key !== shown?.key) repeat.replaceChildren(...(plan ? repeated(plan) : []));
    repeat.hidden = !plan;
    shown = plan;
  }
  return { boxes: [h("div", { class: "dock" }, go, track, said, how, wrong), repeat], show };
}
/** What is said aloud is written only where it changes. */
const rewrite = (node, text) => { if (node.textContent !== text) node.textContent = text; };

function repeated({ toml, file, command }) {
  const part = (title, text, ...buttons) => [
    h("h3", {}, title), h("pre", { tabindex: "0", role: "region", "aria-label": title }, text),
    h("p", { class: "take" }, copier("chip", () => text, w("levers.copy"), w("levers.copied")), buttons)];
  const save = h("button", { class: "chip", type: "button", onclick: () => download(file, "application/toml", toml) }, w("levers.download"));
  return [h("summary", {}, w("levers.repeat")), ...part(w("levers.command"), command), ...part(`${w("levers.file")} ${file}`, toml, save)];
}

// Start: read the address, fetch the words, show the view it names.
import { h } from "./kit.js";
import { address, change, enter, loadWords, onChange, read, state, w } from "./state.js";
import { copier } from "./take.js";

// By its name in the address: where a function of that name is that gives {main, title, report, full}; loaded when it is asked for.
const VIEWS = {
  compare: () => import("./views/compare.js"),
  flows: () => import("./views/flows.js"),
  lives: () => import("./views/lives.js"),
  evidence: () => import("./views/evidence.js"),
};
const app = document.getElementById("app"), html = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");
const dark = () => (state.theme ? state.theme === "dark" : system.matches);

function themed(theme = state.theme) {
  if (theme) html.dataset.theme = theme;
  else delete html.dataset.theme;
}

const logo = () => h("svg", { width: 30, height: 22, viewBox: "0 0 30 22", "aria-hidden": "true" },
  h("path", { d: "M2 11H10C16 11 18 4 27 4", fill: "none", stroke: "var(--housing)", "stroke-width": 2.4 }),
  h("path", { d: "M2 11H10C16 11 18 18 27 18", fill: "none", stroke: "var(--grey)", "stroke-width": 2.4, "stroke-dasharray": "3 2.4" }),
  h("circle", { cx: 27, cy: 4, r: 2.6, fill: "var(--housing)" }), h("circle", { cx: 27, cy: 18, r: 2.2, fill: "var(--panel)", stroke: "var(--grey)", "stroke-width": 1.6 }));
const halves = () => h("svg", { width: 17, height: 17, viewBox: "0 0 17 17", "aria-hidden": "true" },
  h("circle", { cx: 8.5, cy: 8.5, r: 6.7, fill: "none", stroke: "currentColor", "stroke-width": 1.5 }), h("path", { d: "M8.5 1.8A6.7 6.7 0 0 1 8.5 15.2Z", fill: "currentColor" }));

/** The bar above every view. full: patch that makes the address name all that is seen; report: address of the offline report. */
function top({ full = {}, report }) {
  const tab = (name) => h("button", { class: `tab ${name}`, type: "button", "aria-current": name === state.view ? "page" : null, onclick: () => change({ view: name }) }, w(`top.${name}`));
  const other = state.lang === "zh" ? "en" : "zh";
  const share = copier("tool share", () => new URL(address(full), location.href).href, w("top.share"), w("top.copied"));
  return h("header", { class: "top" },
    h("a", { class: "skip", href: "#main" }, w("top.skip")), h("div", { class: "brand" }, logo(), h("span", {}, w("top.name"))),
    Object.keys(VIEWS).length > 1 && h("nav", { class: "tabs", "aria-label": w("top.views") }, Object.keys(VIEWS).map(tab)),
    h("div", { class: "tools" },
      report && h("a", { class: "tool report", href: report, target: "_blank", rel: "noopener" }, w("top.report")), share,
      h("button", { class: "tool theme", type: "button", "aria-label": w("top.theme"), title: w("top.theme"), onclick: () => change({ theme: dark() ? "light" : "dark" }) }, halves()),
      h("button", { class: "tool language", type: "button", lang: other === "zh" ? "zh-CN" : "en", onclick: () => change({ lang: other }) }, w("top.language"))));
}

let turn = 0;
async function show() {
  const mine = ++turn, name = state.view, focus = document.activeElement?.classList[1];
  const [loaded] = await Promise.all([VIEWS[name](), loadWords()]);
  const view = await loaded[name]();
  if (mine !== turn) return; // the address has changed meanwhile
  html.lang = state.lang === "zh" ? "zh-CN" : "en";
  document.title = `${view.title} · ${w("top.name")}`;
  app.replaceChildren(top(view), view.main);
  app.setAttribute("aria-busy", "false");
  if (focus) app.querySelector(`.tool.${focus}`)?.focus();
  performance.mark("shown");
}
/** Why nothing is shown: no token, no server any more, or results that cannot be read. */
function failed(error) {
  const why = { 401: "errors.token", undefined: error instanceof TypeError ? "errors.offline" : "view.failed" }[error.status] ?? "view.failed";
  app.replaceChildren(h("main", { class: "frame lone" }, h("h1", {}, w(why))));
  app.setAttribute("aria-busy", "false");
  console.info(error.message);
}

const REDRAWN = new Set(["lang", "study", "view"]); // what else the address holds a view heeds by itself
onChange((keys) => {
  if (keys.includes("theme")) themed();
  if (keys.some((key) => REDRAWN.has(key))) show().catch(failed);
});
addEventListener("beforeprint", () => themed("light"));
addEventListener("afterprint", () => themed());
read(VIEWS);
themed();
await [...document.fonts].at(-1)?.load(); // the last of fonts.css, page.woff2: charts measure their labels with it
await enter();
show().catch(failed);

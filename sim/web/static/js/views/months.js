// A month to look at: a slider, and a button that walks through all of them.
import { h } from "../kit.js";
import { w } from "../state.js";

const still = matchMedia("(prefers-reduced-motion: reduce)");
const PLAY = "M3 1L13 7.5L3 14Z", PAUSE = "M3 1H6V14H3ZM9 1H12V14H9Z", PACE = 150, CALM = 700; // ms a month

/** {button, slider, show(at), stop(), playing()}. list: of {key, title}; go(at): shows a month, and resolves when it is shown. */
export function months(list, go) {
  let at = 0, playing = false;
  const slider = h("input", { type: "range", min: 0, max: list.length - 1, step: 1, "aria-label": w("flows.month") });
  slider.addEventListener("input", () => { stop(); go(Number(slider.value)); });
  const sign = h("path", { d: PLAY, fill: "currentColor" });
  const button = h("button", { class: "play", type: "button", "aria-label": w("flows.play"), onclick: () => (playing ? stop() : play()) },
    h("svg", { width: 15, height: 15, viewBox: "0 0 15 15", "aria-hidden": "true" }, sign));
  function turn(on) {
    playing = on;
    sign.setAttribute("d", on ? PAUSE : PLAY);
    button.setAttribute("aria-label", w(on ? "flows.pause" : "flows.play"));
  }
  const stop = () => turn(false);
  async function play() {
    turn(true);
    if (at === list.length - 1) await go(0);
    while (playing && button.isConnected && at < list.length - 1) {
      await Promise.all([go(at + 1), new Promise((done) => setTimeout(done, still.matches ? CALM : PACE))]);
    }
    stop();
  }
  const show = (next) => {
    at = next;
    slider.value = at;
    slider.setAttribute("aria-valuetext", list[at].title);
  };
  return { button, slider, show, stop, playing: () => playing };
}

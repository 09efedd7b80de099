// A row of a chart with its name on the left and a text on the right, below it where both do not fit beside each other.
import { h, shortened, textWidth } from "../kit.js";

/** rows: [name, text]; {height: of the words in px, words(name, text, top)}. */
export function headed(rows, width) {
  const two = rows.some(([name, text]) => textWidth(name) + textWidth(text) + 14 > width), below = two ? 16 : 0;
  const words = (name, text, top) => [h("text", { class: "lane", x: 0, y: top + 13 }, shortened(name, width)), h("text", { class: "lane ink", x: two ? 0 : width, y: top + 13 + below, "text-anchor": two ? "start" : "end" }, text)];
  return { height: 20 + below, words };
}

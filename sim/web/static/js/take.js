// What a reader takes along: a text on the clipboard, a file.
import { h } from "./kit.js";
import { w } from "./state.js";

/** A button that copies what text() gives, and says so for a moment. */
export function copier(css, text, label, copied) {
  const button = h("button", { class: css, type: "button", onclick: async () => {
    button.textContent = await written(text()) ? copied : w("top.not_copied");
    setTimeout(() => (button.textContent = label), 1600);
  } }, label);
  return button;
}
/** Whether it was copied: a page of another machine without TLS may not. */
const written = (text) => navigator.clipboard?.writeText(text).then(() => true, () => false) ?? false;

/** Offer a file that this page has made. */
export function download(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 5000);
}

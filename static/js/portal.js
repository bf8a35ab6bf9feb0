// Starts the components of every page. Everything here is an extra: each page works without JavaScript.
import { initAll } from "../vendor/govuk/govuk-frontend.min.js";
import { startAutosave } from "./autosave.js";
import { startCountdown } from "./countdown.js";
import { startLive } from "./live.js";

// Frontend says on a radio that it opens something by aria-expanded, which a radio may not have.
new MutationObserver((changes) => {
  for (const { target } of changes) {
    if (target.type === "radio") {
      target.removeAttribute("aria-expanded");
    }
  }
}).observe(document.body, { attributeFilter: ["aria-expanded"], subtree: true });

initAll();
document.querySelectorAll("[data-autosave]").forEach(startAutosave);
document.querySelectorAll("[data-live]").forEach(startLive);
document.querySelectorAll("[data-ends-in]").forEach(startCountdown);

// A table that fits needs no stop for the keyboard.
const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) {
      target.tabIndex = 0;
    } else {
      target.removeAttribute("tabindex");
    }
  }
});
document.querySelectorAll(".app-table-scroll").forEach((table) => sizes.observe(table));

// Filters stand beside the results on a wide screen, and are folded above them on a phone.
if (window.matchMedia("(max-width: 40em)").matches) {
  document.querySelectorAll("[data-fold-on-phone]").forEach((fold) => fold.removeAttribute("open"));
}

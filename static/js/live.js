// data-live="URL" on a form, or on a part of one: what is chosen is posted, and the answer takes the place of what
// [data-live-result] held. The page checks again when the form is sent.
import { initAll } from "../vendor/govuk/govuk-frontend.min.js";
import { fieldsOf, post } from "./fields.js";

const SOON = 200; // ms after the last change

export function startLive(element) {
  const result = element.querySelector("[data-live-result]") ?? document.querySelector("[data-live-result]");
  let latest = null;
  let timer = null;

  async function refresh() {
    latest?.abort(); // only the answer to the last choice counts
    const request = new AbortController();
    latest = request;
    try {
      const response = await post(element.dataset.live, fieldsOf(element), { signal: request.signal });
      if (!response.ok) {
        throw new Error(`${response.status}`);
      }
      const html = await response.text();
      if (request === latest) {
        result.innerHTML = html;
        initAll({ scope: result });
      }
    } catch {
      if (request === latest && !request.signal.aborted) {
        result.textContent = "This could not be brought up to date. Your choice is kept and is checked when you continue.";
      }
    }
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(refresh, SOON);
  }

  result.setAttribute("aria-live", "polite");
  element.addEventListener("change", soon);
  element.addEventListener("input", (event) => {
    if (event.target.matches("textarea, input:not([type=radio], [type=checkbox])")) {
      soon();
    }
  });
}

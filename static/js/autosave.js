// data-autosave="URL" on a form, or on a part of one: what is in it is posted as the person goes on.
import { clock, fieldsOf, post } from "./fields.js";

const SOON = 300; // ms after the last change of an answer
const AGAIN = 10_000; // ms between looks for text that is still being written, or that could not be saved
const KEPT = "your answer is kept on this page";

export function startAutosave(element) {
  const form = element.closest("form");
  const status = element.querySelector("[data-autosave-status]") ?? document.querySelector("[data-autosave-status]");
  let changed = false; // something is here that the server has not confirmed
  let failed = false;
  let sending = null; // the request under way: one at a time, so that an older answer never overtakes a later one
  let timer = null;
  let left = false;

  function say(words) {
    if (status && status.textContent !== words) {
      status.textContent = words;
    }
  }

  async function save() {
    clearTimeout(timer);
    if (!changed || sending || left) {
      return; // what changes during a request is sent after it
    }
    changed = false;
    sending = new AbortController();
    let retry = true;
    try {
      const response = await post(element.dataset.autosave, fieldsOf(element), { signal: sending.signal });
      failed = !response.ok;
      if (response.ok) {
        say(`Saved ${clock(new Date())}`);
      } else if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) {
        say(`Could not save – sign in again in a new tab; ${KEPT}`);
      } else if (response.status < 500 && response.status !== 429) {
        retry = false; // the same answer would be refused again
        say(`Not saved – check what you entered; ${KEPT}`);
      } else {
        say(`Could not save – wait a moment; ${KEPT}`);
      }
    } catch {
      failed = true;
      if (!left) {
        say(`Could not save – check your connection; ${KEPT}`);
      }
    }
    sending = null;
    if (changed) {
      soon();
    } else {
      changed = failed && retry;
    }
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(save, SOON);
  }

  status?.setAttribute("aria-live", "polite");
  element.addEventListener("input", () => {
    changed = true;
  });
  element.addEventListener("change", () => {
    changed = true;
    soon();
  });
  element.addEventListener("focusout", () => {
    if (changed) {
      soon();
    }
  });
  setInterval(save, AGAIN);
  window.addEventListener("online", save);

  // The form itself carries everything: nothing of ours may arrive after it.
  form.addEventListener("submit", () => {
    left = true;
    clearTimeout(timer);
    sending?.abort();
  });
  // Back to a page that the browser had kept.
  window.addEventListener("pageshow", () => {
    left = false;
  });
  window.addEventListener("pagehide", () => {
    if ((changed || sending) && !left) {
      sending?.abort();
      post(element.dataset.autosave, fieldsOf(element), { keepalive: true }).catch(() => {});
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (failed && changed && !left) {
      event.preventDefault();
    }
  });
}

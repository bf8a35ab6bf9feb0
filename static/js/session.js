// Says five minutes before the session ends that it will, and lets one stay. The server decides; this only tells.
(() => {
  const WARN_BEFORE = 5 * 60 * 1000;
  const KEY = "session-ends-at";
  const { secondsLeft, status, signIn } = document.currentScript.dataset;

  const banner = document.createElement("div");
  banner.className = "app-session";
  banner.hidden = true;
  const words = document.createElement("p");
  words.className = "govuk-body";
  words.setAttribute("aria-live", "polite");
  const stay = document.createElement("button");
  stay.type = "button";
  stay.className = "govuk-button govuk-button--secondary";
  stay.textContent = "Stay signed in";
  const again = document.createElement("a");
  again.className = "govuk-link";
  again.href = signIn;
  again.textContent = "Sign in again";
  banner.append(words, stay, again);
  document.body.append(banner);

  // Kept where other tabs see it: one that was used keeps all of them signed in.
  function setLeft(seconds) {
    localStorage.setItem(KEY, String(Date.now() + seconds * 1000));
  }

  function show(left) {
    const minutes = Math.ceil(left / 60000);
    words.textContent =
      left > 0
        ? `You will be signed out in ${minutes} ${minutes === 1 ? "minute" : "minutes"}, to keep your record safe.`
        : "You have been signed out, to keep your record safe.";
    stay.hidden = left <= 0;
    again.hidden = left > 0;
    banner.hidden = false;
  }

  let timer;
  function look() {
    clearTimeout(timer);
    const left = Number(localStorage.getItem(KEY)) - Date.now();
    if (left > WARN_BEFORE) {
      banner.hidden = true;
      timer = setTimeout(look, left - WARN_BEFORE);
    } else {
      show(left);
      if (left > 0) {
        timer = setTimeout(look, Math.min(left, 60000));
      }
    }
  }

  stay.addEventListener("click", async () => {
    const answer = await fetch(status).catch(() => null);
    if (answer) {
      setLeft(answer.redirected ? 0 : (await answer.json()).seconds_left);
      look();
    }
  });
  window.addEventListener("storage", look);
  setLeft(Number(secondsLeft));
  look();
})();

// data-ends-in="N" on a sentence whose [data-time-left] says how many minutes that is: kept true while one reads.
// Said aloud only when five minutes, when one minute and when nothing is left. The server decides; this only tells.
const MINUTE = 60 * 1000;
const SAID = [5, 1, 0];

export function startCountdown(element) {
  const end = performance.now() + Number(element.dataset.endsIn) * 1000;
  const words = element.querySelector("[data-time-left]");
  const aloud = document.createElement("p");
  aloud.className = "govuk-visually-hidden";
  aloud.setAttribute("role", "status");
  element.after(aloud);

  function look() {
    const left = end - performance.now();
    const minutes = Math.max(0, Math.floor(left / MINUTE));
    const text = left > 0 && minutes === 0 ? "less than a minute" : `${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
    if (left <= 0) {
      element.textContent = aloud.textContent = "Your time is up. What you saved counts: go on to see your result.";
      return;
    }
    if (SAID.includes(minutes) && words.textContent !== text) {
      aloud.textContent = `Your time is up in ${text}.`;
    }
    words.textContent = text;
    setTimeout(look, (left % MINUTE) + 100); // just after the minute has changed
  }

  look();
}

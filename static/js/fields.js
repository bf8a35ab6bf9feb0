// What a part of a form holds now, and how it is posted.

/** The fields within the element, as the form would send them, with its CSRF token. Files are left for the form. */
export function fieldsOf(element) {
  const form = element.closest("form");
  const within = new Set(Array.from(element.querySelectorAll("[name]"), (input) => input.name));
  const data = new FormData(form);
  for (const [name, value] of [...data]) {
    if (value instanceof File || (name !== "csrfmiddlewaretoken" && !within.has(name))) {
      data.delete(name);
    }
  }
  return data;
}

/** Post the data. A redirect is an answer of another page (signing in, most likely), so it is not followed. */
export function post(url, data, options = {}) {
  return fetch(url, {
    method: "POST",
    body: data,
    credentials: "same-origin",
    redirect: "manual",
    headers: {
      "X-CSRFToken": data.get("csrfmiddlewaretoken") ?? "",
      "X-Requested-With": "XMLHttpRequest",
    },
    ...options,
  });
}

/** 9:42am */
export function clock(moment) {
  return `${moment.getHours() % 12 || 12}:${String(moment.getMinutes()).padStart(2, "0")}${moment.getHours() < 12 ? "am" : "pm"}`;
}

// Shows what needs passkeys where the browser has them, and says in words when one could not be used.
if (window.PublicKeyCredential) {
  document.querySelectorAll("[data-passkeys], [data-without-passkeys]").forEach((part) => {
    part.hidden = "withoutPasskeys" in part.dataset;
  });
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.querySelectorAll("[data-passkey-error]").forEach((place) => {
    const message = document.createElement("p");
    message.className = "govuk-error-message";
    message.textContent = place.dataset.passkeyError;
    place.replaceChildren(message);
  });
});

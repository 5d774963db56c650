// The button that asks the browser for a passkey; what it answers goes into the form, and the form to the server.

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("[data-passkey-button]");
  window.allauth.webauthn.forms[form.dataset.passkey]({
    ids: {
      add: button.id,
      authenticate: button.id,
      credential: form.querySelector("[name=credential]").id,
      data: "passkey-data",
    },
  });
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    form.querySelector("[data-passkey-failed]").textContent =
      "That did not work: the key was not touched in time, or is not one of yours. Try again, or use a code.";
  });
}

// Small manners that the browser needs help with. Every page works without them.

// --- drafts: what is typed is kept on the server, two seconds after typing stops, and on leaving ---
const DRAFT_DELAY = 2000;

for (const form of document.querySelectorAll("form[data-draft-url]")) {
  const note = form.querySelector("[data-draft-note]");
  let kept = serialise(form);
  let timer = null;
  let sending = Promise.resolve();

  function keep() {
    clearTimeout(timer);
    const typed = serialise(form);
    if (typed === kept || form.dataset.sent) return;
    kept = typed;
    const body = new URLSearchParams(new FormData(form));
    body.set("path", location.pathname);
    const send = () => fetch(form.dataset.draftUrl, { method: "POST", body, keepalive: true, credentials: "same-origin" });
    // One after the other, or an older draft could arrive last; a page that is left cannot wait.
    sending = (document.hidden ? send() : sending.then(send))
      .then((response) => {
        note.textContent = response.ok && !response.redirected
          ? `Draft kept ${new Date().toLocaleTimeString()}`
          : "The draft could not be kept: sign in again in another tab, then go on here.";
      })
      .catch(() => {
        kept = null;
        note.textContent = "No connection: the draft is not kept yet.";
      });
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, DRAFT_DELAY);
  });
  form.addEventListener("focusout", keep);
  document.addEventListener("visibilitychange", () => document.hidden && keep());
  form.addEventListener("submit", () => {
    form.dataset.sent = "yes";
    clearTimeout(timer);
  });
  addEventListener("pageshow", () => delete form.dataset.sent);
}

function serialise(form) {
  return new URLSearchParams(new FormData(form)).toString();
}

// --- a list of errors takes the focus, so that it is read out and its links are next ---
document.getElementById("errors")?.focus();

// --- a menu closes with Escape, or with a click beside it ---
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details.menu[open]");
  if (!open) return;
  open.removeAttribute("open");
  open.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  }
});

// --- the whole row of a table opens what its link opens ---
document.addEventListener("click", (event) => {
  const row = event.target.closest("tr.opens");
  if (!row || event.target.closest("a, button, input, label")) return;
  row.querySelector("a.row-link")?.click();
});

// --- nothing stays in the browser: htmx notes the address of the page, and nobody reads it here ---
sessionStorage.removeItem("htmx-current-path-for-history");

// Small manners that the browser needs help with. Every page works without them.

// --- drafts: what is typed is kept on the server, two seconds after typing stops, and on leaving ---
// The form is sent only when the server has what was typed: a dead network or an expired session loses nothing.
const DRAFT_DELAY = 2000;
const RETRY_DELAY = 3000;
const NO_CONNECTION = "No connection. What you typed is still here: leave this page open, it is kept as soon as the connection is back.";
const SIGNED_OUT = "You are signed out. What you typed is still here: ";

for (const form of document.querySelectorAll("form[data-draft-url]")) {
  const note = form.querySelector("[data-draft-note]");
  let kept = serialise(form);
  let timer = null;
  let sending = Promise.resolve(true);
  let isBeingSent = false;

  // True if the server has all that is typed.
  async function send(typed) {
    try {
      let response = await post(form);
      // After signing in again the page's token is an old one.
      if (response.status === 403 && (await renewToken())) response = await post(form);
      if (response.redirected || response.status === 403) return say(SIGNED_OUT, new URL(response.url));
      if (!response.ok) return say(NO_CONNECTION);
      kept = typed;
      note.textContent = `Draft kept ${new Date().toLocaleTimeString([], { hour12: false })}`;
      return true;
    } catch {
      return say(NO_CONNECTION);
    }
  }

  function say(words, signIn = null) {
    note.textContent = words;
    if (signIn) note.append(linkTo(signIn));
    clearTimeout(timer);
    timer = setTimeout(keep, RETRY_DELAY);
    return false;
  }

  function keep() {
    clearTimeout(timer);
    const typed = serialise(form);
    if (typed === kept || form.dataset.sent) return sending;
    // One after the other, or an older draft could arrive last; a page that is left cannot wait.
    sending = document.hidden ? send(typed) : sending.then(() => send(typed));
    return sending;
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, DRAFT_DELAY);
  });
  form.addEventListener("focusout", keep);
  addEventListener("online", keep);
  document.addEventListener("visibilitychange", () => document.hidden && keep());
  form.addEventListener("submit", async (event) => {
    if (form.dataset.sent) return;
    const { submitter } = event;
    event.preventDefault();
    if (isBeingSent) return;
    isBeingSent = true;
    clearTimeout(timer);
    await sending;
    const isKept = await send(serialise(form));
    isBeingSent = false;
    if (!isKept) return;
    form.dataset.sent = "yes";
    form.requestSubmit(submitter);
  });
  addEventListener("pageshow", () => delete form.dataset.sent);
}

function post(form) {
  const body = new URLSearchParams(new FormData(form));
  body.set("path", location.pathname);
  // A page that is left sends what it can, and that is 64 KB at most.
  return fetch(form.dataset.draftUrl, { method: "POST", body, keepalive: document.hidden, credentials: "same-origin" });
}

// The page as it would be opened now has the token of the session that is open now.
async function renewToken() {
  const response = await fetch(location.href, { credentials: "same-origin" });
  if (response.redirected || !response.ok) return false;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelector("main form [name=csrfmiddlewaretoken]")?.value;
  if (fresh) for (const token of document.querySelectorAll("[name=csrfmiddlewaretoken]")) token.value = fresh;
  return Boolean(fresh);
}

function linkTo(signIn) {
  const link = document.createElement("a");
  link.href = signIn.pathname;
  link.target = "_blank";
  link.textContent = "sign in in another tab, then go on here.";
  return link;
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

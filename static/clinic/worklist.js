// The worklist by keyboard, and what its polling says when no answer comes. The page works without it.

// --- single keys, outside fields; they are listed under "?" ---
const keysDialog = document.getElementById("keys");
const listRows = () => [...document.querySelectorAll("tr[data-row]")];
const currentRow = () => document.activeElement.closest?.("tr[data-row]");

function move(by) {
  const all = listRows();
  const at = all.indexOf(currentRow());
  const to = at < 0 ? all[0] : all[at + by];
  to?.querySelector("a.row-link").focus();
}

function press(element) {
  if (!element) return;
  if (element.matches("input")) element.select();
  else element.click();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || keysDialog?.open) return;
  if (event.target.closest("input:not([type=hidden]), textarea, select, [contenteditable]")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const inList = Boolean(currentRow());
  if (event.key === "j" || (inList && event.key === "ArrowDown")) move(1);
  else if (event.key === "k" || (inList && event.key === "ArrowUp")) move(-1);
  else if (event.key === "c") press(currentRow()?.querySelector("[data-start]"));
  else if (event.key === "?") keysDialog?.showModal();
  else if (["n", "r", "/"].includes(event.key)) press(document.querySelector(`[data-key="${event.key}"]`));
  else return;
  event.preventDefault();
});
document.querySelector("[data-keys]")?.addEventListener("click", () => keysDialog.showModal());

// --- a call is started once, however often the button is pressed ---
const claims = document.getElementById("claims");
claims?.addEventListener("submit", (event) => {
  if (claims.dataset.sent) event.preventDefault();
  claims.dataset.sent = "yes";
});
addEventListener("pageshow", () => claims && delete claims.dataset.sent);

// --- the server says that it made the overdue pass ---
document.addEventListener("caught-up", () => {
  document.querySelector("[data-catching-up]")?.remove();
  document.querySelector("[data-caught-up]")?.removeAttribute("hidden");
});

// --- the list says when it can't be kept up to date ---
const pulse = document.querySelector("[data-pulse]");

function say(sentence) {
  document.getElementById("pulse-words").textContent = sentence;
}

pulse?.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.responseURL.endsWith(pulse.getAttribute("hx-post"))) return;
  event.detail.shouldSwap = false; // signed out meanwhile: what came is the page to sign in
  say("You are signed out: load the page anew to sign in. The list stands as it was.");
});
const noAnswer = () => say(`No answer since ${new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })}: the list may be old.`);
pulse?.addEventListener("htmx:sendError", noAnswer);
pulse?.addEventListener("htmx:responseError", noAnswer);

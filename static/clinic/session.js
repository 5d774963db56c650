// A minute before a session ends that nobody uses, the page says so. When it has ended, what the page shows is covered
// until its user has signed in again; what was typed is still there, and was kept as a draft.

const { sessionUrl, stayUrl, user } = document.body.dataset;
const WARN = 60; // seconds before the end
const AGAIN = 15; // seconds after no answer came
const warning = document.getElementById("session-warning");
const ended = document.getElementById("session-ended");
let timer = null;
let endsAt = Date.now() + 15 * 60 * 1000; // until the server has said

function lookIn(seconds) {
  clearTimeout(timer);
  timer = setTimeout(look, Math.max(seconds, 1) * 1000);
}

async function look() {
  let response;
  try {
    response = await fetch(sessionUrl, { credentials: "same-origin" });
  } catch {
    if (Date.now() >= endsAt) cover();
    return lookIn(AGAIN);
  }
  if (response.redirected || response.status === 403) return cover();
  if (!response.ok) return lookIn(AGAIN);
  return follow(await response.json());
}

function follow(session) {
  if (String(session.user) !== user) return location.reload(); // somebody else has signed in meanwhile
  endsAt = Date.now() + session.seconds * 1000;
  uncover();
  if (session.seconds > WARN) {
    warning.close();
    return lookIn(session.seconds - WARN);
  }
  if (!warning.open) warning.showModal();
  return lookIn(session.seconds + 1);
}

function cover() {
  clearTimeout(timer);
  warning.close();
  for (const part of document.querySelectorAll("body > :not(dialog, script)")) part.hidden = true;
  if (!ended.open) ended.showModal();
}

function uncover() {
  if (!ended.open) return;
  ended.close();
  for (const part of document.querySelectorAll("body > :not(dialog, script)")) part.hidden = false;
  renewToken(); // of clinic.js: the forms have the token of the session that is over
}

warning.addEventListener("close", () => warning.returnValue === "stay" && stay());
async function stay() {
  warning.returnValue = "";
  const body = new URLSearchParams({ csrfmiddlewaretoken: warning.querySelector("[name=csrfmiddlewaretoken]").value });
  await fetch(stayUrl, { method: "POST", body, credentials: "same-origin" }).catch(() => null);
  look();
}
ended.addEventListener("cancel", (event) => event.preventDefault());

// A computer that slept, or a tab that was away, looks at once.
document.addEventListener("visibilitychange", () => document.hidden || look());
addEventListener("focus", () => ended.open && look());
addEventListener("pageshow", (event) => event.persisted && look());

lookIn(12 * 60);

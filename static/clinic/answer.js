// The answer and stop forms: questions that follow from another answer appear when that is given. Without this
// script all of them are there, and the server decides what fits.

const answerForm = document.querySelector("form[data-answer-form]");

const chosen = (name) => answerForm.querySelector(`[name="${name}"]:checked`)?.value ?? "";
const typed = (name) => answerForm.elements[name]?.value ?? "";

const conditions = {
  "quality-decides": () =>
    chosen("continues") === "yes" &&
    typed("relief_percent") !== "" &&
    Number(typed("relief_percent")) < Number(answerForm.dataset.responderRelief),
  "goes-not-on": () => chosen("continues") === "no",
  "something-new": () => chosen("anything_new") === "yes",
  "someone-else": () => chosen("answered_by") === "proxy",
  "has-side-effects": () => chosen("side_effects") === "named",
};

// What is hidden is not sent, unless it is wrong: then it stays in sight.
function show() {
  for (const part of answerForm.querySelectorAll("[data-shown-if]")) {
    const isShown = conditions[part.dataset.shownIf]() || part.querySelector(".is-invalid") !== null;
    part.hidden = !isShown;
    for (const field of part.querySelectorAll("input, select, textarea")) field.disabled = !isShown;
  }
}

// A severity ticks its side effect, and taking the tick away takes the severity away.
function keepSeverityWithTick(event) {
  const line = event.target.closest(".side-effects li");
  if (!line) return;
  const tick = line.querySelector("input");
  const severity = line.querySelector("select");
  if (event.target === severity && severity.value) tick.checked = true;
  if (event.target === tick && !tick.checked) severity.value = "";
}

// 1 to 7 choose the answers to the first question while it has the focus.
function chooseByDigit(event) {
  if (event.target.name !== "pgic" || event.ctrlKey || event.altKey || event.metaKey) return;
  const choice = answerForm.querySelector(`[name="pgic"][value="${CSS.escape(event.key)}"]`);
  if (!choice || event.key === "") return;
  choice.checked = true;
  choice.focus();
  choice.dispatchEvent(new Event("input", { bubbles: true }));
  event.preventDefault();
}

answerForm.addEventListener("change", keepSeverityWithTick);
answerForm.addEventListener("input", show);
answerForm.addEventListener("change", show);
answerForm.addEventListener("keydown", chooseByDigit);
addEventListener("pageshow", show);
show();

// The first question has the focus, unless there is something to read first.
if (!document.querySelector("main .note")) answerForm.querySelector('[name="pgic"]:checked')?.focus({ preventScroll: true });

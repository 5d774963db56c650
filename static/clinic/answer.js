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
  "other-treatment": () => chosen("any_other_treatment") === "named",
  "something-new": () => chosen("anything_new") === "yes",
  "someone-else": () => chosen("answered_by") === "proxy",
  "has-side-effects": () => chosen("side_effects") === "named",
  "has-begun": () => chosen("said") === "started",
  "has-taken": () => chosen("said") === "taken",
};

// What is hidden is not sent, unless it is wrong: then it stays in sight.
function show() {
  for (const part of answerForm.querySelectorAll("[data-shown-if]")) {
    const isShown = conditions[part.dataset.shownIf]() || part.querySelector(".is-invalid") !== null;
    part.hidden = !isShown;
    for (const field of part.querySelectorAll("input, select, textarea")) field.disabled = !isShown;
  }
}

// A severity, or "serious", ticks its side effect, and taking the tick away takes both away.
function keepWhatIsSaidWithTick(event) {
  const line = event.target.closest(".side-effects li");
  if (!line) return;
  const [tick, serious] = line.querySelectorAll("input");
  const severity = line.querySelector("select");
  if ((event.target === severity && severity.value) || (event.target === serious && serious.checked)) tick.checked = true;
  if (event.target === tick && !tick.checked) {
    severity.value = "";
    serious.checked = false;
  }
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

// The dose: number times strength, in milligrams. The server reckons it again.
function showDose() {
  const sum = answerForm.querySelector("[data-dose-sum]");
  if (!sum) return;
  const [count, strength] = [typed("dose_count"), typed("strength_mg")].map((text) => (text.trim() === "" ? NaN : Number(text)));
  const dose = Math.round(count * strength * 100) / 100;
  sum.textContent = Number.isFinite(dose) ? `= ${dose} mg a day` : "";
}

answerForm.addEventListener("change", keepWhatIsSaidWithTick);
for (const type of ["input", "change"]) {
  answerForm.addEventListener(type, show);
  answerForm.addEventListener(type, showDose);
}
answerForm.addEventListener("keydown", chooseByDigit);
addEventListener("pageshow", show);
show();
showDose();

// The first question has the focus, unless something is wrong: then the list of errors has it.
const first = answerForm.querySelector('[name="pgic"]:checked') ?? answerForm.querySelector('[name="pgic"], [name="said"]');
if (!document.getElementById("errors")) first?.focus({ preventScroll: true });

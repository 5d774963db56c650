// The call page: panels for the outcomes that need more than a key. keys.js presses the buttons.

const callForm = document.querySelector("form[data-call-form]");
const panels = [...callForm.querySelectorAll("details.outcome-panel")];
const isOpen = (element) => element.closest("details:not([open])") === null;

// A panel that is closed sends nothing.
function keepPanels() {
  for (const panel of panels) {
    for (const field of panel.querySelectorAll("input")) field.disabled = !isOpen(field);
  }
}

// Whatever opens a panel, by key or by hand, begins in its first field; the panels around it open with it. All at once:
// the next key may be here before the browser tells that the panel is open, and would press what had the focus before.
function openedByHand(event) {
  const panel = event.currentTarget.parentElement;
  event.preventDefault();
  panel.open = !panel.open;
  const around = panel.parentElement.closest("details");
  if (around && panel.open) around.open = true;
  keepPanels();
  if (panel.open) panel.querySelector(".outcome-fields :is(input, button)").focus();
}

for (const panel of panels) {
  panel.addEventListener("toggle", keepPanels);
  panel.querySelector("summary").addEventListener("click", openedByHand);
}
keepPanels();

// Enter in a panel presses the panel's own button, and not the one that saves the answers.
callForm.addEventListener("keydown", (event) => {
  const panel = event.target.closest("details[open].outcome-panel");
  if (!panel) return;
  if (event.key === "Enter" && event.target.matches("input")) {
    event.preventDefault();
    callForm.requestSubmit(panel.querySelector("button"));
  }
  if (event.key === "Escape") {
    panel.open = false;
    panel.querySelector("summary").focus();
  }
});

// The key goes to the language that is not shown; what was asked in follows, until it is chosen by hand.
const languages = [...document.querySelectorAll('[name="script-language"]')];

function keepLanguage() {
  for (const language of languages) {
    if (language.checked) delete language.labels[0].dataset.key;
    else language.labels[0].dataset.key = "l";
  }
}

function askIn(event) {
  keepLanguage();
  const askedIn = callForm.elements.asked_in;
  if (askedIn && askedIn.value !== "other") askedIn.value = event.target.id === "script-es" ? "es" : "en";
}

for (const language of languages) language.addEventListener("change", askIn);
keepLanguage();

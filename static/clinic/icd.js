// The list of codes under an ICD-10-CM field: arrows move, Enter or a click chooses, Escape closes.
// Without this script the field takes an exact code, and its error sentence names the codes that are near.

function partsOf(element) {
  const field = element.closest("[data-icd]");
  return field && {
    input: field.querySelector("input"),
    list: field.querySelector("[role=listbox]"),
    chosen: field.querySelector("[data-icd-chosen]"),
  };
}

function setOpen({ input, list }, open) {
  list.hidden = !open;
  input.setAttribute("aria-expanded", String(open));
  input.removeAttribute("aria-activedescendant");
}

function activate({ input, list }, option) {
  for (const other of list.querySelectorAll("[aria-selected=true]")) other.setAttribute("aria-selected", "false");
  if (!option) return;
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", option.id);
}

function choose(parts, option) {
  parts.input.value = option.dataset.code;
  parts.chosen.textContent = option.dataset.description;
  setOpen(parts, false);
  parts.input.focus();
  parts.input.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("htmx:afterSwap", (event) => {
  const parts = partsOf(event.target);
  if (parts && event.target === parts.list) setOpen(parts, parts.input === document.activeElement && parts.list.children.length > 0);
});

document.addEventListener("input", (event) => {
  const parts = partsOf(event.target);
  if (parts) parts.chosen.textContent = "";
});

document.addEventListener("keydown", (event) => {
  const parts = partsOf(event.target);
  if (!parts || parts.list.hidden) return;
  const options = [...parts.list.querySelectorAll("[data-code]")];
  const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown") activate(parts, options[Math.min(at + 1, options.length - 1)]);
  else if (event.key === "ArrowUp") activate(parts, options[Math.max(at - 1, 0)]);
  else if (event.key === "Enter" && at >= 0) choose(parts, options[at]);
  else if (event.key === "Escape") setOpen(parts, false);
  else return;
  event.preventDefault();
});

// Before the field loses the focus, which closes the list.
document.addEventListener("mousedown", (event) => {
  const option = event.target.closest("[data-icd] [data-code]");
  if (!option) return;
  event.preventDefault();
  choose(partsOf(option), option);
});

document.addEventListener("focusout", (event) => {
  const parts = partsOf(event.target);
  if (parts) setOpen(parts, false);
});

// One key does what its link or button says (data-key="e"): never while one types, never with a modifier. For pages
// without keys of their own kind.
// "?" lists the keys of the page. Without scripts the links and buttons do the same.
const TEXT_FIELDS = "textarea, select, input:not([type='radio']):not([type='checkbox']), [contenteditable]";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return;
  if (event.target.closest(TEXT_FIELDS) || document.querySelector("dialog[open]")) return;
  if (event.key === "?") {
    event.preventDefault();
    listKeys();
    return;
  }
  const target = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key);
  if (!target || target.disabled) return;
  event.preventDefault();
  target.click();
});

function listKeys() {
  const dialog = document.createElement("dialog");
  dialog.className = "keys";
  dialog.setAttribute("aria-label", "Keys of this page");
  const list = dialog.appendChild(document.createElement("dl"));
  list.className = "facts";
  for (const target of document.querySelectorAll("[data-key]")) {
    add(list, target.dataset.key, target.dataset.keyWords || wordsOf(target));
  }
  add(list, "?", "These keys");
  const close = dialog.appendChild(document.createElement("button"));
  close.className = "btn btn-plain";
  close.textContent = "Close";
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function add(list, key, words) {
  list.appendChild(document.createElement("dt")).appendChild(document.createElement("kbd")).textContent = key;
  list.appendChild(document.createElement("dd")).textContent = words;
}

function wordsOf(target) {
  const copy = target.cloneNode(true);
  copy.querySelectorAll("kbd").forEach((key) => key.remove());
  return copy.textContent.trim();
}

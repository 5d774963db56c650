// A button that copies what a part of the page says. Without scripts there is none, and the text can be marked.
for (const button of document.querySelectorAll("button[data-copy]")) {
  const said = document.querySelector("[data-copied]");
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).innerText);
      said.textContent = "Copied.";
    } catch {
      said.textContent = "The browser did not allow it: mark the text, and copy it yourself.";
    }
  });
}

// What stands in the chosen column of the file, beside its choice.
"use strict";

for (const select of document.querySelectorAll("select[data-match]")) {
  const values = document.querySelector(`[data-match-values="${select.id}"]`);
  select.addEventListener("change", () => {
    values.textContent = select.selectedOptions[0].dataset.values || "";
  });
}

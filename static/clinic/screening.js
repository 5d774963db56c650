// The screening: the rows of opioids are there when the patient takes any, and one more when it is asked for.
// Without this script all of them are there, and the server decides what fits.

const screeningForm = document.querySelector("form[data-screening-form]");
const opioids = screeningForm.querySelector("[data-opioids]");
const addButton = opioids.querySelector("[data-add-row]");
const total = opioids.querySelector('[name="opioid-TOTAL_FORMS"]');
const MOST_ROWS = 20;

// What is hidden is sent all the same: the rows are empty, or the server says that they don't fit.
function showOpioids() {
  const answer = screeningForm.querySelector('[name="takes_opioids"]:checked')?.value;
  const isFilledIn = [...opioids.querySelectorAll('input[type="text"]')].some((field) => field.value !== "");
  opioids.hidden = answer !== "yes" && !isFilledIn && !opioids.querySelector(".is-invalid");
}

function addRow() {
  const html = opioids.querySelector("[data-empty-row]").innerHTML.replaceAll("__prefix__", total.value);
  addButton.parentElement.insertAdjacentHTML("beforebegin", html);
  const row = addButton.parentElement.previousElementSibling;
  total.value = Number(total.value) + 1;
  row.querySelector("legend").textContent = `Opioid ${total.value}`;
  row.querySelector("input").focus();
  addButton.hidden = Number(total.value) >= MOST_ROWS;
}

addButton.hidden = false;
addButton.addEventListener("click", addRow);
screeningForm.addEventListener("input", showOpioids);
addEventListener("pageshow", showOpioids);
showOpioids();

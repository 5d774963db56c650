// One tick for all rows. Without scripts each row has its own.
const all = document.querySelector("[data-tick-all]");
const ticks = document.querySelectorAll("input[name='task']");

if (all) {
  all.hidden = false;
  all.addEventListener("change", () => ticks.forEach((tick) => { tick.checked = all.checked; }));
}

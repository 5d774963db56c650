// How long an emergency access still runs. When it is over, the page
// gives way to the one that asks for another.

const left = document.querySelector("[data-glass-until]");
const until = Date.parse(left.dataset.glassUntil);
const EVERY = 5; // seconds

function count() {
  const seconds = Math.ceil((until - Date.now()) / 1000);
  if (seconds <= 0) return location.replace(left.dataset.glassOver);
  const minutes = Math.floor(seconds / 60);
  left.textContent = minutes ? `${minutes} minute${minutes === 1 ? "" : "s"} left` : `${seconds} seconds left`;
  return setTimeout(count, Math.min(EVERY, seconds) * 1000);
}
count();
// A page that the browser has kept is no newer than it was.
window.addEventListener("pageshow", (event) => event.persisted && location.reload());

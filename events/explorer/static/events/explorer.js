// Keep opened details, the focus and the scroll position when htmx replaces a part of the page.

let open = [];
let focused = "";
let scrolled = 0;

document.addEventListener("htmx:beforeSwap", (event) => {
  open = [...event.detail.target.querySelectorAll("details[open][id]")].map((part) => part.id);
  focused = document.activeElement.id;
  scrolled = window.scrollY;
});

document.addEventListener("htmx:afterSwap", () => {
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  window.scrollTo({ top: scrolled, behavior: "instant" });
});

// Filter the map as soon as something is selected.
document.addEventListener("change", (event) => {
  if (event.target.matches(".map-filter select")) event.target.form.requestSubmit();
});

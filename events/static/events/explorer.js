// Live pages are written anew: what the reader has opened stays open, and the focus where it is.

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

// Nothing here is essential: every page works without it.

// A form is sent once: its button rests until the answer comes. htmx sends its own forms
// (give those hx-disabled-elt), so what it has taken is left alone. The page stays if the answer is
// a file, or if the visitor stops waiting for it, so no button rests longer than five seconds.
const LONGEST_REST = 5000;
const resting = new Set();
const wake = (button) => {
  button.disabled = false;
  resting.delete(button);
};

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (event.defaultPrevented || event.target.method !== "post" || !button) return;
  // Not before the form has been read, or the button's own value would not be sent.
  setTimeout(() => {
    button.disabled = true;
    resting.add(button);
    setTimeout(wake, LONGEST_REST, button);
  });
});

// The browser may bring the page back from its history just as it was left.
window.addEventListener("pageshow", () => {
  for (const button of resting) wake(button);
});

// What has been typed in the basket goes along to the checkout, even if it was not sent yet.
document.addEventListener("click", (event) => {
  const form = document.getElementById("basket");
  if (!form || !event.target.closest("#to-checkout")) return;
  const fields = [...form.querySelectorAll("input.quantity")];
  if (fields.every((field) => field.value === field.defaultValue && field.validity.valid)) return;
  event.preventDefault();
  form.requestSubmit(document.getElementById("update-and-order"));
});

// The basket sends what it showed, to find changes of another tab. Its own are none of those, even
// if the next change is sent before the page shows the last one.
document.addEventListener("htmx:beforeSend", (event) => {
  if (event.target.id !== "basket") return;
  for (const seen of event.target.querySelectorAll('input[name="seen"]')) {
    seen.value += ` ${seen.closest(".line").querySelector(".quantity").value}`;
  }
});

// The notice about the basket can be closed. The keyboard continues at the page.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-close]");
  if (!button) return;
  button.closest(".notice").remove();
  document.getElementById("main").focus({ preventScroll: true });
});

// An addition to the basket that got no answer, or an error page, is not lost silently.
for (const failure of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(failure, (event) => {
    const place = event.detail.target;
    if (place?.id !== "basket-notice") return;
    const notice = document.createElement("p");
    notice.className = "notice";
    notice.dataset.tone = "error";
    notice.textContent = "This did not work. Reload the page and try again.";
    place.replaceChildren(notice);
  });
}

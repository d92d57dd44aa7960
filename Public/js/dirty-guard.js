// Asks before leaving a page with a form that was typed into and not sent, or that came back with what was typed (data-unsent).
// Forms that save themselves do not need it.
export function attach(form) {
  let dirty = "unsent" in form.dataset
  form.addEventListener("input", () => { dirty = true })
  // Heard last: a form that waits for a yes has not been sent.
  addEventListener("submit", event => {
    if (event.target === form && !event.defaultPrevented) dirty = false
  })
  addEventListener("beforeunload", event => { if (dirty) event.preventDefault() })
}

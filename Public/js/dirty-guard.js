// Asks before leaving a page with a form that was typed into and not sent. Forms that save themselves do not need it.
export function attach(form) {
  let dirty = false
  form.addEventListener("input", () => { dirty = true })
  form.addEventListener("submit", () => { dirty = false })
  addEventListener("beforeunload", event => { if (dirty) event.preventDefault() })
}

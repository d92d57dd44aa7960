// Sends a filter's form when a choice changes; the form's own button serves those without a script.
export function attach(form) {
  form.addEventListener("change", event => {
    if (event.target.matches("select, input[type=checkbox], input[type=radio]")) form.requestSubmit()
  })
}

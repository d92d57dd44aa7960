// Asks before a form is sent whose data-confirm says what will happen. The page's one <dialog id="confirm"> is used.
export function attach(form) {
  const dialog = document.getElementById("confirm")
  let sure = false
  form.addEventListener("submit", event => {
    const question = event.submitter?.dataset.confirm ?? form.dataset.confirm
    if (sure || !question) return
    event.preventDefault()
    const submitter = event.submitter
    dialog.querySelector("p").textContent = question
    dialog.querySelector("[data-role=yes]").textContent = submitter?.textContent.trim() || dialog.dataset.yes
    dialog.returnValue = "no"
    dialog.addEventListener("close", () => {
      if (dialog.returnValue !== "yes") return
      sure = true
      form.requestSubmit(submitter)
      sure = false
    }, { once: true })
    dialog.showModal()
  })
}

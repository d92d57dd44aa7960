// Takes focus when the page opens, so that a screen reader says what is wrong first; a link moves into its field.
export function attach(summary) {
  summary.focus()
  summary.addEventListener("click", event => {
    const link = event.target.closest("a[href^='#']")
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)))
    if (!field) return
    event.preventDefault()
    field.closest("details")?.setAttribute("open", "")
    field.scrollIntoView({ block: "center" })
    field.focus({ preventScroll: true })
  })
}

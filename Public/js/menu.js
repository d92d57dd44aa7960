// A <details> that closes like a menu: on Escape, on a click elsewhere, and when focus leaves it.
export function attach(menu) {
  const summary = menu.querySelector("summary")
  menu.addEventListener("keydown", event => {
    if (event.key !== "Escape" || !menu.open) return
    menu.open = false
    summary.focus()
  })
  menu.addEventListener("focusout", event => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false
  })
  document.addEventListener("click", event => {
    if (!menu.contains(event.target)) menu.open = false
  })
}

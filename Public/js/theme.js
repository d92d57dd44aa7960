// Light or dark by the person's own choice; the system's wish holds until they choose.
const root = document.documentElement
const wish = matchMedia("(prefers-color-scheme: dark)")

function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : wish.matches
}

export function attach(button) {
  const word = button.querySelector("span")
  const show = () => { word.textContent = isDark() ? button.dataset.light : button.dataset.dark }
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark"
    localStorage.setItem("theme", root.dataset.theme)
    show()
  })
  wish.addEventListener("change", show)
  show()
}

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
    // The server writes it into the next page, so that no page begins in the wrong colours.
    document.cookie = `kehou_theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`
    show()
  })
  wish.addEventListener("change", show)
  show()
}

// Rows of a form that can be added and taken out. A row is [data-role=row]; the button [data-role=add] copies the last
// one, empties it and counts its number on in names and ids ("bands.0.sessions.3.start"); [data-role=remove] takes its
// row out, or empties it when it is the only one. The server drops empty rows, so nothing depends on this script.
export function attach(group) {
  group.addEventListener("click", event => {
    const button = event.target.closest("[data-role=add], [data-role=remove]")
    if (!button || button.closest("[data-behaviour~=rows]") !== group) return
    if (button.dataset.role === "add") add(group)
    else remove(group, button.closest("[data-role=row]"))
    group.dispatchEvent(new Event("input", { bubbles: true }))
  })
}

const rowsOf = group => [...group.querySelectorAll("[data-role=row]")]

function add(group) {
  const last = rowsOf(group).at(-1)
  const fresh = last.cloneNode(true)
  const next = number(last) + 1
  for (const element of fresh.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
    for (const attribute of ["name", "id", "for", "aria-describedby"]) {
      const value = element.getAttribute(attribute)
      if (value) element.setAttribute(attribute, renumbered(value, next))
    }
  }
  clear(fresh)
  last.after(fresh)
  fresh.querySelector("input, select, textarea")?.focus()
}

function remove(group, row) {
  const rows = rowsOf(group)
  if (rows.length === 1) return clear(row)
  const neighbour = rows[rows.indexOf(row) + 1] ?? rows[rows.indexOf(row) - 1]
  row.remove()
  neighbour.querySelector("input, select, textarea")?.focus()
}

function clear(row) {
  for (const input of row.querySelectorAll("input, select, textarea")) {
    if (input.type === "checkbox" || input.type === "radio") input.checked = false
    else if (input.tagName === "SELECT") input.selectedIndex = 0
    else input.value = ""
    input.removeAttribute("aria-invalid")
  }
  row.querySelectorAll(".field-error").forEach(error => error.remove())
  row.querySelectorAll(".invalid").forEach(field => field.classList.remove("invalid"))
}

// The row's own number is the last one in its names.
const number = row => Number(row.querySelector("[name]").name.match(/.*\.(\d+)/)?.[1] ?? 0)
const renumbered = (text, next) => text.replace(/^(.*[.-])\d+(?=[.-])/, `$1${next}`)

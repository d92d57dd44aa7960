// Rows of a form that can be added and taken out. A row is [data-role=row]; the button [data-role=add] copies the last
// one, empties it and counts its number on in names and ids ("bands.0.sessions.3.start"); [data-role=remove] takes its
// row out, or empties it when it is the only one. Without the script the same buttons send the form, and the server
// drops empty rows and always offers one more.
export function attach(group) {
  group.addEventListener("click", event => {
    const button = event.target.closest("[data-role=add], [data-role=remove]")
    if (!button || button.closest("[data-behaviour~=rows]") !== group) return
    event.preventDefault()
    if (button.dataset.role === "add") add(group)
    else remove(group, button.closest("[data-role=row]"))
    group.dispatchEvent(new Event("input", { bubbles: true }))
  })
}

// Adds and takes out rows until the group holds those that the names speak of; says whether it had to.
export function rowsLike(group, names) {
  const list = group.id.replace(/^field-/, "").replaceAll("-", ".")
  const wanted = new Set(names.filter(name => name.startsWith(`${list}.`))
    .map(name => name.slice(list.length + 1).match(/^(\d+)\.[^.]+$/)?.[1]).filter(Boolean).map(Number))
  if (wanted.size === 0) return false
  let changed = false
  while (numberOf(rowsOf(group).at(-1)) < Math.max(...wanted)) { add(group); changed = true }
  for (const row of rowsOf(group)) {
    if (wanted.has(numberOf(row)) || rowsOf(group).length === 1) continue
    row.remove()
    changed = true
  }
  return changed
}

const rowsOf = group => [...group.querySelectorAll("[data-role=row]")]
const attributes = ["name", "id", "for", "aria-describedby", "value"]

function add(group) {
  const last = rowsOf(group).at(-1)
  const fresh = last.cloneNode(true)
  const renumber = counter(last)
  for (const element of [fresh, ...fresh.querySelectorAll("[name], [id], [for], [aria-describedby]")]) {
    for (const attribute of attributes) {
      const value = element.getAttribute(attribute)
      if (value) element.setAttribute(attribute, renumber(value))
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

const numberOf = row => Number(row.querySelector("[name]").name.match(/\.(\d+)\.[^.]+$/)[1])

// A function that turns "list.3.name" and "field-list-3-name" into those of row 4. The list's own path comes from the
// name of any field in the row.
function counter(row) {
  const field = row.querySelector("input[name], select[name], textarea[name]")
  const [, list, number] = field.name.match(/^(.*)\.(\d+)\.[^.]+$/)
  const next = Number(number) + 1
  const dashed = list.replaceAll(".", "-")
  const swap = (text, path, mark) => {
    const at = text.indexOf(`${path}${mark}${number}`)
    const end = at + path.length + mark.length + number.length
    return at < 0 || /\d/.test(text[end] ?? "") ? text : `${text.slice(0, at)}${path}${mark}${next}${text.slice(end)}`
  }
  return text => swap(swap(text, list, "."), dashed, "-")
}

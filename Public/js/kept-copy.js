// The copy of a form's words that the browser keeps until the server has acknowledged them.
//
// What lies in a [data-private] part is never kept. A form of several parts, each a [data-role=child], is kept part by part:
// what nobody touched is not in the copy, and stands as the server says when the copy is put back. A hidden data-role="seen"
// says what a form or part was made from.
const partOf = element => element.closest?.("[data-role=child]")

export class KeptCopy {
  constructor(form, key) {
    this.form = form
    this.key = key
    this.touched = new Set(this.read()?.touched)
    form.addEventListener("input", event => {
      const part = partOf(event.target)
      if (part) this.touched.add(part.id)
    })
  }

  read() { return JSON.parse(localStorage.getItem(this.key) ?? "null") }
  forget() { localStorage.removeItem(this.key) }

  texts() { return [...new FormData(this.form)].filter(([, value]) => typeof value === "string") }

  typed() {
    const secrets = this.secrets()
    return this.texts().filter(([name]) => name !== "csrf" && name !== "version" && !secrets.has(name))
  }

  keep(sent = false) {
    const others = names([...this.form.querySelectorAll("[data-role=child]")].filter(part => !this.touched.has(part.id)))
    const fields = this.typed().filter(([name]) => !others.has(name))
    const copy = { version: this.form.elements.version?.value, sent, touched: [...this.touched], fields }
    localStorage.setItem(this.key, JSON.stringify(copy))
  }

  secrets() { return names(this.form.querySelectorAll("[data-private]")) }

  // Puts back what never reached the server. A copy that was sent as a whole form and met by something newer has arrived.
  // Any other copy of an older version goes out under that version, so that the server answers with a conflict if
  // someone else has saved since, and silently changes nothing.
  async restore(restored) {
    const copy = this.read()
    if (!copy) return
    const { form } = this
    const fields = new Map(copy.fields)
    const shown = [...form.querySelectorAll("[data-role=seen]")].filter(element => fields.has(element.name))
    const isNewer = copy.version !== form.elements.version?.value
    if (copy.sent && (isNewer || shown.some(element => element.value !== fields.get(element.name)))) {
      this.touched.clear()
      return this.forget()
    }
    const secrets = this.secrets()
    let changed = await regrow(form, copy)
    for (const element of form.elements) {
      if (!element.name || secrets.has(element.name) || ["hidden", "file"].includes(element.type)) continue
      const part = partOf(element)
      if (part && !this.touched.has(part.id)) continue
      const values = copy.fields.filter(([name]) => name === element.name).map(([, value]) => value)
      changed = put(element, values) || changed
    }
    if (copy.version && form.elements.version) form.elements.version.value = copy.version
    for (const element of shown) element.value = fields.get(element.name)
    if (changed) restored()
    else this.forget()
  }
}

const names = parts => new Set([...parts].flatMap(part => [...part.querySelectorAll("[name]")].map(element => element.name)))

// Whether it made a difference.
function put(element, values) {
  if (element.type === "checkbox" || element.type === "radio") {
    const before = element.checked
    element.checked = values.includes(element.value)
    return before !== element.checked
  }
  if (!values.length || element.value === values[0]) return false
  element.value = values[0]
  return true
}

// Rows that were added or taken out in the copy: "list.3.name" belongs to the list with the id "field-list".
async function regrow(form, copy) {
  const { rowsLike } = await import("./rows.js")
  const kept = copy.fields.map(([name]) => name)
  return [...form.querySelectorAll("[data-behaviour~=rows]")].map(group => rowsLike(group, kept)).some(Boolean)
}

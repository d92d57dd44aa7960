// Saves a form while its person types. What was typed is copied to localStorage at once and leaves it only after the
// server has acknowledged, so a closed lid, a dead network or a crash loses nothing.
//
//   <form data-behaviour="autosave" data-key="plan-12" data-autosave="/plans/12/draft"
//         data-conflict="id of what to show when someone else has saved">
//     <input type="hidden" name="version" value="7">
//     <output class="save-state" data-role="save-state" data-saving=... data-saved=... data-offline=... data-conflict=...>
//
// What lies in a [data-private] part is never kept. A hidden data-role="seen" says what the form was made from.
// The endpoint answers JSON: 200 {"version": "8", "savedAt": "16:32"}, 409 when someone else saved meanwhile (the
// person's text stays and a link to the latest appears), 422 {"fields": [...]} (kept, marked by the server's own page).
// After each save the form dispatches "saved", which live-check listens to.
const quiet = 800
const retryAfter = 5000

export function attach(form) {
  const state = form.querySelector("[data-role=save-state]")
  const conflict = document.getElementById(form.dataset.conflict)
  const key = "autosave:" + form.dataset.key
  let timer, saving = false, again = false, stopped = false

  const show = (name, more = "") => {
    if (!state) return
    state.dataset.state = name
    state.textContent = [state.dataset[name], more].filter(Boolean).join(" ")
  }
  const texts = () => [...new FormData(form)].filter(([, value]) => typeof value === "string")
  const secrets = secretsOf(form)
  const typed = () => texts().filter(([name]) => name !== "csrf" && name !== "version" && !secrets.has(name))
  const keep = (sent = false) => {
    localStorage.setItem(key, JSON.stringify({ version: form.elements.version?.value, sent, fields: typed() }))
  }

  async function save() {
    if (stopped) return
    if (saving) { again = true; return }
    saving = true
    show("saving")
    const sent = JSON.stringify(typed())
    try {
      const reply = await fetch(form.dataset.autosave ?? form.action, {
        method: "POST",
        headers: { "Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams(texts()),
      })
      await settle(reply, sent)
    } catch {
      show("offline")
      timer = setTimeout(save, retryAfter)
    }
    saving = false
    if (again) { again = false; save() }
  }

  async function settle(reply, sent) {
    if (reply.status === 409) {
      stopped = true
      show("conflict")
      if (conflict) { conflict.hidden = false; conflict.focus() }
      return
    }
    if (reply.status >= 500 || reply.status === 429) throw new Error(String(reply.status))
    if (!reply.ok) { show("refused"); return }
    const { version, savedAt } = await reply.json()
    if (version && form.elements.version) form.elements.version.value = version
    if (sent === JSON.stringify(typed())) localStorage.removeItem(key)
    show("saved", savedAt)
    form.dispatchEvent(new CustomEvent("saved", { bubbles: true }))
  }

  restore(form, key, () => { show("offline"); save() })
  form.addEventListener("input", () => {
    keep()
    clearTimeout(timer)
    timer = setTimeout(save, quiet)
  })
  form.addEventListener("submit", () => { clearTimeout(timer); stopped = true; keep(true) })
  addEventListener("online", () => { if (localStorage.getItem(key)) save() })
}

const secretsOf = form => new Set([...form.querySelectorAll("[data-private] [name]")].map(element => element.name))

// Puts back what never reached the server. A copy that was sent as a whole form and met by something newer has arrived.
// Any other copy of an older version goes out under that version, so that the server answers with a conflict if
// someone else has saved since, and silently changes nothing.
async function restore(form, key, restored) {
  const copy = JSON.parse(localStorage.getItem(key) ?? "null")
  if (!copy) return
  const fields = new Map(copy.fields)
  const shown = [...form.querySelectorAll("[data-role=seen]")].filter(element => fields.has(element.name))
  const isNewer = copy.version !== form.elements.version?.value
  if (copy.sent && (isNewer || shown.some(element => element.value !== fields.get(element.name)))) {
    return localStorage.removeItem(key)
  }
  const secrets = secretsOf(form)
  let changed = await regrow(form, copy)
  for (const element of form.elements) {
    if (!element.name || secrets.has(element.name) || ["hidden", "file"].includes(element.type)) continue
    const values = copy.fields.filter(([name]) => name === element.name).map(([, value]) => value)
    if (element.type === "checkbox" || element.type === "radio") {
      const checked = values.includes(element.value)
      changed ||= checked !== element.checked
      element.checked = checked
    } else if (values.length && element.value !== values[0]) {
      element.value = values[0]
      changed = true
    }
  }
  if (copy.version && form.elements.version) form.elements.version.value = copy.version
  for (const element of shown) element.value = fields.get(element.name)
  if (changed) restored()
  else localStorage.removeItem(key)
}

// Rows that were added or taken out in the copy: "list.3.name" belongs to the list with the id "field-list".
async function regrow(form, copy) {
  const { rowsLike } = await import("./rows.js")
  const names = copy.fields.map(([name]) => name)
  return [...form.querySelectorAll("[data-behaviour~=rows]")].map(group => rowsLike(group, names)).some(Boolean)
}

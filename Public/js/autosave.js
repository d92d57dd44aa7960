// Saves a form while its person types. What was typed is copied to localStorage at once and leaves it only after the
// server has acknowledged, so a closed lid, a dead network or a crash loses nothing.
//
//   <form data-behaviour="autosave" data-key="plan-12" data-autosave="/plans/12/draft"
//         data-conflict="id of what to show when someone else has saved">
//     <input type="hidden" name="version" value="7">
//     <output class="save-state" data-role="save-state" data-saving=... data-saved=... data-offline=... data-conflict=...>
//
// kept-copy.js tells what is kept and what is put back.
// The endpoint answers JSON: 200 {"version": "8", "savedAt": "16:32"}, 409 when someone else saved meanwhile (the
// person's text stays and a link to the latest appears), 422 {"fields": [...]} (kept, marked by the server's own page).
// After each save the form dispatches "saved", which live-check listens to.
import { KeptCopy } from "./kept-copy.js"

const quiet = 800
const retryAfter = 5000

export function attach(form) {
  const state = form.querySelector("[data-role=save-state]")
  const conflict = document.getElementById(form.dataset.conflict)
  const copy = new KeptCopy(form, "autosave:" + form.dataset.key)
  let timer, saving = false, again = false, stopped = false

  const show = (name, more = "") => {
    if (!state) return
    state.dataset.state = name
    state.textContent = [state.dataset[name], more].filter(Boolean).join(" ")
  }

  async function save() {
    if (stopped) return
    if (saving) { again = true; return }
    saving = true
    show("saving")
    const sent = JSON.stringify(copy.typed())
    try {
      const reply = await fetch(form.dataset.autosave ?? form.action, {
        method: "POST",
        headers: { "Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams(copy.texts()),
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
    if (sent === JSON.stringify(copy.typed())) copy.forget()
    show("saved", savedAt)
    form.dispatchEvent(new CustomEvent("saved", { bubbles: true }))
  }

  const note = () => {
    copy.keep()
    clearTimeout(timer)
    timer = setTimeout(save, quiet)
  }
  copy.restore(() => { show("offline"); save() })
  form.addEventListener("input", note)
  // Somebody may have begun to type before this script had come.
  const element = document.activeElement
  if (form.contains(element) && "defaultValue" in element && element.value !== element.defaultValue) note()
  form.addEventListener("submit", () => { clearTimeout(timer); stopped = true; copy.keep(true) })
  addEventListener("online", () => { if (copy.read()) save() })
}

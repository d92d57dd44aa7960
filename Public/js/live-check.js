// Renews a part of the page after a change: fetches the page data-url and takes from it the
// element of the same id.
// data-for names the form to listen to: its "saved" events (autosave), or, with data-on="input", each change.
export function attach(place, attachAll) {
  const form = document.getElementById(place.dataset.for)
  let timer, request

  async function renew() {
    request?.abort()
    request = new AbortController()
    try {
      const url = new URL(place.dataset.url, location)
      if (place.dataset.on === "input") {
        for (const [name, value] of new FormData(form)) if (name !== "csrf") url.searchParams.append(name, value)
      }
      const reply = await fetch(url, { headers: { "Accept": "text/html" }, signal: request.signal })
      if (!reply.ok) return
      const page = new DOMParser().parseFromString(await reply.text(), "text/html")
      const fresh = page.getElementById(place.id) ?? page.body
      place.replaceChildren(...fresh.childNodes)
      attachAll(place)
    } catch (error) {
      if (error.name !== "AbortError") place.dataset.stale = "true"
    }
  }

  form?.addEventListener(place.dataset.on ?? "saved", () => {
    clearTimeout(timer)
    timer = setTimeout(renew, 250)
  })
}

// Looks again at a page that shows a job under way, until the element that asked for it is gone.
export function attach(element, attachAll) {
  const again = async () => {
    const reply = await fetch(location.href, { headers: { "Accept": "text/html" } }).catch(() => undefined)
    if (!reply?.ok) return setTimeout(again, 5000)
    const page = new DOMParser().parseFromString(await reply.text(), "text/html")
    const fresh = page.querySelector("[data-behaviour~=reload]")
    if (!fresh) return location.reload()
    element.replaceChildren(...fresh.childNodes)
    setTimeout(again, seconds * 1000)
  }
  const seconds = Number(element.dataset.seconds ?? 2)
  setTimeout(again, seconds * 1000)
}

// Shows how far a file's upload is. The form is sent by the script with the same fields; the reply's page is then shown.
export function attach(form) {
  const bar = form.querySelector("progress")
  const note = form.querySelector("[data-role=note]")
  const enable = on => form.querySelectorAll("button").forEach(button => { button.disabled = !on })

  form.addEventListener("submit", event => {
    if (event.defaultPrevented) return
    event.preventDefault()
    const request = new XMLHttpRequest()
    request.open("POST", form.action)
    request.setRequestHeader("Accept", "text/html")
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      bar.closest("[hidden]")?.removeAttribute("hidden")
      bar.max = total
      bar.value = loaded
      if (note) note.textContent = loaded < total ? `${megabytes(loaded)} / ${megabytes(total)} MB` : note.dataset.checking
    })
    request.addEventListener("load", () => show(request))
    request.addEventListener("error", () => {
      if (note) note.textContent = note.dataset.failed
      enable(true)
    })
    request.send(new FormData(form, event.submitter))
    enable(false)
  })
}

// XMLHttpRequest follows redirects by itself: where it ended is the page to go to. A refused form is the reply itself.
function show(request) {
  const ended = new URL(request.responseURL)
  if (request.status < 400 && ended.pathname !== location.pathname) return location.assign(ended)
  const page = new DOMParser().parseFromString(request.responseText, "text/html")
  document.title = page.title
  document.body.replaceWith(page.body)
  import("./app.js").then(app => app.attachAll(document))
}

const megabytes = bytes => (bytes / 1e6).toFixed(1)

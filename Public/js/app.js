// Attaches behaviours: an element with data-behaviour="a b" gets modules ./a.js and ./b.js, each of which exports
// `attach(element)`. Pages work without any of them; a module is fetched only where an element asks for it.
const attached = new WeakMap()

export async function attachAll(root) {
  const elements = [...root.querySelectorAll("[data-behaviour]")]
  if (root.matches?.("[data-behaviour]")) elements.unshift(root)
  await Promise.all(elements.flatMap(element =>
    element.dataset.behaviour.split(/\s+/).filter(Boolean).map(name => attach(element, name))))
}

async function attach(element, name) {
  const names = attached.get(element) ?? new Set()
  if (names.has(name)) return
  attached.set(element, names.add(name))
  const behaviour = await import(`./${name}.js`)
  behaviour.attach(element, attachAll)
}

document.documentElement.classList.add("has-script")
const theme = localStorage.getItem("theme")
if (theme) document.documentElement.dataset.theme = theme
attachAll(document)

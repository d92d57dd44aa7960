// Filters the rows of a short list as one types. The element is a search field; data-for names the table or list;
// the count stands in [data-role=count] of data-count, if that is given.
export function attach(input) {
  const list = document.getElementById(input.dataset.for)
  const count = input.dataset.count && document.getElementById(input.dataset.count)
  const rows = [...(list.tBodies?.[0]?.rows ?? list.children)]
  const words = new Map(rows.map(row => [row, row.textContent.toLowerCase()]))
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLowerCase().split(/\s+/)
    let shown = 0
    for (const row of rows) {
      row.hidden = !wanted.every(word => words.get(row).includes(word))
      if (!row.hidden) shown += 1
    }
    if (count) count.textContent = `${shown} / ${rows.length}`
  })
}

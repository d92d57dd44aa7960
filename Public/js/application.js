// One tap instead of a trip to the server: "every day" and "same as" fill in a child's part in place. Without the script the
// same buttons send the form, and the server fills it in. Choosing a day of a child says that it joins.
export function attach(form) {
  form.addEventListener("click", event => {
    const button = event.target.closest("[data-role=every], [data-role=copy]")
    if (!button) return
    event.preventDefault()
    const own = button.closest("[data-role=child]")
    if (button.dataset.role === "every") every(own)
    else copy(own, form.querySelector(`[data-role=child][data-place="${button.value.split(".")[1]}"]`))
    own.dispatchEvent(new Event("input", { bubbles: true }))
  })
}

const days = child => [...child.querySelectorAll("[name$='.days']")]
const times = child => [...child.querySelectorAll("select[name*='.times.']")]
const named = (child, end) => child.querySelector(`[name$='.${end}']`)
const answer = (child, value) => child.querySelector(`[name$='.answer'][value='${value}']`)

function every(child) {
  answer(child, "join").checked = true
  for (const day of days(child)) day.checked = true
}

// As near as this child's school offers it: a time that is missing here becomes the next later one, or the last.
function copy(own, other) {
  for (const value of ["join", "decline"]) answer(own, value).checked = answer(other, value).checked
  const chosen = new Set(days(other).filter(day => day.checked).map(day => day.value))
  for (const day of days(own)) day.checked = chosen.has(day.value)
  named(own, "homeworkOnly").checked = named(other, "homeworkOnly").checked
  const theirs = new Map(times(other).map(select => [select.name.split(".").at(-1), select.value]))
  for (const select of times(own)) {
    const wanted = theirs.get(select.name.split(".").at(-1)) ?? ""
    const offered = [...select.options].map(option => option.value)
    select.value = offered.includes(wanted) ? wanted : offered.find(value => value >= wanted) ?? offered.at(-1)
  }
}

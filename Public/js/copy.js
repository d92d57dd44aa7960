// Copies data-text (or the page's own address) and says so on the button for a moment.
export function attach(button) {
  const word = button.querySelector("span") ?? button
  const usual = word.textContent
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.text ?? location.href)
    word.textContent = button.dataset.done
    setTimeout(() => { word.textContent = usual }, 2000)
  })
}

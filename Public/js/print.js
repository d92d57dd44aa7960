// A button that prints the page.
export function attach(button) {
  button.addEventListener("click", () => print())
}

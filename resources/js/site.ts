/** For every page: a form that came back with mistakes starts at the first one. */
document.querySelector<HTMLElement>('form [aria-invalid="true"]')?.focus()

/** A form is sent once; coming back to the page with the browser's arrow makes it usable again. */
for (const form of document.querySelectorAll<HTMLFormElement>('form[method="post"]')) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) event.preventDefault()
    form.dataset.sent = 'yes'
  })
  addEventListener('pageshow', () => delete form.dataset.sent)
}

/** On a phone one part of the page is shown at a time: the one that the address names, or lies in. */
export function followAddress(root: HTMLElement): void {
  const tabs = [...document.querySelectorAll<HTMLAnchorElement>('.coach-tabs a')]
  const show = () => {
    const named = document.getElementById(location.hash.slice(1))
    if (named instanceof HTMLDetailsElement) named.open = true
    const part = named?.closest('.coach-part')?.id ?? 'chat'
    root.dataset.part = part
    for (const tab of tabs) {
      if (tab.hash === `#${part}`) tab.setAttribute('aria-current', 'true')
      else tab.removeAttribute('aria-current')
    }
  }
  addEventListener('hashchange', () => {
    show()
    // What was hidden when the address changed could not be scrolled to.
    document.getElementById(location.hash.slice(1))?.scrollIntoView({ block: 'nearest' })
  })
  show()
}

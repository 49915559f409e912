import { markdown } from '../chat/markdown'

/** Parts of the page that the server draws, by their name. */
const partsIn = (page: ParentNode) =>
  new Map(
    [...page.querySelectorAll<HTMLElement>('[data-swap]')].map((part) => [part.dataset.swap, part])
  )

/** The page as the server draws it now. Null when it did not come. */
export async function fetchPage(init?: RequestInit, path = location.pathname) {
  const response = await fetch(path, { headers: { Accept: 'text/html' }, ...init })
  if (!response.ok || !response.headers.get('Content-Type')?.startsWith('text/html')) return null
  const page = new DOMParser().parseFromString(await response.text(), 'text/html')
  return page.querySelector('[data-swap]') ? { page, url: response.url } : null
}

/** Takes the parts of a newer page over: what was open stays open, and who was somewhere stays there. */
export function swapIn(page: Document): void {
  const fresh = partsIn(page)
  const here = placeOf(document.activeElement)
  for (const [name, part] of partsIn(document)) {
    const newer = fresh.get(name)
    if (!newer) continue
    keepOpen(part, newer)
    part.replaceWith(newer)
  }
  upgrade(document)
  here?.()
}

/** What was written with light markdown is drawn with it. */
export function upgrade(root: ParentNode): void {
  for (const node of root.querySelectorAll<HTMLElement>('[data-markdown]')) {
    node.removeAttribute('data-markdown')
    node.replaceChildren(markdown(node.textContent ?? ''))
  }
}

function keepOpen(from: HTMLElement, to: HTMLElement): void {
  for (const details of from.querySelectorAll<HTMLDetailsElement>('details[id]')) {
    const newer = to.querySelector<HTMLDetailsElement>(`details[id="${CSS.escape(details.id)}"]`)
    // What comes next opens when it comes to be that.
    const isNewlyNext = newer && 'next' in newer.dataset && !('next' in details.dataset)
    if (newer) newer.open = details.open || isNewlyNext === true
  }
}

/** A way back to where the focus was, or to the nearest thing that is still there. */
function placeOf(focused: Element | null): (() => void) | null {
  const place = focused?.closest('[data-swap] [id], [data-swap][id]')
  if (!focused || !place) return null
  const label = labelOf(focused)
  return () => {
    if (document.activeElement && document.activeElement !== document.body) return
    const again = document.getElementById(place.id)
    if (!again) return
    const same = [...again.querySelectorAll<HTMLElement>('button, a, summary')].find(
      (one) => labelOf(one) === label
    )
    const target = same ?? again.querySelector<HTMLElement>('summary') ?? again
    if (target === again) again.tabIndex = -1
    target.focus({ preventScroll: true })
  }
}

const labelOf = (node: Element) => node.getAttribute('aria-label') ?? node.textContent?.trim()

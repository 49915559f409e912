/** The page that waits for a payment: it looks now and then, and shows the coins when they are there. */
const waiting = document.getElementById('waiting')

if (waiting) void wait(waiting)

async function wait(about: HTMLElement): Promise<void> {
  const { state = '', pollMs = '', polls = '' } = about.dataset
  for (let left = Number(polls); left > 0; left--) {
    await new Promise((resolve) => setTimeout(resolve, Number(pollMs)))
    if ((await look(state)) !== 'waiting') return location.reload()
  }
  about.querySelector<HTMLElement>('[data-while]')?.toggleAttribute('hidden', true)
  about.querySelector<HTMLElement>('[data-late]')?.toggleAttribute('hidden', false)
}

/** How far the order is; still waiting when the server cannot say. */
async function look(address: string): Promise<string> {
  try {
    const response = await fetch(address, { headers: { accept: 'application/json' } })
    const told: unknown = response.ok ? await response.json() : null
    return typeof told === 'object' && told !== null && 'state' in told
      ? String(told.state)
      : 'waiting'
  } catch {
    return 'waiting'
  }
}

export {}

/** Opens Razorpay's window on the page where an order is paid, and hands back what it says. */

/** Razorpay's script: it may be loaded from there alone (razorpay.com/docs/payments/payment-gateway/web-integration). */
const CHECKOUT = 'https://checkout.razorpay.com/v1/checkout.js'

interface Paid {
  razorpay_payment_id: string
  razorpay_order_id: string
  razorpay_signature: string
}

interface Checkout {
  open(): void
  on(event: 'payment.failed', handler: (told: { error?: { description?: string } }) => void): void
}

declare global {
  interface Window {
    Razorpay?: new (options: Record<string, unknown>) => Checkout
  }
}

const form = document.querySelector<HTMLFormElement>('form[data-razorpay]')
if (form) start(form)

function start(page: HTMLFormElement): void {
  const status = page.querySelector<HTMLElement>('[data-status]')
  const button = page.querySelector<HTMLButtonElement>('[data-pay]')
  if (!status || !button) return
  const say = (text: string | undefined): void => {
    status.textContent = text ?? ''
  }
  say(page.dataset.loading)
  const script = document.createElement('script')
  script.src = CHECKOUT
  script.addEventListener('error', () => say(page.dataset.unreachable))
  script.addEventListener('load', () => {
    if (!window.Razorpay) return say(page.dataset.unreachable)
    say('')
    button.hidden = false
    button.addEventListener('click', () => open(page, say))
    button.focus()
  })
  document.head.append(script)
}

function open(page: HTMLFormElement, say: (text: string | undefined) => void): void {
  if (!window.Razorpay) return
  const asked = page.dataset
  const checkout = new window.Razorpay({
    key: asked.key,
    order_id: asked.order,
    amount: asked.amount,
    currency: asked.currency,
    name: asked.name,
    description: asked.description,
    ...(asked.email && { prefill: { email: asked.email } }),
    modal: { ondismiss: () => say(page.dataset.dismissed) },
    handler: (paid: Paid) => {
      for (const name of [
        'razorpay_payment_id',
        'razorpay_order_id',
        'razorpay_signature',
      ] as const) {
        const field = page.querySelector<HTMLInputElement>(`input[name="${name}"]`)
        if (field) field.value = paid[name]
      }
      page.submit()
    },
  })
  checkout.on('payment.failed', ({ error }) => {
    say((page.dataset.failed ?? '').replace('%reason%', error?.description ?? ''))
  })
  checkout.open()
}

export {}

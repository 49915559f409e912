import type { MessageBody, PageButton } from '#bots/web/protocol'

/** Closes a form; null when the message is none, or is closed. */
export function closeForm(body: MessageBody, how: 'sent' | 'cancelled'): MessageBody | null {
  return body.kind === 'form' && !body.closed ? { ...body, closed: how } : null
}

/** Marks a button that works once as used; null when the message has no such button. */
export function spendButton(body: MessageBody, id: string): MessageBody | null {
  let spent = false
  const spend = (button: PageButton): PageButton => {
    if (!('id' in button) || button.id !== id || !button.once) return button
    spent = true
    return { ...button, used: true }
  }
  const changed = withButtons(body, spend)
  return spent ? changed : null
}

function withButtons(body: MessageBody, map: (button: PageButton) => PageButton): MessageBody {
  switch (body.kind) {
    case 'card':
    case 'choice':
    case 'quote':
    case 'pay':
    case 'image':
      return { ...body, buttons: body.buttons.map(map) }
    case 'list':
      return {
        ...body,
        buttons: body.buttons.map(map),
        items: body.items.map((item) => ({ ...item, button: item.button && map(item.button) })),
      }
    case 'form':
      return { ...body, submit: map(body.submit) }
    default:
      return body
  }
}

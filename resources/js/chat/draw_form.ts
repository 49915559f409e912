import type { Message, MessageBody, PageField } from '#bots/web/protocol'
import { element } from './dom'
import type { Actions } from './draw'
import { say } from './words'

/** A form inside the conversation. Once it was sent or cancelled it says so. */
export function drawForm(
  message: Message,
  body: Extract<MessageBody, { kind: 'form' }>,
  actions: Actions
): Node[] {
  const title = element('h2', { id: `form-${message.id}` }, [body.title])
  if (body.closed) {
    const closed = say(body.closed === 'sent' ? 'form_sent' : 'form_cancelled')
    return [title, element('p', { class: 'note' }, [closed])]
  }
  const cancel = element('button', { type: 'button', class: 'button' }, [body.cancelLabel])
  cancel.addEventListener('click', () => actions.dismiss(message))
  const form = element('form', { 'class': 'form-fields', 'aria-labelledby': title.id }, [
    ...body.fields.map((field) => drawField(message, field)),
    element('div', { class: 'buttons' }, [
      element('button', { 'class': 'button primary', 'data-button': body.submit.label }, [
        body.submit.label,
      ]),
      cancel,
    ]),
  ])
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if ('id' in body.submit) actions.submit(message, body.submit.id, valuesOf(form))
  })
  return [title, form]
}

function drawField(message: Message, field: PageField): HTMLElement {
  const id = `field-${message.id}-${field.name}`
  const hintId = field.hint ? `${id}-hint` : undefined
  const shared = {
    id,
    'name': field.name,
    'required': field.required,
    'aria-describedby': hintId,
  }
  return element('div', { class: 'field' }, [
    element('label', { for: id }, [
      field.required ? `${field.label} (${say('required')})` : field.label,
    ]),
    field.hint ? element('p', { class: 'hint', id: hintId }, [field.hint]) : null,
    drawInput(field, shared),
  ])
}

function drawInput(
  field: PageField,
  shared: Readonly<Record<string, string | boolean | undefined>>
): HTMLElement {
  switch (field.kind) {
    case 'line':
      return element('input', { ...shared, type: 'text', maxlength: field.maxLength })
    case 'paragraph':
      return element('textarea', { ...shared, rows: 4, maxlength: field.maxLength })
    case 'select':
      return element('select', shared, [
        field.required ? null : element('option', { value: '' }),
        ...(field.choices ?? []).map(({ label, value }) => element('option', { value }, [label])),
      ])
  }
}

function valuesOf(form: HTMLFormElement): Record<string, string> {
  const values: Record<string, string> = {}
  for (const [name, value] of new FormData(form))
    if (typeof value === 'string') values[name] = value
  return values
}

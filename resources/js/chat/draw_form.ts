import type { Message, MessageBody, PageField } from '#bots/web/protocol'
import { element } from './dom'
import type { Actions } from './draw'
import { forgetValues, keepValues, keptValues } from './form_values'
import { say } from './words'

/** A form inside the conversation. Once it was sent or cancelled it says so. */
export function drawForm(
  message: Message,
  body: Extract<MessageBody, { kind: 'form' }>,
  actions: Actions
): Node[] {
  const title = element('h2', { id: `form-${message.id}` }, [body.title])
  if (body.closed) {
    forgetValues(message.id)
    const closed = say(body.closed === 'sent' ? 'form_sent' : 'form_cancelled')
    return [title, element('p', { class: 'note' }, [closed])]
  }
  const cancel = element('button', { type: 'button', class: 'button' }, [body.cancelLabel])
  cancel.addEventListener('click', () => actions.dismiss(message))
  const typed = keptValues(message.id)
  const form = element('form', { 'class': 'form-fields', 'aria-labelledby': title.id }, [
    ...body.fields.map((field) =>
      drawField(message, field, typed[field.name] ?? field.value ?? '')
    ),
    element('div', { class: 'buttons' }, [
      element('button', { 'class': 'button primary', 'data-button': body.submit.label }, [
        body.submit.label,
      ]),
      cancel,
    ]),
  ])
  form.addEventListener('input', () => keepValues(message.id, valuesOf(form)))
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if ('id' in body.submit) actions.submit(message, body.submit.id, valuesOf(form))
  })
  return [title, form]
}

function drawField(message: Message, field: PageField, value: string): HTMLElement {
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
    drawInput(field, shared, value),
  ])
}

function drawInput(
  field: PageField,
  shared: Readonly<Record<string, string | boolean | undefined>>,
  value: string
): HTMLElement {
  switch (field.kind) {
    case 'line':
      return element('input', { ...shared, type: 'text', maxlength: field.maxLength, value })
    case 'paragraph':
      return element('textarea', { ...shared, rows: 4, maxlength: field.maxLength }, [value])
    case 'select':
      return element('select', shared, [
        field.required ? null : element('option', { value: '' }),
        ...(field.choices ?? []).map((choice) => {
          const chosen = { value: choice.value, selected: choice.value === value }
          return element('option', chosen, [choice.label])
        }),
      ])
  }
}

function valuesOf(form: HTMLFormElement): Record<string, string> {
  const values: Record<string, string> = {}
  for (const [name, value] of new FormData(form))
    if (typeof value === 'string') values[name] = value
  return values
}

/** Filling forms, as a creator does. */
import type { Fan } from '#app/bot_kit/testing/conversation'

/** Fills the form that was drawn last; fields that are not named keep what stands in them. */
export async function fills(fan: Fan, values: Readonly<Record<string, string>>): Promise<void> {
  const form = fan.seen.findLast(({ node }) => node.kind === 'form')?.node
  if (form?.kind !== 'form') throw new Error(`There is no form: ${fan.lastText()}`)
  const button = fan.buttonId(form.submit.label)
  if (!button) throw new Error('The form has no button')
  const unknown = Object.keys(values).filter(
    (name) => !form.fields.some((one) => one.name === name)
  )
  if (unknown.length > 0) throw new Error(`The form has no field ${unknown.join(', ')}`)
  const filled = Object.fromEntries(
    form.fields.map(({ name, value = '' }) => [name, values[name] ?? value])
  )
  await fan.sends({ kind: 'form', button, values: filled })
}

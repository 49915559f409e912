import vine from '@vinejs/vine'
import { ABILITIES } from '#app/identity/abilities'
import { IDENTITY_LIMITS } from '#app/identity/limits'
import { WEB_LIMITS } from '#bots/web/limits'

const uuid = () => vine.string().uuid()
const buttonId = () => vine.string().regex(/^[\w-]{1,24}$/)

const kindOf = (data: unknown): unknown =>
  typeof data === 'object' && data !== null && 'kind' in data ? data.kind : undefined

/** What the chat page sends. The length of a text is checked apart, for its own message. */
export const sentValidator = vine.create(
  vine.object({ id: uuid() }).merge(
    vine
      .group([
        vine.group.if((data) => kindOf(data) === 'text', {
          kind: vine.literal('text'),
          text: vine.string(),
        }),
        vine.group.if((data) => kindOf(data) === 'command', {
          kind: vine.literal('command'),
          name: vine.string().regex(/^[a-z0-9_]{1,32}$/),
          rest: vine.string(),
          quiet: vine.boolean({ strict: true }).optional(),
        }),
        vine.group.if((data) => kindOf(data) === 'press', {
          kind: vine.literal('press'),
          message: uuid(),
          button: buttonId(),
        }),
        vine.group.if((data) => kindOf(data) === 'form', {
          kind: vine.literal('form'),
          message: uuid(),
          button: buttonId(),
          values: vine
            .record(vine.string().maxLength(WEB_LIMITS.fieldLength))
            .maxLength(WEB_LIMITS.formFields),
        }),
        vine.group.if((data) => kindOf(data) === 'dismiss', {
          kind: vine.literal('dismiss'),
          message: uuid(),
        }),
      ])
      .otherwise((_, field) => {
        field.report('The kind is not one that is known', 'kind', field)
      })
  )
)

/** What comes with a file; the file itself is read apart. */
export const uploadValidator = vine.create({
  id: uuid(),
  text: vine.string().optional(),
  voice: vine.boolean().optional(),
  seconds: vine.number().min(0).max(WEB_LIMITS.recordingSeconds).optional(),
})

export const completionValidator = vine.create({
  command: vine.string().maxLength(32),
  option: vine.string().maxLength(32),
  typed: vine.string().maxLength(200).optional(),
})

export const signUpValidator = vine.create({
  name: vine.string().trim().minLength(1).maxLength(IDENTITY_LIMITS.displayName),
  email: vine.string().trim().email().maxLength(IDENTITY_LIMITS.email),
  password: vine
    .string()
    .minLength(IDENTITY_LIMITS.passwordMin)
    .maxLength(IDENTITY_LIMITS.passwordMax),
  terms: vine.accepted(),
})

export const emailLinkValidator = vine.create({
  email: vine.string().trim().email().maxLength(IDENTITY_LIMITS.email),
})

export const tokenValidator = vine.create({
  name: vine.string().trim().minLength(1).maxLength(IDENTITY_LIMITS.apiTokenName),
  abilities: vine.array(vine.enum(ABILITIES)).minLength(1).maxLength(ABILITIES.length).distinct(),
  days: vine.number().in([...IDENTITY_LIMITS.apiTokenDays]),
})

export const signInValidator = vine.create({
  email: vine.string().trim().maxLength(IDENTITY_LIMITS.email),
  password: vine.string().maxLength(IDENTITY_LIMITS.passwordMax),
})

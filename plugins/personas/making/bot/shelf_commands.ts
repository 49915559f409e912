import { defineCommand, type AnyBotCommand } from '#app/bot_kit/command'
import { LIMITS } from '#app/bot_kit/limits'
import { paging, type Reply } from '#app/bot_kit/reply'
import { notForEveryone } from '#app/identity/bot/for_their_eyes'
import { appUrl } from '#config/app'
import { CARD_FORMATS } from '#plugins/personas/cards/export_card'
import { label } from '#plugins/personas/bot/offers'
import { draftView } from '#plugins/personas/making/bot/draft_view'
import {
  act,
  backTo,
  CREATORS,
  makerOf,
  nobody,
  notice,
  notYours,
  PERSONA,
} from '#plugins/personas/making/bot/making_kit'
import { exportPersona } from '#plugins/personas/making/export_persona'
import { publicationView } from '#plugins/personas/making/bot/publication_view'
import type { MakingServices } from '#plugins/personas/making/maker'
import { listOwnPersonas, ownPersona } from '#plugins/personas/making/own_personas'
import { publishPersona, withdrawPersona } from '#plugins/personas/making/publish_persona'
import { deletePersona } from '#plugins/personas/making/remove_personas'

/** A creator's personas: seen, published, withdrawn, taken along, deleted. */
export function shelfCommands(services: MakingServices): AnyBotCommand[] {
  const mine = defineCommand({
    name: 'mine',
    topic: 'creators',
    description: 'personas.making.mine.description',
    options: { page: { kind: 'integer', description: 'personas.list.page', min: 1, max: 1_000 } },
    guards: CREATORS,
    visibility: 'private',
    async run(ctx): Promise<Reply> {
      if (!ctx.person) return nobody(ctx)
      const elsewhere = notForEveryone(ctx, 'personas.making.directly')
      if (elsewhere) return elsewhere
      const asked = { page: ctx.options.page ?? 1, pageSize: LIMITS.pageSize }
      const found = await listOwnPersonas(ctx.person.id, asked)
      return [
        {
          kind: 'list',
          title: ctx.t('personas.making.mine.title'),
          items: found.personas.map((own) => ({
            title: own.persona.name,
            text: [ctx.t(`personas.making.status.${own.persona.status}`), own.persona.tagline]
              .filter(Boolean)
              .join(' · '),
            imageUrl: own.persona.picture,
            button: {
              ...act(ctx, 'edit_persona', own),
              label: label(ctx.t('personas.making.mine.edit', { name: own.persona.name })),
            },
          })),
          empty: ctx.t('personas.making.mine.empty'),
          footer: ctx.t('personas.making.mine.footer'),
          paging: paging(
            found,
            { previous: ctx.t('personas.list.previous'), next: ctx.t('personas.list.next') },
            { command: 'mine' }
          ),
          buttons: [
            { label: ctx.t('personas.making.mine.create'), invoke: { command: 'create' } },
            { label: ctx.t('personas.making.mine.import'), url: `${appUrl}/personas/import` },
          ],
        },
      ]
    },
  })

  const publish = defineCommand({
    name: 'publish_persona',
    description: 'personas.making.publish.description',
    options: PERSONA,
    guards: CREATORS,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const maker = makerOf(ctx)
      if (!maker) return nobody(ctx)
      return publicationView(ctx, await publishPersona(services, maker, ctx.options.persona))
    },
  })

  const withdraw = defineCommand({
    name: 'withdraw_persona',
    description: 'personas.making.publish.description',
    options: PERSONA,
    guards: CREATORS,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const own = ctx.person && (await withdrawPersona(ctx.person.id, ctx.options.persona))
      return own ? draftView(ctx, own, ctx.t('personas.making.withdrawn')) : notYours(ctx)
    },
  })

  const remove = defineCommand({
    name: 'delete_persona',
    description: 'personas.making.remove.description',
    options: PERSONA,
    guards: CREATORS,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const own = ctx.person && (await ownPersona(ctx.options.persona, ctx.person.id))
      if (!own) return notYours(ctx)
      return [
        {
          kind: 'choice',
          text: ctx.t('personas.making.remove.question', { name: own.persona.name }),
          buttons: [
            { ...act(ctx, 'delete_persona_now', own), style: 'danger', singleUse: true },
            backTo(ctx, own),
          ],
        },
      ]
    },
  })

  const removeNow = defineCommand({
    name: 'delete_persona_now',
    description: 'personas.making.remove.description',
    options: PERSONA,
    guards: CREATORS,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const own = ctx.person && (await ownPersona(ctx.options.persona, ctx.person.id))
      if (!ctx.person || !own) return notYours(ctx)
      await deletePersona(ctx.person.id, own.persona.id)
      return [notice(ctx.t('personas.making.remove.done', { name: own.persona.name }))]
    },
  })

  const exporting = defineCommand({
    name: 'export',
    topic: 'creators',
    description: 'personas.cards.export.description',
    options: {
      persona: {
        kind: 'text',
        description: 'personas.making.option_persona',
        maxLength: 60,
        required: true,
      },
      format: {
        kind: 'choice',
        description: 'personas.cards.export.format',
        choices: CARD_FORMATS.map((value) => ({ value, name: `personas.cards.formats.${value}` })),
      },
    },
    positional: 'persona',
    guards: CREATORS,
    visibility: 'private',
    async run(ctx): Promise<Reply> {
      const elsewhere = notForEveryone(ctx, 'personas.making.directly')
      if (elsewhere) return elsewhere
      const own =
        ctx.person && (await ownPersona(ctx.options.persona.trim().toLowerCase(), ctx.person.id))
      if (!ctx.person || !own) return notYours(ctx)
      const format = CARD_FORMATS.find((known) => known === ctx.options.format)
      if (!format) {
        return [
          {
            kind: 'choice',
            text: ctx.t('personas.cards.export.question', { name: own.persona.name }),
            buttons: CARD_FORMATS.map((one) =>
              act(ctx, 'export', own, { format: one }, `personas.cards.formats.${one}`)
            ),
          },
        ]
      }
      const file = await exportPersona(ctx.person.id, own.persona.id, format)
      if (!file) return notYours(ctx)
      return [
        {
          kind: 'file',
          ...file,
          caption: ctx.t(`personas.cards.export.${format}`, { name: own.persona.name }),
        },
      ]
    },
  })
  return [mine, publish, withdraw, remove, removeNow, exporting]
}

import { defineCommand } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import type { LedgerService } from '#plugins/ledger/api'
import { errorText } from '#plugins/personas/bot/error_text'
import { studioReply } from '#plugins/personas/studio/bot/studio_view'
import { periodAsked } from '#plugins/personas/studio/period'
import { studioFigures } from '#plugins/personas/studio/queries/studio_figures'

/** What a creator's own personas did. */
export const studioCommand = ({ ledger }: { ledger: Pick<LedgerService, 'earningsByDay'> }) =>
  defineCommand({
    name: 'studio',
    topic: 'creators',
    description: 'personas.studio.description',
    options: {
      persona: { kind: 'text', description: 'personas.studio.option_persona', maxLength: 60 },
      days: {
        kind: 'choice',
        description: 'personas.studio.option_days',
        choices: [
          { value: '7', name: 'personas.studio.days_7' },
          { value: '30', name: 'personas.studio.days_30' },
          { value: '90', name: 'personas.studio.days_90' },
        ],
      },
    },
    positional: 'persona',
    guards: [{ kind: 'needsAccount' }, { kind: 'creatorOnly' }],
    visibility: 'private',
    async run(ctx): Promise<Reply> {
      if (!ctx.person) return errorText(ctx, 'needs_account')
      const found = await studioFigures(ledger, {
        creatorId: ctx.person.id,
        period: periodAsked(ctx.options.days),
        name: ctx.options.persona,
      })
      switch (found.outcome) {
        case 'figures':
          return studioReply(ctx, found.figures)
        case 'no_personas':
          return [{ kind: 'text', tone: 'notice', text: ctx.t('personas.studio.none') }]
        case 'not_yours': {
          const own = found.own.map(({ slug }) => slug).join(', ')
          return [
            {
              kind: 'text',
              tone: 'error',
              code: 'not_found',
              text: ctx.t('personas.studio.not_yours', { own }),
            },
          ]
        }
      }
    },
  })

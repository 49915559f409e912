import type { Tool } from '#plugins/ai/api'
import { isHeard, tasksOf } from '#plugins/coach/programme/programme'
import type { Project } from '#plugins/coach/project/project'

const QUOTE = {
  type: 'string',
  description:
    "The words of the creator's last message that say it, exactly as they stand there, and about this one thing alone.",
}
const CONFIDENCE = {
  type: 'number',
  minimum: 0,
  maximum: 1,
  description: 'How sure the creator sounds. Under 0.8 the creator is asked first.',
}

/** The tools for a project as it stands: what is done already is not named any more. */
export function toolsFor({ programme, ticks }: Project): Tool[] {
  const open = tasksOf(programme).filter(({ id }) => !ticks.has(id))
  const heard = open.filter(isHeard)
  const actions = open.flatMap(({ action, title }) => (action ? [{ action, title }] : []))
  const tools: Tool[] = [
    tool('note_decision', 'Hand over a decision that the creator takes in their last message.', {
      decision: {
        type: 'string',
        enum: programme.decisions.map(({ id }) => id),
        description: programme.decisions
          .map(({ id, question }) => `${id}: ${question.en}`)
          .join(' '),
      },
      value: {
        type: 'string',
        description:
          'A choice by its id, a price as "9.99 USD monthly" or "500 coins", a date as YYYY-MM-DD, else the creator\'s own words.',
      },
      confidence: CONFIDENCE,
      quote: QUOTE,
    }),
  ]
  if (heard.length > 0) {
    tools.push(
      tool(
        'note_task_done',
        'Hand over a task that the creator says in their last message is done.',
        {
          task: {
            type: 'string',
            enum: heard.map(({ id }) => id),
            description: heard.map(({ id, title }) => `${id}: ${title.en}.`).join(' '),
          },
          confidence: CONFIDENCE,
          quote: QUOTE,
        }
      )
    )
  }
  if (actions.length > 0) {
    tools.push(
      tool(
        'offer_action',
        'Show the creator a button with which the program does something for them, when they ask for it or it comes next. Nothing is done until they press it.',
        {
          action: {
            type: 'string',
            enum: actions.map(({ action }) => action),
            description: actions.map(({ action, title }) => `${action}: ${title.en}.`).join(' '),
          },
        }
      )
    )
  }
  return tools
}

const tool = (name: string, description: string, properties: Record<string, unknown>): Tool => ({
  name,
  description,
  parameters: {
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  },
})

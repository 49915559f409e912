import db from '@adonisjs/lucid/services/db'
import { decide } from '#plugins/coach/actions/decide'
import {
  ASK_BELOW,
  decisionsIn,
  type DecisionId,
  type Detected,
} from '#plugins/coach/detect/decisions'
import { DECISIONS } from '#plugins/coach/detect/decisions'
import type { Project } from '#plugins/coach/project/project'

export interface Noticed {
  /** Written down. */
  decided: readonly Detected[]
  /** To be asked about. */
  unsure: readonly Detected[]
}

/** What a message decides: what is sure is written down, what is not is asked about; nothing is ever ticked unasked. */
export async function notice(project: Project, text: string): Promise<Noticed> {
  const found = decisionsIn(text, nextQuestion(project))
  const sure = found.filter(({ confidence }) => confidence >= ASK_BELOW)
  const decided: Detected[] = []
  await db.transaction(async (trx) => {
    for (const one of sure) {
      const fresh = await decide(trx, project, { ...one, reason: text, source: 'pattern' })
      if (fresh) decided.push(one)
    }
  })
  return {
    decided,
    unsure: found.filter(
      ({ confidence, decision, value }) =>
        confidence < ASK_BELOW && project.decisions.get(decision)?.value !== value
    ),
  }
}

/** What the coach asks for at this point: the first decision that is not taken. */
function nextQuestion({ programme, decisions }: Project): DecisionId | null {
  const open = programme.decisions.find(({ id }) => !decisions.has(id))
  return DECISIONS.find((id) => id === open?.id) ?? null
}

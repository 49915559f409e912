import type { Model } from '#plugins/ai/api'
import { DIRECT } from '#plugins/personas/conversation'
import { findKnowledge, type FoundPassage } from '#plugins/personas/knowledge/find_knowledge'
import type { Recollection } from '#plugins/personas/memory/recollection'
import { budgetOf } from '#plugins/personas/prompt/budget'
import { promptOf } from '#plugins/personas/prompt/build_prompt'
import { composeMessages, type Composed } from '#plugins/personas/prompt/compose_messages'
import { fanName } from '#plugins/personas/prompt/fan_name'
import { firstWordsOf } from '#plugins/personas/prompt/first_words'
import { readRecollection } from '#plugins/personas/queries/conversations'
import { readHistory } from '#plugins/personas/queries/messages'
import type { RecentHistory, ReplyRequest } from '#plugins/personas/reply_request'
import type { ChatServices } from '#plugins/personas/services'
import personasConfig from '#config/personas'

/** All that a prompt is made of, beside the persona. */
export interface Material {
  history: RecentHistory
  recollection: Recollection
  /** Passages of the persona's knowledge that fit the message, the best first. */
  knowledge: readonly FoundPassage[]
}

/** Reads what is not known yet of what a model is to be told. */
export async function gatherMaterial(
  { ai }: Pick<ChatServices, 'ai'>,
  request: ReplyRequest,
  model: Model
): Promise<Material> {
  const { conversation, message } = request
  const countTokens = (text: string) => ai.countTokens(text)
  const prompt = promptOf(conversation.persona, fanName(request))
  const { shares } = budgetOf({ prompt, model, tokens: message.tokens, countTokens })
  const [history, recollection, knowledge] = await Promise.all([
    historyOf(request, model),
    request.recollection ?? readRecollection(conversation.id),
    findKnowledge({
      personaId: conversation.persona.id,
      text: message.text,
      budget: shares.knowledge,
    }),
  ])
  return { history, recollection, knowledge }
}

/** What is sent to the model for a request. */
export function composeFor(
  { ai }: Pick<ChatServices, 'ai'>,
  request: ReplyRequest,
  model: Model,
  { history, recollection, knowledge }: Material
): Composed {
  const { conversation, message, notes } = request
  const user = fanName(request)
  return composeMessages({
    persona: conversation.persona,
    model,
    user,
    greeting: firstWordsOf(conversation, user),
    history: history.messages,
    complete: history.complete,
    shared: conversation.place !== DIRECT,
    recollection,
    knowledge,
    notes: notes ?? [],
    text: message.text,
    tokens: message.tokens,
    countTokens: (text) => ai.countTokens(text),
  })
}

/** Most messages that are read for a model: about as many as its context holds, were they all short. */
export function historyLimit(model: Model): number {
  return Math.ceil(model.contextSize / personasConfig.usualMessageTokens)
}

async function historyOf(
  { conversation, message, history }: ReplyRequest,
  model: Model
): Promise<RecentHistory> {
  const limit = historyLimit(model)
  if (history && (history.complete || history.limit >= limit)) return history
  const messages = await readHistory(conversation.id, message.id, limit)
  return { messages, complete: messages.length < limit, limit }
}

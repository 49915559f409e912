import logger from '@adonisjs/core/services/logger'
import type { AiService } from '#plugins/ai/api'
import type { Check, CheckRequest } from '#plugins/moderation/api'
import { judgeByRules } from '#plugins/moderation/rules/judge'
import { judgeVerdict } from '#plugins/moderation/thresholds'

/** How long a moderation model is waited for, milliseconds; then the local rules alone have spoken. */
export const SERVER_PATIENCE_MS = 1_500
/** The same where there is a picture: it has to be sent there, and nobody waits for a reply. */
const PICTURE_PATIENCE_MS = 10_000

/** The most of a text that a moderation model is given, characters, its end; the rules read all of it. */
export const SERVER_TEXT = 8_000

/**
 * Looks at a text: by the local rules, which take no time and stop it at once, and then by the server's model
 * where there is one. It never rejects: a server that fails leaves the verdict to the rules.
 */
export async function checkText(
  ai: Pick<AiService, 'abilities' | 'moderate'>,
  request: CheckRequest
): Promise<Check> {
  const local = judgeByRules(request)
  return local.outcome === 'fine' ? askServer(ai, request) : local
}

/** What the server's model says of a text that the local rules have nothing against. It never rejects. */
export async function askServer(
  ai: Pick<AiService, 'abilities' | 'moderate'>,
  request: CheckRequest
): Promise<Check> {
  const fine: Check = { outcome: 'fine' }
  const { image } = request
  if (request.text.trim() === '' && !image) return fine
  try {
    if (!ai.abilities.moderation) return fine
    const verdict = await ai.moderate({
      text: request.text.slice(-SERVER_TEXT),
      ...(image && { image }),
      accountId: request.accountId,
      personId: request.personId,
      purpose: `moderation.${request.stage}`,
      signal: AbortSignal.any([
        request.signal,
        AbortSignal.timeout(image ? PICTURE_PATIENCE_MS : SERVER_PATIENCE_MS),
      ]),
    })
    return verdict ? judgeVerdict(verdict, request) : fine
  } catch (error) {
    logger.warn({ err: error }, 'a text was checked by the local rules alone')
    return fine
  }
}

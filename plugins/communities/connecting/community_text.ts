import i18nManager from '@adonisjs/i18n/services/main'
import { CONNECTING_LIMITS } from '#plugins/communities/connecting/limits'

/** What a creator says of a community. */
export interface CommunityText {
  name: string
  description: string
  /** BCP 47: one of the program's languages. */
  locale: string
}

/** Letters or digits that a name needs: it is on buttons, and in a link. */
const NAME_LEAST = 2

/** Reads what was typed into the form; the field that is wrong when it cannot be taken. */
export function readCommunityText(
  typed: Readonly<Partial<Record<keyof CommunityText, string>>>
): { outcome: 'read'; text: CommunityText } | { outcome: 'wrong'; field: keyof CommunityText } {
  const name = (typed.name ?? '').replaceAll(/\s+/g, ' ').trim()
  const letters = name.match(/[\p{L}\p{N}]/gu) ?? []
  if (letters.length < NAME_LEAST || name.length > CONNECTING_LIMITS.name || name.includes('\0')) {
    return { outcome: 'wrong', field: 'name' }
  }
  const description = (typed.description ?? '').trim()
  if (description.length > CONNECTING_LIMITS.description || description.includes('\0')) {
    return { outcome: 'wrong', field: 'description' }
  }
  const locale = i18nManager.supportedLocales().find((one) => one === typed.locale)
  if (!locale) return { outcome: 'wrong', field: 'locale' }
  return { outcome: 'read', text: { name, description, locale } }
}

/** Characters of a link's part that come from the name; the column takes 40. */
const SLUG_LENGTH = 30

/** The part of a link that a name makes: `moonlight-club`; empty for a name without Latin letters. */
export const slugOf = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, SLUG_LENGTH)
    .replaceAll(/^-+|-+$/g, '')

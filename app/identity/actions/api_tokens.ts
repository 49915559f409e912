import type { AccessToken } from '@adonisjs/auth/access_tokens'
import type { Ability } from '#app/identity/abilities'
import { E_UNKNOWN_PERSON } from '#app/identity/errors'
import { IDENTITY_LIMITS } from '#app/identity/limits'
import PersonModel from '#app/identity/models/person'

/** A token as its owner sees it afterwards: without its value. */
export interface ApiToken {
  id: string
  name: string
  abilities: readonly string[]
  expiresAt: Date | null
  lastUsedAt: Date | null
}

export type CreatedApiToken =
  /** `value` is what a program sends; it is not kept and cannot be shown again. */
  { outcome: 'created'; value: string } | { outcome: 'too_many' }

/** Makes a token for a program of a person's. */
export async function createApiToken(
  personId: string,
  request: { name: string; abilities: readonly Ability[]; days: number }
): Promise<CreatedApiToken> {
  const person = await ownerOf(personId)
  const tokens = await PersonModel.accessTokens.all(person)
  const live = tokens.filter((token) => !token.isExpired())
  if (live.length >= IDENTITY_LIMITS.apiTokens) return { outcome: 'too_many' }
  const { name, abilities, days } = request
  const token = await PersonModel.accessTokens.create(person, [...abilities], {
    name,
    expiresIn: `${days} days`,
  })
  if (!token.value) throw new Error('The token has no value')
  return { outcome: 'created', value: token.value.release() }
}

/** A person's tokens that still work, newest first. */
export async function listApiTokens(personId: string): Promise<ApiToken[]> {
  const tokens = await PersonModel.accessTokens.all(await ownerOf(personId))
  return tokens.filter((token) => !token.isExpired()).map(shown)
}

/** Ends a token of the person; one that is not theirs stays. */
export async function revokeApiToken(personId: string, tokenId: string): Promise<void> {
  if (!/^\d{1,18}$/.test(tokenId)) return
  await PersonModel.accessTokens.delete(await ownerOf(personId), tokenId)
}

async function ownerOf(personId: string): Promise<PersonModel> {
  const person = await PersonModel.find(personId)
  if (!person) throw new E_UNKNOWN_PERSON(`There is no person ${personId}`)
  return person
}

function shown(token: AccessToken): ApiToken {
  return {
    id: String(token.identifier),
    name: token.name ?? '',
    abilities: token.abilities,
    expiresAt: token.expiresAt,
    lastUsedAt: token.lastUsedAt,
  }
}

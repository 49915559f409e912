import type { BlockCategory, Stage } from '#plugins/moderation/api'

/**
 * One rule of a language. Its patterns are whole words of a normalised text ({@link normalise}) in a small language:
 * `(a|b)` one of them, `[a|b]` one of them or nothing, `..3` up to three words in between; everything else is itself.
 */
export interface Rule {
  category: BlockCategory | 'crisis'
  /** Where it holds; everywhere when absent. */
  stages?: readonly Stage[]
  /** Holds only while a conversation is handled with care. */
  careful?: boolean
  /** One of these is in the text. */
  any: readonly string[]
  /** And one of these is near it ({@link NEAR}). */
  with?: readonly string[]
  /** Unless one of these is near it: what it means then is harmless. */
  unless?: readonly string[]
}

/** The rules of one language, with the version of the table. */
export interface RuleSet {
  language: string
  version: number
  rules: readonly Rule[]
}

/** How far around a match `with` and `unless` look, characters. */
export const NEAR = 90

/** A rule that can be asked. */
export interface CompiledRule extends Pick<Rule, 'category' | 'stages' | 'careful'> {
  any: RegExp
  with: RegExp | null
  unless: RegExp | null
}

export function compile(rule: Rule): CompiledRule {
  return {
    category: rule.category,
    stages: rule.stages,
    careful: rule.careful,
    any: alternatives(rule.any),
    with: rule.with ? alternatives(rule.with) : null,
    unless: rule.unless ? alternatives(rule.unless) : null,
  }
}

/** Whether the rule has something against a normalised text. */
export function matches(rule: CompiledRule, text: string): boolean {
  for (const { index, 0: found } of text.matchAll(rule.any)) {
    const near = text.slice(Math.max(0, index - NEAR), index + found.length + NEAR)
    if (rule.with && near.search(rule.with) < 0) continue
    if (rule.unless && near.search(rule.unless) >= 0) continue
    return true
  }
  return false
}

const alternatives = (patterns: readonly string[]): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}])(?:${patterns.map(sourceOf).join('|')})(?![\\p{L}\\p{N}])`, 'gu')

/** Between two words: spaces, perhaps a comma or a quotation mark, never the end of a sentence. */
const GAP = '[ ,"]+'

function sourceOf(pattern: string): string {
  let source = ''
  let gap = ''
  for (const part of pattern.match(/\([^)]*\)|\[[^\]]*\]|\S+/g) ?? []) {
    const distance = /^\.\.(\d)$/.exec(part)
    if (distance) {
      source += `(?:${GAP}[\\p{L}\\p{N}]+){0,${distance[1] ?? '0'}}`
    } else if (part.startsWith('[')) {
      const choice = `(?:${part.slice(1, -1)})`
      source += source === '' ? `(?:${choice}${GAP})?` : `(?:${GAP}${choice})?`
      if (source.endsWith(`${GAP})?`)) continue
    } else {
      source += gap + (part.startsWith('(') ? `(?:${part.slice(1, -1)})` : part)
    }
    gap = GAP
  }
  return source
}

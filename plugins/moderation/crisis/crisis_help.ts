import type { CrisisHelp, CrisisPlace } from '#plugins/moderation/api'
import {
  COUNTRY_OF_LANGUAGE,
  CRISIS_LINES,
  INTERNATIONAL,
  type CrisisLine,
} from '#plugins/moderation/crisis/lines'

/** The line of a language tag: by its region, else by its language where that names a country; null for neither. */
export function lineFor(locale: string): CrisisLine | null {
  const tag = tagOf(locale)
  const country = tag?.region ?? (tag && COUNTRY_OF_LANGUAGE[tag.language])
  return CRISIS_LINES.find((line) => line.country === country) ?? null
}

/** Platforms send tags in several spellings (`es-419`, `en_US`), or nonsense. */
function tagOf(locale: string): Intl.Locale | null {
  try {
    return new Intl.Locale(locale.replaceAll('_', '-'))
  } catch {
    return null
  }
}

/** The crisis message: plain words, who to call, and that what was talked of waits. */
export function crisisHelp(
  locale: string,
  place: CrisisPlace,
  t: (key: string, data?: Record<string, unknown>) => string
): CrisisHelp {
  const line = lineFor(locale)
  const who = line
    ? [
        t(line.text ? 'moderation.crisis.line_text' : 'moderation.crisis.line', {
          name: line.name,
          phone: line.phone,
          text: line.text ?? '',
        }),
        t('moderation.crisis.emergency', { number: line.emergency }),
      ]
    : [t('moderation.crisis.international')]
  return {
    text: [
      t('moderation.crisis.opening', { place }),
      ...who,
      t('moderation.crisis.closing', { place }),
    ].join('\n\n'),
    links: [
      ...(line ? [{ label: line.name, url: line.url }] : []),
      { label: INTERNATIONAL.site, url: INTERNATIONAL.url },
    ],
  }
}

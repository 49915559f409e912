import { SLIDERS, type Sliders } from '#plugins/personas/persona'

/** The values that stand for the five bands of a slider: the middles of what the prompt distinguishes. */
export const BAND_VALUES = [10, 30, 50, 70, 90] as const

/** The band of a value, from 1 to 5: the same steps as in the prompt. */
export function bandOf(value: number): number {
  if (value <= 20) return 1
  if (value <= 40) return 2
  if (value < 60) return 3
  return value < 80 ? 4 : 5
}

type Translate = (key: string) => string

/** How a slider sounds at a value: "warm". */
export function sliderWord(t: Translate, slider: keyof Sliders, value: number): string {
  return t(`personas.making.sliders.${slider}.${bandOf(value)}`)
}

/** A whole voice in words; ordinary where nothing is away from the middle. */
export function voiceInWords(t: Translate, sliders: Sliders): string {
  const words = SLIDERS.filter((slider) => bandOf(sliders[slider]) !== 3).map((slider) =>
    sliderWord(t, slider, sliders[slider])
  )
  return words.length === 0 ? t('personas.making.sliders.ordinary') : words.join(', ')
}

export const isSlider = (name: string): name is keyof Sliders =>
  SLIDERS.some((slider) => slider === name)

import type { PersonaProfile } from '#plugins/personas/persona'
import { bolt } from '#plugins/personas/demo/bolt'
import { juno } from '#plugins/personas/demo/juno'
import { luna } from '#plugins/personas/demo/luna'
import { quill } from '#plugins/personas/demo/quill'
import { remedios } from '#plugins/personas/demo/remedios'
import { rowan } from '#plugins/personas/demo/rowan'

/** The personas that a fresh program has. They are invented; none stands for a real person. */
export const DEMO_PERSONAS: readonly PersonaProfile[] = [luna, juno, quill, remedios, bolt, rowan]

import { speakerAt, type Scene } from '#plugins/personas/rooms/scene/scene'

/** Words of one line: a scene is a talk, not a row of speeches. */
const LINE_WORDS = 70

/** What a persona is told for its turn in a scene. */
export function sceneNotes(scene: Scene, turn: number): readonly string[] {
  const persona = speakerAt(scene, turn)
  const others = scene.cast.filter((other) => other !== persona).map((other) => other.name)
  const last = turn === scene.turns - 1
  return [
    `You play a scene with ${others.join(' and ')}, AI characters like you, while a fan looks on. The fan gave the theme; ` +
      'every line but yours begins with its speaker’s name and a colon.',
    `Say your next line to ${others.join(' or ')}: at most ${LINE_WORDS} words, your own words as ${persona.name} only, without a ` +
      'name in front. Answer what was said last, and bring something new.',
    ...(last ? ['It is the last line of the scene: bring it to a good end.'] : []),
  ]
}

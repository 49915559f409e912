/** Limits of pictures. */
export const PICTURES = {
  /** Characters that a picture is asked for with. */
  words: 500,
  /** Characters of what is to change in a picture. */
  changes: 300,
  /** Pictures of a person whose files are kept, newest first: at about 2 MB each, 40 MB a person. */
  kept: 20,
  /**
   * Seconds after which a picture that is being drawn has lost its process: more than a server gets for one
   * (`timeouts.picture`) and a settlement is tried for.
   */
  lostAfter: 300,
  /** Seconds that its coins are held at most: longer than `lostAfter`, so that the row decides, not the sweeper. */
  holdLifetime: 900,
  /** Days that a wish waits which nobody said yes to; its buttons live as long. */
  wishes: 7,
  /** Characters of a persona's looks, and of the scene, that go into a prompt. */
  looks: 400,
  scene: 160,
} as const

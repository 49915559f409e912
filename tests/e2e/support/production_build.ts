import { access } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { APP_ROOT } from '#start/root'

/** The folder of the production build. `npm test` makes it; by hand, `npm run build` does. */
export async function productionBuild(): Promise<string> {
  const folder = fileURLToPath(new URL('build', APP_ROOT))
  await access(`${folder}/ace.js`).catch((cause: unknown) => {
    throw new Error('There is no production build: run "npm run build" first', { cause })
  })
  return folder
}

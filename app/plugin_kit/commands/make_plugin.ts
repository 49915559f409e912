import { access, mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { args, BaseCommand } from '@adonisjs/core/ace'
import { addToList, pluginFiles } from '#app/plugin_kit/new_plugin'

/** `make:plugin NAME`: a plugin that passes the contract tests, and its place in the list. */
export default class MakePlugin extends BaseCommand {
  static override commandName = 'make:plugin'
  static override description = 'Write a new plugin and put it into plugins/index.ts'

  @args.string({ description: 'Its name: lower-case letters and underscores' })
  declare name: string

  override async run(): Promise<void> {
    const name = this.name
    if (!/^[a-z][a-z_]*$/.test(name)) {
      return this.#refuse(
        `"${name}" is no name for a plugin: take lower-case letters and underscores`
      )
    }
    if (await exists(this.app.makePath('plugins', name))) {
      return this.#refuse(`There is a folder plugins/${name} already`)
    }
    for (const [path, text] of Object.entries(pluginFiles(name, new Date()))) {
      const file = this.app.makePath('plugins', name, path)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, text, { flag: 'wx' })
      this.logger.action(`create plugins/${name}/${path}`).succeeded()
    }
    const list = this.app.makePath('plugins', 'index.ts')
    await writeFile(list, addToList(await readFile(list, 'utf8'), name))
    this.logger.action('update plugins/index.ts').succeeded()
  }

  #refuse(why: string): void {
    this.logger.error(why)
    this.exitCode = 1
  }
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false
  )

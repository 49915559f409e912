import ViteProvider from '@adonisjs/vite/vite_provider'

/**
 * Vite with assets that are always built ones, in tests too: the package's own provider would start a
 * development server, with its watchers, in each test process.
 */
export default class BuiltAssetsProvider extends ViteProvider {
  override async start(): Promise<void> {}

  override async shutdown(): Promise<void> {}
}

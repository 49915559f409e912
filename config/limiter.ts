import { defineConfig, stores } from '@adonisjs/limiter'

/** Counted in the database: every process sees the same numbers, and a restart forgets none. */
const limiterConfig = defineConfig({
  default: 'database',
  stores: { database: stores.database({ tableName: 'rate_limits' }) },
})

export default limiterConfig

declare module '@adonisjs/limiter/types' {
  export interface LimitersList extends InferLimiters<typeof limiterConfig> {}
}

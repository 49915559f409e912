import app from '@adonisjs/core/services/app'
import type { ModelRun, StreamRequest } from '#plugins/ai/api'
import { beginProject } from '#plugins/coach/actions/begin_project'
import type { Asking } from '#plugins/coach/conversation/ask_coach'
import type { Project } from '#plugins/coach/project/project'
import { servicesOf, type CoachServices } from '#plugins/coach/services'

/** The coach's services, as this program has them. */
export async function coachServices(): Promise<CoachServices> {
  const registry = await app.container.make('plugins')
  const coach = registry.plugins.find(({ name }) => name === 'coach')
  if (!coach) throw new Error('This program has no coach')
  return servicesOf(registry.contextOf(coach))
}

/** What a model answers: pieces as they come, or a failure. */
export type Answerer = (request: StreamRequest) => AsyncIterable<string>

/** The same services with a model that answers as the test says, and takes no tools. */
export function withModel(services: CoachServices, answerer: Answerer): CoachServices {
  const ai = new Proxy(services.ai, {
    get(target, name) {
      if (name === 'takesTools') return () => false
      if (name === 'stream') return (request: StreamRequest) => runOf(answerer(request))
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function'
        ? (...given: unknown[]): unknown => Reflect.apply(value, target, given)
        : value
    },
  })
  return { ...services, ai }
}

function runOf(chunks: AsyncIterable<string>): ModelRun {
  return {
    modelId: 'standard',
    chunks,
    usage: Promise.resolve({
      modelId: 'standard',
      inputTokens: 10,
      outputTokens: 10,
      costMicroUsd: 0n,
      latencyMs: 1,
      outcome: 'completed',
    }),
    toolCalls: Promise.resolve([]),
  }
}

export async function* pieces(...all: string[]): AsyncGenerator<string, void> {
  yield* all
}

/** A project of a creator, and what is asked in it. */
export async function projectOf(services: CoachServices, creatorId: string): Promise<Project> {
  const { project } = await beginProject(services.programmes, creatorId)
  return project
}

export function asking(project: Project, accountId: string, more: Partial<Asking> = {}): Asking {
  return {
    project,
    accountId,
    key: 'test:1',
    text: 'What now?',
    locale: 'en',
    signal: new AbortController().signal,
    demo: { name: 'Coach', greeting: 'Hello' },
    ...more,
  }
}

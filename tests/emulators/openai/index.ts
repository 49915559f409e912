export { startOpenAiEmulator, EMULATOR_KEY } from '#tests/emulators/openai/server'
export { startOpenAiEmulatorProcess } from '#tests/emulators/openai/process'
export type { EmulatorOptions, OpenAiEmulator } from '#tests/emulators/openai/server'
export type { Behaviour } from '#tests/emulators/openai/behaviours'

import env from '#start/env'
import { settingsFrom } from '#plugins/ai/settings'

const settings = settingsFrom({
  apiKey: env.get('OPENAI_API_KEY'),
  baseUrl: env.get('OPENAI_BASE_URL'),
  model: env.get('LLM_MODEL'),
  imageModel: env.get('IMAGE_MODEL'),
  transcriptionModel: env.get('TRANSCRIPTION_MODEL'),
  speechModel: env.get('SPEECH_MODEL'),
  speechVoices: env.get('SPEECH_VOICES'),
  moderationModel: env.get('MODERATION_MODEL'),
})

/** Where the models are and how long to wait for them. Tests need not see the demo model type. */
const aiConfig = env.get('NODE_ENV') === 'test' ? { ...settings, demoPause: 0 } : settings

export default aiConfig

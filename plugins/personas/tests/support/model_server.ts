export { connectModelServer, type MediaModels, type ModelServer } from '#tests/support/model_server'

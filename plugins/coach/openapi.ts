import type { OpenApiPart } from '#app/plugin_kit/types'
import { schemas } from '#plugins/coach/api_v1/openapi_schemas'
import { decisionsPaths } from '#plugins/coach/openapi/decisions'
import { deedsPaths } from '#plugins/coach/openapi/deeds'
import { messagesPaths } from '#plugins/coach/openapi/messages'
import { profilePaths } from '#plugins/coach/openapi/profile'
import { projectsPaths } from '#plugins/coach/openapi/projects'
import { tasksPaths } from '#plugins/coach/openapi/tasks'
import { usagePaths } from '#plugins/coach/openapi/usage'

/** The coach for programs of creators. Texts of the programme come in the language of `Accept-Language`. */
const openApi: OpenApiPart = {
  paths: {
    ...profilePaths,
    ...projectsPaths,
    ...messagesPaths,
    ...tasksPaths,
    ...decisionsPaths,
    ...deedsPaths,
    ...usagePaths,
  },
  schemas,
}

export default openApi

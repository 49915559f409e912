import type { JobModule } from '#app/plugin_kit/types'
import { dropOldUploads } from '#plugins/personas/knowledge/actions/keep_upload'

/** Throws away files that nobody said the persona of. */
const dropOldUploadsJob: JobModule = () => () => dropOldUploads()

export default dropOldUploadsJob

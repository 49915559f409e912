/** Shapes of the Bot API that the emulator sends; fewer fields than the real ones. */

export interface WireUser {
  id: number
  is_bot: boolean
  first_name: string
  last_name?: string
  username?: string
  language_code?: string
}

export interface WireChat {
  id: number
  type: 'private' | 'group' | 'supergroup' | 'channel'
  title?: string
  first_name?: string
  username?: string
  is_forum?: boolean
}

export interface WireEntity {
  type: string
  offset: number
  length: number
  url?: string
  language?: string
  user?: WireUser
}

export interface WireButton {
  text: string
  callback_data?: string
  url?: string
  /** The button that pays an invoice. */
  pay?: boolean
  style?: string
}

export interface WireMarkup {
  inline_keyboard?: WireButton[][]
  force_reply?: boolean
  selective?: boolean
  input_field_placeholder?: string
}

export interface WireMessage {
  message_id: number
  message_thread_id?: number
  is_topic_message?: boolean
  from?: WireUser
  date: number
  edit_date?: number
  chat: WireChat
  reply_to_message?: WireMessage
  text?: string
  entities?: WireEntity[]
  caption?: string
  caption_entities?: WireEntity[]
  photo?: WireFile[]
  document?: WireFile
  voice?: WireFile
  audio?: WireFile
  reply_markup?: WireMarkup
  [content: string]: unknown
}

export interface WireFile {
  file_id: string
  file_unique_id: string
  file_name?: string
  file_size?: number
  width?: number
  height?: number
  mime_type?: string
  duration?: number
}

export interface WireUpdate {
  update_id: number
  [kind: string]: unknown
}

/** A file that came as multipart/form-data. */
export interface UploadedFile {
  name: string
  size: number
  bytes: Uint8Array
}

export type Params = Readonly<Record<string, unknown>>

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

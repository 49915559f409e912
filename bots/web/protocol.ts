/**
 * What the chat page and the server say to each other. Types alone, so that the page's script imports them
 * without the server's code.
 */

/** A button as the page sees it: its short id, or the address that it opens. */
export type PageButton =
  | {
      label: string
      id: string
      style: 'primary' | 'secondary' | 'danger'
      /** It was pressed and cannot be pressed again. */
      used?: boolean
      /** A second press would do harm, so the page disables it on the first. */
      once?: boolean
    }
  | { label: string; url: string }

export interface PageSpeaker {
  name: string
  avatarUrl?: string
}

/** A file that the visitor sent. */
export interface PageFile {
  kind: 'voice' | 'audio' | 'image' | 'document'
  url: string
  name: string
  size: string
}

export type StreamState = 'running' | 'done' | 'stopped' | 'broken'

export interface PageField {
  name: string
  label: string
  hint?: string
  kind: 'line' | 'paragraph' | 'select'
  required: boolean
  maxLength: number
  /** What it holds already. */
  value?: string
  choices?: readonly { label: string; value: string }[]
}

/** What a message of the transcript shows. */
export type MessageBody =
  | { kind: 'mine'; text: string; file?: PageFile }
  | {
      kind: 'text'
      text: string
      tone: 'plain' | 'notice' | 'error'
      speaker?: PageSpeaker
      code?: string
    }
  | {
      kind: 'card'
      title: string
      text?: string
      fields: readonly { name: string; value: string }[]
      imageUrl?: string
      footer?: string
      buttons: readonly PageButton[]
    }
  | {
      kind: 'list'
      title: string
      items: readonly { title: string; text?: string; imageUrl?: string; button?: PageButton }[]
      empty: string
      footer?: string
      paging?: {
        page: number
        pages: number
        open?: boolean
        previous?: PageButton
        next?: PageButton
      }
      buttons: readonly PageButton[]
    }
  | { kind: 'choice'; text: string; buttons: readonly PageButton[] }
  | {
      kind: 'form'
      title: string
      fields: readonly PageField[]
      submit: PageButton
      cancelLabel: string
      /** Sent or cancelled: it is shown without its fields. */
      closed?: 'sent' | 'cancelled'
    }
  | { kind: 'quote'; text: string; buttons: readonly PageButton[] }
  | {
      kind: 'pay'
      title: string
      text: string
      /** The page to pay on; null where it is paid in another platform's app alone. */
      checkout: { label: string; url: string } | null
      buttons: readonly PageButton[]
    }
  | { kind: 'stream'; text: string; state: StreamState; speaker?: PageSpeaker }
  | {
      kind: 'image'
      url: string
      alt: string
      caption?: string
      speaker?: PageSpeaker
      buttons: readonly PageButton[]
    }
  | { kind: 'audio'; url: string; transcript: string; speaker?: PageSpeaker }
  | { kind: 'file'; url: string; name: string; size: string; caption?: string }
  /** Withdrawn; kept so that pages that come back remove it too. */
  | { kind: 'gone' }

export interface Message {
  id: string
  /** Order in the conversation. */
  position: number
  /** Grows with every change in the conversation; of two versions of a message the higher one holds. */
  revision: number
  /** ISO 8601. */
  at: string
  body: MessageBody
}

/** What travels to the page while it is open. */
export type LiveEvent =
  | { kind: 'message'; message: Message }
  /** Text that a running stream gained after its first `from` UTF-16 units. */
  | { kind: 'delta'; id: string; from: number; text: string }
  /** An answer is on its way. */
  | { kind: 'typing' }
  /** The turn is over. `balance` is the wallet in words, null for guests. */
  | { kind: 'idle'; balance: string | null }
  /** All that was kept has been sent; what follows is live. */
  | { kind: 'replayed'; revision: number }

/** What the page sends. `id` is made by the page, so that sending again is harmless. */
export type Sent =
  | { kind: 'text'; id: string; text: string }
  /** A quiet one (the stop button, a link) has no line of its own in the conversation. */
  | { kind: 'command'; id: string; name: string; rest: string; quiet?: boolean }
  | { kind: 'press'; id: string; message: string; button: string }
  | { kind: 'form'; id: string; message: string; button: string; values: Record<string, string> }
  /** Closes a form without sending it. */
  | { kind: 'dismiss'; id: string; message: string }

/** A command as the menu shows it. */
export interface MenuCommand {
  name: string
  description: string
  options: readonly {
    name: string
    description: string
    required: boolean
    /** The server completes what is typed. */
    completes: boolean
  }[]
}

/** The same chat as three messengers export it. */

const telegram = {
  name: 'Bruno',
  type: 'personal_chat',
  id: 4242,
  messages: [
    { id: 1, type: 'service', actor: 'Ana Ruiz', action: 'phone_call', text: '' },
    {
      id: 2,
      type: 'message',
      date: '2025-03-01T21:15:00',
      from: 'Ana Ruiz',
      from_id: 'user1',
      text: 'Where were you last night?',
    },
    {
      id: 3,
      type: 'message',
      date: '2025-03-01T21:16:00',
      from: 'Bruno',
      from_id: 'user2',
      text: ['At the ', { type: 'bold', text: 'lighthouse' }, '.\nI always am: every night.'],
    },
    { id: 4, type: 'message', from: 'Ana Ruiz', text: 'Alone?' },
    { id: 5, type: 'message', from: 'Ana Ruiz', photo: 'photos/photo_1.jpg', text: '' },
    { id: 6, type: 'message', from: 'Bruno', text: 'With the gulls' },
    { id: 7, type: 'message', from: 'Ana Ruiz', text: '🐦 jaja' },
  ],
}

const discord = {
  guild: { id: '0', name: 'Direct Messages' },
  channel: { id: '1', type: 'DirectTextChat', name: 'Bruno' },
  messages: telegram.messages.slice(1).map(({ id, from, text }) => ({
    id: String(id),
    type: 'Default',
    timestamp: '2025-03-01T21:15:00+00:00',
    content: typeof text === 'string' ? text : 'At the lighthouse.\nI always am: every night.',
    author: { id: from, name: `${from}#1`, nickname: from, isBot: false },
  })),
  messageCount: 6,
}

const android = `01/03/25, 21:10 - Messages and calls are end-to-end encrypted. Tap to learn more.
01/03/25, 21:15 - Ana Ruiz: Where were you last night?
01/03/25, 21:16 - Bruno: At the lighthouse.
I always am: every night.
01/03/25, 21:17 - Ana Ruiz: Alone?
01/03/25, 21:17 - Ana Ruiz: <Media omitted>
01/03/25, 21:18 - Bruno: With the gulls
01/03/25, 21:18 - Ana Ruiz: 🐦 jaja
`

const iphone = `[3/1/25, 9:15:02\u202FPM] Ana Ruiz: Where were you last night?
[3/1/25, 9:16:41\u202FPM] Bruno: At the lighthouse.
I always am: every night.
[3/1/25, 9:17:03\u202FPM] Ana Ruiz: Alone?
\u200E[3/1/25, 9:17:30\u202FPM] Ana Ruiz: \u200Eimage omitted
[3/1/25, 9:18:00\u202FPM] Bruno: With the gulls
[3/1/25, 9:18:12\u202FPM] Ana Ruiz: 🐦 jaja
`

export const chats: Readonly<Record<string, string>> = {
  'result.json': JSON.stringify(telegram, null, 1),
  'everything.json': JSON.stringify({ about: 'x', chats: { list: [telegram] } }),
  'Direct Messages - Bruno.json': `\uFEFF${JSON.stringify(discord)}`,
  'WhatsApp Chat with Bruno.txt': android,
  '_chat.txt': iphone,
}

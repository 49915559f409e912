import { randomUUID } from 'node:crypto'
import type { Locator, Page } from 'playwright'

/** A message, in a log where nothing is being written, sent or waited for. */
const SETTLED = '#chat:not([data-busy]) #log:not(:has(.streaming)):not(:has(.is-pending)) > li'

/** The chat page in words of the conversation. */
export class ChatPage {
  /** What went wrong in the page: errors of its script, of the security policy, of what it loads. */
  readonly complaints: string[] = []

  constructor(readonly page: Page) {
    page.on('pageerror', (error) => this.complaints.push(error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text())
    })
    page.setDefaultTimeout(15_000)
  }

  get composer(): Locator {
    return this.page.getByLabel('Your message')
  }

  get messages(): Locator {
    return this.page.locator('#log > li')
  }

  get lastMessage(): Locator {
    return this.messages.last()
  }

  async open(path = '/chat'): Promise<void> {
    await this.page.goto(path)
    await this.settled()
  }

  /** Writes and waits for the end of the answer. */
  async says(text: string): Promise<void> {
    await this.composer.fill(text)
    await this.composer.press('Enter')
    await this.settled()
  }

  async presses(label: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name: label }).last().click()
    await this.settled()
  }

  /** Waits until nothing is being written and nothing is on its way. */
  async settled(): Promise<void> {
    await this.page.locator(SETTLED).first().waitFor({ state: 'attached' })
  }

  /** Joins by the form, as a person nobody knows. */
  async signsUp(): Promise<void> {
    await this.page.getByLabel('Name').fill('Robin')
    await this.page.getByLabel('E-mail').fill(`robin-${randomUUID()}@example.com`)
    await this.page.getByLabel('Password').fill('a long enough one')
    await this.page.getByLabel(/I have read the/).check()
    await this.page.getByRole('button', { name: 'Create the account' }).click()
    await this.page.waitForURL('**/chat')
    await this.settled()
  }

  /** All that the log says. */
  text(): Promise<string> {
    return this.page.locator('#log').innerText()
  }
}

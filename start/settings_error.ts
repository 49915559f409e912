/** The program cannot start as it is set up; the message says what to change. */
export class SettingsError extends Error {
  readonly code = 'E_SETTINGS'
}

import { Exception } from '@adonisjs/core/exceptions'

/** A caller named an account that is not there: a bug of the caller. */
export const E_UNKNOWN_ACCOUNT = class extends Exception {
  static override code = 'E_UNKNOWN_ACCOUNT'
  static override status = 404
}

/** A caller named a person that is not there: a bug of the caller. */
export const E_UNKNOWN_PERSON = class extends Exception {
  static override code = 'E_UNKNOWN_PERSON'
  static override status = 404
}

/** The account speaks for another person and may not be moved to a second one. */
export const E_ACCOUNT_TAKEN = class extends Exception {
  static override code = 'E_ACCOUNT_TAKEN'
  static override status = 409
}

/** Something of the person is under way, a hold for instance: they can neither be merged nor deleted now. */
export const E_PERSON_BUSY = class extends Exception {
  static override code = 'E_PERSON_BUSY'
  static override status = 409
}

/** Something that the caller should have validated: which, is in the message. */
export const E_INVALID_IDENTITY = class extends Exception {
  static override code = 'E_INVALID_IDENTITY'
  static override status = 422
}

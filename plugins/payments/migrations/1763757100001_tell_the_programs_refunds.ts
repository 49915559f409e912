import { BaseSchema } from '@adonisjs/lucid/schema'

/** The program refunds a warned payment once; what an admin calls a reason is the admin's. */
export default class extends BaseSchema {
  override async up() {
    this.schema.raw(`
      drop index payments_refunds_fraud;
      create unique index payments_refunds_fraud on payments_refunds (payment_id)
        where reason = 'fraud_warning' and asked_by = 'program';
    `)
  }

  override async down() {
    this.schema.raw(`
      drop index payments_refunds_fraud;
      create unique index payments_refunds_fraud on payments_refunds (payment_id) where reason = 'fraud_warning';
    `)
  }
}

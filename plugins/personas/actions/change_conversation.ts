import { sql } from '#app/support/sql'

/** The persona forgets what was said; the messages and their prices stay in the books. */
export async function resetConversation(conversationId: string): Promise<void> {
  await sql(
    `update personas_conversations set reset_at = clock_timestamp(), summary = '', summary_tokens = 0,
       summarised_to = null, fading_told_at = null
     where id = :id`,
    { id: conversationId }
  )
}

/** The fan was told in the conversation that the persona is an AI. */
export async function markIntroduced(conversationId: string): Promise<void> {
  await sql(
    `update personas_conversations set introduced_at = clock_timestamp()
     where id = :id and introduced_at is null`,
    { id: conversationId }
  )
}

/** Another model answers from now on. */
export async function chooseModel(conversationId: string, modelId: string): Promise<void> {
  await sql('update personas_conversations set model_id = :modelId where id = :id', {
    id: conversationId,
    modelId,
  })
}

/** The fan said yes to a price, millicoins a reply; cheaper replies need no new question. */
export async function acceptPrice(conversationId: string, price: bigint): Promise<void> {
  await sql('update personas_conversations set accepted_price = :price where id = :id', {
    id: conversationId,
    price,
  })
}

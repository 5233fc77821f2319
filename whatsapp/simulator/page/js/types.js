// @ts-check

/**
 * What the simulator answers with. Times are ISO texts.
 *
 * @typedef {object} Customer
 * @property {string} key digits, or the BSUID of somebody without a number
 * @property {string} wa_id
 * @property {string} user_id
 * @property {string} identity_key_hash
 * @property {string} name
 * @property {string} username
 * @property {boolean} hidden_phone
 * @property {boolean} reads_at_once
 * @property {boolean} read_receipts
 * @property {boolean} online
 * @property {boolean} blocked
 * @property {boolean} on_whatsapp
 * @property {boolean} stops_marketing
 * @property {boolean} blocked_by_business
 * @property {string|null} last_wrote_at
 * @property {string|null} window_ends_at
 *
 * @typedef {object} Message
 * @property {string} id
 * @property {string} customer
 * @property {"customer"|"business"} author
 * @property {string} type
 * @property {string} text
 * @property {any} [content]
 * @property {any} [rendered] a template with its parameters in it
 * @property {string} [reply_to]
 * @property {string} at
 * @property {string} status
 * @property {string} [error]
 * @property {string} [customer_reaction]
 * @property {string} [business_reaction]
 * @property {boolean} [edited]
 * @property {boolean} [revoked]
 * @property {boolean} [forwarded]
 * @property {any} [referral]
 * @property {string} [group_id] the group it was written in
 * @property {boolean} [from_app] the business wrote it in its own app
 *
 * @typedef {object} Delivery
 * @property {number} id
 * @property {string} at
 * @property {string} customer
 * @property {string} what
 * @property {number} code
 * @property {boolean} ok
 * @property {string} [problem]
 * @property {string} [answer]
 * @property {number} latency_ms
 * @property {number} attempt
 * @property {string} url
 * @property {string} [signature]
 * @property {string} body
 *
 * @typedef {object} Receiver
 * @property {boolean} configured
 * @property {number} refused
 * @property {string} problem
 * @property {number} waiting
 *
 * @typedef {object} Clock
 * @property {string} now
 * @property {boolean} held
 * @property {number} speed
 *
 * @typedef {object} Snapshot
 * @property {string} now
 * @property {{name: string, phone: string}} business
 * @property {Customer[]} customers
 * @property {Message[]} messages
 * @property {Receiver} receiver
 * @property {Clock} clock
 * @property {string} webhook
 * @property {boolean} recording
 */

export {};

import { defineTarget } from '../../../definitions.ts'
import { relayTargetSchema } from '../target/schema.ts'

/** Relays and hosts of others: every scenario of relays that can be had with what they report runs with them. */
defineTarget('relay-fleet', relayTargetSchema)

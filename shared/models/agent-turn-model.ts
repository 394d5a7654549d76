import { BaseModel } from './base-model.ts'

/** What one run of the agent understood, decided and said, and its cost in millionths of a US dollar. */
export class AgentTurnModel extends BaseModel {
  static override tableName = 'agent_turns'
  static override jsonAttributes = ['understood', 'decided', 'said']

  declare id: string
  declare tenantId: string
  declare conversationId: string
  declare epoch: number
  declare status: 'committed' | 'stale' | 'failed'
  declare understander: string | null
  declare understood: unknown
  declare decided: unknown
  declare said: unknown
  declare model: string | null
  declare inputTokens: number
  declare outputTokens: number
  declare costMicroUsd: number
  declare latencyMs: number | null
  declare createdAt: Date
}

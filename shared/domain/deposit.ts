import { compareMoney, type Money, percentOf } from './money.ts'
import type { Policies } from './policies.ts'

type Rule = Readonly<{ kind: 'none' | 'percent' | 'fixed'; amount: Money }>

/** The parts of a service that a deposit depends on. Its own rule comes before the business's. */
export type Priced = Readonly<{
  priceAmount: Money
  depositKind: 'percent' | 'fixed' | null
  depositAmount: Money | null
}>

/**
 * What is to be paid before a booking is confirmed; `0.00` when nothing is. Never more than the price. `applies_to` of
 * the business's policy says for whom deposits are asked at all.
 */
export function depositDue(service: Priced, policy: Policies['deposit'], isNewCustomer: boolean): Money {
  if (policy.applies_to === 'nobody' || (policy.applies_to === 'new' && !isNewCustomer)) return '0.00'
  const rule = ruleOf(service, policy)
  const due = amountOf(rule, service.priceAmount)
  return compareMoney(due, service.priceAmount) > 0 ? service.priceAmount : due
}

function ruleOf(service: Priced, policy: Policies['deposit']): Rule {
  if (service.depositKind && service.depositAmount) return { kind: service.depositKind, amount: service.depositAmount }
  return { kind: policy.kind, amount: policy.amount.toFixed(2) }
}

function amountOf(rule: Rule, price: Money): Money {
  if (rule.kind === 'percent') return percentOf(price, rule.amount)
  return rule.kind === 'fixed' ? rule.amount : '0.00'
}

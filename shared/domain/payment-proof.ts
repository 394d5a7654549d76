/** A picture or document that a customer sent to show that she paid. It proves nothing until the owner accepts it. */
export type PaymentProof = Readonly<{
  screenshotUrl: string
  uploadTimestamp: Date
  verified: boolean
  verifiedAt: Date | null
  /** The user who verified it. */
  verifiedBy: string | null
}>

export const markVerified = (proof: PaymentProof, userId: string, now: Date): PaymentProof => ({
  ...proof,
  verified: true,
  verifiedAt: now,
  verifiedBy: userId
})

export const isVerified = (proof: PaymentProof): boolean => proof.verified

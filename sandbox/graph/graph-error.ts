import type { Json, JsonObject } from '../types.ts'
import { newTraceId } from './ids.ts'

type Row = readonly [httpStatus: number, title: string, details?: string]

const INVALID = 'Parameter value is not valid'

/** Code → HTTP status, title, details. Source: Meta's "Cloud API error codes" page, November 2025 and August 2026. */
const TABLE: Readonly<Record<number, Row>> = {
  0: [401, 'AuthException', 'We were unable to authenticate the app user.'],
  1: [400, 'API Unknown', 'Invalid request or possible server error.'],
  2: [503, 'API Service', 'Temporary due to downtime or due to being overloaded.'],
  3: [500, 'API Method', 'Capability or permissions issue.'],
  4: [400, 'API Too Many Calls', 'The app has reached its API call rate limit.'],
  10: [403, 'Permission Denied', 'Permission is either not granted or has been removed.'],
  33: [400, INVALID, 'The business phone number has been deleted.'],
  100: [400, 'Invalid parameter', 'The request included one or more unsupported or misspelled parameters.'],
  190: [401, 'Access token has expired', 'Your access token has expired.'],
  200: [403, 'API Permission', 'Permission is either not granted or has been removed.'],
  368: [403, 'Temporarily blocked for policies violations', 'The account was restricted for violating a policy.'],
  2200: [400, 'Callback verification failed'],
  80007: [400, 'Rate limit issues', 'The WhatsApp Business Account has reached its rate limit.'],
  130429: [400, 'Rate limit hit', 'Cloud API message throughput has been reached.'],
  130472: [400, "User's number is part of an experiment", 'Message was not sent as part of an experiment.'],
  130497: [403, 'Business account is restricted from messaging users in this country'],
  131000: [500, 'Something went wrong', 'Message failed to send due to an unknown error.'],
  131005: [403, 'Access denied', 'Permission is either not granted or has been removed.'],
  131008: [400, 'Required parameter is missing', 'The request is missing a required parameter.'],
  131009: [400, INVALID, 'One or more parameter values are invalid.'],
  131016: [500, 'Service unavailable', 'A service is temporarily unavailable.'],
  131021: [400, 'Recipient cannot be sender', 'Sender and recipient phone number is the same.'],
  131026: [400, 'Message undeliverable', 'Unable to deliver message.'],
  131030: [400, 'Recipient phone number not in allowed list', 'Add the recipient to the list and try again.'],
  131031: [403, 'Account has been locked', 'The account was restricted or disabled for violating a policy.'],
  131037: [400, 'WhatsApp provided number needs display name approval before message can be sent.'],
  131042: [400, 'Business eligibility payment issue', 'There was an error related to your payment method.'],
  131044: [400, 'Business eligibility payment issue', 'There was an error related to your payment method.'],
  131045: [500, 'Incorrect certificate', 'Message failed to send due to a phone number registration error.'],
  131047: [
    400,
    'Re-engagement message',
    'Message failed to send because more than 24 hours have passed since the customer last replied to this number.'
  ],
  131048: [400, 'Spam rate limit hit', 'There are restrictions on how many messages can be sent from this number.'],
  131049: [400, 'Message was not delivered to maintain healthy ecosystem engagement.'],
  131050: [400, 'User has stopped receiving marketing messages from your business'],
  131051: [400, 'Unsupported message type', 'Message type is currently not supported.'],
  131052: [400, 'Media download error', 'Unable to download the media sent by the user.'],
  131053: [400, 'Media upload error', 'Unable to upload the media used in the message.'],
  131055: [400, 'Method not allowed', 'This message cannot be sent through this endpoint.'],
  131056: [
    400,
    '(Business Account, Consumer Account) pair rate limit hit',
    'Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time.'
  ],
  131057: [500, 'Account in maintenance mode', 'The business account is in maintenance mode.'],
  131062: [400, 'Business-scoped user ID is not supported for this message'],
  131063: [400, 'Marketing templates are disabled on Cloud API'],
  131064: [400, 'Template limit reached after misclassification'],
  132000: [400, 'Template Param Count Mismatch', 'The number of parameters does not match the template.'],
  132001: [404, 'Template does not exist', 'The template does not exist in the language or was not approved.'],
  132005: [400, 'Template Hydrated Text Too Long', 'Translated text is too long.'],
  132007: [400, 'Template Format Character Policy Violated', 'Template content violates a policy.'],
  132008: [400, 'Template Parameter Value Invalid'],
  132012: [400, 'Template Parameter Format Mismatch', 'Parameter values are formatted incorrectly.'],
  132015: [400, 'Template is Paused', 'Template is paused due to low quality.'],
  132016: [400, 'Template is Disabled', 'Template was paused too many times and is now permanently disabled.'],
  132068: [400, 'Flow is blocked', 'Flow is in blocked state.'],
  132069: [400, 'Flow is throttled', 'Flow is in throttled state.'],
  133000: [500, 'Incomplete Deregistration', 'A previous deregistration attempt failed.'],
  133004: [503, 'Server Temporarily Unavailable', 'Server is temporarily unavailable.'],
  133005: [400, 'Two step verification PIN Mismatch', 'Two-step verification PIN incorrect.'],
  133006: [400, 'Phone number re-verification needed', 'Phone number needs to be verified before registering.'],
  133008: [400, 'Too Many two step verification PIN Guesses', 'Too many two-step verification PIN guesses.'],
  133009: [400, 'Two step verification PIN Guessed Too Fast', 'Two-step verification PIN was entered too quickly.'],
  133010: [400, 'Account not registered', 'Phone number not registered on the WhatsApp Business Platform.'],
  133015: [400, 'Please wait a few minutes before attempting to register this phone number'],
  133016: [400, 'Account register deregister rate limit exceeded', 'Too many attempts in a short period of time.'],
  134011: [400, 'WhatsApp Payments terms of service has not been accepted'],
  135000: [400, 'Generic user error', 'Message failed to send because of an unknown error with your parameters.'],
  137000: [400, 'Identity key hash does not match']
}

export type GraphError = { readonly httpStatus: number; readonly body: JsonObject; readonly code: number }

export type ErrorParts = {
  readonly httpStatus?: number | undefined
  readonly message?: string | undefined
  readonly details?: string | undefined
  readonly subcode?: number | undefined
  readonly type?: string | undefined
}

/** An error body in Graph's shape; what `parts` leaves out comes from the table. */
export const graphError = (code: number, parts: ErrorParts = {}): GraphError => {
  const [httpStatus, title, standardDetails] = TABLE[code] ?? [400, 'Unknown error']
  const details = parts.details ?? (parts.message === undefined ? standardDetails : undefined)
  const error: Record<string, Json | undefined> = {
    message: parts.message ?? `(#${code}) ${title}`,
    type: parts.type ?? 'OAuthException',
    code
  }
  if (parts.subcode !== undefined) error.error_subcode = parts.subcode
  if (details !== undefined) error.error_data = { messaging_product: 'whatsapp', details }
  error.fbtrace_id = newTraceId()
  return { httpStatus: parts.httpStatus ?? httpStatus, body: { error }, code }
}

export const ERROR_CODES: readonly number[] = Object.keys(TABLE).map(Number)

/** The same error as it appears in `statuses[].errors` of a webhook. */
export const webhookError = (code: number): JsonObject => {
  const [, title, details] = TABLE[code] ?? [400, 'Unknown error']
  return {
    code,
    title,
    message: title,
    error_data: { details: details ?? title },
    href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/'
  }
}

export const errorTitle = (code: number): string => TABLE[code]?.[1] ?? 'Unknown error'

/** What Graph says of an id that does not exist or that the token may not see: it does not tell the two apart. */
export const unknownObject = (id: string, method: string): GraphError =>
  graphError(100, {
    message: `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api`,
    type: 'GraphMethodException',
    subcode: 33
  })

/** `(#100) The parameter x is required.` */
export const missingParameter = (name: string): GraphError =>
  graphError(100, { message: `(#100) The parameter ${name} is required.` })

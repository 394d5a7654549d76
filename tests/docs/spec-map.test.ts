import { existsSync, readFileSync } from 'node:fs'
import test from 'ava'

const root = new URL('../../', import.meta.url)
const map = readFileSync(new URL('docs/spec-map.md', root), 'utf8')

/** The rows of every table: what the specification names, and what stands beside it. */
const rows = map
  .split('\n')
  .filter(line => line.startsWith('| ') && !line.startsWith('| ---') && !line.startsWith('| Specification'))
  .map(line => line.split(' | ').map(cell => cell.replace(/^\| | \|$/g, '')))

const named = [...map.matchAll(/`([\w./-]+\.ts)(?:#(\w+))?`/g)].map(([, file = '', name]) => ({ file, name }))

test('every file that the map names exists and holds the name beside it', t => {
  t.true(named.length > 100)
  const wrong = named.filter(({ file, name }) => {
    const url = new URL(file, root)
    if (!existsSync(url)) return true
    return name !== undefined && !new RegExp(`\\b${name}\\b`).test(readFileSync(url, 'utf8'))
  })
  t.deepEqual(wrong, [])
})

test('every entry of the specification has a file or a reason', t => {
  const empty = rows.filter(([, here = '']) => !/`[\w./-]+\.ts(#\w+)?`|^(Later|Left out): /.test(here))
  t.deepEqual(empty, [])
})

test('nothing of the specification is forgotten', t => {
  const words = `
    tenants services customers bookings booking_approvals conversations messages auth_users media_files
    update_business_info connect_whatsapp disconnect_whatsapp connect_calcom update_payment_config update_brand_settings
    complete_onboarding activate suspend is_whatsapp_connected is_calcom_connected WhatsAppConfig CalComConfig PaymentConfig
    BrandSettings encrypt_token decrypt_token encrypt_api_key decrypt_api_key get_default validate_color
    TenantCreated TenantUpdated WhatsAppConnected WhatsAppDisconnected CalComConnected OnboardingCompleted
    request_approval approve reject upload_payment_proof verify_payment confirm cancel complete reschedule add_internal_note
    is_within_modification_window calculate_duration TimeSlot overlaps_with duration_minutes to_local_time is_in_future
    PaymentProof mark_verified is_verified BookingStatus BookingSource BookingRequested BookingApprovalPending
    BookingApproved BookingRejected PaymentProofUploaded PaymentVerified BookingConfirmed BookingCancelled
    update_info grant_whatsapp_optin revoke_whatsapp_optin full_name add_note can_receive_whatsapp_marketing Phone Email
    format_display country_code domain CustomerSource update_duration update_price link_calcom_event deactivate reorder
    Duration to_hours Price add_message close archive reopen update_langraph_state is_service_window_open
    extend_service_window get_message_history Message is_inbound is_outbound has_media MessageType MessageDirection
    MessageStatus ConversationStatus ConversationStarted MessageReceived MessageSent ConversationClosed
    ConversationArchived CreateTenantUseCase UpdateTenantUseCase GetTenantBySlugQuery ConnectWhatsAppUseCase
    ConnectCalComUseCase CreateBookingUseCase ApproveBookingUseCase RejectBookingUseCase ConfirmPaymentUseCase
    CancelBookingUseCase GetBookingsQuery CreateServiceUseCase UpdateServiceUseCase DeleteServiceUseCase GetServicesQuery
    CreateOrUpdateCustomerUseCase GetCustomersQuery HandleWhatsAppWebhookUseCase ProcessIncomingMessageUseCase
    SendMessageUseCase LangGraphOrchestrator IntentClassifierNode BookingAgentNode FAQAgentNode SlugAlreadyExistsError
    EmailAlreadyExistsError ValidationError TenantNotFoundError InvalidWhatsAppConfigError MetaAPIError
    InvalidCalComAPIKeyError CalComAPIError ServiceNotFoundError TimeSlotNotAvailableError BookingNotFoundError
    InvalidBookingStatusError NoPaymentProofError CannotCancelBookingError ServiceNameExistsError
    ServiceHasActiveBookingsError InvalidWebhookSignatureError WhatsAppNotConnectedError ConversationNotFoundError
    LangGraphError ClaudeAPIError get_by_id get_all add update delete commit rollback get_by_slug get_by_email
    get_by_whatsapp_phone_number_id slug_exists email_exists get_by_tenant get_by_customer get_by_status
    get_pending_approvals check_time_slot_available get_overlapping_bookings get_by_calcom_uid get_active_services
    name_exists get_by_phone search get_with_booking_stats get_active_conversation get_with_messages
    close_expired_conversations send_text_message send_template_message send_media_message mark_message_read
    verify_webhook_signature subscribe_to_webhooks get_business_profile validate_api_key get_event_types get_availability
    create_booking cancel_booking reschedule_booking get_booking classify_intent generate_response answer_faq
    extract_booking_details generate_confirmation_message upload_file upload_file_from_path download_file delete_file
    generate_presigned_url list_files`
    .split(/\s+/)
    .filter(Boolean)
  const specified = rows.map(([name]) => name).join('\n')
  t.deepEqual(
    words.filter(word => !new RegExp(`\\b${word}\\b`).test(specified)),
    []
  )
})

import { startCalcomSandbox } from './calcom/start-calcom-sandbox.ts'
import { startSandbox } from './start-sandbox.ts'

/** A variable, or its default; empty counts as unset. */
const variable = (name: string, fallback: string): string => process.env[name] || fallback

const webhookUrl = process.env.SANDBOX_WEBHOOK_URL || undefined
// Rotation: several secrets may be valid for the receiver; Meta signs with one.
const [appSecret = ''] = variable('META_APP_SECRET', 'sandbox-app-secret').split(',')
const [verifyToken = ''] = variable('META_VERIFY_TOKEN', 'sandbox-verify-token').split(',')

const port = Number(variable('SANDBOX_PORT', '3001'))

const sandbox = await startSandbox({
  port,
  host: variable('SANDBOX_HOST', '127.0.0.1'),
  publicUrl: process.env.SANDBOX_PUBLIC_URL || undefined,
  appSecret: appSecret.trim(),
  verifyToken: verifyToken.trim(),
  webhookUrl,
  templateReview: 'approve',
  numbers: [
    {
      phoneNumberId: variable('SANDBOX_PHONE_NUMBER_ID', '100000000000101'),
      displayPhoneNumber: variable('SANDBOX_DISPLAY_PHONE_NUMBER', '+57 300 000 0001'),
      wabaId: variable('SANDBOX_WABA_ID', '100000000000201'),
      accessToken: variable('SANDBOX_ACCESS_TOKEN', 'sandbox-access-token'),
      verifiedName: variable('SANDBOX_BUSINESS_NAME', 'Negocio de prueba')
    }
  ]
}).catch((error: NodeJS.ErrnoException) => {
  if (error.code !== 'EADDRINUSE') throw error
  console.error(`sandbox: port ${port} is taken; choose another with SANDBOX_PORT`)
  process.exit(1)
})
console.log(`sandbox: phone page and Graph API at ${sandbox.url}, webhooks to ${webhookUrl ?? 'nowhere yet'}`)

// Cal.com's stand-in runs only where a port is named for it; CALCOM_API_URL then leads to it.
const calcomPort = process.env.SANDBOX_CALCOM_PORT
const calcom = calcomPort
  ? await startCalcomSandbox({
      port: Number(calcomPort),
      host: variable('SANDBOX_HOST', '127.0.0.1'),
      users: [
        {
          apiKey: variable('SANDBOX_CALCOM_API_KEY', 'cal_sandbox_key'),
          id: 1,
          username: 'negocio-de-prueba',
          email: 'luna@example.com',
          eventTypes: [{ id: 101, title: 'Cita', slug: 'cita', lengthInMinutes: 45 }]
        }
      ]
    })
  : undefined
if (calcom !== undefined) console.log(`sandbox: Cal.com API at ${calcom.url}`)
process.send?.({ ready: true, url: sandbox.url })

const stop = async (): Promise<void> => {
  await sandbox.close()
  await calcom?.close()
  process.exit(0)
}
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
// A child that outlives its parent would hold the port against the next start.
process.once('disconnect', stop)

import { Type } from 'typebox'
import { TenantSchema } from './tenants.ts'

const Email = Type.String({ format: 'email', maxLength: 254, examples: ['maria@example.com'] })
/** bcrypt sees 72 bytes; what is longer in bytes though not in characters is refused by the hashing. */
const NewPassword = Type.String({ minLength: 8, maxLength: 72 })
const Password = Type.String({ minLength: 1, maxLength: 200 })
const RefreshToken = Type.String({ minLength: 1, maxLength: 200 })
const Instant = Type.String({ format: 'date-time' })

export const RegisterBody = Type.Object(
  {
    slug: Type.String({
      minLength: 3,
      maxLength: 60,
      pattern: '^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$',
      description: 'The name in the address of the landing page',
      examples: ['maria-terapeuta']
    }),
    business_name: Type.String({ minLength: 1, maxLength: 120, pattern: '\\S', examples: ['María Terapia'] }),
    email: Email,
    password: NewPassword
  },
  { additionalProperties: false, title: 'Registration' }
)

export const LogInBody = Type.Object(
  { email: Type.String({ minLength: 1, maxLength: 254, examples: ['maria@example.com'] }), password: Password },
  { additionalProperties: false, title: 'Credentials' }
)

export const LogOutBody = Type.Object(
  { refresh_token: Type.Optional(RefreshToken) },
  { additionalProperties: false, title: 'LogOut' }
)

export const ChangePasswordBody = Type.Object(
  { current_password: Password, password: NewPassword },
  { additionalProperties: false, title: 'PasswordChange' }
)

export const ForgotBody = Type.Object({ email: Email }, { additionalProperties: false, title: 'ForgottenPassword' })

export const ResetBody = Type.Object(
  { email: Email, code: Type.String({ pattern: '^[0-9]{6}$', examples: ['482913'] }), password: NewPassword },
  { additionalProperties: false, title: 'PasswordReset' }
)

const tokens = {
  access_token: Type.String(),
  refresh_token: Type.String(),
  token_type: Type.Literal('Bearer'),
  expires_in: Type.Integer({ description: 'Seconds until the access token expires' })
}

const user = {
  id: Type.String({ format: 'uuid' }),
  email: Type.String(),
  role: Type.Union([Type.Literal('owner'), Type.Literal('staff')]),
  email_verified: Type.Boolean(),
  last_login_at: Type.Union([Instant, Type.Null()]),
  created_at: Instant
}

export const UserSchema = Type.Object(user, { additionalProperties: false, title: 'User' })
export const TokensSchema = Type.Object(tokens, { additionalProperties: false, title: 'Tokens' })
export const AccountSchema = Type.Object(
  { ...user, tenant: TenantSchema },
  { additionalProperties: false, title: 'Account' }
)
export const RegisteredSchema = Type.Object(
  { tenant: TenantSchema, user: UserSchema, ...tokens },
  { additionalProperties: false, title: 'Registered' }
)
export const AcceptedSchema = Type.Object(
  { status: Type.Literal('accepted') },
  { additionalProperties: false, title: 'Accepted' }
)

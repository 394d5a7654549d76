import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Config, readConfig } from '../../shared/config.ts'

export const testSecrets = {
  META_APP_SECRET: 'test-app-secret',
  META_VERIFY_TOKEN: 'test-verify-token',
  ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
  JWT_SECRET: 'test-jwt-secret-of-more-than-32-characters',
  OPERATOR_PASSWORD: 'test-operator-password'
}

/** A whole configuration for tests; nothing of the developer's own environment or `.data` leaks in. */
export function testConfig(databaseUrl: string, overrides: Readonly<Record<string, string>> = {}): Config {
  return readConfig(testEnv(databaseUrl, overrides), '/nonexistent')
}

/** The same as environment variables, for tests that start processes. */
export function testEnv(databaseUrl: string, overrides: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    ...testSecrets,
    NODE_ENV: 'test',
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
    DATABASE_URL: databaseUrl,
    PORT: '0',
    TURN_QUIET_MS: '60',
    TURN_MAX_WAIT_MS: '1500',
    RECONCILE_MS: '1500',
    BCRYPT_COST: '10',
    STORAGE_URL: `file:${join(process.env.TEST_FOLDER ?? tmpdir(), 'media')}`,
    SIGN_UPS_PER_HOUR: '1000000',
    ...overrides
  }
}

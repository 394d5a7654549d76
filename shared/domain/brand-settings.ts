/** How a business looks on its landing page. Null: the page's own default. */
export type BrandSettings = Readonly<{
  /** `#rrggbb`. */
  primary_color: string
  logo_url: string | null
  cover_image_url: string | null
  font_family: string
}>

export const defaultBrandSettings: BrandSettings = {
  primary_color: '#0f766e',
  logo_url: null,
  cover_image_url: null,
  font_family: 'Inter'
}

export const COLOR_PATTERN = '^#[0-9a-fA-F]{6}$'

/** Whether this is a colour as the landing page takes it: `#0f766e`. */
export const validateColor = (color: string): boolean => new RegExp(COLOR_PATTERN).test(color)

/** Fills in what a business has not set. */
export function brandSettingsOf(stored: unknown): BrandSettings {
  const given = typeof stored === 'object' && stored !== null ? (stored as Partial<BrandSettings>) : {}
  return {
    primary_color: given.primary_color ?? defaultBrandSettings.primary_color,
    logo_url: given.logo_url ?? defaultBrandSettings.logo_url,
    cover_image_url: given.cover_image_url ?? defaultBrandSettings.cover_image_url,
    font_family: given.font_family ?? defaultBrandSettings.font_family
  }
}

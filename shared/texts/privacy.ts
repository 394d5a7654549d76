/** Changes with the words below: a consent names the text that was shown (RULINGS 35). */
export const consentVersion = 'chat-2026-11'

/** Who keeps her data and what for (Ley 1581 of 2012): said once to everybody new. */
export function privacyText(businessName: string, url: string | null, usted: boolean): string {
  const purpose = `*${businessName}* usa ${usted ? 'sus' : 'tus'} datos solo para atender ${usted ? 'sus' : 'tus'} citas por este chat.`
  return url ? `${purpose} Política de datos: ${url}` : purpose
}

/** A Meta app: ours for the whole installation, or one that a business brings itself. */
export type MetaApp = Readonly<{ id: string; secret: string }>

/** The access token of an app itself, as `debug_token` wants it. Source: Meta, access tokens. */
export const appToken = (app: MetaApp): string => `${app.id}|${app.secret}`

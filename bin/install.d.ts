export declare const root: string
export declare class BootstrapError extends Error {}
export declare const tooOld: (version: string) => string | undefined
export declare const wantedStamp: (folder: string) => string
export declare const installState: (folder: string) => 'current' | 'by-hand' | 'stale'
export declare const findNode: (folder: string) => string
export declare const bootstrap: () => Promise<string>

export type ProcessDescription = { readonly started: string; readonly command: string }
export type Lock =
  | { readonly release: () => void; readonly heldBy?: undefined }
  | { readonly heldBy: number; readonly release?: undefined }
export declare const describeProcess: (pid: number) => ProcessDescription | undefined
export declare const takeLock: (file: string) => Lock

export type TapFailure = { readonly title: string; readonly details: readonly string[] }

export type TapResult = {
  passed: number
  readonly failures: TapFailure[]
  readonly skipped: string[]
}

export type TapReader = {
  readonly result: TapResult
  readonly line: (text: string) => void
  /** To be called after the last line. */
  readonly end: () => void
}

// AVA's own totals count a todo as failed, so each line is judged by itself.
const TEST_LINE = /^(not )?ok (?:\d+|NaN) - (.*)$/
const DIRECTIVE = / # (SKIP|TODO)\b/

/** Counts tests from TAP 13, line by line. `onFailure` is called with each failed test and its diagnostics. */
export const createTapReader = (onFailure: (failure: TapFailure) => void): TapReader => {
  const result: TapResult = { passed: 0, failures: [], skipped: [] }
  let open: { title: string; details: string[] } | undefined
  const end = () => {
    if (open === undefined) return
    result.failures.push(open)
    onFailure(open)
    open = undefined
  }
  const line = (text: string) => {
    const match = TEST_LINE.exec(text)
    if (match === null) {
      if (open !== undefined && /^( {2}|#)/.test(text)) open.details.push(text)
      if (text === '  ...') end()
      return
    }
    end()
    const title = match[2] ?? ''
    if (DIRECTIVE.test(title)) result.skipped.push(title.replace(/ # (SKIP|TODO).*$/, ''))
    else if (match[1] === undefined) result.passed += 1
    else open = { title, details: [] }
  }
  return { result, line, end }
}

const read = async response => {
  const text = await response.text()
  const body = text === '' ? undefined : JSON.parse(text)
  if (!response.ok) throw new Error(body?.error ?? `El sandbox respondió ${response.status}`)
  return body
}

export const getJson = async path => read(await fetch(path))

export const postJson = async (path, body) =>
  read(
    await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  )

export const remove = async path => read(await fetch(path, { method: 'DELETE' }))

export const postFile = async (file, query) =>
  read(
    await fetch(`/phone/api/file?${new URLSearchParams({ ...query, name: file.name })}`, {
      method: 'POST',
      headers: { 'content-type': file.type || 'application/octet-stream' },
      body: file
    })
  )

/** Live events of one phone, or of all when `phone` is undefined. Reconnects by itself; `onOpen` hears each time. */
export const openEvents = (phone, { onEvent, onOpen, onLost }) => {
  const source = new EventSource(
    phone === undefined ? '/phone/events' : `/phone/events?phone=${encodeURIComponent(phone)}`
  )
  source.onmessage = message => onEvent(JSON.parse(message.data))
  source.onopen = onOpen
  source.onerror = onLost
  return () => source.close()
}

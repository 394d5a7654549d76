import test from 'ava'
import { withApp } from '../helpers/app.ts'
import { newOwner } from '../helpers/owner.ts'
import { request } from '../helpers/request.ts'

const api = withApp(test)

type Faq = { id: string; question: string; answer: string; is_active: boolean; display_order: number; code?: string }
type List = { items: Faq[]; total: number }

const setUp = async () => {
  const { token } = await newOwner(api)
  return <Body = Faq>(method: string, path: string, body?: unknown) =>
    request<Body>(api, method, path, { token, ...(body !== undefined && { body }) })
}

const parking = { question: '¿Tienen parqueadero?', answer: 'Sí, frente al local.' }

test('questions are added, changed, found and deleted', async t => {
  const call = await setUp()
  const created = await call('POST', '/faqs', { ...parking, question: '  ¿Tienen\nparqueadero? ' })
  t.is(created.status, 201)
  t.like(created.body, { ...parking, is_active: true, display_order: 0 })
  await call('POST', '/faqs', {
    question: '¿Reciben tarjeta?',
    answer: 'Nequi, Daviplata o efectivo.',
    is_active: false
  })
  const path = `/faqs/${created.body.id}`
  t.deepEqual((await call('GET', path)).body, created.body)
  const changed = await call('PATCH', path, { answer: ' Sí, es gratis. ', display_order: 9 })
  t.like(changed.body, { question: parking.question, answer: 'Sí, es gratis.', display_order: 9 })
  const names = async (query: string) =>
    (await call<List>('GET', `/faqs${query}`)).body.items.map(({ question }) => question)
  t.deepEqual(await names(''), ['¿Reciben tarjeta?', '¿Tienen parqueadero?'])
  t.deepEqual(await names('?search=PARQUEADERO%20grátis'), ['¿Tienen parqueadero?'])
  t.deepEqual(await names('?active_only=true'), ['¿Tienen parqueadero?'])
  t.is((await call('DELETE', path)).status, 204)
  t.is((await call('DELETE', path)).body.code, 'faq_not_found')
  t.is((await call<List>('GET', '/faqs')).body.total, 1)
})

test('blank, long and unknown fields are refused', async t => {
  const call = await setUp()
  for (const body of [
    { question: 'x' },
    { ...parking, question: ' ' },
    { ...parking, answer: 'x'.repeat(2001) },
    { ...parking, topic: 'x' }
  ])
    t.is((await call('POST', '/faqs', body)).status, 400)
})

test('questions of another business do not exist', async t => {
  const [mine, other] = [await setUp(), await setUp()]
  const { id } = (await other('POST', '/faqs', parking)).body
  for (const method of ['GET', 'PATCH', 'DELETE']) {
    const answer = await mine(method, `/faqs/${id}`, method === 'PATCH' ? { answer: 'x' } : undefined)
    t.is(answer.status, 404)
    t.is(answer.body.code, 'faq_not_found')
  }
  t.is((await other('GET', `/faqs/${id}`)).body.answer, parking.answer)
})

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = ReturnType<typeof createMetrics>

/** The metrics of one process, in a registry of their own so that several can live in one test. */
export function createMetrics(options: { process: boolean } = { process: false }) {
  const registry = new Registry()
  if (options.process) collectDefaultMetrics({ register: registry })
  const registers = [registry]
  return {
    registry,
    jobs: new Counter({
      name: 'cuadra_jobs_total',
      help: 'Runs of jobs by how they ended',
      labelNames: ['queue', 'outcome'] as const,
      registers
    }),
    webhooks: new Counter({
      name: 'cuadra_webhooks_total',
      help: 'Webhook requests by provider and answer',
      labelNames: ['provider', 'status'] as const,
      registers
    }),
    events: new Counter({
      name: 'cuadra_ledger_events_total',
      help: 'Events written to the ledger, by kind',
      labelNames: ['kind'] as const,
      registers
    }),
    sends: new Counter({
      name: 'cuadra_sends_total',
      help: 'Attempts to send a message to Meta, by result',
      labelNames: ['result'] as const,
      registers
    }),
    requestSeconds: new Histogram({
      name: 'cuadra_http_request_seconds',
      help: 'How long HTTP requests took',
      labelNames: ['method', 'route', 'status'] as const,
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers
    }),
    queueJobs: new Gauge({
      name: 'cuadra_queue_jobs',
      help: 'Jobs in a queue by state',
      labelNames: ['queue', 'state'] as const,
      registers
    }),
    queueOldestSeconds: new Gauge({
      name: 'cuadra_queue_oldest_waiting_seconds',
      help: 'Age of the oldest job that could run now',
      labelNames: ['queue'] as const,
      registers
    }),
    backlog: new Gauge({
      name: 'cuadra_backlog_rows',
      help: 'Rows that wait for work: outbox, open ledger events, queued and ambiguous messages',
      labelNames: ['what'] as const,
      registers
    }),
    backlogOldestSeconds: new Gauge({
      name: 'cuadra_backlog_oldest_seconds',
      help: 'Age of the oldest such row',
      labelNames: ['what'] as const,
      registers
    })
  }
}

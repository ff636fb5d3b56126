import type { RequestHandler } from 'express';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { HttpDeps } from './deps.ts';

export interface Metrics {
  contentType: string;
  observe: RequestHandler;
  text(): Promise<string>;
}

/** Prometheus metrics of this app, in a registry of its own; what lives in the database is asked per scrape. */
export function createMetrics({ register, engine, clock }: HttpDeps): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Duration of HTTP requests by method, route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10],
    registers,
  });
  new Counter({
    name: 'jobs_total',
    help: 'Jobs of the engine by type and outcome',
    labelNames: ['type', 'outcome'],
    registers,
    collect() {
      this.reset();
      for (const { type, outcome, count } of engine.jobCounts()) this.inc({ type, outcome }, count);
    },
  });
  new Gauge({
    name: 'notifications',
    help: 'Notices to people by state',
    labelNames: ['state'],
    registers,
    async collect() {
      this.reset();
      const rows = await register.db
        .selectFrom('notification')
        .select(['state', (builder) => builder.fn.countAll<string>().as('count')])
        .groupBy('state')
        .execute();
      for (const { state, count } of rows) this.set({ state }, Number(count));
    },
  });
  // Closed cases only grow in number and are left out, so that the query stays as cheap as the work in hand.
  new Gauge({
    name: 'open_cases',
    help: 'Cases not closed, by status',
    labelNames: ['status'],
    registers,
    async collect() {
      this.reset();
      const rows = await register.db
        .selectFrom('cases')
        .select(['status', (builder) => builder.fn.countAll<string>().as('count')])
        .where('status', '<>', 'closed')
        .groupBy('status')
        .execute();
      for (const { status, count } of rows) this.set({ status }, Number(count));
    },
  });
  new Gauge({
    name: 'outbox_waiting',
    help: 'Messages not yet with the engine',
    registers,
    async collect() {
      const row = await register.db
        .selectFrom('outbox')
        .select((builder) => builder.fn.countAll<string>().as('count'))
        .where('sentAt', 'is', null)
        .executeTakeFirst();
      this.set(Number(row?.count ?? 0));
    },
  });
  new Gauge({
    name: 'outbox_oldest_seconds',
    help: 'Age of the oldest message not yet with the engine',
    registers,
    async collect() {
      const oldest = await register.db
        .selectFrom('outbox')
        .select('createdAt')
        .where('sentAt', 'is', null)
        .orderBy('createdAt')
        .limit(1)
        .executeTakeFirst();
      this.set(oldest ? Math.max(0, (clock.now().getTime() - oldest.createdAt.getTime()) / 1000) : 0);
    },
  });
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    observe: (request, response, next) => {
      const stop = duration.startTimer();
      response.once('finish', () => {
        // The route's pattern, never the address: that may hold a token, and would make a series per case.
        const route: unknown = Reflect.get(Object(request.route), 'path');
        stop({
          method: request.method,
          route: typeof route === 'string' ? `${request.baseUrl}${route}` : 'other',
          status: response.statusCode,
        });
      });
      next();
    },
  };
}

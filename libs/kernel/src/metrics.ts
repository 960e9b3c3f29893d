import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Registry behind `/metrics`. */
export const metrics = new Registry();
collectDefaultMetrics({ register: metrics });

export const counters = {
  transactionRetries: new Counter({
    name: 'db_transaction_retries_total',
    help: 'Transactions run again after a lock conflict',
    labelNames: ['code'],
    registers: [metrics],
  }),
  webhooks: new Counter({
    name: 'webhooks_received_total',
    help: 'Webhooks by source and outcome',
    labelNames: ['source', 'outcome'],
    registers: [metrics],
  }),
  webhooksSent: new Counter({
    name: 'webhooks_sent_total',
    help: 'Tries to send a webhook by outcome',
    labelNames: ['outcome'],
    registers: [metrics],
  }),
  jobs: new Counter({
    name: 'jobs_total',
    help: 'Background jobs by task and outcome',
    labelNames: ['task', 'outcome'],
    registers: [metrics],
  }),
  callsEnded: new Counter({
    name: 'calls_ended_total',
    help: 'Calls by end reason',
    labelNames: ['reason'],
    registers: [metrics],
  }),
  pushes: new Counter({
    name: 'pushes_total',
    help: 'Pushes by outcome',
    labelNames: ['outcome'],
    registers: [metrics],
  }),
  mails: new Counter({
    name: 'mails_total',
    help: 'Mails by template and outcome',
    labelNames: ['template', 'outcome'],
    registers: [metrics],
  }),
  texts: new Counter({
    name: 'texts_total',
    help: 'Texts by kind and outcome',
    labelNames: ['kind', 'outcome'],
    registers: [metrics],
  }),
};

export const gauges = {
  hashingQueue: new Gauge({
    name: 'password_hashing_queue',
    help: 'Passwords that wait for a hashing slot',
    registers: [metrics],
  }),
  moneyCheckState: new Gauge({
    name: 'money_check_state',
    help: 'Checks of the money at Stripe: 0 well, 1 warning, 2 failing',
    labelNames: ['check'],
    registers: [metrics],
  }),
  moneyCheckValue: new Gauge({
    name: 'money_check_value',
    help: 'What a check of the money measured, in its own unit',
    labelNames: ['check'],
    registers: [metrics],
  }),
  liveStreams: new Gauge({ name: 'live_streams', help: 'Open event streams of this process', registers: [metrics] }),
};

export const histograms = {
  requests: new Histogram({
    name: 'http_request_seconds',
    help: 'Time to answer by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [metrics],
  }),
};

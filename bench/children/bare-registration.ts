import express from 'express';
import pg from 'pg';
import { z } from 'zod';
import { createReplay, recordedTransaction } from '../support/replay.ts';
import { ready, settings } from './parent.ts';

/** Express, one route, one transaction with the statements of a registration: nothing else. */
const { port, databaseUrl, recordings, maxConnections } = z
  .object({
    port: z.number(),
    databaseUrl: z.string(),
    recordings: z.tuple([recordedTransaction, recordedTransaction]),
    maxConnections: z.number(),
  })
  .parse(settings());

const pool = new pg.Pool({ connectionString: databaseUrl, max: maxConnections });
const replay = createReplay(...recordings);
const app = express();
app.use(express.json({ limit: '256kb' }));
app.post('/api/cases', async (_request, response) => {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const registered = await replay((text, values) => client.query(text, values));
    await client.query('commit');
    response.status(201).json({ ...registered, customerLink: `http://127.0.0.1/c/${registered.id}` });
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
});
const server = app.listen(port, '127.0.0.1', () =>
  ready(async () => {
    server.closeAllConnections();
    await pool.end();
  }),
);

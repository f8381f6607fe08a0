// Fastify over node-postgres, as a careful user writes it: a pool, named prepared statements, and for what is under
// policies one transaction with role and claims set.
//
//     node fastify_pg.mjs URL PORT SECRET
import Fastify from 'fastify';
import pg from 'pg';
import { createVerifier } from 'fast-jwt';

const [url, port, secret] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: 10 });
const verify = createVerifier({ key: secret, algorithms: ['HS256'], cache: 1000 });
const app = Fastify();

function claims(request) {
  const header = request.headers.authorization;
  if (!header || !header.startsWith('Bearer ')) return { role: 'anon' };
  return verify(header.slice(7));
}

// What row policies need: the role and the claims, for the length of a transaction.
async function asCaller(request, query) {
  const who = claims(request);
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query({ name: 'who', text: "select set_config('role', $1, true), set_config('request.jwt.claims', $2, true)", values: [who.role, JSON.stringify(who)] });
    const result = await client.query(query);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

const columns = 'id, project_id, title, body, state, priority, estimate, created_at';
const rows = async (request, name, text, values) => (await asCaller(request, { name, text, values })).rows;
app.get('/issue/:id', request => rows(request, 'point', `select ${columns} from issue where id = $1`, [+request.params.id]));
app.get('/owned/:id', request => rows(request, 'owned', 'select id, title, body, state, created_at from owned where id = $1', [+request.params.id]));
app.get('/shared/:team', request => rows(request, 'shared', 'select id, title, body, state, created_at from shared where team_id = $1 order by id desc limit 20', [+request.params.team]));
app.get('/issues/:project', request => rows(request, 'page', `select ${columns} from issue where project_id = $1 order by id desc limit 20`, [+request.params.project]));
app.get('/issues-embedded/:project', async (request, reply) => {
  const found = await rows(request, 'embed', `select coalesce(json_agg(x), '[]')::text as body from (select ${columns}, (select coalesce(json_agg(json_build_object('id', c.id, 'body', c.body) order by c.id), '[]') from comment c where c.issue_id = i.id) as comment from issue i where project_id = $1 order by id desc limit 20) x`, [+request.params.project]);
  reply.type('application/json');
  return found[0].body;
});
app.post('/written', async (request, reply) => {
  const b = request.body;
  reply.code(201);
  return (await rows(request, 'insert', 'insert into written (title, state, n) values ($1, $2, $3) returning id, title, state, n', [b.title, b.state ?? 'open', b.n ?? 0]))[0];
});
app.listen({ host: '127.0.0.1', port: +port });

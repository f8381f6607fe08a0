// Fastify over better-sqlite3, as a careful user writes it: prepared statements, serialization by schema, tokens
// verified with a cache, the owner and the membership checked in SQL.
//
//     node fastify_sqlite.mjs DATABASE PORT SECRET
import Fastify from 'fastify';
import Database from 'better-sqlite3';
import { createVerifier } from 'fast-jwt';

const [file, port, secret] = process.argv.slice(2);
const db = new Database(file);
for (const pragma of ['journal_mode = wal', 'synchronous = full', 'foreign_keys = on', 'mmap_size = 1073741824', 'cache_size = -16000']) db.pragma(pragma);
const verify = createVerifier({ key: secret, algorithms: ['HS256'], cache: 1000 });
const app = Fastify();
const moment = value => new Date(value / 1000).toISOString();

const text = { type: 'string' }, integer = { type: 'integer' };
const row = properties => ({ type: 'object', properties });
const issue = row({ id: integer, project_id: integer, title: text, body: text, state: text, priority: integer, estimate: { type: 'number' }, created_at: text });
const owned = row({ id: integer, title: text, body: text, state: text, created_at: text });
const comment = row({ id: integer, body: text });
const answers = items => ({ schema: { response: { 200: { type: 'array', items } } } });
const many = rows => { for (const one of rows) one.created_at = moment(one.created_at); return rows; };

function subject(request) {
  const header = request.headers.authorization;
  if (!header || !header.startsWith('Bearer ')) return null;
  try { return verify(header.slice(7)).sub; } catch { return null; }
}
const signedIn = { preHandler: async (request, reply) => { request.sub = subject(request); if (!request.sub) return reply.code(401).send({ message: 'no token' }); } };

const columns = 'id, project_id, title, body, state, priority, estimate, created_at';
const point = db.prepare(`select ${columns} from issue where id = ?`);
const pointOwned = db.prepare('select id, title, body, state, created_at from owned where id = ? and owner = ?');
const pageShared = db.prepare('select s.id, s.title, s.body, s.state, s.created_at from shared s where s.team_id = ? and exists (select 1 from member m where m.team_id = s.team_id and m.user_id = ?) order by s.id desc limit 20');
const page = db.prepare(`select ${columns} from issue where project_id = ? order by id desc limit 20`);
const count = db.prepare('select count(*) from issue where project_id = ?').pluck();
const children = db.prepare('select id, body from comment where issue_id = ? order by id');
const project = db.prepare('select id, name from project where id = ?');
const among = db.prepare(`select ${columns} from issue where id in (select value from json_each(?))`);
const slow = db.prepare("select count(*) from comment where body like '%nothing of it%'").pluck();
const insert = db.prepare('insert into written (title, state, n, created_at) values (?, ?, ?, ?) returning id, title, state, n');
const update = db.prepare('update upserted set n = ? where id = ?');
const counts = db.prepare('select state, count(id) as count, sum(estimate) as sum from issue where project_id = ? group by state');
const upsert = db.prepare('insert into upserted (id, title, n) values (?, ?, ?) on conflict (id) do update set title = excluded.title, n = excluded.n');
const bulk = db.transaction(rows => { for (const r of rows) insert.all(r.title, r.state ?? 'open', r.n ?? 0, Date.now() * 1000); });
const csvRows = db.prepare(`select ${columns} from issue order by id limit 10000`).raw();

app.get('/fixed', async () => ({ ok: true }));
app.get('/issue/:id', answers(issue), async request => many(point.all(+request.params.id)));
app.get('/owned/:id', { ...answers(owned), ...signedIn }, async request => many(pointOwned.all(+request.params.id, request.sub)));
app.get('/shared/:team', { ...answers(owned), ...signedIn }, async request => many(pageShared.all(+request.params.team, request.sub)));
app.get('/issues/:project', answers(issue), async request => many(page.all(+request.params.project)));
app.get('/issues-counted/:project', answers(issue), async (request, reply) => { reply.header('Content-Range', `0-19/${count.get(+request.params.project)}`); return many(page.all(+request.params.project)); });
app.get('/issues-embedded/:project', answers(row({ ...issue.properties, comment: { type: 'array', items: comment } })), async request => {
  const rows = many(page.all(+request.params.project));
  for (const one of rows) one.comment = children.all(one.id);
  return rows;
});
app.get('/issues-embedded2/:project', answers(row({ ...issue.properties, project: row({ id: integer, name: text }), comment: { type: 'array', items: comment } })), async request => {
  const rows = many(page.all(+request.params.project));
  for (const one of rows) { one.project = project.get(one.project_id); one.comment = children.all(one.id); }
  return rows;
});
app.get('/issues-among', answers(issue), async request => many(among.all(`[${request.query.ids}]`)));
app.get('/issues-counts/:project', async request => counts.all(+request.params.project));
app.get('/slow', async () => ({ count: slow.get() }));
app.get('/csv', async (request, reply) => { reply.type('text/csv'); return columns.replaceAll(' ', '') + '\n' + csvRows.all().map(r => r.map(v => /[",\n]/.test(v) ? `"${String(v).replaceAll('"', '""')}"` : v).join(',')).join('\n'); });
app.post('/written', async (request, reply) => { const b = request.body; reply.code(201); return insert.get(b.title, b.state ?? 'open', b.n ?? 0, Date.now() * 1000); });
app.post('/written-bulk', async (request, reply) => { bulk(request.body); reply.code(201).send(); });
app.patch('/upserted/:id', async (request, reply) => { update.run(request.body.n, +request.params.id); reply.code(204).send(); });
app.post('/upserted', async (request, reply) => { const b = request.body; upsert.run(b.id, b.title, b.n); reply.code(201).send(); });
app.listen({ host: '127.0.0.1', port: +port });

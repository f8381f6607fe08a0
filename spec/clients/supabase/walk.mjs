// Walks over the query builder of supabase-js: asks a served project each step of steps.mjs and prints, as lines of JSON, what
// came back and what was wrong with it:   node walk.mjs FOLDER_OF_NODE_MODULES URL ANON_KEY SERVICE_KEY
import { isDeepStrictEqual } from 'node:util';
import { reads, writes } from './steps.mjs';

const [folder, url, anonKey, serviceKey] = process.argv.slice(2);
const { createClient } = await import(`${folder}/node_modules/@supabase/supabase-js/dist/index.mjs`);
// Node has sockets of its own from 22 on; nothing here opens one.
const options = { auth: { persistSession: false, autoRefreshToken: false }, realtime: { transport: class {} } };
const clients = { s: createClient(url, serviceKey, options), anon: createClient(url, anonKey, options) };

// An error as its fields, so that it can be compared and printed.
function plain(answer) {
    if (!('error' in answer)) return answer;
    const { data, error, count, status } = answer;
    const fields = error && { code: error.code, message: error.message, details: error.details, hint: error.hint };
    return { data, error: fields, count, status };
}

const usual = { error: null, count: null, status: 200 };

function fault(answer, expected, open) {
    const whole = 'error' in answer ? { ...usual, ...expected } : { ...('status' in answer ? { status: 200 } : {}), ...expected };
    if (whole.error && whole.error.hint === null && answer.error) whole.error.hint = answer.error.hint; // compared between the engines
    const names = Object.keys(whole).filter((name) => !open.includes(name));
    const wrong = names.filter((name) => !isDeepStrictEqual(answer[name], whole[name]));
    return wrong.map((name) => `${name}: expected ${JSON.stringify(whole[name])}, got ${JSON.stringify(answer[name])}`).join('; ');
}

for (const [name, ask, expected, open = []] of [...reads, ...writes]) {
    let answer;
    try {
        answer = plain(await ask(clients));
    } catch (error) {
        answer = { thrown: String(error) };
    }
    const shown = Object.fromEntries(Object.entries(answer).filter(([key]) => !open.includes(key)));
    console.log(JSON.stringify({ name, answer: shown, fault: fault(answer, expected, open) }));
}
process.exit(0);

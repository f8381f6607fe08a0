// auth_walk.mjs URL MAILS ANON_KEY SERVICE_KEY MODULES PROVIDER KEY PROGRAM PROJECT: walks supabase.auth of @supabase/supabase-js over a running server, whose mails are
// files in the folder MAILS. tools/auth_test starts it. The client is in MODULES; at PROVIDER, an address of this machine, it plays
// other providers, one that speaks OpenID Connect and some that speak OAuth 2.0 alone. KEY is the file of the key that Apple's client
// secret is signed with. The server signs with a key of PROJECT, which `PROGRAM keys` changes.
import { execFileSync } from "node:child_process";
import { createHash, createHmac, createPublicKey, generateKeyPairSync, randomUUID, sign, verify } from "node:crypto";
import { readdirSync, readFileSync, renameSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import assert from "node:assert/strict";

const [url, mails, anonKey, serviceKey, modules, issuer, keyFile, program, project] = process.argv.slice(2);
const { createClient } = createRequire(join(modules, "x.js"))("@supabase/supabase-js");
class NoSocket {}

function memory() {
    const values = new Map();
    return {
        getItem: (key) => values.get(key) ?? null,
        setItem: (key, value) => void values.set(key, value),
        removeItem: (key) => void values.delete(key),
    };
}

function client(key = anonKey, auth = {}) {
    return createClient(url, key, {
        auth: { autoRefreshToken: false, storage: memory(), ...auth },
        realtime: { transport: NoSocket },
    });
}
const admin = client(serviceKey, { persistSession: false });

async function mailTo(address) {
    for (let tries = 0; tries < 200; ++tries) {
        for (const name of readdirSync(mails).filter((one) => one.endsWith(".eml")).sort().reverse()) {
            const text = readFileSync(join(mails, name), "utf8");
            if (!`\r\n${text}`.includes(`\r\nTo: ${address}\r\n`)) continue;
            renameSync(join(mails, name), join(mails, name + ".read"));
            if (/^Content-Type: text\/plain/m.test(text)) return { code: /[0-9]{6}/.exec(text.split("\r\n\r\n")[1])[0] };
            const html = Buffer.from(text.split("\r\n\r\n")[1], "base64").toString();
            return {
                code: /code: ([0-9]+)</.exec(html)?.[1],
                link: /href="([^"]+)"/.exec(html)?.[1].replaceAll("&amp;", "&"),
                hash: /token=([a-z0-9_]+)/.exec(html)?.[1],
            };
        }
        await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error(`no mail to ${address}`);
}

function good({ data, error }) {
    if (error) throw error;
    return data;
}

function base32(text) {
    let bits = "";
    for (const c of text) bits += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0");
    return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}

function totp(secret, time = Date.now()) {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(time / 30000)));
    const mac = createHmac("sha1", base32(secret)).update(counter).digest();
    const offset = mac[19] & 15;
    return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1000000).padStart(6, "0");
}

// Follows a mail's link as a browser does: where it leads.
async function follow(link) {
    const answer = await fetch(link, { redirect: "manual" });
    assert.equal(answer.status, 303);
    return new URL(answer.headers.get("location"));
}

// ---- another provider ----

const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const codes = new Map(); // what each code stands for: {challenge, nonce, claims}

function idToken(claims) {
    const now = Math.floor(Date.now() / 1000);
    const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const input = part({ alg: "ES256", kid: "one", typ: "JWT" }) + "." + part({ iss: issuer, aud: "client", iat: now, exp: now + 300, ...claims });
    return input + "." + sign("sha256", Buffer.from(input), { key: privateKey, dsaEncoding: "ieee-p1363" }).toString("base64url");
}

const provider = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
        const reply = (status, value) => response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(value));
        if (request.url === "/.well-known/openid-configuration")
            return reply(200, { issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/keys` });
        if (request.url === "/keys") return reply(200, { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "one", alg: "ES256" }] });
        const path = new URL(request.url, issuer).pathname;
        const bearer = codes.get((request.headers.authorization ?? "").slice("Bearer ".length));
        if (bearer && path in profiles) return reply(200, profiles[path](bearer.claims));
        const form = new URLSearchParams(body);
        const code = codes.get(form.get("code"));
        const proof = createHash("sha256").update(form.get("code_verifier") ?? "").digest("base64url");
        if (!code || (code.challenge && proof !== code.challenge) || !isClient(path, form, request.headers.authorization)) {
            // GitHub says so with status 200.
            return reply(path.startsWith("/login") ? 200 : 400, { error: "invalid_grant" });
        }
        if (path === "/token") return reply(200, { access_token: "provider access", refresh_token: "provider refresh", id_token: idToken({ nonce: code.nonce, ...code.claims }) });
        reply(200, { access_token: form.get("code"), refresh_token: "provider refresh", token_type: "bearer" });
    });
});

// What those that speak OAuth 2.0 alone say of a user, each in its own way.
const profiles = {
    "/api/v3/user": ({ sub, name }) => ({ id: sub, login: name.toLowerCase(), name, email: null, avatar_url: `https://a/${sub}` }),
    "/api/v3/user/emails": ({ email, email_verified }) => [
        { email: "old@example.org", primary: false, verified: false },
        { email, primary: true, verified: email_verified },
    ],
    "/api/users/@me": ({ sub, name, email, email_verified }) => ({ id: sub, username: name, discriminator: "0", email, verified: email_verified }),
    "/v1/me": ({ sub, name, email }) => ({ id: sub, display_name: name, email, data: { me: { externalId: sub, displayName: name } } }),
};

// Whether the request proves that it comes from our client: by Basic, by a secret, or by a secret that a key has signed.
function isClient(path, form, authorization) {
    if (path === "/api/token" || path === "/accounts/oauth2/token") return authorization === "Basic " + Buffer.from("client:secret").toString("base64");
    if (form.get("client_id") !== "client") return false;
    const parts = form.get("client_secret").split(".");
    if (parts.length !== 3) return form.get("client_secret") === "secret";
    const [header, claims] = parts.slice(0, 2).map((part) => JSON.parse(Buffer.from(part, "base64url")));
    const key = { key: createPublicKey(readFileSync(keyFile)), dsaEncoding: "ieee-p1363" };
    return (
        header.alg === "ES256" && header.kid === "our key" && claims.iss === "our team" && claims.sub === "client" && claims.aud === issuer &&
        claims.exp > Date.now() / 1000 && verify("sha256", Buffer.from(parts[0] + "." + parts[1]), key, Buffer.from(parts[2], "base64url"))
    );
}
await new Promise((done) => provider.listen(new URL(issuer).port, "127.0.0.1", done));

// What a browser does with the address that /authorize or linkIdentity gives: to the provider, where the user agrees, and back.
// `form`: what it posts besides, where the provider answers by a form.
async function agree(address, claims, page = "/auth", form = null) {
    let target = new URL(address);
    if (target.origin === new URL(url).origin) {
        const sent = await fetch(target, { redirect: "manual" });
        assert.equal(sent.status, 302);
        target = new URL(sent.headers.get("location"));
    }
    assert.equal(target.origin + target.pathname, `${issuer}${page}`);
    const code = randomUUID();
    codes.set(code, { challenge: target.searchParams.get("code_challenge"), nonce: target.searchParams.get("nonce"), claims });
    const back = new URL(target.searchParams.get("redirect_uri"));
    const fields = { state: target.searchParams.get("state"), code, ...form };
    if (!form) for (const [name, value] of Object.entries(fields)) back.searchParams.set(name, value);
    const answer = await fetch(back, { redirect: "manual", ...(form && { method: "POST", body: new URLSearchParams(fields) }) });
    assert.equal(answer.status, 302);
    return { target: new URL(answer.headers.get("location")), back, asked: target };
}

let passed = 0, failed = 0;
async function test(name, body) {
    try {
        await body();
        ++passed;
    } catch (error) {
        ++failed;
        console.log(`FAILED ${name}: ${error.stack ?? error}`);
    }
}

let user;
const ann = "ann@example.org";

await test("signUp, confirmation by code, getSession, getUser", async () => {
    const supabase = client();
    const events = [];
    supabase.auth.onAuthStateChange((event) => void events.push(event));
    const made = good(await supabase.auth.signUp({ email: ann, password: "password123", options: { data: { name: "Ann" } } }));
    assert.equal(made.session, null);
    assert.equal(made.user.identities.length, 1);
    const { code } = await mailTo(ann);
    const { session } = good(await supabase.auth.verifyOtp({ email: ann, token: code, type: "email" }));
    assert.equal(session.user.email, ann);
    assert.equal(good(await supabase.auth.getSession()).session.access_token, session.access_token);
    user = good(await supabase.auth.getUser()).user;
    assert.equal(user.user_metadata.name, "Ann");
    assert.ok(events.includes("SIGNED_IN"));
});

await test("signUp of a known address shows no identities", async () => {
    const made = good(await client().auth.signUp({ email: ann, password: "password999" }));
    assert.deepEqual(made.user.identities, []);
});

await test("signInWithPassword, wrong password, weak password", async () => {
    const wrong = await client().auth.signInWithPassword({ email: ann, password: "wrong password" });
    assert.equal(wrong.error.code, "invalid_credentials");
    assert.equal(wrong.error.status, 400);
    const weak = await client().auth.signUp({ email: "weak@example.org", password: "short" });
    assert.equal(weak.error.code, "weak_password");
    assert.deepEqual(weak.error.reasons, ["length"]);
    const supabase = client();
    assert.equal(good(await supabase.auth.signInWithPassword({ email: ann, password: "password123" })).user.id, user.id);
    const claims = good(await supabase.auth.getClaims()).claims;
    assert.equal(claims.sub, user.id);
    assert.equal(claims.aal, "aal1");
});

await test("getClaims verifies by the published keys, over a rotation", async () => {
    const asked = [];
    const sniffing = (input, init) => (asked.push(new URL(input).pathname), fetch(input, init));
    const make = () => createClient(url, anonKey, { auth: { autoRefreshToken: false, storage: memory() }, realtime: { transport: NoSocket }, global: { fetch: sniffing } });
    const signIn = async () => {
        const supabase = make();
        good(await supabase.auth.signInWithPassword({ email: ann, password: "password123" }));
        return [supabase, good(await supabase.auth.getClaims())];
    };
    const [before, first] = await signIn();
    assert.deepEqual([first.header.alg, first.claims.sub], ["ES256", user.id]);
    assert.ok(!asked.includes("/auth/v1/user"), asked.join());  // the keys may be known from another client before
    const keys = (...command) => JSON.parse(execFileSync(program, ["keys", ...command, "--json", "--project", project]));
    const published = async (kid) => (await (await fetch(`${url}/auth/v1/.well-known/jwks.json`)).json()).keys.some((key) => key.kid === kid);
    const until = async (check) => {
        for (let tries = 0; !(await check()); ++tries) {
            assert.ok(tries < 200);
            await new Promise((done) => setTimeout(done, 50));
        }
    };
    const next = keys("generate", "--alg", "RS256").kid;
    await until(() => published(next));
    keys("rotate");
    let supabase, second;
    await until(async () => {
        [supabase, second] = await signIn();
        return second.header.kid === next;
    });
    assert.deepEqual([second.header.alg, second.claims.sub], ["RS256", user.id]);
    assert.ok(!asked.includes("/auth/v1/user"));
    good(await supabase.auth.getUser());
    assert.ok(asked.includes("/auth/v1/user"));
    // What the key before has signed is good until it is revoked.
    good(await before.auth.getUser());
    keys("revoke", first.header.kid);
    await until(async () => !(await published(first.header.kid)));
    assert.equal((await before.auth.getUser()).error.code, "bad_jwt");
    good(await supabase.auth.getUser());
});

await test("refreshSession, setSession, parallel refreshes", async () => {
    const supabase = client();
    const first = good(await supabase.auth.signInWithPassword({ email: ann, password: "password123" })).session;
    const second = good(await supabase.auth.refreshSession()).session;
    assert.notEqual(second.refresh_token, first.refresh_token);
    const tabs = await Promise.all([1, 2, 3].map(() => client().auth.refreshSession({ refresh_token: second.refresh_token })));
    assert.equal(new Set(tabs.map((tab) => good(tab).session.refresh_token)).size, 1);
    const other = client();
    good(await other.auth.setSession({ access_token: second.access_token, refresh_token: second.refresh_token }));
    assert.equal(good(await other.auth.getUser()).user.id, user.id);
    const unknown = await client().auth.refreshSession({ refresh_token: "abcdefghijkl" });
    assert.equal(unknown.error.code, "refresh_token_not_found");
});

await test("signInWithOtp with a link, implicit flow", async () => {
    good(await client().auth.signInWithOtp({ email: ann, options: { shouldCreateUser: false } }));
    const target = await follow((await mailTo(ann)).link);
    const values = new URLSearchParams(target.hash.slice(1));
    assert.equal(values.get("token_type"), "bearer");
    const supabase = client();
    good(await supabase.auth.setSession({ access_token: values.get("access_token"), refresh_token: values.get("refresh_token") }));
    assert.equal(good(await supabase.auth.getUser()).user.id, user.id);
    const unknown = await client().auth.signInWithOtp({ email: "nobody@example.org", options: { shouldCreateUser: false } });
    assert.equal(unknown.error.code, "otp_disabled");
});

await test("signInWithOtp with a link, PKCE", async () => {
    const supabase = client(anonKey, { flowType: "pkce" });
    good(await supabase.auth.signInWithOtp({ email: ann }));
    const target = await follow((await mailTo(ann)).link);
    good(await supabase.auth.exchangeCodeForSession(target.searchParams.get("code")));
    assert.equal(good(await supabase.auth.getUser()).user.id, user.id);
});

await test("resetPasswordForEmail, updateUser, the old password and sessions end", async () => {
    const old = client();
    good(await old.auth.signInWithPassword({ email: ann, password: "password123" }));
    const supabase = client(anonKey, { flowType: "pkce" });
    good(await supabase.auth.resetPasswordForEmail(ann, { redirectTo: "http://localhost:3000/reset" }));
    const target = await follow((await mailTo(ann)).link);
    assert.equal(target.pathname, "/reset");
    good(await supabase.auth.exchangeCodeForSession(target.searchParams.get("code")));
    const same = await supabase.auth.updateUser({ password: "password123" });
    assert.equal(same.error.code, "same_password");
    good(await supabase.auth.updateUser({ password: "correct horse", data: { name: "Anna" } }));
    assert.equal((await old.auth.getUser()).error.name, "AuthSessionMissingError");
    assert.equal(good(await client().auth.signInWithPassword({ email: ann, password: "correct horse" })).user.user_metadata.name, "Anna");
});

await test("updateUser: an address is confirmed twice", async () => {
    const supabase = client();
    good(await supabase.auth.signInWithPassword({ email: ann, password: "correct horse" }));
    const pending = good(await supabase.auth.updateUser({ email: "anna@example.org" })).user;
    assert.equal(pending.new_email, "anna@example.org");
    const present = await mailTo(ann);
    const next = await mailTo("anna@example.org");
    assert.equal(good(await client().auth.verifyOtp({ token_hash: next.hash, type: "email_change" })).session, null);
    const done = good(await client().auth.verifyOtp({ email: ann, token: present.code, type: "email_change" }));
    assert.equal(done.user.email, "anna@example.org");
    good(await admin.auth.admin.updateUserById(user.id, { email: ann, email_confirm: true }));
});

await test("resend, reauthenticate", async () => {
    good(await client().auth.signUp({ email: "ben@example.org", password: "password123" }));
    await mailTo("ben@example.org");
    good(await client().auth.resend({ type: "signup", email: "ben@example.org" }));
    good(await client().auth.verifyOtp({ token_hash: (await mailTo("ben@example.org")).hash, type: "email" }));
    const supabase = client();
    good(await supabase.auth.signInWithPassword({ email: ann, password: "correct horse" }));
    good(await supabase.auth.reauthenticate());
});

await test("mfa: enroll, challenge, verify, assurance level, unenroll", async () => {
    const supabase = client();
    good(await supabase.auth.signInWithPassword({ email: ann, password: "correct horse" }));
    const factor = good(await supabase.auth.mfa.enroll({ factorType: "totp", friendlyName: "phone" }));
    assert.match(factor.totp.qr_code, /^data:image\/svg\+xml;utf-8,<svg /);
    assert.match(factor.totp.secret, /^[A-Z2-7]{32}$/);
    const wrong = await supabase.auth.mfa.challengeAndVerify({ factorId: factor.id, code: "12345x" });
    assert.equal(wrong.error.code, "mfa_verification_failed");
    good(await supabase.auth.mfa.challengeAndVerify({ factorId: factor.id, code: totp(factor.totp.secret) }));
    const level = good(await supabase.auth.mfa.getAuthenticatorAssuranceLevel());
    assert.equal(level.currentLevel, "aal2");
    assert.deepEqual(level.currentAuthenticationMethods.map((one) => one.method).sort(), ["password", "totp"]);
    const again = await supabase.auth.mfa.challengeAndVerify({ factorId: factor.id, code: totp(factor.totp.secret) });
    assert.equal(again.error.code, "mfa_verification_failed");
    assert.equal(good(await supabase.auth.mfa.listFactors()).totp.length, 1);
    const low = client();
    good(await low.auth.signInWithPassword({ email: ann, password: "correct horse" }));
    assert.equal(good(await low.auth.mfa.getAuthenticatorAssuranceLevel()).nextLevel, "aal2");
    assert.equal((await low.auth.updateUser({ password: "battery staple" })).error.code, "insufficient_aal");
    assert.equal((await low.auth.mfa.unenroll({ factorId: factor.id })).error.code, "insufficient_aal");
    good(await supabase.auth.mfa.unenroll({ factorId: factor.id }));
    assert.equal(good(await supabase.auth.mfa.listFactors()).all.length, 0);
});

await test("mfa: a phone as second factor", async () => {
    const supabase = client();
    good(await supabase.auth.signInWithPassword({ email: "ben@example.org", password: "password123" }));
    const factor = good(await supabase.auth.mfa.enroll({ factorType: "phone", friendlyName: "mine", phone: "+43660555" }));
    assert.equal(factor.phone, "43660555");
    const challenge = good(await supabase.auth.mfa.challenge({ factorId: factor.id, channel: "sms" }));
    const { code } = await mailTo("43660555");
    assert.equal((await supabase.auth.mfa.verify({ factorId: factor.id, challengeId: challenge.id, code: "12345x" })).error.code, "mfa_verification_failed");
    good(await supabase.auth.mfa.verify({ factorId: factor.id, challengeId: challenge.id, code }));
    const level = good(await supabase.auth.mfa.getAuthenticatorAssuranceLevel());
    assert.equal(level.currentLevel, "aal2");
    assert.deepEqual(level.currentAuthenticationMethods.map((one) => one.method).sort(), ["mfa/phone", "password"]);
    assert.equal(good(await supabase.auth.mfa.listFactors()).phone.length, 1);
    good(await supabase.auth.mfa.unenroll({ factorId: factor.id }));
});

await test("phone: signUp, verifyOtp, signInWithPassword, resend", async () => {
    const made = good(await client().auth.signUp({ phone: "+436601234567", password: "password123", options: { data: { name: "Fay" } } }));
    assert.equal(made.session, null);
    assert.equal(made.user.phone, "436601234567");
    const early = await client().auth.signInWithPassword({ phone: "+436601234567", password: "password123" });
    assert.equal(early.error.code, "phone_not_confirmed");
    await mailTo("436601234567");
    good(await client().auth.resend({ type: "sms", phone: "+436601234567" }));
    const { code } = await mailTo("436601234567");
    assert.equal((await client().auth.verifyOtp({ phone: "+436601234567", token: "000000x", type: "sms" })).error.code, "otp_expired");
    const { session } = good(await client().auth.verifyOtp({ phone: "+436601234567", token: code, type: "sms" }));
    assert.equal(session.user.id, made.user.id);
    assert.equal(good(await client().auth.signInWithPassword({ phone: "+436601234567", password: "password123" })).user.id, made.user.id);
    assert.deepEqual(good(await client().auth.signUp({ phone: "+436601234567", password: "password999" })).user.identities, []);
});

await test("phone: signInWithOtp, updateUser to another number, reauthenticate", async () => {
    const supabase = client();
    good(await supabase.auth.signInWithOtp({ phone: "+4366099", options: { channel: "sms" } }));
    good(await supabase.auth.verifyOtp({ phone: "+4366099", token: (await mailTo("4366099")).code, type: "sms" }));
    const pending = good(await supabase.auth.updateUser({ phone: "+4366098" })).user;
    assert.deepEqual([pending.phone, pending.new_phone], ["4366099", "4366098"]);
    await mailTo("4366098");
    good(await supabase.auth.resend({ type: "phone_change", phone: "+4366099" }));
    const done = good(await supabase.auth.verifyOtp({ phone: "+4366098", token: (await mailTo("4366098")).code, type: "phone_change" }));
    assert.equal(done.user.phone, "4366098");
    good(await supabase.auth.reauthenticate());
    assert.match((await mailTo("4366098")).code, /^[0-9]{6}$/);
    assert.equal((await client().auth.signInWithOtp({ phone: "+4311", options: { shouldCreateUser: false } })).error.code, "otp_disabled");
});

await test("signInAnonymously", async () => {
    const supabase = client();
    const made = good(await supabase.auth.signInAnonymously({ options: { data: { theme: "dark" } } }));
    assert.equal(made.user.is_anonymous, true);
    assert.equal(made.user.email, "");
});

await test("signOut by scope", async () => {
    const one = client(), two = client();
    good(await one.auth.signInWithPassword({ email: ann, password: "correct horse" }));
    good(await two.auth.signInWithPassword({ email: ann, password: "correct horse" }));
    assert.equal((await one.auth.signOut({ scope: "others" })).error, null);
    assert.equal((await two.auth.getUser()).error.name, "AuthSessionMissingError");
    assert.equal((await one.auth.signOut()).error, null);
    assert.equal(good(await one.auth.getSession()).session, null);
});

await test("admin: create, list, get, update, delete, invite, generateLink, signOut", async () => {
    const api = admin.auth.admin;
    const made = good(await api.createUser({ email: "cid@example.org", password: "password123", email_confirm: true, app_metadata: { team: 1 } })).user;
    assert.equal(made.app_metadata.team, 1);
    const page = await api.listUsers({ page: 1, perPage: 2 });
    assert.equal(good(page).users.length, 2);
    assert.equal(page.data.nextPage, 2);
    assert.ok(page.data.total >= 3);
    assert.equal(good(await api.getUserById(made.id)).user.email, "cid@example.org");
    assert.equal(good(await api.updateUserById(made.id, { user_metadata: { a: 1 } })).user.user_metadata.a, 1);
    const supabase = client();
    const { session } = good(await supabase.auth.signInWithPassword({ email: "cid@example.org", password: "password123" }));
    assert.equal((await api.signOut(session.access_token)).error, null);
    assert.equal((await supabase.auth.getUser()).error.name, "AuthSessionMissingError");
    good(await api.inviteUserByEmail("dan@example.org", { data: { invited: true } }));
    good(await client().auth.verifyOtp({ token_hash: (await mailTo("dan@example.org")).hash, type: "invite" }));
    const link = good(await api.generateLink({ type: "magiclink", email: "dan@example.org" }));
    // Who knows the address and tries all codes cannot make their hashes.
    for (const text of ["dan@example.org" + link.properties.email_otp, "one-time token dan@example.org " + link.properties.email_otp])
        for (const digest of ["sha224", "sha256"]) {
            const guessed = createHash(digest).update(text).digest("hex").slice(0, 56);
            assert.notEqual(guessed, link.properties.hashed_token);
            assert.equal((await client().auth.verifyOtp({ token_hash: guessed, type: "email" })).error?.code, "otp_expired");
        }
    good(await client().auth.verifyOtp({ token_hash: link.properties.hashed_token, type: link.properties.verification_type }));
    good(await api.deleteUser(made.id));
    assert.equal((await api.getUserById(made.id)).error.code, "user_not_found");
    assert.equal((await client().auth.admin.listUsers()).error.code, "not_admin");
});

const eve = { sub: "eve-1", email: "eve@example.org", email_verified: true, name: "Eve", picture: "https://example.org/eve.png" };

await test("signInWithOAuth, PKCE: somebody new", async () => {
    const supabase = client(anonKey, { flowType: "pkce" });
    const { url: address } = good(await supabase.auth.signInWithOAuth({ provider: "keycloak", options: { skipBrowserRedirect: true, redirectTo: "http://localhost:3000/in" } }));
    const { target, back, asked } = await agree(address, eve);
    assert.equal(asked.searchParams.get("code_challenge_method"), "S256");
    assert.equal(target.pathname, "/in");
    const again = new URL((await fetch(back, { redirect: "manual" })).headers.get("location"));
    assert.equal(again.searchParams.get("error_code"), "flow_state_already_used");
    const { session } = good(await supabase.auth.exchangeCodeForSession(target.searchParams.get("code")));
    assert.equal(session.provider_token, "provider access");
    assert.equal(session.user.email, "eve@example.org");
    assert.equal(session.user.user_metadata.full_name, "Eve");
    assert.deepEqual(session.user.app_metadata, { provider: "keycloak", providers: ["keycloak"] });
    assert.equal(session.user.identities[0].id, "eve-1");
});

await test("signInWithOAuth, implicit: the same user, and one with the same verified address", async () => {
    for (const claims of [eve, { sub: "ann-1", email: "Ann@Example.org", email_verified: true }]) {
        const { url: address } = good(await client().auth.signInWithOAuth({ provider: "keycloak", options: { skipBrowserRedirect: true } }));
        const values = new URLSearchParams((await agree(address, claims)).target.hash.slice(1));
        assert.equal(values.get("provider_refresh_token"), "provider refresh");
        const found = good(await client().auth.getUser(values.get("access_token"))).user;
        assert.equal(found.email, claims.email.toLowerCase());
        if (claims.sub === "ann-1") assert.deepEqual([found.id, found.app_metadata.providers], [user.id, ["email", "keycloak"]]);
    }
});

await test("signInWithOAuth: an unverified address joins nobody's account", async () => {
    const { url: address } = good(await client().auth.signInWithOAuth({ provider: "keycloak", options: { skipBrowserRedirect: true } }));
    const values = new URLSearchParams((await agree(address, { sub: "mallory", email: ann, email_verified: false })).target.hash.slice(1));
    const found = good(await client().auth.getUser(values.get("access_token"))).user;
    assert.notEqual(found.id, user.id);
    assert.equal(found.email, "");
});

await test("an address that was never confirmed belongs to who shows that it is theirs", async () => {
    good(await client().auth.signUp({ email: "victim@example.org", password: "attacker's password" }));
    const { url: address } = good(await client().auth.signInWithOAuth({ provider: "keycloak", options: { skipBrowserRedirect: true } }));
    await agree(address, { sub: "victim", email: "victim@example.org", email_verified: true });
    const old = await client().auth.signInWithPassword({ email: "victim@example.org", password: "attacker's password" });
    assert.equal(old.error.code, "invalid_credentials");
});

await test("signInWithOAuth: what the provider refuses, a state that is none, a provider that is off", async () => {
    const { url: address } = good(await client().auth.signInWithOAuth({ provider: "keycloak", options: { skipBrowserRedirect: true } }));
    const sent = new URL((await fetch(address, { redirect: "manual" })).headers.get("location"));
    const state = sent.searchParams.get("state");
    const come = async (query) => new URL((await fetch(`${url}/auth/v1/callback?${query}`, { redirect: "manual" })).headers.get("location"));
    assert.equal((await come(`state=${state}&error=access_denied&error_description=no`)).searchParams.get("error_description"), "no");
    assert.equal((await come(`state=${state}&code=unknown`)).searchParams.get("error_code"), "unexpected_failure");
    assert.equal((await come("code=x")).searchParams.get("error_code"), "bad_oauth_callback");
    assert.equal((await come("state=x&code=x")).searchParams.get("error_code"), "bad_oauth_state");
    assert.equal((await come(`state=${randomUUID()}&code=x`)).searchParams.get("error_code"), "bad_oauth_state");
    const off = await fetch(`${url}/auth/v1/authorize?provider=google`, { redirect: "manual" });
    assert.equal((await off.json()).msg, "Unsupported provider: provider is not enabled");
});

await test("signInWithIdToken", async () => {
    const nonce = "made up by the app";
    const hashed = createHash("sha256").update(nonce).digest("hex");
    const shown = (token, more) => client().auth.signInWithIdToken({ provider: "keycloak", token, ...more });
    assert.equal(good(await shown(idToken({ ...eve, nonce: hashed }), { nonce })).user.email, "eve@example.org");
    for (const [token, more, message] of [
        [idToken({ ...eve, nonce: hashed }), { nonce: "another" }, "Nonces mismatch"],
        [idToken({ ...eve, nonce: hashed }), {}, "Passed nonce and nonce in id_token should either both exist or not."],
        [idToken({ ...eve, aud: "somebody else" }), {}, "Unacceptable audience in id_token: [somebody else]"],
        [idToken({ ...eve, iss: "https://accounts.google.com" }), {}, "Bad ID token"],
        [idToken({ ...eve, exp: 1600000000 }), {}, "Bad ID token"],
        [idToken(eve).slice(0, -8) + "AAAAAAAA", {}, "Bad ID token"],
    ])
        assert.equal((await shown(token, more)).error.message, message);
});

await test("linkIdentity, unlinkIdentity", async () => {
    const supabase = client();
    good(await supabase.auth.signInWithPassword({ email: "ben@example.org", password: "password123" }));
    const link = async (claims) => agree(good(await supabase.auth.linkIdentity({ provider: "keycloak", options: { skipBrowserRedirect: true } })).url, claims);
    await link({ sub: "ben-1", email: "other@example.org", email_verified: true });
    const { identities } = good(await supabase.auth.getUserIdentities());
    assert.deepEqual(identities.map((one) => one.provider).sort(), ["email", "keycloak"]);
    const taken = (await link(eve)).target;
    assert.equal(taken.searchParams.get("error_code"), "identity_already_exists");
    good(await supabase.auth.unlinkIdentity(identities.find((one) => one.provider === "keycloak")));
    assert.equal(good(await supabase.auth.getUserIdentities()).identities.length, 1);
    const last = await supabase.auth.unlinkIdentity(identities.find((one) => one.provider === "email"));
    assert.equal(last.error.code, "single_identity_not_deletable");
    const log = await fetch(`${url}/auth/v1/admin/audit?query=action:linked`, { headers: { apikey: serviceKey, Authorization: `Bearer ${serviceKey}` } });
    const entries = (await log.json()).map((one) => one.payload).filter((one) => one.traits.provider_id === "ben-1");
    assert.deepEqual(entries.map((one) => [one.action, one.log_type]), [["identity_unlinked", "user"], ["identity_linked", "user"]]);
});

// ---- providers that speak OAuth 2.0 alone ----

const fay = { sub: 7001, name: "Fay", email: "Fay@example.org", email_verified: true };

async function byOAuth(provider, claims, page, options = {}) {
    const supabase = client(anonKey, { flowType: "pkce" });
    const { url: address } = good(await supabase.auth.signInWithOAuth({ provider, options: { skipBrowserRedirect: true, ...options } }));
    const { target, asked } = await agree(address, claims, page);
    if (target.searchParams.has("error_code")) return { code: target.searchParams.get("error_code"), message: target.searchParams.get("error_description") };
    return { supabase, asked, ...good(await supabase.auth.exchangeCodeForSession(target.searchParams.get("code"))) };
}

await test("GitHub: somebody new, by the address that the endpoint for addresses gives", async () => {
    const { session, asked } = await byOAuth("github", fay, "/login/oauth/authorize", { scopes: "repo" });
    assert.equal(asked.searchParams.get("scope"), "user:email repo");
    assert.equal(asked.searchParams.get("nonce"), null);
    assert.equal(session.provider_refresh_token, "provider refresh");
    assert.equal(session.user.email, "fay@example.org");
    const { user_name, full_name, avatar_url, provider_id, iss } = session.user.user_metadata;
    assert.deepEqual({ user_name, full_name, avatar_url, provider_id, iss }, { user_name: "fay", full_name: "Fay", avatar_url: "https://a/7001", provider_id: "7001", iss: issuer });
    assert.equal(session.user.identities[0].id, "7001");
    assert.deepEqual(session.user.app_metadata, { provider: "github", providers: ["github"] });
});

await test("Discord: a verified address joins the account, another does not", async () => {
    const joined = await byOAuth("discord", { ...fay, sub: "d1" }, "/api/oauth2/authorize");
    assert.deepEqual(joined.user.app_metadata.providers, ["github", "discord"]);
    const other = await byOAuth("discord", { ...fay, sub: "d2", email_verified: false }, "/api/oauth2/authorize");
    assert.notEqual(other.user.id, joined.user.id);
    assert.equal(other.user.email, "");
});

await test("Spotify: an address that nobody has verified is confirmed first", async () => {
    const gus = { sub: "s1", name: "Gus", email: "gus@example.org" };
    const first = await byOAuth("spotify", gus, "/authorize");
    assert.deepEqual(first, { code: "provider_email_needs_verification", message: "Unverified email with spotify. A confirmation email has been sent to your spotify email" });
    const second = await byOAuth("spotify", gus, "/authorize");
    assert.equal(second.message, "Unverified email with spotify. Verify the email with spotify in order to sign in");
    good(await client().auth.verifyOtp({ token_hash: (await mailTo("gus@example.org")).hash, type: "email" }));
    assert.equal((await byOAuth("spotify", gus, "/authorize")).user.email, "gus@example.org");
});

await test("Snapchat: without an address, where that is allowed", async () => {
    const { user: found } = await byOAuth("snapchat", { sub: "n1", name: "Hal" }, "/accounts/oauth2/auth");
    assert.deepEqual([found.email, found.user_metadata.full_name], ["", "Hal"]);
    assert.equal((await byOAuth("github", { ...fay, sub: 7002, email: undefined }, "/login/oauth/authorize")).message, "Unverified email with github. A confirmation email has been sent to your github email");
});

await test("what a provider says when a code is none, and when it does not know the user", async () => {
    const { url: address } = good(await client().auth.signInWithOAuth({ provider: "github", options: { skipBrowserRedirect: true } }));
    const sent = new URL((await fetch(address, { redirect: "manual" })).headers.get("location"));
    const come = async (query) => new URL((await fetch(`${url}/auth/v1/callback?state=${sent.searchParams.get("state")}&${query}`, { redirect: "manual" })).headers.get("location"));
    assert.equal((await come("code=unknown")).searchParams.get("error_description"), "Unable to exchange external code");
    const nobody = await byOAuth("discord", { name: "nobody" }, "/api/oauth2/authorize");
    assert.deepEqual(nobody, { code: "unexpected_failure", message: "Error getting user profile from external provider" });
});

await test("Apple: a form, a signed client secret, and a name beside the code", async () => {
    const { url: address } = good(await client().auth.signInWithOAuth({ provider: "apple", options: { skipBrowserRedirect: true } }));
    const shown = JSON.stringify({ name: { firstName: "Ida", lastName: "Jo" } });
    const { target, asked } = await agree(address, { sub: "apple-1", email: "ida@example.org", email_verified: "true" }, "/auth", { user: shown });
    assert.equal(asked.searchParams.get("response_mode"), "form_post");
    const found = good(await client().auth.getUser(new URLSearchParams(target.hash.slice(1)).get("access_token"))).user;
    assert.deepEqual([found.email, found.user_metadata.full_name], ["ida@example.org", "Ida Jo"]);
});

await test("an anonymous user becomes somebody by linking", async () => {
    const supabase = client();
    const made = good(await supabase.auth.signInAnonymously());
    const { url: address } = good(await supabase.auth.linkIdentity({ provider: "github", options: { skipBrowserRedirect: true } }));
    await agree(address, { sub: 7003, name: "Kim", email: "kim@example.org", email_verified: true }, "/login/oauth/authorize");
    const found = good(await supabase.auth.getUser()).user;
    assert.deepEqual([found.id, found.email, found.is_anonymous, found.app_metadata.providers], [made.user.id, "kim@example.org", false, ["github"]]);
});

await test("unlinkIdentity: the address moves to one that is left", async () => {
    const { supabase, user: before } = await byOAuth("github", fay, "/login/oauth/authorize");
    const { url: address } = good(await supabase.auth.linkIdentity({ provider: "keycloak", options: { skipBrowserRedirect: true } }));
    await agree(address, { sub: "fay-2", email: "fay2@example.org", email_verified: true });
    const unlink = async (provider) =>
        good(await supabase.auth.unlinkIdentity(good(await supabase.auth.getUserIdentities()).identities.find((one) => one.provider === provider)));
    await unlink("discord");
    assert.equal(good(await supabase.auth.getUser()).user.email, "fay@example.org");
    await unlink("github");
    const after = good(await supabase.auth.getUser()).user;
    assert.deepEqual([after.id, after.email, after.app_metadata], [before.id, "fay2@example.org", { provider: "keycloak", providers: ["keycloak"] }]);
    assert.ok(after.email_confirmed_at);
});

await test("row policies see who is signed in", async () => {
    const supabase = client();
    good(await supabase.auth.signInWithPassword({ email: ann, password: "correct horse" }));
    good(await supabase.from("note").insert({ text: "mine" }));
    assert.deepEqual(good(await supabase.from("note").select("text")), [{ text: "mine" }]);
    const other = client();
    good(await other.auth.signInWithPassword({ email: "ben@example.org", password: "password123" }));
    assert.deepEqual(good(await other.from("note").select("text")), []);
    assert.equal((await client().from("note").select("text")).error.code, "42501");
});

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);

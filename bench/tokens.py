"""Tokens that the scenarios send, and sessions to refresh."""
import base64, hashlib, hmac, http.client, json, subprocess, time

SECRET = "a-secret-of-the-benchmark-that-is-long-enough"
# A key of ES256 for the benchmark alone; the server is given its public part.
KEY = {"kid": "bench", "alg": "ES256", "kty": "EC", "x": "g8AdL5e3HDIpMRxK-UH6yk3Flo5evdAy1_J1MvxTIZk", "y": "G3b4_i1obZijZJpt_-T3gxfClqSmpbfWEMvV7gJHzuA", "crv": "P-256", "d": "0G4CvP0t0eo9Uj0pRiNDNg_-OTp4soURf5xld-Mj1mU"}
KEYS = json.dumps({"keys": [{**{name: value for name, value in KEY.items() if name != "d"}, "state": "previously_used"}]})
SERVICE = "service of "  # whom no policy binds
SIGN = """
const { createPrivateKey, sign } = require("node:crypto");
const { key: jwk, inputs } = JSON.parse(require("node:fs").readFileSync(0));
const key = createPrivateKey({ key: jwk, format: "jwk" });
const signed = (input) => input + "." + sign("sha256", Buffer.from(input), { key, dsaEncoding: "ieee-p1363" }).toString("base64url");
console.log(JSON.stringify(inputs.map(signed)));
"""


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unsigned(header, sub, number):
    claims = {"role": "service_role" if sub.startswith(SERVICE) else "authenticated", "sub": sub, "exp": int(time.time()) + 86400} | ({} if number is None else {"jti": number})
    return encode(json.dumps({**header, "typ": "JWT"}).encode()) + "." + encode(json.dumps(claims).encode())


def hs256(sub, number=None):
    """`number` makes a token unlike every other one of the user."""
    text = unsigned({"alg": "HS256"}, sub, number)
    return text + "." + encode(hmac.new(SECRET.encode(), text.encode(), hashlib.sha256).digest())


def es256(subs):
    """A token for each user, each unlike every other."""
    inputs = [unsigned({"alg": "ES256", "kid": KEY["kid"]}, sub, number) for number, sub in enumerate(subs)]
    done = subprocess.run(["node", "-e", SIGN], input=json.dumps({"key": KEY, "inputs": inputs}), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def refresh_tokens(port, count):
    """Of so many new sessions, of users without a name."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    tokens = []
    for _ in range(count):
        connection.request("POST", "/auth/v1/signup", "{}", {"Content-Type": "application/json"})
        tokens.append(json.loads(connection.getresponse().read())["refresh_token"])
    connection.close()
    return tokens

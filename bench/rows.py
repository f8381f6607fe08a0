"""The rows of the benchmark, the same for every peer: deterministic, written once as CSV files."""
import csv, datetime, pathlib, random, uuid

USERS, TEAMS, PROJECTS, ISSUES, COMMENTS = 1000, 100, 1000, 100_000, 300_000
START = datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc)
WORDS = "the a cache layer drops request when token expires under load please check log of node two after deploy with index rebuild".split()


def user(number):
    return str(uuid.UUID(int=0x1000_0000_0000_4000_8000_0000_0000_0000 + number))


def text(chance, words):
    return " ".join(chance.choice(WORDS) for _ in range(words))


def moment(number):
    return (START + datetime.timedelta(seconds=number * 37, microseconds=number % 1000)).isoformat()


def tables():
    chance = random.Random(42)
    yield "team", ["id", "name"], ([i, f"team {i}"] for i in range(1, TEAMS + 1))
    yield "member", ["team_id", "user_id"], ([t, user((t * 10 + k) % USERS)] for t in range(1, TEAMS + 1) for k in range(30))
    yield "project", ["id", "team_id", "owner", "name"], ([i, i % TEAMS + 1, user(i % USERS), f"project {i}"] for i in range(1, PROJECTS + 1))
    yield "issue", ["id", "project_id", "owner", "title", "body", "state", "priority", "estimate", "created_at"], (
        [i, i % PROJECTS + 1, user(i % USERS), text(chance, 6), text(chance, 24), "closed" if i % 3 == 0 else "open", i % 5 + 1, f"{i % 100}.50", moment(i)]
        for i in range(1, ISSUES + 1))
    yield "comment", ["id", "issue_id", "author", "body", "created_at"], (
        [i, i % ISSUES + 1, user(i % USERS), text(chance, 12), moment(i)] for i in range(1, COMMENTS + 1))
    yield "owned", ["id", "owner", "title", "body", "state", "created_at"], (
        [i, user(i % USERS), text(chance, 6), text(chance, 24), "open", moment(i)] for i in range(1, ISSUES + 1))
    yield "shared", ["id", "team_id", "title", "body", "state", "created_at"], (
        [i, i % TEAMS + 1, text(chance, 6), text(chance, 24), "open", moment(i)] for i in range(1, ISSUES + 1))
    yield "upserted", ["id", "title", "n"], ([i, f"row {i}", 0] for i in range(1, 10_001))


def write(folder):
    """Makes the CSV files unless they are there; gives (table, file) in an order that keys allow."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for table, columns, rows in tables():
        file = folder / f"{table}.csv"
        if not file.exists():
            with open(file.with_suffix(".part"), "w", newline="", encoding="utf-8") as out:
                lines = csv.writer(out, lineterminator="\n")
                lines.writerow(columns)
                lines.writerows(rows)
            file.with_suffix(".part").rename(file)
        made.append((table, file))
    return made

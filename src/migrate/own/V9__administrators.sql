-- Who may use the console, and their sessions there. Nothing is granted on these tables: they are read and
-- written by the program alone, as their owner.
create table backstay.administrators (
    id uuid primary key,
    name text not null unique,
    password_hash text not null,
    created_at timestamptz not null,
    password_set_at timestamptz not null
);

-- The cookie's value is kept as its SHA-256: who can only read the table cannot sign in.
create table backstay.console_sessions (
    token_hash text primary key,
    administrator_id uuid not null references backstay.administrators on delete cascade,
    csrf_token text not null,
    created_at timestamptz not null,
    seen_at timestamptz not null
);
create index console_sessions_administrator_id_idx on backstay.console_sessions (administrator_id);

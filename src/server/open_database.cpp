#include "server/open_database.hpp"

#include "engine/postgres/database.hpp"
#include "engine/postgres/session.hpp"
#include "engine/sqlite/database.hpp"

namespace backstay::server {
namespace {

// sqlite:FILE, and sqlite://FILE as others write it.
std::optional<std::string> sqlite_path(std::string const& url) {
    constexpr std::string_view scheme = "sqlite:";
    if (!url.starts_with(scheme)) return std::nullopt;
    auto path = url.substr(scheme.size());
    if (path.starts_with("//")) path = path.substr(2);
    return path;
}

Failure unknown(std::string const& url) {
    return failure("22023", "the database \"" + url + "\" is neither sqlite:FILE nor postgres://...")
        .hint("Write sqlite:data/backstay.db or postgres://user@host/database.");
}

}  // namespace

bool is_postgres_url(std::string const& url) {
    return url.starts_with("postgres://") || url.starts_with("postgresql://") || url.contains("dbname=") ||
           url.contains("host=");
}

Result<std::unique_ptr<engine::Session>> open_session(std::string const& url) {
    if (is_postgres_url(url)) return engine::postgres::open_session(url);
    if (auto const path = sqlite_path(url)) {
        TRY(auto const database, engine::sqlite::open_database({.path = *path}));
        return database->open_session();
    }
    return unknown(url);
}

Result<std::unique_ptr<engine::Database>> open_database(DatabaseOptions const& options, OnNotice on_notice) {
    if (is_postgres_url(options.url))
        return engine::postgres::open_database(options.url, options.postgres, std::move(on_notice));
    if (auto const path = sqlite_path(options.url)) {
        auto embedded = options.sqlite;
        embedded.path = *path;
        return engine::sqlite::open_database(std::move(embedded));
    }
    return unknown(options.url);
}

}  // namespace backstay::server

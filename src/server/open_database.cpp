#include "server/open_database.hpp"

#include "engine/postgres/database.hpp"
#include "engine/postgres/session.hpp"

namespace backstay::server {
namespace {

bool is_postgres(std::string const& url) {
    return url.starts_with("postgres://") || url.starts_with("postgresql://") || url.contains("dbname=") ||
           url.contains("host=");
}

Failure unknown(std::string const& url) {
    return failure("22023", "the database \"" + url + "\" is neither sqlite:FILE nor postgres://...")
        .hint("Write sqlite:data/backstay.db or postgres://user@host/database.");
}

}  // namespace

Result<std::unique_ptr<engine::Session>> open_session(std::string const& url) {
    if (is_postgres(url)) return engine::postgres::open_session(url);
    return unknown(url);
}

Result<std::unique_ptr<engine::Database>> open_database(DatabaseOptions const& options) {
    if (is_postgres(options.url)) return engine::postgres::open_database(options.url, options.postgres);
    return unknown(options.url);
}

}  // namespace backstay::server

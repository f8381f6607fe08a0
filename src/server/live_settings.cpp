#include "server/live_settings.hpp"

#include "auth/column_vault.hpp"
#include "auth/secret_file.hpp"

namespace backstay::server {
namespace {

EdgeOptions edge_of(Service const& service) {
    EdgeOptions edge{.api_keys = service.options.auth.accept_apikey,
                     .origins = service.origins,
                     .trace_header = service.trace_header};
    if (service.rest.additions) edge.exposed += ", ETag, Link, Idempotent-Replayed";
    return edge;
}

// With the signing keys of the file, as they are now.
Result<auth::Options> with_key_file(auth::Options options) {
    if (!options.signing_keys.empty() || options.keys_file.empty()) return options;
    TRY(auto const text, auth::read_secret_file(options.keys_file));
    options.signing_keys = text.value_or("");
    return options;
}

Result<std::shared_ptr<Settings const>> settings_of(Service const& service, std::uint64_t version) {
    TRY(auto const options, with_key_file(service.options.auth));
    TRY(auto authenticator, auth::Authenticator::make(options));
    auto rest = service.rest;
    if (auto const& encryption_keys = service.options.encryption_keys; !encryption_keys.empty()) {
        TRY(auto vault, auth::ColumnVault::parse(encryption_keys));
        rest.vault = std::make_shared<auth::ColumnVault const>(std::move(vault));
    }
    return std::make_shared<Settings const>(Settings{.version = version,
                                                     .rest = std::move(rest),
                                                     .users = service.users,
                                                     .authenticator = std::move(authenticator),
                                                     .edge = edge_of(service),
                                                     .shown_config = service.shown_config});
}

}  // namespace

Result<std::unique_ptr<LiveSettings>> LiveSettings::make(Service service) {
    TRY(auto settings, settings_of(service, 0));
    return std::make_unique<LiveSettings>(std::move(service), std::move(settings));
}

std::shared_ptr<Settings const> LiveSettings::load() const {
    std::scoped_lock const lock(mutex_);
    return settings_;
}

Result<void> LiveSettings::reload() {
    std::scoped_lock const one_at_a_time(reloading_);
    if (!service_.reload) return {};
    TRY(auto service, service_.reload());
    service.reload = service_.reload;
    TRY_VOID(use(service));
    service_ = std::move(service);
    return {};
}

Result<void> LiveSettings::reload_keys() {
    std::scoped_lock const one_at_a_time(reloading_);
    return use(service_);
}

Result<void> LiveSettings::use(Service const& service) {
    TRY(auto settings, settings_of(service, version() + 1));
    std::scoped_lock const lock(mutex_);
    settings_ = std::move(settings);
    version_.store(settings_->version, std::memory_order_release);
    return {};
}

}  // namespace backstay::server

#pragma once

// The newest entries by key, of one version of the schema: what was made under another one is forgotten with
// it.
//
//     Recent<Exchange> plans(2000);
//     if (auto known = plans.find(schema.version, key)) return known;
//     plans.keep(key, made);

#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace backstay::api::rest {

// One thread.
template <class T>
class Recent {
public:
    explicit Recent(std::size_t size) : size_(size) {}

    std::shared_ptr<T const> find(std::uint64_t schema_version, std::string_view key) {
        if (schema_version != version_) {
            index_.clear();
            entries_.clear();
            version_ = schema_version;
            return nullptr;
        }
        auto const found = index_.find(key);
        if (found == index_.end()) return nullptr;
        entries_.splice(entries_.begin(), entries_, found->second);
        return found->second->second;
    }

    // REQUIRES: find() of this key gave nothing just now.
    void keep(std::string key, std::shared_ptr<T const> entry) {
        if (size_ == 0) return;
        if (entries_.size() >= size_) {
            index_.erase(entries_.back().first);
            entries_.pop_back();
        }
        entries_.emplace_front(std::move(key), std::move(entry));
        index_[entries_.front().first] = entries_.begin();
    }

private:
    using Entry = std::pair<std::string, std::shared_ptr<T const>>;

    std::size_t size_;
    std::uint64_t version_ = 0;
    std::list<Entry> entries_;  // newest use first
    std::unordered_map<std::string_view, typename std::list<Entry>::iterator> index_;
};

}  // namespace backstay::api::rest

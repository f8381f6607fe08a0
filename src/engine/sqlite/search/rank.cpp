// ts_rank(): how often, how near to one another and how heavily the lexemes of a query stand in a text.

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/sqlite/search/query.hpp"

namespace backstay::engine::sqlite::search {
namespace {

using Kind = Node::Kind;

// https://www.postgresql.org/docs/15/textsearch-controls.html#TEXTSEARCH-RANKING
enum Normalization : std::uint8_t {
    by_log_of_length = 1,
    by_length = 2,
    by_unique = 8,
    by_log_of_unique = 16,
    by_itself = 32
};

// A lexeme without positions stands at the end, and weighs D.
std::vector<Position> const nowhere{{.place = most_position}};

void collect(Node const& node, std::map<std::string, Node const*>& lexemes) {
    if (node.kind == Kind::lexeme) lexemes.try_emplace(node.lexeme, &node);
    if (node.left) collect(**node.left, lexemes);
    if (node.right) collect(**node.right, lexemes);
}

class Ranking {
public:
    Ranking(Weights const& weights, Vector const& vector, Node const& query)
        : weights_(weights), vector_(vector) {
        std::map<std::string, Node const*> lexemes;
        collect(query, lexemes);
        for (auto const& [lexeme, node] : lexemes) lexemes_.push_back(node);
    }

    // Each lexeme by its own.
    float alone() const {
        float sum = 0.0F;
        for (auto const* lexeme : lexemes_) {
            for (auto const& entry : entries_of(*lexeme)) {
                auto const& positions = positions_of(*entry);
                float all = 0.0F;
                float heaviest = -1.0F;
                std::int64_t at = 0;
                for (std::size_t i = 0; i < positions.size(); ++i) {
                    auto const order = static_cast<std::int64_t>(i) + 1;
                    all = all + weight(positions[i]) / static_cast<float>(order * order);
                    if (weight(positions[i]) > heaviest) {
                        heaviest = weight(positions[i]);
                        at = order;
                    }
                }
                // The sum of 1/i^2 is pi^2/6.
                auto const share = heaviest + all - heaviest / static_cast<float>(at * at);
                sum =
                    static_cast<float>(static_cast<double>(sum) + static_cast<double>(share) / 1.64493406685);
            }
        }
        return lexemes_.empty() ? sum : sum / static_cast<float>(lexemes_.size());
    }

    // Each two by how near they are.
    float together() const {
        if (lexemes_.size() < 2) return alone();
        float result = -1.0F;
        std::vector<std::vector<Position> const*> seen(lexemes_.size());
        for (std::size_t i = 0; i < lexemes_.size(); ++i)
            for (auto const& entry : entries_of(*lexemes_[i])) {
                seen[i] = &positions_of(*entry);
                for (std::size_t k = 0; k < i; ++k)
                    if (seen[k] != nullptr) add_pairs(*seen[i], *seen[k], result);
            }
        return result;
    }

private:
    float weight(Position const& position) const {
        return weights_[static_cast<std::size_t>(position.weight)];
    }
    static std::vector<Position> const& positions_of(Entry const& entry) {
        return entry.positions.empty() ? nowhere : entry.positions;
    }
    std::vector<Entry const*> entries_of(Node const& node) const {
        std::vector<Entry const*> found;
        auto entry = std::ranges::lower_bound(vector_.entries, node.lexeme, {}, &Entry::lexeme);
        for (; entry != vector_.entries.end(); ++entry) {
            bool const fits =
                node.prefix ? entry->lexeme.starts_with(node.lexeme) : entry->lexeme == node.lexeme;
            if (!fits) break;
            found.push_back(&*entry);
        }
        return found;
    }

    static float nearness(int distance) {
        constexpr int far = 100;
        if (distance > far) return 1e-30F;
        return static_cast<float>(
            1.0 / (1.005 + 0.05 * std::exp(static_cast<double>(static_cast<float>(distance)) / 1.5 - 2)));
    }
    void add_pairs(std::vector<Position> const& a, std::vector<Position> const& b, float& result) const {
        for (auto const& one : a)
            for (auto const& other : b) {
                int distance = std::abs(one.place - other.place);
                if (distance == 0 && &a != &nowhere && &b != &nowhere) continue;
                if (distance == 0) distance = most_position + 1;
                auto const pair = static_cast<float>(
                    std::sqrt(static_cast<double>(weight(one) * weight(other) * nearness(distance))));
                result = result < 0 ? pair
                                    : static_cast<float>(1.0 - (1.0 - static_cast<double>(result)) *
                                                                   (1.0 - static_cast<double>(pair)));
            }
    }

    Weights const& weights_;
    Vector const& vector_;
    std::vector<Node const*> lexemes_;  // once each, in the order of their bytes
};

std::int64_t length_of(Vector const& vector) {
    std::int64_t length = 0;
    for (auto const& entry : vector.entries)
        length += std::max<std::int64_t>(1, static_cast<std::int64_t>(entry.positions.size()));
    return length;
}

}  // namespace

float rank(Weights const& weights, Vector const& vector, Query const& query, int normalization) {
    if (vector.entries.empty() || !query) return 0.0F;
    Ranking const ranking(weights, vector, *query);
    auto result =
        query->kind == Kind::and_ || query->kind == Kind::phrase ? ranking.together() : ranking.alone();
    if (result < 0) result = 1e-20F;
    auto const divide = [&](double by) { result = static_cast<float>(static_cast<double>(result) / by); };
    auto const unique = static_cast<double>(vector.entries.size());
    auto const length = static_cast<double>(length_of(vector));
    if ((normalization & by_log_of_length) != 0) divide(std::log(length + 1) / std::log(2.0));
    if ((normalization & by_length) != 0 && length > 0) result /= static_cast<float>(length);
    if ((normalization & by_unique) != 0) result /= static_cast<float>(unique);
    if ((normalization & by_log_of_unique) != 0) divide(std::log(unique + 1) / std::log(2.0));
    if ((normalization & by_itself) != 0) result /= (result + 1);
    return result;
}

}  // namespace backstay::engine::sqlite::search

#include "migrate/script.hpp"

#include <algorithm>

#include "sql/read/lexer.hpp"
#include "sql/read/read.hpp"
#include "sql/read/split.hpp"

namespace backstay::migrate {
namespace {

// What a piece says of itself, as a place in the whole script; where it says nothing, its first word.
Error placed(Error error, sql::Piece const& piece, Script const& script) {
    auto const begin = sql::position_at(script.text, static_cast<int>(piece.offset), script.file);
    auto const inner = error->position;
    if (inner.line > 0) {
        error->position = begin;
        error->position.line += inner.line - 1;
        error->position.column =
            inner.line == 1 ? begin.column + std::max(inner.column, 1) - 1 : inner.column;
        return error;
    }
    auto const first = sql::Lexer(piece.text).next();
    auto const offset = piece.offset + (first ? first->begin : 0);
    error->position = sql::position_at(script.text, static_cast<int>(offset), script.file);
    return error;
}

Result<void> run_piece(engine::Session& session, sql::Piece const& piece, Script const& script) {
    if (piece.copies) {
        auto const done = session.copy_from(piece.text, piece.data);
        if (!done) return std::unexpected(placed(done.error(), piece, script));
        return {};
    }
    auto const done = session.execute(piece.text);
    if (!done) return std::unexpected(placed(done.error(), piece, script));
    return {};
}

}  // namespace

Result<void> run_script(engine::Session& session, Script const& script, AroundStatements const& around) {
    auto const pieces = sql::split_statements(script.text);
    std::size_t done_pieces = 0;
    auto const show = [&] {
        if (around.progress) around.progress(done_pieces, pieces.size());
    };
    for (auto const& piece : pieces) {
        show();
        if (around.before) TRY_VOID(around.before());
        if (auto done = run_piece(session, piece, script); !done) {
            if (around.failed) TRY_VOID(around.failed());
            return done;
        }
        if (around.after) TRY_VOID(around.after());
        ++done_pieces;
    }
    show();
    return {};
}

Result<bool> is_transactional(Script const& script, bool may_mix) {
    auto const pieces = sql::split_statements(script.text);
    auto const outside = std::ranges::find(pieces, false, &sql::Piece::transactional);
    if (outside == pieces.end()) return true;
    auto const inside = std::ranges::find(pieces, true, &sql::Piece::transactional);
    if (may_mix || inside == pieces.end()) return false;
    auto const& offending = std::max(outside->offset, inside->offset) == outside->offset ? *outside : *inside;
    return failure("25001",
                   "Detected both transactional and non-transactional statements within the same migration "
                   "(even though mixed is false). Offending statement found at line " +
                       std::to_string(offending.line) + ": " + std::string(offending.text) +
                       (offending.transactional ? "" : " [non-transactional]"))
        .at({.file = std::string(script.file), .line = offending.line, .column = 1})
        .hint("Put them into two files.");
}

}  // namespace backstay::migrate

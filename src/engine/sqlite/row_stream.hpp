#pragma once

// A RowStream on a connection of its own, whose read transaction lasts as long as the stream. Its pieces are
// made in the slow lane, each when it is asked for, so that a slow peer keeps no thread waiting.

#include <boost/asio/io_context.hpp>

#include "engine/sqlite/shared.hpp"

namespace backstay::engine::sqlite {

// 53300 when too many streams are open, or calls wait for the slow lane.
Task<std::unique_ptr<RowStream>> open_stream(std::shared_ptr<Shared> shared, boost::asio::io_context& io,
                                             Call call);

}  // namespace backstay::engine::sqlite

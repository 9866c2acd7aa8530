// SPDX-License-Identifier: Apache-2.0
#include "app/daemon/archive.hpp"
#include "app/daemon/folder_guard.hpp"

namespace orderd::app {

namespace {

/// What is gathered before it is written.
constexpr std::size_t rejects_buffer_bytes = 64 * 1024;

/// Writes under a dot name that carries the import's id alone, so that an
/// earlier attempt is found and replaced.
class posix_rejects final : public actors::rejects_file {
public:
  posix_rejects(folder dir, std::string name, domain::import_id import)
      : dir_(std::move(dir)),
        name_(std::move(name)),
        draft_("." + std::to_string(import.value) + ".rejects.tmp"),
        fd_(create_file(dir_, draft_)) {}

  ~posix_rejects() override {
    if (state_ != state::committed)
      remove_file(dir_, draft_);
  }

  actors::folder_result<void> append(std::string_view bytes) override {
    return step([&] {
      buffer_ += bytes;
      if (buffer_.size() >= rejects_buffer_bytes)
        flush();
    });
  }

  actors::folder_result<void> commit() override {
    if (state_ == state::committed)
      return {};
    return step([&] {
      flush();
      sync_file(fd_.get(), dir_.at(draft_));
      rename_over(dir_, draft_, name_);
      state_ = state::committed;
      sync_folder(dir_);
    });
  }

private:
  enum class state { open, broken, committed };

  /// A failed step may have left half of its bytes: the file never becomes
  /// final after one.
  template <class Step>
  actors::folder_result<void> step(Step run) {
    return guarded([&] {
      if (state_ != state::open)
        throw file_error("write " + shown_path(dir_.at(name_)), EINVAL,
                         state_ == state::broken
                             ? "an earlier write of it failed"
                             : "it is complete already");
      state_ = state::broken;
      run();
      if (state_ == state::broken)
        state_ = state::open;
    });
  }

  void flush() {
    write_all(fd_.get(), buffer_, dir_.at(draft_));
    buffer_.clear();
  }

  folder dir_;
  std::string name_;
  std::string draft_;
  unique_fd fd_;
  std::string buffer_;
  state state_ = state::open;
};

} // namespace

std::unique_ptr<actors::rejects_file>
make_rejects_file(folder dir, std::string name, domain::import_id import) {
  return std::make_unique<posix_rejects>(std::move(dir), std::move(name),
                                         import);
}

} // namespace orderd::app

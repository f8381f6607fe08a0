#include "server/project_secret.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "auth/vault.hpp"

namespace backstay::server {
namespace {

TEST(ProjectSecret, IsMadeOnceAndKept) {
    auto const folder = testing::TempDir() + "project_secret_" + std::to_string(getpid());
    auto const first = project_secret(folder);
    ASSERT_TRUE(first) << first.error()->message;
    EXPECT_GE(first->size(), 32U);
    struct stat status{};
    ASSERT_EQ(stat((folder + "/jwt_secret").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    EXPECT_EQ(project_secret(folder), first);

    std::ofstream(folder + "/jwt_secret") << "short\n";
    EXPECT_FALSE(project_secret(folder));
    std::filesystem::remove_all(folder);
    EXPECT_FALSE(project_secret("/proc/nowhere"));
}

TEST(ProjectSecret, EncryptionKeysAreMadeOnceAndKept) {
    auto const folder = testing::TempDir() + "encryption_keys_" + std::to_string(getpid());
    auto const first = project_encryption_keys(folder);
    ASSERT_TRUE(first);
    EXPECT_TRUE(auth::Vault::parse(*first));
    EXPECT_EQ(project_encryption_keys(folder), first);
    EXPECT_FALSE(project_encryption_keys("/proc/nowhere"));
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace backstay::server

// SPDX-License-Identifier: BSL-1.0
// Runs a fuzzer's function over files instead of libFuzzer: corpora and old crashes, with any compiler.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace files = std::filesystem;

int run(const files::path& file) {
    std::ifstream from(file, std::ios::binary);
    const std::vector<char> content{std::istreambuf_iterator<char>(from), {}};
    // Before it runs: what ends the process ends here, and the last line says where.
    std::printf("%s\n", file.c_str());
    std::fflush(stdout);
    (void)LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(content.data()), content.size());
    return 1;
}

int run_all(const files::path& folder) {
    int count = 0;
    for (const auto& each : files::directory_iterator(folder))
        if (each.is_regular_file()) count += run(each.path());
    return count;
}

} // namespace

/// Each argument is a file or a folder; a folder that is not there has nothing in it.
int main(int argc, char** argv) {
    int count = 0;
    for (int i = 1; i < argc; ++i) {
        const files::path here(argv[i]);
        if (files::is_directory(here))
            count += run_all(here);
        else if (files::is_regular_file(here))
            count += run(here);
    }
    std::printf("%d inputs\n", count);
    return count == 0 ? 1 : 0;
}

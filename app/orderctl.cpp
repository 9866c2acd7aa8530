// SPDX-License-Identifier: Apache-2.0
#include "app/ctl/run.hpp"

#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0),
                                           argv + argc);
  const auto* no_colour = std::getenv("NO_COLOR");
  orderd::ctl::streams io{std::cin,
                          std::cout,
                          std::cerr,
                          ::isatty(STDOUT_FILENO) == 1,
                          ::isatty(STDERR_FILENO) == 1,
                          no_colour != nullptr && *no_colour != '\0'};
  return orderd::ctl::run(arguments, io);
}

// SPDX-License-Identifier: Apache-2.0
#include "app/notify/url_origin.hpp"

#include <boost/test/unit_test.hpp>

using orderd::app::url_origin;

BOOST_AUTO_TEST_SUITE(url_origin_test)

BOOST_AUTO_TEST_CASE(scheme_host_and_port_are_all_that_is_shown) {
  for (const auto* url :
       {"https://example.org:8443", "https://example.org:8443/",
        "https://example.org:8443/hooks/s3cret",
        "https://example.org:8443?token=s3cret",
        "https://example.org:8443/a?b=s3cret/://c",
        "https://example.org:8443#s3cret",
        "https://me:s3cret@example.org:8443/@x"})
    BOOST_CHECK_EQUAL(url_origin(url), "https://example.org:8443");
  BOOST_CHECK_EQUAL(url_origin("http://[::1]:80/x"), "http://[::1]:80");
}

BOOST_AUTO_TEST_SUITE_END()
